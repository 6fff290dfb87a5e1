package hexdata

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/unicode"

	"culprit/parser/event"
)

// MaxText is the largest text that Open accepts. A dump of 64 KiB takes some
// 300 KiB to print; what is larger is no paste.
const MaxText = 16 << 20

// Detect reports whether the start of a file is a hex dump and not a text with
// a dump in it: nine tenths of its lines are rows, or all of it is digits.
func Detect(prefix []byte) bool {
	text, err := decodeText(prefix)
	if err != nil || strings.HasPrefix(strings.TrimSpace(text), "<") { // XML has a reader of its own
		return false
	}
	if i := strings.LastIndexByte(text, '\n'); i > 0 {
		text = text[:i] // the last line may be cut
	}
	dumps := Parse(text)
	if len(dumps) == 0 {
		return false
	}
	covered, lines := 0, 0
	for _, d := range dumps {
		covered += d.LastLine - d.Line + 1
	}
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" && !isHeader(line) {
			lines++
		}
	}
	return covered*10 >= lines*9
}

// Log is a text that holds the data of events, and no events.
type Log struct {
	src   *event.Source
	text  string
	wide  bool // the file is UTF-16
	dumps []*Dump
}

// Open reads the dumps of a text in UTF-8 or, with a byte order mark, UTF-16.
// It returns an error if the text cannot be read, is too large, or has none.
func Open(r io.ReaderAt, size int64, src *event.Source) (*Log, error) {
	if size > MaxText {
		return nil, &event.Damage{Source: src, Offset: MaxText, Structure: "hex dump", Cause: fmt.Sprintf("the text is larger than %d bytes", MaxText)}
	}
	raw, err := io.ReadAll(io.NewSectionReader(r, 0, size))
	if err != nil {
		return nil, fmt.Errorf("%s: at %#x: %w", src.Path, len(raw), err)
	}
	text, err := decodeText(raw)
	if err != nil {
		return nil, &event.Damage{Source: src, Structure: "hex dump", Cause: err.Error()}
	}
	l := &Log{src: src, text: text, wide: isWide(raw), dumps: Parse(text)}
	if len(l.dumps) == 0 {
		return nil, &event.Damage{Source: src, Structure: "hex dump", Cause: "no rows of hex digits were found"}
	}
	return l, nil
}

// decodeText turns UTF-16 with a byte order mark into UTF-8. Bytes that are
// not UTF-8 can only stand in character columns, where they do no harm.
func decodeText(raw []byte) (string, error) {
	if !isWide(raw) {
		return strings.TrimPrefix(string(raw), "\ufeff"), nil
	}
	text, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw[:len(raw)&^1])
	return string(text), err
}

func isWide(raw []byte) bool {
	return bytes.HasPrefix(raw, []byte{0xFF, 0xFE}) || bytes.HasPrefix(raw, []byte{0xFE, 0xFF})
}

// offset returns where in the file a line begins.
func (l *Log) offset(line int) int64 {
	before := 0
	for s := range strings.Lines(l.text) {
		if line--; line == 0 {
			break
		}
		before += len(s)
	}
	if l.wide {
		return int64(2 + 2*len(utf16.Encode([]rune(l.text[:before]))))
	}
	return int64(before)
}

// Dumps returns what Open found.
func (l *Log) Dumps() []*Dump { return l.dumps }

// Records yields an event for each dump that is an error-log packet: its
// identifier, its severity and, if only one has that identifier, its provider.
// When it happened, and where, the data does not say. What a dump lacks, and
// a dump that is no packet, is yielded as damage.
func (l *Log) Records() iter.Seq2[*event.View, *event.Damage] {
	return func(yield func(*event.View, *event.Damage) bool) {
		var view event.View
		for _, d := range l.dumps {
			e, damage := l.record(d)
			if damage != nil && !yield(nil, damage) {
				return
			}
			if e == nil {
				continue
			}
			view = event.View{Header: e.Header, Full: e}
			if !yield(&view, nil) {
				return
			}
		}
	}
}

// record makes the event of a dump, and says what is wrong with the dump.
func (l *Log) record(d *Dump) (*event.Event, *event.Damage) {
	x := DecodeDump(d, Hint{})
	damage := &event.Damage{Source: l.src, Offset: l.offset(d.Line), Structure: "hex dump"}
	if x == nil || x.Layout != LayoutPacket {
		damage.Cause = "not the data of a driver event, so it does not say which event it belongs to"
		return nil, damage
	}
	e := &event.Event{
		Header: event.Header{
			Source:        l.src,
			Offset:        damage.Offset,
			Line:          d.Line,
			Channel:       "System", // drivers log nowhere else
			Provider:      x.Event.Provider,
			EventID:       x.Event.ID,
			Qualifiers:    uint16(x.Event.full >> 16),
			HasQualifiers: true,
			Level:         levels[x.Event.full>>30],
		},
		Binary: x.data,
	}
	for _, r := range d.Repairs {
		e.Repairs = append(e.Repairs, r.String())
	}
	if !x.Truncated {
		return e, nil
	}
	damage.Cause = "the dump is cut"
	if d.Missing != nil {
		damage.Cause = d.Missing.String()
	}
	return e, damage
}

// levels gives the level that the severity bits stand for. A log tells the
// level apart from them; a bare dump has nothing else.
var levels = [4]event.Level{event.Information, event.Information, event.Warning, event.Error}

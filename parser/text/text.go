package text

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"culprit/parser/event"
)

// Options says how to read a text where the text itself does not.
type Options struct {
	// Encoding forces an encoding: windows-1251, cp866, utf-16le, shift_jis, …
	// Empty means that it is found out from the bytes and the words.
	Encoding string
	// Zone is where times without a zone are local; nil means UTC.
	Zone *time.Location
}

// Log is a text with events in it.
type Log struct {
	r       io.ReaderAt
	size    int64
	src     *event.Source
	charset *charset
	bom     int // length of the byte order mark
	format  *format
	zone    *time.Location
	notes   notes
	order   order
}

// Open prepares to read the events of a text; it reads no more than the start
// of it. A text in which no event is seen there is read all the same: events
// may stand further on. The error is that of an option or of the first read,
// or says that the input is no text.
func Open(r io.ReaderAt, size int64, src *event.Source, opt Options) (*Log, error) {
	var forced *charset
	if opt.Encoding != "" {
		var err error
		if forced, err = byName(opt.Encoding); err != nil {
			return nil, err
		}
	}
	prefix, err := readPrefix(r, size)
	if err != nil {
		return nil, fmt.Errorf("%s: at 0x0: %w", src.Path, err)
	}
	l := &Log{r: r, size: size, src: src, zone: opt.Zone}
	if l.zone == nil {
		l.zone = time.UTC
	}
	why := ""
	l.charset, l.bom, why = sniff(prefix, size <= PrefixSize)
	if forced != nil && forced != l.charset {
		l.charset, l.bom, why = forced, 0, ""
	}
	if why != "" {
		l.notes.add("read as " + l.charset.name + ": " + why)
	}
	l.format, _ = detect(l.charset, prefix[l.bom:])
	if l.format == nil {
		return nil, fmt.Errorf("%s: at 0x0: not a text: control characters, or bytes that %s does not have", src.Path, l.charset.name)
	}
	return l, nil
}

func readPrefix(r io.ReaderAt, size int64) ([]byte, error) {
	prefix := make([]byte, min(size, PrefixSize))
	n, err := r.ReadAt(prefix, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return prefix[:n], nil
}

// Format returns the name of the format, as Detect gives it.
func (l *Log) Format() string { return l.format.name }

// Encoding returns the name of the encoding: utf-8, windows-1251, ….
func (l *Log) Encoding() string { return l.charset.name }

// Notes returns what was assumed about the whole text, in words for the
// report: its encoding, the zone of its times, the order of day and month. It
// is complete once Records has been read to its end.
func (l *Log) Notes() []string { return l.notes.list }

// Records yields the events of the text in its order, and damage where
// something could not be read. A view is valid until the next one.
func (l *Log) Records() iter.Seq2[*event.View, *event.Damage] {
	return func(yield func(*event.View, *event.Damage) bool) {
		b := builder{src: l.src, zone: l.zone, order: l.dateOrder, notes: &l.notes}
		var view event.View
		l.drafts(func(d *draft, damage *event.Damage) bool {
			if damage != nil {
				damage.Source = l.src
				return yield(nil, damage)
			}
			e := b.build(d)
			view = event.View{Header: e.Header, Full: e}
			return yield(&view, nil)
		})
	}
}

// sink takes what a reader of one format finds, in the order of the text: a
// draft or a damage. It returns false when nothing more is wanted.
type sink func(*draft, *event.Damage) bool

// drafts reads the text once, from its start.
func (l *Log) drafts(yield sink) {
	in := newInput(l.r, l.size, l.charset, l.bom)
	done := false
	err := l.format.read(in, func(d *draft, damage *event.Damage) bool {
		done = done || !yield(d, damage)
		return !done
	})
	if err != nil && !errors.Is(err, io.EOF) && !done {
		yield(nil, &event.Damage{Offset: in.off, Structure: l.format.name, Cause: err.Error(), Lost: max(l.size-in.off, 0)})
	}
}

// readPaste reads labelled fields.
func readPaste(in *input, yield sink) error {
	rs := &rows{in: in}
	p := paste{rows: rs, emit: func(d *draft) bool { return yield(d, nil) }}
	p.run()
	return rs.err
}

// newBytesInput reads a text that lies in memory.
func newBytesInput(b []byte, c *charset) *input {
	return newInput(bytes.NewReader(b), int64(len(b)), c, 0)
}

package evt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"culprit/parser/event"
	"culprit/parser/internal/cursor"
)

const (
	fixedSize = 0x38          // the part that is never split
	minRecord = fixedSize + 4 // and the second length
	// maxRecord is far above what ReportEvent accepts (about 60 KiB).
	maxRecord = 1 << 20
	// maxName bounds source and computer name, in bytes. Both are registry
	// keys or host names of at most 255 characters.
	maxName  = 512
	headSize = fixedSize + 2*(maxName+2)
)

// record is an EVENTLOGRECORD without its variable part.
type record struct {
	length                  uint32
	number                  uint32
	generated, written      uint32
	id                      uint32
	kind, strings, category uint16
	stringOffset            uint32
	sidLength, sidOffset    uint32
	dataLength, dataOffset  uint32
	source, computer        string
	unterminated            bool // a name that does not end
}

// parseRecord reads the fixed part; the length is checked, all else is not.
func parseRecord(b []byte) (r record, cause string) {
	c := cursor.New(b)
	r.length = c.U32()
	sig := c.Bytes(len(signature))
	r.number, r.generated, r.written, r.id = c.U32(), c.U32(), c.U32(), c.U32()
	r.kind, r.strings, r.category = c.U16(), c.U16(), c.U16()
	c.Skip(2 + 4) // ReservedFlags, ClosingRecordNumber
	r.stringOffset = c.U32()
	r.sidLength, r.sidOffset = c.U32(), c.U32()
	r.dataLength, r.dataOffset = c.U32(), c.U32()
	switch {
	case c.Bad():
		return r, fmt.Sprintf("%d bytes are left, a record has at least %d", len(b), minRecord)
	case !bytes.Equal(sig, signature):
		return r, fmt.Sprintf("signature % x", sig)
	case !possible(r.length):
		return r, fmt.Sprintf("impossible length %#x", r.length)
	}
	return r, ""
}

// possible reports whether a record can be that long.
func possible(length uint32) bool {
	return length >= minRecord && length <= maxRecord && length%4 == 0
}

// sane reports whether the fields fit together: what is asked of a record
// that the log's structures do not vouch for.
func (r *record) sane() bool {
	inside := func(off, n uint32) bool {
		return n == 0 || off >= fixedSize && uint64(off)+uint64(n) <= uint64(r.length)
	}
	return !r.unterminated && printable(r.source) &&
		r.kind <= 0x10 && r.kind&(r.kind-1) == 0 &&
		inside(r.sidOffset, r.sidLength) &&
		inside(r.stringOffset, 2*uint32(r.strings))
}

func printable(name string) bool {
	return name != "" && utf8.ValidString(name) &&
		!strings.ContainsFunc(name, func(c rune) bool { return c == utf8.RuneError || !unicode.IsPrint(c) })
}

// fill sets the cheap part of a view.
func (r *record) fill(h *event.Header) {
	h.Record = uint64(r.number)
	h.Time, h.Written = seconds(r.generated), seconds(r.written)
	h.Computer, h.Provider = r.computer, r.source
	h.EventID, h.Qualifiers, h.HasQualifiers = uint16(r.id), uint16(r.id>>16), true
	h.Level, _ = severity(r.kind)
}

// seconds converts a time of the log; 0 means that it was not set.
func seconds(t uint32) event.FILETIME {
	if t == 0 {
		return 0
	}
	return event.FromUnix(int64(t), 0)
}

// severity maps the event type to a level and, for audits, a keyword.
// Type 0 is EVENTLOG_SUCCESS, which Event Viewer shows as information.
func severity(kind uint16) (event.Level, uint64) {
	switch kind {
	case 1:
		return event.Error, 0
	case 2:
		return event.Warning, 0
	case 0, 4:
		return event.Information, 0
	case 8:
		return event.LogAlways, event.AuditSuccess
	case 0x10:
		return event.LogAlways, event.AuditFailure
	}
	return event.LogAlways, 0
}

// names reads source and computer name from the head of a record.
func (r *record) names(b []byte, known interned) {
	b = b[min(fixedSize, len(b)):]
	source, rest, ok := cutName(b)
	computer, _, ok2 := cutName(rest)
	r.source, r.computer = known.text(source), known.text(computer)
	r.unterminated = !ok || !ok2
}

// cutName returns the bytes before the first NUL and those behind it.
func cutName(b []byte) (name, rest []byte, ok bool) {
	for i := 0; i+1 < len(b) && i <= maxName; i += 2 {
		if binary.LittleEndian.Uint16(b[i:]) == 0 {
			return b[:i], b[i+2:], true
		}
	}
	return b[:min(len(b), maxName)&^1], nil, false
}

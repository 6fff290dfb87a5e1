package evt

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strings"

	"culprit/parser/event"
)

// Dump writes an annotated view of what stands at the offset off of the log:
// the header, a record or the end-of-file record. Each line is
//
//	offset: bytes # meaning
//
// An offset inside a structure shows that structure; a negative one shows the
// header, the oldest record and the end-of-file record. Nothing is written for
// an offset of space that is not in use.
func (l *Log) Dump(w io.Writer, off int64) error {
	d := dumper{w: bufio.NewWriter(w), ring: l.ring()}
	if l.header != nil && off < headerSize {
		d.header(l.header)
	}
	for v, damage := range l.Records(Options{Slack: true}) {
		switch {
		case v != nil && (off < 0 || d.inside(v, off)):
			d.record(v)
		case damage != nil && damage.Lost > 0 && off >= damage.Offset && off < damage.Offset+damage.Lost:
			d.damage(damage)
		default:
			continue
		}
		break
	}
	if e := l.end; e != nil && (off < 0 || d.at(e.Offset, endSize, off)) {
		d.end(e)
	}
	if d.err != nil {
		return d.err
	}
	return d.w.Flush()
}

// dumper writes the lines of a dump. Offsets of a record that goes on behind
// the end of the file go on at the beginning of the ring.
type dumper struct {
	ring
	w     *bufio.Writer
	b     []byte // the structure
	start int64  // its offset
	depth int
}

const dumpBytes = 16 // at most, of a line

func (d *dumper) at(start int64, n int, off int64) bool {
	return off >= d.base && off < d.size && d.position(off)-d.position(start) >= 0 && d.position(off)-d.position(start) < int64(n)
}

func (d *dumper) inside(v *event.View, off int64) bool {
	start, n := splitRef(v.Ref)
	return d.at(start, n, off)
}

// line writes one line for n bytes of the structure.
func (d *dumper) line(off, n int, format string, args ...any) {
	off = min(max(off, 0), len(d.b))
	n = min(max(n, 0), len(d.b)-off)
	hex := fmt.Sprintf("% x", d.b[off:off+min(n, dumpBytes)])
	if n > dumpBytes {
		hex += " …"
	}
	at := d.start + int64(off)
	if at >= d.size {
		at = d.base + at - d.size
	}
	text := strings.Repeat("  ", d.depth) + fmt.Sprintf(format, args...)
	fmt.Fprintf(d.w, "%#08x: %-49s # %s\n", at, hex, text)
}

// number writes the line of a 32-bit number.
func (d *dumper) number(off int, format string) {
	if off+4 <= len(d.b) {
		d.line(off, 4, format, binary.LittleEndian.Uint32(d.b[off:]))
	}
}

func (d *dumper) header(h *Header) {
	d.start, d.b = 0, d.copyOut(0, headerSize)
	d.line(0, 8, "header")
	d.depth = 1
	d.line(8, 8, "version 1.1")
	d.number(16, "oldest record at %#x")
	d.number(20, "end-of-file record at %#x")
	d.number(24, "next record number %d")
	d.number(28, "oldest record number %d")
	d.number(32, "maximum size %d")
	d.line(36, 4, "flags%s", flagNames(h.Flags))
	d.number(40, "retention %d s")
	d.number(44, "header size %d")
	d.depth = 0
}

func flagNames(flags Flags) (s string) {
	for i, name := range []string{"dirty", "wrapped", "full", "archive"} {
		if flags>>i&1 != 0 {
			s += ", " + name
		}
	}
	if rest := flags &^ 15; rest != 0 {
		s += fmt.Sprintf(", %#x", uint32(rest))
	}
	return s
}

func (d *dumper) damage(damage *event.Damage) {
	n := int(min(damage.Lost, d.size-damage.Offset, dumpBytes+1))
	d.start, d.b = damage.Offset, d.copyOut(damage.Offset, n)
	d.line(0, n, "%s, %d bytes lost: %s", damage.Structure, damage.Lost, damage.Cause)
}

func (d *dumper) record(v *event.View) {
	off, n := splitRef(v.Ref)
	d.start, d.b = off, d.copyOut(off, n)
	r, cause := parseRecord(d.b)
	if cause != "" { // bytes that could not be read again
		d.line(0, n, "record: %s", cause)
		return
	}
	d.line(0, 8, "record, %s, %d bytes", v.Origin, r.length)
	d.depth = 1
	d.number(8, "number %d")
	d.line(12, 4, "generated %s", seconds(r.generated))
	d.line(16, 4, "written %s", seconds(r.written))
	d.line(20, 4, "event id %d, qualifiers %#x", uint16(r.id), r.id>>16)
	level, _ := severity(r.kind)
	d.line(24, 2, "type %d, %s", r.kind, level)
	d.line(26, 2, "%d strings", r.strings)
	d.line(28, 2, "category %d", r.category)
	d.line(30, 2, "reserved")
	d.number(32, "closing record number %d")
	d.line(36, 4, "strings at %#x", r.stringOffset)
	d.line(40, 8, "%d bytes of user SID at %#x", r.sidLength, r.sidOffset)
	d.line(48, 8, "%d bytes of data at %#x", r.dataLength, r.dataOffset)
	d.variable(v, &r)
	if len(d.b) == int(r.length) {
		d.number(len(d.b)-4, "size %d")
	}
	d.depth = 0
}

// variable writes the names, the user, the strings and the data, as decoding
// finds them.
func (d *dumper) variable(v *event.View, r *record) {
	at := fixedSize
	for _, name := range []string{"source", "computer"} {
		text, _, ok := cutName(d.b[min(at, len(d.b)):])
		d.line(at, len(text)+2, "%s %+q", name, fromUTF16(text))
		if at += len(text) + 2; !ok {
			break
		}
	}
	e, damage := v.Event()
	if e != nil {
		if r.sidLength > 0 {
			d.line(int(r.sidOffset), int(min(r.sidLength, uint32(len(d.b)))), "user %s", e.UserID)
		}
		d.strings(int(r.stringOffset), e)
		if len(e.Binary) > 0 {
			d.line(int(r.dataOffset), len(e.Binary), "data, %d bytes", len(e.Binary))
		}
	}
	if damage != nil {
		d.line(0, 0, "%s: %s", damage.Structure, damage.Cause)
	}
}

func (d *dumper) strings(at int, e *event.Event) {
	const most = 60
	for _, f := range e.Data {
		text, _, _ := cutString(d.b[min(at, len(d.b)):])
		short := fromUTF16(text)
		if r := []rune(short); len(r) > most {
			short = string(r[:most]) + "…"
		}
		d.line(at, len(text)+2, "%s %+q", f.Name, short)
		at += len(text) + 2
	}
}

func (d *dumper) end(e *End) {
	d.start, d.b = e.Offset, d.copyOut(e.Offset, endSize)
	d.line(0, 4, "end-of-file record")
	d.depth = 1
	d.line(4, 16, "signature")
	d.number(20, "oldest record at %#x")
	d.number(24, "this record at %#x")
	d.number(28, "next record number %d")
	d.number(32, "oldest record number %d")
	d.number(36, "size %d")
	d.depth = 0
}

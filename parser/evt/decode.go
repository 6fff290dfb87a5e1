package evt

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"culprit/parser/event"
)

// A reference to a record packs its offset and how many of its bytes are
// there: as many as its length says, fewer if it is torn.
const refBits = 21 // maxRecord fits

func makeRef(off int64, n int) uint64 { return uint64(off)<<refBits | uint64(n) }

func splitRef(ref uint64) (off int64, n int) {
	return int64(ref >> refBits), int(ref & (1<<refBits - 1))
}

// Decode builds the event behind a view of this log. What cannot be read of
// it is told by the damage. It may be called from several goroutines.
func (l *Log) Decode(v *event.View) (*event.Event, *event.Damage) {
	off, n := splitRef(v.Ref)
	g := ring{window: window{r: l.r, size: l.size}, base: l.base}
	if off < 0 || off >= l.size || int64(n) > g.length() {
		return nil, l.damage(v.Offset, "record", "the view is not of this log")
	}
	b := g.copyOut(off, n)
	if g.err != nil {
		return nil, l.damage(v.Offset, "record", g.err.Error())
	}
	return l.decode(b, v)
}

func (l *Log) decode(b []byte, v *event.View) (*event.Event, *event.Damage) {
	r, cause := parseRecord(b)
	if cause != "" {
		return nil, l.damage(v.Offset, "record", cause)
	}
	d := body{b: b}
	if len(b) == int(r.length) {
		d.b = b[:len(b)-4] // the second length
	}
	e := &event.Event{Header: v.Header, Task: r.category}
	_, e.Keywords = severity(r.kind)
	e.UserID = d.sid(r.sidOffset, r.sidLength)
	e.Data = d.strings(r.stringOffset, int(r.strings))
	e.Binary = d.data(r.dataOffset, r.dataLength)
	if d.cause == "" {
		return e, nil
	}
	return e, l.damage(v.Offset+int64(d.at), d.structure, d.cause)
}

// body reads the variable part of a record and keeps the first thing wrong.
type body struct {
	b                []byte
	structure, cause string
	at               uint32
}

func (d *body) fail(at uint32, structure, format string, args ...any) {
	if d.cause == "" {
		d.at, d.structure, d.cause = at, structure, fmt.Sprintf(format, args...)
	}
}

// part returns n bytes at an offset. Where n is 0 the offset means nothing:
// audits of 2003 point outside the record then.
func (d *body) part(off, n uint32, structure string) []byte {
	if n == 0 {
		return nil
	}
	if uint64(off)+uint64(n) > uint64(len(d.b)) {
		d.fail(0, structure, "%#x bytes at %#x do not fit into a record of %#x", n, off, len(d.b))
		return nil
	}
	return d.b[off : off+n]
}

// data returns a copy: the event outlives the buffer.
func (d *body) data(off, n uint32) []byte {
	return append([]byte(nil), d.part(off, n, "data")...)
}

// strings reads insertion strings as param1, param2, …. Their number bounds
// them, not the offset of the data behind them, which may be garbage.
func (d *body) strings(off uint32, n int) []event.Field {
	if n == 0 {
		return nil
	}
	rest := d.b[min(int(off), len(d.b)):]
	fields := make([]event.Field, 0, min(n, len(rest)/2))
	for i := 1; i <= n; i++ {
		text, behind, ok := cutString(rest)
		if !ok {
			d.fail(uint32(len(d.b)-len(rest)), "string", "string %d of %d does not end within the record", i, n)
			if len(text) == 0 {
				break
			}
		}
		value := event.String(fromUTF16(text))
		fields = append(fields, event.Field{Name: event.Param(i), Value: value})
		if !ok {
			break
		}
		rest = behind
	}
	return fields
}

func cutString(b []byte) (text, rest []byte, ok bool) {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i] == 0 && b[i+1] == 0 {
			return b[:i], b[i+2:], true
		}
	}
	return b, nil, false
}

// sid reads a security identifier ([MS-DTYP] 2.4.2): revision, number of
// sub-authorities, a big-endian authority, little-endian sub-authorities.
func (d *body) sid(off, n uint32) string {
	b := d.part(off, n, "user SID")
	if b == nil {
		return ""
	}
	if len(b) < 8 || len(b) < 8+4*int(b[1]) {
		d.fail(off, "user SID", "% x is not a SID", b)
		return ""
	}
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	text := strconv.AppendUint([]byte("S-"), uint64(b[0]), 10)
	text = strconv.AppendUint(append(text, '-'), authority, 10)
	for sub := b[8 : 8+4*int(b[1])]; len(sub) > 0; sub = sub[4:] {
		text = strconv.AppendUint(append(text, '-'), uint64(binary.LittleEndian.Uint32(sub)), 10)
	}
	return string(text)
}

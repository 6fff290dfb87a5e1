package text

import (
	"strings"

	"culprit/parser/hexdata"
)

// hexRow takes a row of a dump. What stands behind its bytes may be the next
// event's first label.
func (p *paste) hexRow(r *row) bool {
	if !strings.ContainsAny(r.text[:min(len(r.text), 32)], ":：") {
		return false
	}
	l, ok := hexdata.ParseLine(r.text)
	if !ok || l.Head != "" || p.phase != dumping && (l.Offset != 0 || !p.d.complete()) {
		return false
	}
	p.phase = dumping
	p.note(r)
	p.hexLine(r.num, l)
	at := len(r.text) - len(l.Tail)
	for i := range r.find() {
		if m := &r.marks[i]; m.start >= at && p.glued(r, i) {
			p.label(r, m.in(p.langs))
			p.labelled(r, m.end)
			break
		}
	}
	return true
}

// glued reports whether the label in the tail of a dump's row begins an event.
func (p *paste) glued(r *row, i int) bool {
	s := r.marks[i].in(p.langs)
	return s.strong && plausible(s, value(r, i)) && p.confirmed(r, i)
}

// dumpText takes what stands behind the label of a dump in its row.
func (p *paste) dumpText(r *row, s string) {
	l, ok := hexdata.ParseLine(s)
	switch {
	case ok:
		p.hexLine(r.num, l)
	case strings.TrimSpace(s) == "", strings.HasPrefix(s, "http"), len(p.dump.Data) == 0 && p.dumpFollows(""):
		// A blank row, the rest of a trailer, or "* Bytes O Words".
	default:
		p.close()
	}
}

// hexLine adds a row to the dump of the event.
func (p *paste) hexLine(num int, l hexdata.Line) {
	if !p.dump.Append(num, l) {
		if p.dump.Missing != nil {
			p.d.repaired("the dump lacks rows: " + p.dump.Missing.String())
		}
		return
	}
	if garbled(l.Data, l.Tail, l.Kind) {
		p.d.repaired("the dump's character column does not agree with its bytes; the bytes were read")
	}
}

// garbled reports whether the character column cannot be that of the bytes.
// Bytes that are not ASCII may show as anything.
func garbled(data []byte, column string, kind hexdata.Kind) bool {
	shown := []rune(strings.TrimSpace(column))
	if kind != hexdata.Bytes || len(shown) == 0 {
		return false
	}
	expected := strings.TrimSpace(string(columnOf(data)))
	if len([]rune(expected)) != len(shown) {
		return true
	}
	for i, want := range []rune(expected) {
		if want != '?' && want != shown[i] {
			return true
		}
	}
	return false
}

// columnOf returns the character column of bytes, ? for what is not ASCII.
func columnOf(data []byte) []byte {
	column := make([]byte, len(data))
	for i, b := range data {
		switch {
		case b >= 0x80 || b == '?':
			column[i] = '?'
		case b < ' ' || b == 0x7F:
			column[i] = '.'
		default:
			column[i] = b
		}
	}
	return column
}

// dumpFollows reports whether the value of a label, or else the next row, is a
// row of a dump.
func (p *paste) dumpFollows(value string) bool {
	if _, ok := hexdata.ParseLine(value); ok {
		return true
	}
	_, ok := hexdata.ParseLine(p.rows.peekText())
	return ok
}

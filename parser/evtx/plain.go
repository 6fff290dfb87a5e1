package evtx

import (
	"bytes"
	"time"

	"culprit/parser/event"
)

// plain reads the system section of a record that has no template, as forwarded
// events and some providers have it: in one pass over the tokens, making
// nothing. The texts it finds become the slots of an instance of a template
// that all such records share. Whatever it does not expect is left to the tree.
type plain struct {
	tokens
	r     *reader
	slots [sysFields]slot // null if missing
	more  bool            // there are values that no field takes
}

// plainTemplate has a slot for each field of the system section.
func plainTemplate() *template {
	s := &system{need: int(sysFields)}
	for f := range s.at {
		s.at[f] = content{kind: contentSlot, slot: uint16(f), opt: true}
	}
	return &template{root: &node{name: "Event"}, sys: s}
}

// beginPlain reads the root of a record without template up to the end of the
// system section.
func (r *reader) beginPlain(rec record) (in instance, ok bool) {
	t := tokens{c: r.c, pos: rec.off + recordHeader, end: rec.off + rec.size - recordTrailer}
	for t.token() == tokenFragment {
		t.pos += fragmentHeaderSize
	}
	if t.token() != tokenOpenElement {
		return in, false
	}
	p := &r.plain
	*p = plain{r: r, tokens: t}
	if !p.open("Event") || !p.body() || !p.open("System") || !p.body() || !p.children() {
		return in, false
	}
	if r.plainTemplate == nil {
		r.plainTemplate = plainTemplate()
	}
	r.steps = maxSteps
	r.stack = append(r.stack[:0], p.slots[:]...)
	return instance{t: r.plainTemplate, n: len(r.stack)}, true
}

// open consumes the start of an element of the given name, up to its
// attributes.
func (p *plain) open(name string) bool {
	got, ok := p.start()
	return ok && string(got) == name
}

// start consumes the start of any element.
func (p *plain) start() (name []byte, ok bool) {
	if p.token() != tokenOpenElement || !p.need(5) {
		return nil, false
	}
	hasAttrs := p.c[p.pos]&tokenMore != 0
	p.pos += 5 // token, size
	name = p.name()
	if hasAttrs && p.need(4) {
		p.pos += 4 // size of the attribute list
	}
	return name, !p.bad
}

// name consumes a name.
func (p *plain) name() []byte {
	raw := p.rawName()
	if len(raw) > internMax {
		p.bad = true
	}
	if p.bad {
		return nil
	}
	return p.r.names.of(raw).xml
}

// body passes over the attributes of an element, which must have content.
func (p *plain) body() bool {
	for p.token() == tokenAttribute {
		p.pos++
		p.name()
		if _, ok := p.text(); !ok {
			return false
		}
	}
	if !p.need(1) || p.c[p.pos] != tokenCloseOpen {
		return false
	}
	p.pos++
	return true
}

// text consumes the content of an attribute or element: nothing or one piece
// of text.
func (p *plain) text() (b []byte, ok bool) {
	switch {
	case p.bad:
		return nil, false
	case p.token() != tokenValue:
		return nil, !isAttributeContent(p.token())
	}
	b, ok = p.units()
	return b, ok && !isAttributeContent(p.token())
}

// children takes the values of the children of the system section and consumes
// its end.
func (p *plain) children() bool {
	for p.token() == tokenOpenElement {
		name, ok := p.start()
		key := append(p.r.key[:0], name...)
		for ok && p.token() == tokenAttribute {
			p.pos++
			key = append(append(key[:len(name)], '@'), p.name()...)
			ok = p.take(key)
		}
		p.r.key = key[:0]
		if !ok || !p.need(1) {
			return false
		}
		tok := p.c[p.pos]
		p.pos++
		if tok == tokenCloseEmpty {
			continue
		}
		if tok != tokenCloseOpen || !p.take(key[:len(name)]) || p.token() != tokenCloseElement {
			return false
		}
		p.pos++
	}
	p.pos++
	return p.pos <= p.end && p.c[p.pos-1] == tokenCloseElement
}

// take consumes a text as the value of the field that the key names.
func (p *plain) take(key []byte) bool {
	b, ok := p.text()
	if b == nil || !ok {
		return ok
	}
	if bytes.HasSuffix(key, []byte("@xmlns")) {
		return true
	}
	f, known := sysNames[string(key)]
	if !known || p.slots[f].typ != typeNull {
		p.more = true
		return true
	}
	// Of a text that is empty or ends in NUL, a slot and the tree think
	// differently.
	if len(b) == 0 || len(trimNUL(b)) != len(b) || len(b) > internMax {
		return false
	}
	p.slots[f] = slot{off: uint32(p.pos - len(b)), n: uint16(len(b)), typ: typeString}
	return true
}

// textNumber reads a number as it stands in UTF-16; false if it is none of the
// plain kind, decimal or 0x….
func textNumber(b []byte) (n uint64, ok bool) {
	base, digits := uint64(10), len(b)/2
	if digits > 2 && le.Uint16(b) == '0' && le.Uint16(b[2:]) == 'x' {
		base, b, digits = 16, b[4:], digits-2
	}
	// A zero in front makes a number octal for the tree.
	if digits == 0 || digits > 18 || base == 16 && digits > 16 || base == 10 && digits > 1 && le.Uint16(b) == '0' {
		return 0, false
	}
	for ; len(b) >= 2; b = b[2:] {
		d := uint64(le.Uint16(b))
		switch {
		case d-'0' <= 9:
			d -= '0'
		case base == 16 && (d|0x20)-'a' <= 5:
			d = (d | 0x20) - 'a' + 10
		default:
			return 0, false
		}
		n = n*base + d
	}
	return n, true
}

// textTime reads a time as Windows writes it, in UTF-16: 2006-01-02T15:04:05.0Z,
// with up to nine digits of a second.
func textTime(b []byte) (event.FILETIME, bool) {
	const layout = "0000-00-00T00:00:00.0"
	if len(b) < 2*(len(layout)+1) || len(b) > 60 {
		return 0, false
	}
	var n [7]int // year to second, fraction
	part, digits := 0, 0
	for i := range len(b)/2 - 1 {
		u := le.Uint16(b[2*i:])
		switch {
		case u-'0' <= 9:
			if digits++; digits > 9 {
				return 0, false
			}
			n[part] = n[part]*10 + int(u-'0')
		case i < len(layout) && u == uint16(layout[i]):
			part, digits = part+1, 0
		default:
			return 0, false
		}
	}
	if le.Uint16(b[len(b)-2:]) != 'Z' || part != 6 {
		return 0, false
	}
	for ; digits < 9; digits++ {
		n[6] *= 10
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6], time.UTC)
	if t.Month() != time.Month(n[1]) || t.Day() != n[2] || n[3] > 23 || n[4] > 59 || n[5] > 59 {
		return 0, false
	}
	return event.FromTime(t), true
}

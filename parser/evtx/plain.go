package evtx

import (
	"time"

	"culprit/parser/event"
)

// plain reads the system section of a record that has no template, as forwarded
// events and some providers have it, for its view: in one pass over the tokens,
// making nothing. Whatever it does not expect is left to the tree.
type plain struct {
	tokens
	r      *reader
	values [sysFields][]byte // UTF-16; nil if missing
}

// plainHeader fills in the header from such a record, if it is one.
func (r *reader) plainHeader(h *event.Header, rec record) bool {
	p := &r.plain
	*p = plain{r: r, tokens: tokens{c: r.c, pos: rec.off + recordHeader, end: rec.off + rec.size - recordTrailer}}
	for p.token() == tokenFragment {
		p.pos += fragmentHeaderSize
	}
	return p.open("Event") && p.body() && p.open("System") && p.body() && p.children() && p.fill(h)
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

// children takes the values of the children of the system section.
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
	return p.token() == tokenCloseElement
}

// take consumes a text as the value of the field that the key names.
func (p *plain) take(key []byte) bool {
	b, ok := p.text()
	if f, known := sysNames[string(key)]; ok && known && p.values[f] == nil {
		p.values[f] = b
	}
	return ok
}

// fill converts the values that a header has.
func (p *plain) fill(h *event.Header) bool {
	for _, f := range headerFields {
		// Interning would cut them, or does not take them.
		if b := p.values[f]; len(b) > internMax || len(trimNUL(b)) != len(b) {
			return false
		}
	}
	id, ok1 := p.number(sysEventID)
	qualifiers, ok2 := p.number(sysQualifiers)
	level, ok3 := p.number(sysLevel)
	record, ok4 := p.number(sysRecord)
	when, ok5 := p.time()
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 {
		return false
	}
	h.Provider = p.string(sysProvider)
	if source := p.string(sysSource); source != "" && source != h.Provider {
		h.Provider, h.Manifest = source, h.Provider
	}
	h.Channel, h.Computer = p.string(sysChannel), p.string(sysComputer)
	h.EventID, h.Qualifiers = uint16(id), uint16(id>>16)
	h.HasQualifiers = h.Qualifiers != 0
	if p.values[sysQualifiers] != nil {
		h.Qualifiers, h.HasQualifiers = uint16(qualifiers), true
	}
	h.Level, h.Record, h.Time = event.Level(level), record, when
	return true
}

func (p *plain) string(f sysField) string {
	if len(p.values[f]) == 0 {
		return ""
	}
	return p.r.strings.of(p.r, typeString, p.values[f]).text
}

// number reads a decimal number of at most 18 digits.
func (p *plain) number(f sysField) (n uint64, ok bool) {
	b := p.values[f]
	if b == nil {
		return 0, true
	}
	// A zero in front would make it octal for the tree.
	if len(b) == 0 || len(b) > 36 || len(b) > 2 && le.Uint16(b) == '0' {
		return 0, false
	}
	for ; len(b) >= 2; b = b[2:] {
		d := le.Uint16(b) - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + uint64(d)
	}
	return n, true
}

// time reads a time as Windows writes it: 2006-01-02T15:04:05.0000000Z, with
// seven or nine digits of a second, or fewer.
func (p *plain) time() (event.FILETIME, bool) {
	b := p.values[sysTime]
	if b == nil {
		return 0, true
	}
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
			if digits++; digits <= 9 {
				n[part] = n[part]*10 + int(u-'0')
			}
		case i < len(layout) && u == uint16(layout[i]):
			part, digits = part+1, 0
		default:
			return 0, false
		}
	}
	if le.Uint16(b[len(b)-2:]) != 'Z' || part != 6 || digits > 9 {
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

package evtx

import "culprit/parser/event"

// literalXML appends the element that stands at pos in a record itself and
// returns where it ends; false if the tokens there are something else.
func (r *reader) literalXML(dst []byte, pos, end int) (out []byte, next int, ok bool) {
	for pos < end && r.c[pos]&^tokenMore == tokenFragment {
		pos += fragmentHeaderSize
	}
	if pos >= end || r.c[pos]&^tokenMore != tokenOpenElement {
		return dst, pos, false
	}
	p := tokenXML{r: r, tokens: tokens{c: r.c, pos: pos, end: end}, dst: dst}
	if !p.element(0) {
		return dst, pos, false
	}
	return p.dst, p.pos, true
}

// tokenXML writes tokens as XML.
type tokenXML struct {
	tokens
	r   *reader
	dst []byte
}

func (p *tokenXML) name() {
	if raw := p.rawName(); len(raw) <= internMax {
		p.dst = append(p.dst, p.r.names.of(raw).xml...)
	} else {
		p.bad = true
	}
}

func (p *tokenXML) element(depth int) bool {
	if depth++; depth > maxDepth || !p.r.step() || !p.need(5) {
		return false
	}
	hasAttrs := p.c[p.pos]&tokenMore != 0
	p.pos += 5 // token, size
	p.dst = append(p.dst, '<')
	from := len(p.dst)
	p.name()
	to := len(p.dst)
	if p.bad || hasAttrs && !p.attributes() || !p.need(1) {
		return false
	}
	tok := p.c[p.pos]
	p.pos++
	switch tok {
	case tokenCloseEmpty:
		p.dst = append(p.dst, "/>"...)
		return true
	case tokenCloseOpen:
	default:
		return false
	}
	p.dst = append(p.dst, '>')
	for p.token() != tokenCloseElement {
		if !p.part(depth, false) {
			return false
		}
	}
	p.pos++
	p.dst = append(p.dst, "</"...)
	p.dst = append(p.dst, p.dst[from:to]...)
	p.dst = append(p.dst, '>')
	return true
}

func (p *tokenXML) attributes() bool {
	if !p.need(4) {
		return false
	}
	p.pos += 4 // size of the list
	for p.token() == tokenAttribute {
		p.pos++
		p.dst = append(p.dst, ' ')
		p.name()
		p.dst = append(p.dst, "='"...)
		for isAttributeContent(p.token()) {
			if !p.part(0, true) {
				return false
			}
		}
		p.dst = append(p.dst, '\'')
	}
	return !p.bad
}

func (p *tokenXML) part(depth int, attr bool) bool {
	switch p.token() {
	case tokenOpenElement:
		return p.element(depth)
	case tokenValue, tokenCDATA:
		units, ok := p.units()
		p.dst = appendUnitsXML(p.dst, units, attr)
		return ok
	case tokenCharRef:
		u, ok := p.char()
		p.dst = event.AppendXMLText(p.dst, string(rune(u)), attr)
		return ok
	case tokenEntityRef:
		p.pos++
		raw := p.rawName()
		p.dst = event.AppendXMLText(p.dst, entityText(decodeUTF16(raw)), attr)
		return raw != nil
	}
	return false
}

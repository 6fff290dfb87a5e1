package evtx

import "bytes"

// jsonPlain writes the event of a record without template, of which the system
// section has been read, straight from its tokens.
func (r *reader) jsonPlain(dst []byte, rec record, in *instance) ([]byte, bool) {
	p := &r.plain
	if p.more {
		return dst, false
	}
	start := len(dst)
	w := &r.fields
	*w = jsonFields{r: r, dst: r.jsonHead(dst, rec, in), hex: w.hex[:0], message: w.message[:0], other: w.other[:0], key: w.key}
	for p.token() == tokenOpenElement {
		if !w.plainSection(&p.tokens) {
			return dst[:start], false
		}
	}
	if p.token() != tokenCloseElement || r.steps < maxSteps/2 {
		return dst[:start], false
	}
	dst = w.dst
	if len(w.message) > 0 {
		dst = append(append(append(dst, `,"message":"`...), w.message...), '"')
	}
	if len(w.other) > 0 {
		dst = append(append(append(dst, `,"other":[`...), w.other...), ']')
	}
	return append(dst, '}', '\n'), true
}

// plainSection writes one of the sections behind the system section.
func (w *jsonFields) plainSection(t *tokens) bool {
	p := literalJSON{w: w, tokens: *t}
	raw, attrs, ok := p.open()
	if !ok {
		return false
	}
	switch name := string(w.r.names.of(raw).xml); {
	case name == "EventData" && !w.set:
		w.set = true
		ok = p.eventData(attrs)
	case name == "UserData" && !w.set:
		w.set = true
		ok = p.userData(attrs)
	case name == "RenderingInfo" && len(w.other)+len(w.message) == 0:
		ok = p.rendering(raw, attrs)
	default:
		ok = false
	}
	*t = p.tokens
	return ok
}

// open consumes the start of an element up to its attributes.
func (p *literalJSON) open() (name []byte, attrs, ok bool) {
	if p.token() != tokenOpenElement || !p.need(5) || !p.w.r.step() {
		return nil, false, false
	}
	attrs = p.c[p.pos]&tokenMore != 0
	p.pos += 5 // token, size
	name = p.rawName()
	return name, attrs, name != nil && len(name) <= internMax
}

// close consumes the end of a start tag and reports whether content follows.
func (p *literalJSON) close() (content, ok bool) {
	if !p.need(1) {
		return false, false
	}
	tok := p.c[p.pos]
	p.pos++
	return tok == tokenCloseOpen, tok == tokenCloseOpen || tok == tokenCloseEmpty
}

// endTag consumes an end tag.
func (p *literalJSON) endTag() bool {
	p.pos++
	return p.pos <= p.end && p.c[p.pos-1] == tokenCloseElement
}

// nameAttribute consumes the attributes of an element of event data and returns
// the text of that which is called Name. Others than Name are lost there, as
// they are to the tree.
func (p *literalJSON) nameAttribute(attrs bool) (text []byte, found, ok bool) {
	if attrs {
		if !p.need(4) {
			return nil, false, false
		}
		p.pos += 4 // size of the list
	}
	for p.token() == tokenAttribute {
		p.pos++
		raw := p.rawName()
		if raw == nil || len(raw) > internMax {
			return nil, false, false
		}
		var b []byte
		if p.token() == tokenValue {
			if b, ok = p.units(); !ok {
				return nil, false, false
			}
		}
		if isAttributeContent(p.token()) {
			return nil, false, false
		}
		if string(p.w.r.names.of(raw).xml) == "Name" && !found {
			text, found = b, true
		}
	}
	return text, found, true
}

func (p *literalJSON) eventData(attrs bool) bool {
	w := p.w
	label, _, ok := p.nameAttribute(attrs)
	if !ok {
		return false
	}
	if len(label) > 0 {
		w.dst = append(appendUnitsJSON(append(w.dst, `,"data_name":"`...), label), '"')
	}
	content, ok := p.close()
	if !ok || !content {
		return ok
	}
	for p.token() == tokenOpenElement {
		if !p.entry() {
			return false
		}
	}
	if w.open {
		w.dst = append(w.dst, ']')
	}
	if len(w.hex) > 0 {
		w.dst = append(append(append(w.dst, `,"binary":"`...), w.hex...), '"')
	}
	return p.endTag()
}

// entry writes one entry of the event data.
func (p *literalJSON) entry() bool {
	w := p.w
	raw, attrs, ok := p.open()
	if !ok {
		return false
	}
	name := w.r.names.of(raw)
	isData, isBinary := string(name.xml) == "Data", string(name.xml) == "Binary"
	label, named, ok := p.nameAttribute(attrs)
	if !ok {
		return false
	}
	if isBinary && !named {
		return p.binary()
	}
	f := field{named: named || !isData, key: w.key[:0]}
	switch {
	case named:
		f.key = append(append(appendUnitsJSON(append(f.key, `,["`...), label), '"'), ',')
	case isData:
		f.key = append(f.key, `,["param`...)
	default:
		f.key = append(append(append(f.key, ",["...), w.r.names.of(raw).json...), ',')
	}
	w.key = f.key
	w.dst = w.entry(w.dst, &f)
	content, ok := p.close()
	if !ok || !content {
		w.dst = append(w.dst, "null]"...)
		return ok
	}
	at := len(w.dst)
	w.dst = append(w.dst, '"')
	found, ok := p.texts()
	if found {
		w.dst = append(w.dst, '"', ']')
	} else {
		w.dst = append(w.dst[:at], "null]"...)
	}
	return ok && p.endTag()
}

// binary takes the raw data of an event, which stands in hex.
func (p *literalJSON) binary() bool {
	content, ok := p.close()
	if !ok || !content {
		return ok
	}
	if p.token() == tokenValue {
		b, ok := p.units()
		if !ok || len(b)%4 != 0 || len(p.w.hex) > 0 {
			return false
		}
		for ; len(b) >= 2; b = b[2:] {
			u := le.Uint16(b)
			switch {
			case u-'0' <= 9 || u-'A' <= 5:
			case u-'a' <= 5:
				u -= 'a' - 'A'
			default:
				return false
			}
			p.w.hex = append(p.w.hex, byte(u))
		}
	}
	return p.endTag()
}

// userData writes the one element of user data.
func (p *literalJSON) userData(attrs bool) bool {
	if attrs {
		return false
	}
	content, ok := p.close()
	if !ok || !content {
		return ok
	}
	w := p.w
	at, count := len(w.dst), 0
	w.dst = append(w.dst, `,"user_data":`...)
	for p.token() == tokenOpenElement {
		if !p.element(1, &count) || count > 1 {
			return false
		}
	}
	if count == 0 {
		w.dst = w.dst[:at]
	}
	return p.endTag()
}

// rendering takes the message of a forwarded event and keeps the rest.
func (p *literalJSON) rendering(raw []byte, attrs bool) bool {
	w := p.w
	dst := w.dst // what is written now comes behind the message
	defer func() { w.dst = dst }()
	w.dst = append(append(w.other, `{"name":`...), w.r.names.of(raw).json...)
	if attrs && !p.attributes() {
		return false
	}
	content, ok := p.close()
	if !ok {
		return false
	}
	if content {
		mark, count := len(w.dst), 0
		w.dst = append(w.dst, `,"children":[`...)
		for p.token() == tokenOpenElement {
			if took, ok := p.takeMessage(); !ok {
				return false
			} else if !took && !p.element(1, &count) {
				return false
			}
		}
		if count == 0 {
			w.dst = w.dst[:mark]
		} else {
			w.dst = append(w.dst, ']')
		}
		if !p.endTag() {
			return false
		}
	}
	w.other = append(w.dst, '}')
	return true
}

// takeMessage consumes the element Message, if it stands next and is the first.
func (p *literalJSON) takeMessage() (took, ok bool) {
	w, back := p.w, p.tokens
	raw, attrs, ok := p.open()
	if !ok {
		return false, false
	}
	if len(w.message) > 0 || !bytes.Equal(w.r.names.of(raw).xml, []byte("Message")) {
		p.tokens = back
		return false, true
	}
	if content, ok := p.close(); attrs || !ok || !content {
		return false, false
	}
	dst := w.dst
	w.dst = w.message
	found, ok := p.texts()
	w.message, w.dst = w.dst, dst
	return true, ok && found && len(w.message) > 0 && p.endTag()
}

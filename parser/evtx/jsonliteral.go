package evtx

import (
	"strings"

	"culprit/parser/event"
)

// literalJSON writes an element that stands in a record itself straight from
// its tokens. Some providers put whole certificate chains there, so it is
// worth a walker of its own; whatever it does not expect is left to the tree,
// which gives the same bytes.
type literalJSON struct {
	tokens
	w *jsonFields
}

// literal writes the element at pos and returns where it ends.
func (w *jsonFields) literal(pos, end, depth int, count *int) (next int, ok bool) {
	if pos >= end || w.r.c[pos]&^tokenMore != tokenOpenElement {
		return pos, false
	}
	mark, steps, n := len(w.dst), w.r.steps, *count
	p := literalJSON{w: w, tokens: tokens{c: w.r.c, pos: pos, end: end}}
	if !p.element(depth, count) {
		w.dst, w.r.steps, *count = w.dst[:mark], steps, n
		return pos, false
	}
	return p.pos, true
}

// name consumes a name and writes it as a JSON string.
func (p *literalJSON) name() bool {
	raw := p.rawName()
	if raw == nil || len(raw) > internMax {
		return false
	}
	p.w.dst = append(p.w.dst, p.w.r.names.of(raw).json...)
	return true
}

func (p *literalJSON) element(depth int, count *int) bool {
	if depth++; depth > maxDepth || !p.w.r.step() || !p.need(5) {
		return false
	}
	w := p.w
	if *count > 0 {
		w.dst = append(w.dst, ',')
	}
	*count++
	hasAttrs := p.c[p.pos]&tokenMore != 0
	p.pos += 5 // token, size
	w.dst = append(w.dst, `{"name":`...)
	if !p.name() || hasAttrs && !p.attributes() || !p.need(1) {
		return false
	}
	tok := p.c[p.pos]
	p.pos++
	if tok != tokenCloseEmpty && (tok != tokenCloseOpen || !p.content(depth)) {
		return false
	}
	w.dst = append(w.dst, '}')
	return true
}

func (p *literalJSON) attributes() bool {
	if !p.need(4) {
		return false
	}
	p.pos += 4 // size of the list
	w := p.w
	before := `,"attributes":[[`
	for p.token() == tokenAttribute {
		p.pos++
		w.dst = append(w.dst, before...)
		before = ",["
		if !p.name() {
			return false
		}
		w.dst = append(w.dst, ',')
		at := len(w.dst)
		w.dst = append(w.dst, '"')
		found, ok := p.texts()
		if !ok || isAttributeContent(p.token()) {
			return false
		}
		if found {
			w.dst = append(w.dst, '"', ']')
		} else {
			w.dst = append(w.dst[:at], "null]"...)
		}
	}
	if before == ",[" {
		w.dst = append(w.dst, ']')
	}
	return true
}

// texts writes all the text that stands next as the inside of a JSON string.
func (p *literalJSON) texts() (found, ok bool) {
	w := p.w
	for ok = true; ok; found = true {
		switch p.token() {
		case tokenValue, tokenCDATA:
			var units []byte
			units, ok = p.units()
			w.dst = appendUnitsJSON(w.dst, units)
		case tokenCharRef:
			var u uint16
			u, ok = p.char()
			w.dst = event.AppendJSONText(w.dst, string(rune(u)))
		case tokenEntityRef:
			p.pos++
			raw := p.rawName()
			w.dst, ok = event.AppendJSONText(w.dst, entityText(decodeUTF16(raw))), raw != nil
		default:
			return found, true
		}
	}
	return found, false
}

// content writes the text or the elements inside an element.
func (p *literalJSON) content(depth int) bool {
	w := p.w
	mark := len(w.dst)
	if p.token() != tokenOpenElement && p.token() != tokenCloseElement {
		w.dst = append(w.dst, `,"value":"`...)
		from := len(w.dst)
		if _, ok := p.texts(); !ok {
			return false
		}
		if p.token() == tokenCloseElement {
			p.pos++
			w.dst = append(w.dst, '"')
			return true
		}
		if strings.TrimSpace(string(w.dst[from:])) != "" {
			return false
		}
		w.dst = w.dst[:mark]
	}
	count := 0
	w.dst = append(w.dst, `,"children":[`...)
	for p.token() == tokenOpenElement {
		if !p.element(depth, &count) {
			return false
		}
	}
	if p.token() != tokenCloseElement {
		return false
	}
	p.pos++
	if count == 0 {
		w.dst = w.dst[:mark]
	} else {
		w.dst = append(w.dst, ']')
	}
	return true
}

package evtx

import (
	"strings"

	"culprit/parser/event"
)

// userData writes the one element of user data, if it is one.
func (w *jsonFields) userData(n *node, in *instance) bool {
	if len(n.attrs) > 1 || len(n.attrs) == 1 && n.attrs[0].name != "xmlns" {
		return false
	}
	at := len(w.dst)
	w.dst = append(w.dst, `,"user_data":`...)
	count, ok := w.children(n, in, 1)
	if count == 0 {
		w.dst = w.dst[:at]
		ok = ok && len(n.attrs) == 0
	}
	return ok && count <= 1
}

// children writes the elements that a node contains, joined by commas, and
// returns how many. Text among them is left to the slow lane.
func (w *jsonFields) children(n *node, in *instance, depth int) (count int, ok bool) {
	for i := range n.kids {
		switch p := &n.kids[i]; p.kind {
		case partElement:
			ok = w.element(p.node, in, depth, &count)
		case partSlot:
			ok = w.childSlot(p.slot, in, depth, &count)
		case partText, partCDATA:
			ok = strings.TrimSpace(p.text) == ""
		case partPI:
			ok = true
		}
		if !ok {
			return count, false
		}
	}
	return count, true
}

func (w *jsonFields) childSlot(number uint16, in *instance, depth int, count *int) bool {
	if int(number) >= in.n {
		return true
	}
	r, s := w.r, w.r.stack[in.base+int(number)]
	if s.typ != typeBinXML {
		return s.typ == typeNull
	}
	for pos, end := int(s.off), int(s.off)+int(s.n); r.step() && depth < maxNesting; {
		if next, ok := w.literal(pos, end, 0, count); ok {
			pos = next
			continue
		}
		mark := len(r.stack)
		sub := &r.nest[depth] // in place of a variable, which would be allocated
		in, next, f, ok := r.fragment(pos, end)
		if !ok {
			return true
		}
		*sub = in
		if f != nil || sub.borrowed || !w.element(sub.t.root, sub, depth+1, count) {
			return false
		}
		r.stack = r.stack[:mark]
		pos = next
	}
	return false
}

// element writes what an element becomes, as decoder.elements has it.
func (w *jsonFields) element(n *node, in *instance, depth int, count *int) bool {
	if !w.r.step() {
		return false
	}
	c := &n.content
	var s slot
	if c.kind == contentSlot {
		s = w.r.slotOf(c, in)
		if s.typ == typeNull && c.opt {
			return true
		}
		if s.typ&typeArray != 0 {
			return false
		}
	}
	if *count > 0 {
		w.dst = append(w.dst, ',')
	}
	*count++
	w.dst = event.AppendJSONString(append(w.dst, `{"name":`...), n.name)
	if !w.attributes(n, in) || !w.elementContent(n, in, s, depth) {
		return false
	}
	w.dst = append(w.dst, '}')
	return true
}

func (w *jsonFields) elementContent(n *node, in *instance, s slot, depth int) bool {
	c := &n.content
	switch {
	case c.kind == contentNone || c.kind == contentSlot && s.typ == typeNull:
	case c.kind == contentText:
		w.dst = event.AppendJSONString(append(w.dst, `,"value":`...), c.text)
	case c.kind == contentSlot && s.typ != typeBinXML:
		if s.n == 0 && s.typ != typeString && s.typ != typeANSI && s.typ != typeBinary {
			return true // null
		}
		w.dst = w.r.appendJSON(append(w.dst, `,"value":`...), s.typ, w.r.bytes(s))
	case c.kind == contentMixed:
		return false
	default:
		at := len(w.dst)
		w.dst = append(w.dst, `,"children":[`...)
		count, ok := w.children(n, in, depth)
		if count == 0 {
			w.dst = w.dst[:at]
		} else {
			w.dst = append(w.dst, ']')
		}
		return ok
	}
	return true
}

func (w *jsonFields) attributes(n *node, in *instance) bool {
	open := false
	for i := range n.attrs {
		c := &n.attrs[i].content
		if c.kind >= contentMixed || !w.r.step() {
			return false
		}
		var s slot
		if c.kind == contentSlot {
			if s = w.r.slotOf(c, in); s.typ == typeNull && c.opt {
				continue
			}
			if s.typ&typeArray != 0 || s.typ == typeBinXML {
				return false
			}
		}
		if open {
			w.dst = append(w.dst, ',')
		} else {
			w.dst = append(w.dst, `,"attributes":[`...)
			open = true
		}
		w.dst = append(event.AppendJSONString(append(w.dst, '['), n.attrs[i].name), ',')
		switch c.kind {
		case contentText:
			w.dst = event.AppendJSONString(w.dst, c.text)
		case contentSlot:
			w.dst = w.r.appendJSON(w.dst, s.typ, w.r.bytes(s))
		default:
			w.dst = append(w.dst, "null"...)
		}
		w.dst = append(w.dst, ']')
	}
	if open {
		w.dst = append(w.dst, ']')
	}
	return true
}

package evtx

import (
	"strings"

	"culprit/parser/event"
)

// elements appends what a node becomes: one element; none if its content is
// an optional null; as many as an array has items.
func (d *decoder) elements(dst []event.Element, n *node, in *instance, depth int) []event.Element {
	if !d.step() {
		return dst
	}
	el := event.Element{Name: n.name, Attrs: d.attributes(n, in)}
	c := &n.content
	switch c.kind {
	case contentTree:
		d.children(&el, n, in, depth)
	case contentSlot:
		s := d.slotOf(c, in)
		switch {
		case s.typ == typeNull && c.opt:
			return dst
		case s.typ == typeBinXML:
			d.children(&el, n, in, depth)
		case s.typ&typeArray != 0:
			return d.repeat(dst, el, d.value(s))
		default:
			el.Value = d.value(s)
		}
	default:
		el.Value = d.content(c, in)
	}
	return append(dst, el)
}

func (d *decoder) repeat(dst []event.Element, el event.Element, v event.Value) []event.Element {
	if v.Kind() != event.KindList {
		el.Value = v
		return append(dst, el)
	}
	for _, item := range v.Items() {
		el.Value = item
		dst = append(dst, el)
	}
	return dst
}

// children fills in the content of an element that has elements.
func (d *decoder) children(el *event.Element, n *node, in *instance, depth int) {
	var text strings.Builder
	for i := range n.kids {
		switch p := &n.kids[i]; p.kind {
		case partElement:
			el.Children = d.elements(el.Children, p.node, in, depth)
		case partText, partCDATA:
			text.WriteString(p.text)
		case partSlot:
			if int(p.slot) >= in.n || !d.step() {
				continue
			}
			s := d.stack[in.base+int(p.slot)]
			if s.typ == typeBinXML {
				d.fragments(s, depth, func(sub *instance, depth int) {
					el.Children = d.elements(el.Children, sub.t.root, sub, depth)
				})
				continue
			}
			v := d.value(s)
			text.WriteString(v.Text())
		case partPI:
		}
	}
	if s := strings.TrimSpace(text.String()); s != "" {
		el.Value = event.String(s)
	}
}

func (d *decoder) attributes(n *node, in *instance) (dst []event.Field) {
	for i := range n.attrs {
		if !d.step() {
			break
		}
		c := &n.attrs[i].content
		if c.kind == contentSlot {
			if s := d.slotOf(c, in); s.typ == typeNull && c.opt {
				continue
			}
		}
		dst = append(dst, event.Field{Name: n.attrs[i].name, Value: d.content(c, in)})
	}
	return dst
}

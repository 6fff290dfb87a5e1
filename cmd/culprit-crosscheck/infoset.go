package main

import (
	"fmt"
	"strings"

	"culprit/parser/event"
)

// elem is an element as Windows would render it, with its values.
type elem struct {
	name  string
	attrs []event.Field
	value event.Value // null if there are children only
	kids  []*elem
}

// elements returns what a node becomes: one element; none if its content is
// an optional null; as many as an array has items.
func (in *instance) elements(n *node) []*elem {
	if !in.spend(len(n.name.text)) {
		return nil
	}
	el := &elem{name: n.name.text}
	for i := range n.attrs {
		if v, ok := in.content(n.attrs[i].pieces); ok {
			el.attrs = append(el.attrs, event.Field{Name: n.attrs[i].name.text, Value: v})
		}
	}
	if in.isTree(n.pieces) {
		in.fillTree(el, n.pieces)
		return []*elem{el}
	}
	v, ok := in.content(n.pieces)
	switch {
	case !ok:
		return nil
	case v.Kind() == event.KindList:
		return el.repeat(v.Items())
	}
	el.value = v
	return []*elem{el}
}

// tree returns the root element of a record, and the first damage in it. There
// is no element if the damage is all there is.
func (in *instance) tree() (*elem, error) {
	*in.left = budget{steps: maxSteps}
	list := in.elements(in.root)
	switch {
	case in.left.steps <= 0:
		return nil, errTooBig
	case len(list) != 1:
		return nil, fmt.Errorf("%d root elements", len(list))
	}
	return list[0], in.left.err
}

func (el *elem) repeat(items []event.Value) (list []*elem) {
	for _, item := range items {
		list = append(list, &elem{name: el.name, attrs: el.attrs, value: item})
	}
	return list
}

// isTree reports whether content has elements in it.
func (in *instance) isTree(pieces []piece) bool {
	for i := range pieces {
		p := &pieces[i]
		if p.kind == pieceElement || p.kind == pieceInstance {
			return true
		}
		if p.kind == pieceHole {
			if v, err := in.fill(p.hole); err == nil && v.typ == typeBinXML {
				return v.err == nil
			}
		}
	}
	return false
}

func (in *instance) fillTree(el *elem, pieces []piece) {
	var text strings.Builder
	for i := range pieces {
		switch p := &pieces[i]; p.kind {
		case pieceElement:
			el.kids = append(el.kids, in.elements(p.node)...)
		case pieceInstance:
			el.kids = append(el.kids, p.inst.elements(p.inst.root)...)
		case pieceHole:
			v, err := in.fill(p.hole)
			if err != nil {
				continue
			}
			for _, sub := range v.nested {
				el.kids = append(el.kids, sub.elements(sub.root)...)
			}
			if v.typ != typeBinXML {
				t := truth(v.typ, v.raw)
				text.WriteString(t.Text())
			}
		default:
			text.WriteString(p.literal())
		}
	}
	if s := strings.TrimSpace(text.String()); s != "" {
		el.value = event.String(s)
	}
}

// literal returns the characters of a piece that holds no value.
func (p *piece) literal() string {
	switch p.kind {
	case pieceText, pieceCDATA, pieceCharRef:
		return p.text
	case pieceEntity:
		return entity(p.text)
	default:
		return ""
	}
}

// content returns the value of content without elements; false if it is an
// optional null, which takes its element or attribute with it.
func (in *instance) content(pieces []piece) (event.Value, bool) {
	var text strings.Builder
	var single *piece
	holes, literals := 0, 0
	for i := range pieces {
		if pieces[i].kind == pieceHole {
			holes++
			single = &pieces[i]
		} else if pieces[i].kind != piecePI {
			literals++
			text.WriteString(pieces[i].literal())
		}
	}
	switch {
	case holes+literals == 0:
		return event.Value{}, true
	case holes == 0:
		return event.String(text.String()), true
	case holes == 1 && text.Len() == 0:
		return in.holeValue(single)
	}
	return event.String(in.joined(pieces)), true
}

func (in *instance) holeValue(p *piece) (event.Value, bool) {
	v, err := in.fill(p.hole)
	if err != nil {
		return event.Value{}, !p.opt
	}
	return truth(v.typ, v.raw), v.typ != typeNull || !p.opt
}

// joined joins the literals and values of mixed content.
func (in *instance) joined(pieces []piece) string {
	var text strings.Builder
	for i := range pieces {
		if pieces[i].kind != pieceHole {
			text.WriteString(pieces[i].literal())
		} else if v, err := in.fill(pieces[i].hole); err == nil {
			t := truth(v.typ, v.raw)
			text.WriteString(t.Text())
		}
	}
	return text.String()
}

// attr returns the text of an attribute, "" if there is none.
func (el *elem) attr(name string) (string, bool) {
	for i := range el.attrs {
		if el.attrs[i].Name == name {
			return el.attrs[i].Value.Text(), true
		}
	}
	return "", false
}

// leaf is a value by its path.
type leaf struct {
	path  string
	value event.Value
}

// leaves lists the values in and below an element, whose own path is given.
// Nulls are none.
func (el *elem) leaves(dst []leaf, path string) []leaf {
	for _, a := range el.attrs {
		if !a.Value.IsNull() {
			dst = append(dst, leaf{path + "@" + a.Name, a.Value})
		}
	}
	if !el.value.IsNull() {
		dst = append(dst, leaf{path, el.value})
	}
	for _, k := range el.kids {
		dst = k.leaves(dst, path+"/"+k.name)
	}
	return dst
}

// fromEvent converts an element of our reader.
func fromEvent(e *event.Element) *elem {
	el := &elem{name: e.Name, attrs: e.Attrs, value: e.Value}
	for i := range e.Children {
		el.kids = append(el.kids, fromEvent(&e.Children[i]))
	}
	return el
}

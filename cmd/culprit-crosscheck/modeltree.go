package main

import (
	"fmt"
	"strings"
)

// element is NodeToGoEvtx.
func (m *model) element(f *frame, n *node, path string) table {
	t := table{}
	label := n.label(f.instance, path)
	if !f.spend(len(label)) {
		m.halt(notModelled)
		return t
	}
	kids := 0
	for i := range n.pieces {
		if n.pieces[i].kind == pieceElement {
			m.child(t, f, n.pieces[i].node, kids, label)
			kids++
		}
	}
	m.content(t, f, n, label)
	for i := range n.attrs {
		if m.stop == "" {
			m.attribute(t, f, &n.attrs[i], label)
		}
	}
	return t
}

// label is the path by which a person finds an element.
func (n *node) label(in *instance, path string) string {
	name := n.name.text
	for i := range n.attrs {
		if n.attrs[i].name.text == "Name" && name == "Data" {
			if v, ok := in.content(n.attrs[i].pieces); ok {
				name += "[" + v.Text() + "]"
			}
		}
	}
	switch path {
	case "", "Event":
		return name
	}
	return path + "/" + name
}

// child adds a child element, the i-th, to t.
func (m *model) child(t table, f *frame, n *node, i int, path string) {
	sub := m.element(f, n, path)
	name, named := sub["Name"]
	value, valued := sub["Value"]
	switch {
	case m.stop != "":
	case named && len(sub) == 1:
		if key, ok := m.key(name); ok {
			misplaced(name, n.name.text, key)
			m.put(t, key, "")
		}
	case named && valued && len(sub) == 2:
		if key, ok := m.key(name); ok {
			m.put(t, key, value)
		}
	default:
		key := n.name.peer
		if _, taken := t[key]; taken {
			key = fmt.Sprintf("%s%d", key, i)
		}
		if valued && len(sub) == 1 {
			m.put(t, key, value)
		} else {
			m.put(t, key, sub)
		}
	}
}

// key returns a name that becomes a key. It must be a string.
func (m *model) key(name any) (string, bool) {
	if c, ok := name.(*cell); ok {
		name, c.isKey = c.json, true
	}
	s, ok := name.(string)
	if !ok {
		m.halt(nameNotText)
	}
	return s, ok
}

// misplaced marks a name that becomes a key with no value, although it is the
// value itself.
func misplaced(name any, element, key string) {
	c, ok := name.(*cell)
	switch {
	case !ok || element == "Data":
	case element == "Provider":
		c.fault, c.key = providerName, key
	default:
		c.fault, c.key = nameAsKey, key
	}
}

// put sets an entry; what stood there is lost.
func (m *model) put(t table, key string, v any) {
	if old, ok := t[key]; ok {
		lose(old, sameName)
	}
	t[key] = v
}

func lose(v any, why fault) {
	switch v := v.(type) {
	case *cell:
		v.json, v.fault = nil, why
	case table:
		for _, sub := range v {
			lose(sub, why)
		}
	}
}

// attribute adds an attribute to t, unless it is null.
func (m *model) attribute(t table, f *frame, a *attr, label string) {
	got := m.piece(f, &a.pieces[0])
	switch {
	case got.null || m.stop != "":
	case got.nested != nil:
		m.put(t, a.name.peer, m.nested(got, label+"@"+a.name.text))
	default:
		c := &cell{field: label + "@" + a.name.text, origin: got, json: got.json, pieces: 1}
		c.bytes, _ = f.instance.content(a.pieces)
		m.put(t, a.name.peer, c)
		if a.name.peer != "xmlns" || label != "Event" { // that one it takes out by design
			m.cells = append(m.cells, c)
		}
	}
}

// content adds the content of n, but for its child elements, to t.
func (m *model) content(t table, f *frame, n *node, label string) {
	var own []piece
	for i := range n.pieces {
		if n.pieces[i].kind != pieceElement {
			own = append(own, n.pieces[i])
		}
	}
	if len(own) == 0 {
		return
	}
	c := &cell{field: label, pieces: len(own)}
	first := m.piece(f, &own[0])
	for i := range own {
		if got := m.piece(f, &own[i]); m.stop == "" {
			m.join(t, c, first, got)
		}
	}
	if c.origin != nil {
		c.bytes, _ = f.instance.content(own)
		m.cells = append(m.cells, c)
	}
}

// join adds one piece of content: what is nested is merged, text is appended,
// and anything else makes the content its own first piece.
func (m *model) join(t table, c *cell, first, got *readValue) {
	if got.nested != nil {
		for k, v := range m.nested(got, c.field) {
			if _, ok := t[k]; ok {
				m.halt(duplicatedKey)
			}
			t[k] = v
		}
		return
	}
	if c.origin == nil && !got.null {
		c.origin = got
	}
	s, isText := got.json.(string)
	switch {
	case !isText && first.nested != nil:
		m.halt(notModelled)
	case !isText:
		c.json = first.json
	default:
		before, ok := valueOf(t["Value"])
		if !ok {
			m.halt(valueNotText)
		}
		if other, ok := t["Value"].(*cell); ok && other != c {
			lose(other, sameName)
		}
		c.json = before + s
	}
	t["Value"] = c
	if c.origin == nil {
		t["Value"] = nil
	}
}

// valueOf returns the text that stands under "Value"; false if what stands
// there is none.
func valueOf(v any) (string, bool) {
	c, ok := v.(*cell)
	if ok {
		v = c.json
	}
	if v == nil {
		return "", true
	}
	s, ok := v.(string)
	return s, ok
}

// nested is the result for an instance within a value.
func (m *model) nested(v *readValue, path string) table {
	root := v.nested.root
	return table{root.name.peer: m.element(v.nested, root, path)}
}

// piece is ElementToGoEvtx.
func (m *model) piece(f *frame, p *piece) *readValue {
	switch p.kind {
	case pieceText:
		return &readValue{json: trimNUL(p.text)}
	case pieceEntity:
		s := entity(p.peer)
		if strings.HasPrefix(s, "&") && len(s) > 1 {
			m.halt(unknownEntity)
		}
		return &readValue{json: s}
	case pieceHole:
		if p.hole < len(f.values) {
			v := f.values[p.hole]
			if v.stop != "" {
				m.halt(v.stop)
			}
			return v
		}
		m.halt(missingValue)
	case pieceInstance:
		sub, _ := m.read(p.inst, 0)
		return &readValue{nested: sub}
	default:
		m.halt(unknownToken)
	}
	return &readValue{null: true}
}

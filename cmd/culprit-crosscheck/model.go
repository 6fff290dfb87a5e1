package main

import (
	"culprit/parser/event"
)

// The model of golang-evtx: what version 1.2.9 makes of a record, worked out
// from the record's bytes step by step, its faults included. A disagreement
// counts as explained only if the model, which knows the faults by name, gives
// exactly what golang-evtx gave.
//
// The result is maps in maps. An element is the map of its attributes, its
// children and, under "Value", its content, with three short cuts: an element
// that has content only is the content; one that has "Name" and "Value" only
// is a value under that name; and so is one that has "Name" only, with an empty
// value.

// cell is one value of the record: the content of an element or attribute.
type cell struct {
	field  string
	origin *readValue  // the first value in it; nil if it is all literal
	bytes  event.Value // what it is by the bytes
	json   any         // what golang-evtx has for it
	pieces int
	isKey  bool   // it became a key of the result
	key    string // that key, if it is a fault
	fault  fault
}

// table is an element of the result: cells, tables, nil or "" by name.
type table map[string]any

// model works out one record.
type model struct {
	chunk []byte
	left  *budget
	cells []*cell
	stop  fault // why golang-evtx gives no event; "" if it does
	whole table // what it could give if it could read the templates of the record
	reads bool  // suppose that it can
}

// frame is an instance and its values as golang-evtx reads them.
type frame struct {
	*instance
	values []*readValue
}

// modelOf returns what golang-evtx should give for a record.
func modelOf(chunk []byte, in *instance) (*model, table) {
	m, t := (&model{chunk: chunk, left: in.left}).of(in)
	if m.stop == unknownToken || m.stop == attributePieces {
		_, m.whole = (&model{chunk: chunk, left: in.left, reads: true}).of(in)
	}
	return m, t
}

func (m *model) of(in *instance) (*model, table) {
	switch {
	case in.odd:
		m.halt(unknownToken)
	case in.first != 0x0f:
		m.halt(noFragment)
	}
	*in.left = budget{steps: maxSteps}
	f, _ := m.read(in, 0)
	if m.stop != "" {
		return m, nil
	}
	t := table{in.root.name.peer: m.element(f, in.root, "")}
	if m.stop != "" {
		return m, nil
	}
	if ev, ok := t["Event"].(table); ok {
		delete(ev, "xmlns")
	}
	m.settle(t)
	return m, t
}

func (m *model) halt(why fault) {
	if m.stop == "" && (!m.reads || why != unknownToken && why != attributePieces) {
		m.stop = why
	}
}

// parses looks for tokens that golang-evtx cannot read. An attribute must be
// one token.
func (m *model) parses(n *node) {
	if n.odd {
		m.halt(unknownToken)
	}
	for i := range n.attrs {
		switch len(n.attrs[i].pieces) {
		case 0:
			m.halt(attributeEmpty)
		case 1:
		default:
			m.halt(attributePieces)
		}
		m.parsesPieces(n.attrs[i].pieces)
	}
	m.parsesPieces(n.pieces)
}

func (m *model) parsesPieces(pieces []piece) {
	for i := range pieces {
		switch p := &pieces[i]; p.kind {
		case pieceCDATA, piecePI, pieceCharRef:
			m.halt(unknownToken)
		case pieceElement:
			m.parses(p.node)
		case pieceHole:
			if p.odd {
				m.halt(unknownToken)
			}
		default:
		}
	}
}

// settle names the fault of every cell that the result does not have, or not
// as the bytes have it.
func (m *model) settle(t table) {
	found := map[*cell]bool{}
	t.reach(found)
	for _, c := range m.cells {
		switch {
		case c.fault != "":
		case !found[c] && !c.isKey:
			c.json, c.fault = nil, sameName
		case agrees(c.bytes, c.json):
		case c.pieces > 1:
			c.fault = mixedContent
		case c.origin.value == nil:
			c.fault = nulTrimmed
		default:
			c.fault = c.origin.whyWrong()
		}
	}
}

func (t table) reach(found map[*cell]bool) {
	for _, v := range t {
		switch v := v.(type) {
		case *cell:
			found[v] = true
		case table:
			v.reach(found)
		}
	}
}

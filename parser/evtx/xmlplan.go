package evtx

import (
	"strings"

	"culprit/parser/event"
)

// An event is rendered as XML by a program made of its template: constant text
// and what to do with the slots between. Fragments without a template are
// written straight from their tokens, see literalXML.

// xmlOp writes constant text and then, maybe, a value.
type xmlOp struct {
	constant []byte
	kind     xmlKind
	slot     uint16
	opt      bool
	skip     int    // operations that xmlGuard passes over
	open     []byte // around the value
	close    []byte
}

type xmlKind uint8

const (
	xmlNothing   xmlKind = iota
	xmlValue             // the text of a slot, inside an element
	xmlAttribute         // open, the text of a slot, close; nothing if optional and null
	xmlElement           // the same for an element; once for each item of an array
	xmlGuard             // passes over the next operations if the slot is null
)

// xmlPlan makes the program of a tree.
type xmlPlan struct {
	ops  []xmlOp
	text []byte // constant text not yet in an operation
}

func planXML(root *node) []xmlOp {
	var p xmlPlan
	p.element(root)
	p.add(xmlOp{})
	return p.ops
}

func (p *xmlPlan) add(op xmlOp) {
	op.constant, p.text = p.text, nil
	p.ops = append(p.ops, op)
}

func (p *xmlPlan) element(n *node) {
	c := &n.content
	if c.kind == contentSlot {
		if open := constantTag(n); open != nil {
			p.add(xmlOp{kind: xmlElement, slot: c.slot, opt: c.opt, open: open, close: endTag(n.name)})
			return
		}
		if c.opt {
			p.guarded(n)
			return
		}
	}
	p.tag(n)
}

// guarded writes an element that an optional null leaves out, attributes and
// all.
func (p *xmlPlan) guarded(n *node) {
	at := len(p.ops)
	p.add(xmlOp{kind: xmlGuard, slot: n.content.slot})
	p.tag(n)
	p.add(xmlOp{}) // what follows must not be passed over
	p.ops[at].skip = len(p.ops) - at - 1
}

func (p *xmlPlan) tag(n *node) {
	p.text = startTag(p.text, n)
	for i := range n.attrs {
		p.attribute(&n.attrs[i])
	}
	if n.empty {
		p.text = append(p.text, "/>"...)
		return
	}
	p.text = append(p.text, '>')
	for i := range n.kids {
		p.part(&n.kids[i])
	}
	p.text = append(p.text, endTag(n.name)...)
}

func (p *xmlPlan) attribute(a *attr) {
	open := append(append([]byte{' '}, event.XMLName(a.name)...), "='"...)
	if a.content.kind == contentSlot {
		p.add(xmlOp{kind: xmlAttribute, slot: a.content.slot, opt: a.content.opt, open: open, close: []byte{'\''}})
		return
	}
	p.text = append(p.text, open...)
	for i := range a.parts {
		if s := &a.parts[i]; s.kind == partSlot {
			p.add(xmlOp{kind: xmlAttribute, slot: s.slot})
		} else {
			p.text = event.AppendXMLText(p.text, s.text, true)
		}
	}
	p.text = append(p.text, '\'')
}

func (p *xmlPlan) part(s *part) {
	switch s.kind {
	case partElement:
		p.element(s.node)
	case partText:
		p.text = event.AppendXMLText(p.text, s.text, false)
	case partCDATA:
		p.text = event.AppendXMLText(p.text, s.text, false)
	case partSlot:
		p.add(xmlOp{kind: xmlValue, slot: s.slot})
	case partPI:
		// No event has one; a crafted one must not end early.
		p.text = append(append(p.text, "<?"...), event.XMLName(s.node.name)...)
		p.text = append(append(p.text, ' '), strings.ReplaceAll(s.text, "?>", "? >")...)
		p.text = append(p.text, "?>"...)
	}
}

// constantTag returns the start tag of an element without slots in it, or nil.
func constantTag(n *node) []byte {
	for i := range n.attrs {
		if n.attrs[i].content.kind > contentText {
			return nil
		}
	}
	var p xmlPlan
	p.text = startTag(nil, n)
	for i := range n.attrs {
		p.attribute(&n.attrs[i])
	}
	return append(p.text, '>')
}

func startTag(dst []byte, n *node) []byte { return append(append(dst, '<'), event.XMLName(n.name)...) }

func endTag(name string) []byte { return append(append([]byte("</"), event.XMLName(name)...), '>') }

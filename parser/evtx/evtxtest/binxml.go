package evtxtest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Tokens of BinXML ([MS-EVEN6] 2.2.12). 0x40 on an element says that it has
// attributes, on an attribute that another follows.
const (
	tokEnd          = 0x00
	tokOpen         = 0x01
	tokCloseStart   = 0x02
	tokCloseEmpty   = 0x03
	tokCloseElement = 0x04
	tokText         = 0x05
	tokAttribute    = 0x06
	tokTemplate     = 0x0c
	tokNormal       = 0x0d
	tokOptional     = 0x0e
	tokMore         = 0x40

	fragment = "\x0f\x01\x01\x00" // token and version 1.1
	noValue  = 0xffff             // dependency of an element that is always there
)

// node is an element, or without a name only its content. In a template,
// values are slots; elsewhere, text. It has a value or children, not both.
type node struct {
	name     string
	attrs    []attribute
	children []node
	value    *slot
	text     string
	depends  bool // the element is left out if its slot is null
}

type attribute struct {
	name  string
	value *slot
	text  string
}

// slot is a substitution: a place in the template that a value fills.
type slot struct {
	id       uint16
	typ      byte
	optional bool
}

// shape appends all that makes a template what it is.
func (n *node) shape(b []byte) []byte {
	b = fmt.Appendf(b, "<%q %t", n.name, n.depends)
	for _, a := range n.attrs {
		b = a.value.shape(fmt.Appendf(b, " %q=%q", a.name, a.text))
	}
	b = n.value.shape(fmt.Appendf(b, ">%q", n.text))
	for i := range n.children {
		b = n.children[i].shape(b)
	}
	return append(b, "</>"...)
}

func (s *slot) shape(b []byte) []byte {
	if s == nil {
		return b
	}
	return fmt.Appendf(b, "%%%d:%#x:%t", s.id, s.typ, s.optional)
}

// instance writes a document as a template and the values for its slots.
func (c *chunk) instance(root *node, values []value) error {
	shape := string(root.shape(nil))
	sum := sha256.Sum256([]byte(shape))
	guid := sum[:16]
	c.put(fragment)
	c.u8(tokTemplate)
	c.u8(1)
	c.put(string(guid[:4])) // the template's short id
	if off, ok := c.templates[shape]; ok {
		c.u32(off)
	} else {
		c.u32(c.here() + 4)
		c.templates[shape] = c.here()
		if err := c.define(root, guid); err != nil {
			return err
		}
	}
	if err := c.values(values); err != nil {
		return err
	}
	c.u8(tokEnd)
	return nil
}

// define writes a template definition: the next one of its hash chain, its
// GUID, its size and its document.
func (c *chunk) define(root *node, guid []byte) error {
	head := &c.templateHeads[templateHash(guid)%32]
	next := *head
	*head = c.here()
	c.u32(next)
	c.put(string(guid))
	return c.sized(func() error {
		c.put(fragment)
		if err := c.element(root, true); err != nil {
			return err
		}
		c.u8(tokEnd)
		return nil
	})
}

// values writes sizes and types of all values, then the values.
func (c *chunk) values(values []value) error {
	c.u32(uint32(len(values)))
	sizes := len(c.buf)
	for _, v := range values {
		c.u16(0)
		c.u8(v.typ)
		c.u8(0)
	}
	for i, v := range values {
		start := len(c.buf)
		c.put(string(v.bytes))
		if v.nested != nil {
			if err := v.nested(); err != nil {
				return err
			}
		}
		size := len(c.buf) - start
		if size > 0xffff {
			return fmt.Errorf("a value of %d bytes is too long", size)
		}
		binary.LittleEndian.PutUint16(c.buf[sizes+4*i:], uint16(size))
	}
	return nil
}

// plain writes a document without a template.
func (c *chunk) plain(root *node) error {
	c.put(fragment)
	if err := c.element(root, false); err != nil {
		return err
	}
	c.u8(tokEnd)
	return nil
}

// element writes an element. Only in a definition does it carry a dependency.
func (c *chunk) element(n *node, definition bool) error {
	tok := byte(tokOpen)
	if len(n.attrs) > 0 {
		tok |= tokMore
	}
	c.u8(tok)
	if definition {
		c.u16(n.dependency())
	}
	return c.sized(func() error {
		c.name(n.name)
		if err := c.attributes(n.attrs); err != nil {
			return err
		}
		if n.empty() {
			c.u8(tokCloseEmpty)
			return nil
		}
		c.u8(tokCloseStart)
		if err := c.inside(n, definition); err != nil {
			return err
		}
		c.u8(tokCloseElement)
		return nil
	})
}

func (n *node) empty() bool { return len(n.children) == 0 && n.value == nil && n.text == "" }

// inside writes what stands between the tags of an element.
func (c *chunk) inside(n *node, definition bool) error {
	if n.value != nil || n.text != "" {
		return c.content(n.value, n.text)
	}
	for i := range n.children {
		child := &n.children[i]
		var err error
		if child.name == "" {
			err = c.inside(child, definition)
		} else {
			err = c.element(child, definition)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *node) dependency() uint16 {
	if n.depends {
		return n.value.id
	}
	return noValue
}

func (c *chunk) attributes(attrs []attribute) error {
	if len(attrs) == 0 {
		return nil
	}
	return c.sized(func() error {
		for i, a := range attrs {
			tok := byte(tokAttribute)
			if i < len(attrs)-1 {
				tok |= tokMore
			}
			c.u8(tok)
			c.name(a.name)
			if err := c.content(a.value, a.text); err != nil {
				return err
			}
		}
		return nil
	})
}

// content writes a slot or, without one, a text.
func (c *chunk) content(s *slot, text string) error {
	if s == nil {
		return c.text(text)
	}
	tok := byte(tokNormal)
	if s.optional {
		tok = tokOptional
	}
	c.u8(tok)
	c.u16(s.id)
	c.u8(s.typ)
	return nil
}

func (c *chunk) text(s string) error {
	units := utf16le(s)
	if len(units) > 2*0xffff {
		return fmt.Errorf("a text of %d bytes is too long", len(units))
	}
	c.u8(tokText)
	c.u8(typString)
	c.u16(uint16(len(units) / 2))
	c.put(string(units))
	return nil
}

// name writes a reference to a name, and the name itself the first time:
// the next one of its hash chain, its hash, its length, its text and a NUL.
func (c *chunk) name(s string) {
	if off, ok := c.names[s]; ok {
		c.u32(off)
		return
	}
	c.u32(c.here() + 4)
	c.names[s] = c.here()
	units := utf16le(s)
	hash := nameHash(units)
	head := &c.nameHeads[hash%64]
	next := *head
	*head = c.here()
	c.u32(next)
	c.u16(uint16(hash))
	c.u16(uint16(len(units) / 2))
	c.put(string(units))
	c.u16(0)
}

// nameHash is the hash of Windows: over 16-bit words, each multiplied in by
// 65599 (sdbm). Names and templates go by it.
func nameHash(words []byte) uint32 {
	h := uint32(0)
	for ; len(words) >= 2; words = words[2:] {
		h = h*65599 + uint32(binary.LittleEndian.Uint16(words))
	}
	return h
}

func templateHash(guid []byte) uint32 { return nameHash(guid) }

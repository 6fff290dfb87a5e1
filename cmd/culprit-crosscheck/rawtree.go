package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// decoder reads tokens of binary XML. It is sticky: after an error it stands
// at the end and gives zeros.
type decoder struct {
	c        []byte // the chunk, which offsets count from
	pos, end int
	depID    bool // inside a template definition, elements have one
	depth    int
	steps    *int // taken for the record
	left     *budget
	err      error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("at chunk offset %#x: "+format, append([]any{d.pos}, args...)...)
	}
	d.pos = d.end
}

var zeros [16]byte

func (d *decoder) take(n int) []byte {
	if n > d.end-d.pos {
		d.fail("ends inside a token")
		return zeros[:min(n, len(zeros))]
	}
	d.pos += n
	return d.c[d.pos-n : d.pos]
}

func (d *decoder) u8() byte { return d.take(1)[0] }
func (d *decoder) u16() int { return int(le.Uint16(d.take(2))) }
func (d *decoder) u32() int { return int(le.Uint32(d.take(4))) }

func (d *decoder) peek() byte {
	if d.pos >= d.end {
		return 0
	}
	return d.c[d.pos]
}

// step counts a token, deep one level down until the result is called.
func (d *decoder) step() (leave func()) {
	*d.steps++
	d.depth++
	if *d.steps > maxSteps || d.depth > maxDepth {
		d.fail("too much or too deep for a record")
	}
	return func() { d.depth-- }
}

// at returns a decoder of other bytes of the chunk within the same bounds.
func (d *decoder) at(pos, end int, depID bool) decoder {
	return decoder{c: d.c, pos: pos, end: end, depID: depID, depth: d.depth, steps: d.steps, left: d.left, err: d.err}
}

// fragment reads up to the first instance or element; nil if there is none.
func (d *decoder) fragment() *instance {
	defer d.step()()
	odd, first := false, d.peek()
	for d.pos < d.end {
		t := d.peek()
		odd = odd || t == 0x40 || t == 0x4c || t == 0x4f
		switch t {
		case 0x00, 0x40: // end of a fragment; another may follow, or padding
			d.pos++
		case 0x0f, 0x4f:
			d.take(4)
		case 0x0c, 0x4c:
			in := d.instance()
			if in != nil {
				in.odd, in.first = odd, first
			}
			return in
		case 0x01, 0x41:
			root := d.element()
			return &instance{root: root, bare: true, odd: odd, first: first, end: d.pos, left: d.left}
		default:
			d.fail("token %#02x begins no fragment", t)
		}
	}
	return nil
}

// instance reads a template instance: token, version, id, offset of the
// definition; the definition, if it stands here; count, descriptions, values.
func (d *decoder) instance() *instance {
	head := d.take(10)
	def := int(le.Uint32(head[6:10]))
	if def+24 > len(d.c) {
		d.fail("definition at %#x", def)
		return nil
	}
	size := int(le.Uint32(d.c[def+20:]))
	if size > len(d.c)-def-24 {
		d.fail("definition of %d bytes", size)
		return nil
	}
	if def == d.pos {
		d.take(24 + size)
	}
	if string(d.c[def+4:def+8]) != string(head[2:6]) {
		d.fail("definition at %#x is another's", def)
		return nil
	}
	body := d.at(def+24, def+24+size, true)
	inst := &instance{root: body.definition(), left: d.left}
	if body.err != nil {
		d.fail("definition: %v", body.err)
	}
	inst.values = d.values()
	inst.end = d.pos
	return inst
}

func (d *decoder) definition() *node {
	defer d.step()()
	if d.peek() == 0x0f {
		d.take(4)
	}
	if t := d.peek(); t != 0x01 && t != 0x41 {
		d.fail("token %#02x begins no definition", t)
		return nil
	}
	return d.element()
}

func (d *decoder) values() []value {
	count := d.u32()
	if count > (d.end-d.pos)/4 {
		d.fail("%d values", count)
		return nil
	}
	values, sizes := make([]value, count), make([]int, count)
	for i := range values {
		sizes[i], values[i].typ, values[i].unused = d.u16(), d.u8(), int8(d.u8())
	}
	for i := range values {
		v := &values[i]
		v.off = d.pos
		v.raw = d.take(sizes[i])
		if v.typ == typeBinXML && d.err == nil {
			v.nested, v.err = d.fragments(v.off, d.pos)
		}
	}
	return values
}

// fragments reads a value of binary XML. It may be damaged without harm to the
// values beside it.
func (d *decoder) fragments(pos, end int) (list []*instance, err error) {
	sub := d.at(pos, end, false)
	for sub.err == nil {
		inst := sub.fragment()
		if inst == nil {
			break
		}
		list = append(list, inst)
	}
	if sub.err != nil {
		return nil, sub.err
	}
	return list, nil
}

// element reads an element from its open token.
func (d *decoder) element() *node {
	defer d.step()()
	more := d.u8()&0x40 != 0
	if d.depID {
		d.u16()
	}
	d.u32() // size
	n := &node{name: d.name()}
	if more {
		d.u32() // size of the attributes
		for d.peek()&^0x40 == 0x06 {
			d.u8()
			n.attrs = append(n.attrs, attr{name: d.name(), pieces: d.pieces(true)})
		}
	}
	switch t := d.u8(); t {
	case 0x03:
	case 0x02:
		n.pieces = d.pieces(false)
		t := d.u8()
		if n.odd = t == 0x44; t&^0x40 != 0x04 {
			d.fail("token %#02x in place of an end tag", t)
		}
	default:
		d.fail("token %#02x in a start tag", t)
	}
	return n
}

// pieces reads content up to what is none.
func (d *decoder) pieces(inAttr bool) (list []piece) {
	for d.err == nil {
		p, ok := d.piece(inAttr)
		if !ok {
			break
		}
		list = append(list, p)
	}
	return list
}

func (d *decoder) piece(inAttr bool) (p piece, ok bool) {
	switch t := d.peek(); t &^ 0x40 {
	case 0x05:
		d.u8()
		if typ := d.u8(); typ != typeString {
			d.fail("literal of type %#02x", typ)
		}
		return piece{kind: pieceText, text: d.chars()}, true
	case 0x07:
		d.u8()
		return piece{kind: pieceCDATA, text: d.chars()}, true
	case 0x08:
		d.u8()
		return piece{kind: pieceCharRef, text: string(rune(d.u16()))}, true
	case 0x09:
		d.u8()
		n := d.name()
		return piece{kind: pieceEntity, text: n.text, peer: n.peer}, true
	case 0x0d, 0x0e:
		d.u8()
		p = piece{kind: pieceHole, hole: d.u16(), opt: t&^0x40 == 0x0e, odd: t&0x40 != 0}
		d.u8() // type, as the definition has it
		return p, true
	}
	if inAttr {
		return piece{}, false
	}
	return d.contentPiece()
}

func (d *decoder) contentPiece() (p piece, ok bool) {
	switch d.peek() {
	case 0x01, 0x41:
		return piece{kind: pieceElement, node: d.element()}, true
	case 0x0a:
		d.u8()
		d.name()
		p = piece{kind: piecePI}
		if d.peek() == 0x0b {
			d.u8()
			d.chars()
		}
		return p, true
	case 0x0f:
		d.take(4)
		return piece{kind: piecePI}, true
	case 0x0c:
		return piece{kind: pieceInstance, inst: d.instance()}, true
	}
	return piece{}, false
}

// name reads the offset of a name, and the name: previous offset, hash,
// length, characters, NUL.
func (d *decoder) name() name {
	off := d.u32()
	if off+8 > len(d.c) {
		d.fail("name at %#x", off)
		return name{}
	}
	n := 2 * int(le.Uint16(d.c[off+6:]))
	if n > 2*maxName || off+8+n+2 > len(d.c) {
		d.fail("name of %d bytes", n)
		return name{}
	}
	if off == d.pos {
		d.take(8 + n + 2)
	}
	return name{utf16Text(d.c[off+8 : off+8+n]), trimNUL(utf16Text(d.c[off+8 : off+8+n+2]))}
}

func (d *decoder) chars() string { return utf16Text(d.take(2 * d.u16())) }

func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = le.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}

func trimNUL(s string) string { return strings.TrimRight(s, "\x00") }

// entity returns what a reference stands for; XML itself defines five.
func entity(name string) string {
	switch name {
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "amp":
		return "&"
	case "quot":
		return `"`
	case "apos":
		return "'"
	}
	return "&" + name + ";"
}

var errNoValue = errors.New("no such value")

// fill returns the value of a hole, or errNoValue if the instance has too few,
// or errTooBig. If the value is damaged, it notes that.
func (in *instance) fill(hole int) (*value, error) {
	if hole >= len(in.values) {
		return nil, errNoValue
	}
	v := &in.values[hole]
	if !in.spend(len(v.raw)) {
		return nil, errTooBig
	}
	if v.err != nil && in.left.err == nil {
		in.left.err = fmt.Errorf("value at chunk offset %#x: %w", v.off, v.err)
	}
	return v, nil
}

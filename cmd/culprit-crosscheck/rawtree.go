package main

import (
	"fmt"
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

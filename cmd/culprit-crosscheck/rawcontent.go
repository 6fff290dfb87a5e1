package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

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

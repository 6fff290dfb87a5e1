package evtx

import "fmt"

// slot is where the value of a hole lies in the chunk.
type slot struct {
	off uint32
	n   uint16
	typ byte
}

// instance is a template with the values of its holes, which are
// reader.stack[base:base+n].
type instance struct {
	t        *template
	base, n  int
	borrowed bool // t stands in another chunk
}

// readSlots appends the values described at q:
//
//	u32 count, then count times: u16 size, u8 type, u8 unused; then the values
//
// and returns where they end. If they go beyond limit, the slots that fit are
// appended and end is -1.
func readSlots(dst []slot, c []byte, q, limit int) (slots []slot, end int) {
	if q+4 > limit {
		return dst, -1
	}
	count := int(le.Uint32(c[q:]))
	q += 4
	if count > maxSlots || q+4*count > limit {
		return dst, -1
	}
	return describedSlots(dst, c[q:q+4*count], uint32(q+4*count), uint32(limit))
}

// describedSlots appends the values that desc describes, which begin at off.
func describedSlots(dst []slot, desc []byte, off, limit uint32) (slots []slot, end int) {
	for len(desc) >= 4 {
		d := le.Uint32(desc)
		n := d & 0xffff
		if off+n > limit {
			return dst, -1
		}
		dst = append(dst, slot{off: off, n: uint16(n), typ: byte(d >> 16)})
		desc = desc[4:]
		off += n
	}
	return dst, int(off)
}

// readSomeSlots is readSlots for the first slots only.
func readSomeSlots(dst []slot, c []byte, q, limit, need int) (slots []slot, ok bool) {
	if q+4 > limit {
		return dst, false
	}
	count := int(le.Uint32(c[q:]))
	q += 4
	if count > maxSlots || q+4*count > limit {
		return dst, false
	}
	slots, end := describedSlots(dst, c[q:q+4*min(count, need)], uint32(q+4*count), uint32(limit))
	return slots, end >= 0
}

// instanceHead reads the fixed part of a template instance at pos:
//
//	0  token 0c
//	1  u8 version
//	2  u32 first 4 bytes of the template's GUID
//	6  u32 offset of the definition, which stands right behind if it is new
func instanceHead(c []byte, pos, limit int) (id uint32, def int, ok bool) {
	if pos+instanceHeader > limit {
		return 0, 0, false
	}
	return le.Uint32(c[pos+2:]), int(le.Uint32(c[pos+6:])), true
}

// instanceEnd returns where the instance at pos ends, or -1.
func instanceEnd(c []byte, pos, limit int) int {
	_, def, ok := instanceHead(c, pos, limit)
	values := pos + instanceHeader
	if ok && def == values {
		body, f := definition(c, def)
		ok = f == nil
		values += definitionHeader + len(body)
	}
	if !ok {
		return -1
	}
	_, end := readSlots(nil, c, values, limit)
	return end
}

// head reads an instance up to its values. A definition that is overwritten is
// passed over by the size of the borrowed one, if its own is gone, too.
func (r *reader) head(pos, limit int) (in instance, values int, ok bool) {
	id, def, ok := instanceHead(r.c, pos, limit)
	if !ok {
		return in, limit, false
	}
	in.t, in.borrowed = r.template(def, id)
	if values = pos + instanceHeader; def == values {
		body, f := definition(r.c, def)
		if in.borrowed && (f != nil || len(body) == 0) {
			body = in.t.body
		}
		values += definitionHeader + len(body)
	}
	return in, values, true
}

// instance reads the template instance at pos and pushes its values.
func (r *reader) instance(pos, limit int) (in instance, end int, f *flaw) {
	in, values, ok := r.head(pos, limit)
	if !ok {
		f = &flaw{off: pos, structure: "template instance", cause: "goes beyond the end of the record"}
		return instance{t: &template{flaw: f}}, limit, f
	}
	r.steps -= in.t.steps
	in.base = len(r.stack)
	r.stack, end = readSlots(r.stack, r.c, values, limit)
	in.n = len(r.stack) - in.base
	if end < 0 {
		end, f = limit, &flaw{off: values, structure: "template values", cause: "go beyond the end of the record"}
	}
	if in.t.flaw != nil {
		f = in.t.flaw
	}
	return in, end, f
}

// template returns the prepared definition at off of the current chunk, whose
// GUID must begin with id, or else one from elsewhere whose does.
func (r *reader) template(off int, id uint32) (t *template, borrowed bool) {
	if t = r.recent; t == nil || off != r.recentAt {
		t = r.definitionAt(off)
		r.recent, r.recentAt = t, off
	}
	if t.flaw != nil {
		return r.borrow(id, t.flaw)
	}
	if own := le.Uint32(t.guid[:]); own != id {
		return r.borrow(id, &flaw{
			off: off, structure: "template definition",
			cause: fmt.Sprintf("is of template %08x, the record needs %08x", own, id),
		})
	}
	return t, false
}

// definitionAt asks the store once for each definition of the chunk.
func (r *reader) definitionAt(off int) *template {
	if off < 0 || off >= len(r.defs) {
		return r.store.at(r.c, off)
	}
	if i := r.defs[off]; i != 0 {
		return r.templates[i-1]
	}
	t := r.store.at(r.c, off)
	if r.lend != nil && t.flaw == nil {
		r.lend.add(t)
	}
	r.templates = append(r.templates, t)
	r.defs[off] = uint16(len(r.templates))
	r.touched = append(r.touched, uint32(off))
	return t
}

// fragment reads what stands at pos: a template instance, an element, or
// nothing. It returns false if nothing is left before limit.
func (r *reader) fragment(pos, limit int) (in instance, end int, f *flaw, ok bool) {
	for pos < limit {
		switch tok := r.c[pos] &^ tokenMore; {
		case tok == tokenEOF:
			pos++
		case tok == tokenFragment && pos+fragmentHeaderSize <= limit:
			pos += fragmentHeaderSize
		case tok == tokenInstance:
			in, end, f = r.instance(pos, limit)
			return in, end, f, true
		default: // that a header is cut, the parser tells, too
			t, end := parseFragment(r.c, pos, limit)
			in = instance{t: t, base: len(r.stack), n: len(t.holes)}
			r.stack = append(r.stack, t.holes...)
			return in, end, t.flaw, true
		}
	}
	return instance{}, limit, nil, false
}

package evtx

import (
	"culprit/parser/event"
)

// xml appends the event of a record as a line of XML, or returns false if its
// template is not to be had or its values are cut. Behind the event comes
// padding, which need not be zero.
func (r *reader) xml(dst []byte, rec record) ([]byte, bool) {
	if rec.origin == event.Torn {
		return dst, false
	}
	r.stack, r.steps = r.stack[:0], maxSteps
	out, _, found, ok := r.xmlFragment(dst, rec.off+recordHeader, rec.off+rec.size-recordTrailer, 0)
	if !found || !ok || r.steps <= 0 {
		return dst, false
	}
	return append(out, '\n'), true
}

// xmlFragment appends the fragment at pos; found is false if there is none
// before end.
func (r *reader) xmlFragment(dst []byte, pos, end, depth int) (out []byte, next int, found, ok bool) {
	if out, next, ok := r.literalXML(dst, pos, end); ok {
		return out, next, true, true
	}
	mark := len(r.stack)
	in, next, f, found := r.fragment(pos, end)
	if found && f == nil {
		dst, ok = r.xmlInstance(dst, &in, depth)
	}
	r.stack = r.stack[:mark]
	return dst, next, found, ok
}

// xmlFragments appends all fragments of a value.
func (r *reader) xmlFragments(dst []byte, s slot, depth int) ([]byte, bool) {
	pos, end := int(s.off), int(s.off)+int(s.n)
	for depth < maxNesting && r.step() {
		out, next, found, ok := r.xmlFragment(dst, pos, end, depth)
		if !found || !ok {
			return out, !found
		}
		dst, pos = out, next
	}
	return dst, false
}

func (r *reader) xmlInstance(dst []byte, in *instance, depth int) ([]byte, bool) {
	ops := in.t.xml.Load()
	if ops == nil {
		made := planXML(in.t.root)
		ops = &made
		in.t.xml.Store(ops)
	}
	var ok bool
	for i := 0; i < len(*ops); i++ {
		op := &(*ops)[i]
		dst = append(dst, op.constant...)
		if op.kind == xmlNothing {
			continue
		}
		s := r.slotOf(&content{slot: op.slot}, in)
		switch op.kind {
		case xmlGuard:
			if s.typ == typeNull {
				i += op.skip
			}
		case xmlAttribute:
			if !r.step() {
				return dst, false
			}
			if s.typ != typeNull || !op.opt {
				dst = append(dst, op.open...)
				dst = r.appendXML(dst, s.typ, r.bytes(s), true)
				dst = append(dst, op.close...)
			}
		case xmlElement:
			if dst, ok = r.xmlElement(dst, op, s, depth); !ok {
				return dst, false
			}
		default:
			if dst, ok = r.xmlValue(dst, s, depth); !ok {
				return dst, false
			}
		}
	}
	return dst, true
}

// xmlElement appends what an element with one value becomes.
func (r *reader) xmlElement(dst []byte, op *xmlOp, s slot, depth int) ([]byte, bool) {
	switch {
	case s.typ == typeNull && op.opt:
		return dst, true
	case s.typ == typeArray|typeString:
		for b := r.bytes(s); len(b) > 0 && r.step(); {
			n := itemSize(typeString, b)
			dst = append(dst, op.open...)
			dst = append(appendUnitsXML(dst, trimNUL(b[:n]), false), op.close...)
			b = b[n:]
		}
		return dst, r.steps > 0
	case s.typ&typeArray != 0 && s.typ != typeArray|typeBinary:
		v := r.value(s)
		for _, item := range v.Items() {
			dst = append(dst, op.open...)
			dst = event.AppendXMLText(dst, item.Text(), false)
			dst = append(dst, op.close...)
		}
		return dst, r.steps > 0
	}
	dst = append(dst, op.open...)
	dst, ok := r.xmlValue(dst, s, depth)
	return append(dst, op.close...), ok
}

func (r *reader) xmlValue(dst []byte, s slot, depth int) ([]byte, bool) {
	if s.typ == typeBinXML {
		return r.xmlFragments(dst, s, depth+1)
	}
	return r.appendXML(dst, s.typ, r.bytes(s), false), r.step()
}

// appendXML appends a value as text of an element or attribute.
func (r *reader) appendXML(dst []byte, typ byte, b []byte, attr bool) []byte {
	switch typ {
	case typeString:
		return appendUnitsXML(dst, trimNUL(b), attr)
	case typeANSI:
		if r.cp1252 {
			return appendANSIXML(dst, trimZero(b), attr)
		}
	case typeNull:
		return dst
	case typeUint8, typeUint16, typeUint32, typeUint64:
		if u, ok := integer(b); ok {
			return appendUint(dst, u)
		}
	case typeHex32, typeHex64, typeSizeT:
		if u, ok := integer(b); ok {
			return appendHex(dst, u)
		}
	case typeGUID:
		if len(b) == 16 {
			return appendGUID(dst, b)
		}
	case typeFileTime:
		if len(b) == 8 && le.Uint64(b) != 0 {
			return r.clock.append(dst, event.FILETIME(le.Uint64(b)))
		}
	case typeSID:
		if isSID(b) && len(b) <= internMax {
			return append(dst, r.strings.of(r, typ, b).text...)
		}
	case typeBinary:
		return appendHexBytes(dst, b)
	}
	v := r.decode(typ, b)
	return event.AppendXMLText(dst, v.Text(), attr)
}

package evtx

import "fmt"

// fragments writes the binary XML in c[pos:end]; of a record, only the first
// fragment, as padding follows.
func (d *dumper) fragments(pos, end, nesting int, one bool) {
	for pos < end && nesting < maxNesting {
		switch d.c[pos] &^ tokenMore {
		case tokenEOF:
			d.line(pos, 1, "end")
			pos++
			continue
		case tokenFragment:
			d.line(pos, fragmentHeaderSize, "fragment")
			pos += fragmentHeaderSize
			continue
		case tokenInstance:
			pos = d.instance(pos, end, nesting)
		default:
			pos = d.tree(pos, end, false)
		}
		if one {
			d.line(pos, end-pos, "end and padding")
			return
		}
	}
}

// instance writes a template instance: its definition, if that stands here,
// and its values.
func (d *dumper) instance(pos, end, nesting int) int {
	id, def, ok := instanceHead(d.c, pos, end)
	if !ok {
		d.line(pos, end-pos, "template instance that goes beyond the end")
		return end
	}
	d.line(pos, instanceHeader, "instance of template %08x at %#x", id, def)
	d.depth++
	defer func() { d.depth-- }()
	values := pos + instanceHeader
	if def == values {
		body, f := definition(d.c, def)
		if f != nil {
			d.line(def, end-def, "%s: %s", f.structure, f.cause)
			return end
		}
		d.definition(def, len(body))
		values += definitionHeader + len(body)
	}
	slots, next := readSlots(nil, d.c, values, end)
	d.line(values, 4, "%d values", len(slots))
	for i, s := range slots {
		d.value(i, s, nesting)
	}
	if next < 0 {
		d.line(values, end-values, "values that go beyond the end")
		return end
	}
	return next
}

func (d *dumper) definition(def, size int) {
	d.line(def, 4, "definition, next at %#x", le.Uint32(d.c[def:]))
	d.line(def+4, 16, "GUID %s", appendGUID(nil, d.c[def+4:def+20]))
	d.line(def+20, 4, "size %d", size)
	d.depth++
	for pos, end := def+definitionHeader, def+definitionHeader+size; pos < end; {
		if d.c[pos]&^tokenMore == tokenFragment {
			d.line(pos, fragmentHeaderSize, "fragment")
			pos += fragmentHeaderSize
			continue
		}
		if d.c[pos] == tokenEOF {
			d.line(pos, 1, "end")
			pos++
			continue
		}
		pos = d.tree(pos, end, true)
	}
	d.depth--
}

func (d *dumper) value(i int, s slot, nesting int) {
	if s.typ == typeBinXML && s.n > 0 {
		d.line(int(s.off), int(s.n), "%d: binary XML", i)
		d.depth++
		d.fragments(int(s.off), int(s.off)+int(s.n), nesting+1, false)
		d.depth--
		return
	}
	r := reader{c: d.c, ansi: appendANSI, steps: maxSteps}
	v := r.value(s)
	d.line(int(s.off), int(s.n), "%d: %s %s", i, typeName(s.typ), quote(v.Text()))
}

// quote shortens a text and makes it printable.
func quote(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return fmt.Sprintf("%+q…", string(r[:most]))
	}
	return fmt.Sprintf("%+q", s)
}

func typeName(typ byte) string {
	names := [...]string{
		"null", "string", "ANSI string", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
		"real32", "real64", "bool", "binary", "GUID", "size_t", "FILETIME", "SYSTEMTIME", "SID", "hex32", "hex64",
	}
	name := fmt.Sprintf("type %#02x", typ&^typeArray)
	if base := int(typ &^ typeArray); base < len(names) {
		name = names[base]
	}
	if typ&typeArray != 0 {
		name = "array of " + name
	}
	return name
}

// tree writes the tokens of an element, one a line, and returns where it ends.
func (d *dumper) tree(pos, end int, depID bool) int {
	t := treeParser{c: d.c, pos: pos, end: end, base: pos, depID: depID}
	start := d.depth
	defer func() { d.depth = start }()
	for open := 0; ; {
		at, before := t.pos, open
		text := d.token(&t, &open)
		if t.flaw != nil {
			d.line(t.flaw.off, end-t.flaw.off, "%s: %s", t.flaw.structure, t.flaw.cause)
			return end
		}
		if text == endTagText {
			d.depth = start + open // as far in as the start tag
		}
		d.line(at, t.pos-at, "%s", text)
		d.depth = start + open
		if open == 0 && before > 0 {
			return t.pos
		}
	}
}

const endTagText = "</"

// token consumes one token and says what it is; open counts the elements that
// have begun.
func (d *dumper) token(t *treeParser, open *int) string {
	switch tok := t.u8(); tok &^ tokenMore {
	case tokenOpenElement:
		*open++
		if *open > maxDepth {
			t.fail("elements nest deeper than %d", maxDepth)
		}
		if t.depID {
			t.u16()
		}
		size := t.u32()
		name := t.name()
		if tok&tokenMore != 0 {
			t.u32()
		}
		return fmt.Sprintf("<%s, %d bytes", quote(name), size)
	case tokenAttribute:
		return "@" + quote(t.name())
	case tokenCloseOpen:
		return ">"
	case tokenCloseEmpty:
		*open--
		return "/>"
	case tokenCloseElement:
		*open--
		return endTagText
	case tokenValue:
		return "text " + quote(t.value())
	case tokenCDATA:
		return "CDATA " + quote(t.chars())
	case tokenCharRef:
		return fmt.Sprintf("character %#x", t.u16())
	case tokenEntityRef:
		return "entity " + quote(t.name())
	case tokenPITarget:
		return "instruction " + quote(t.name())
	case tokenPIData:
		return "instruction data " + quote(t.chars())
	case tokenSubstitution, tokenOptional:
		slot, typ := t.u16(), t.u8()
		if tok&^tokenMore == tokenOptional {
			return fmt.Sprintf("value %d, optional %s", slot, typeName(typ))
		}
		return fmt.Sprintf("value %d, %s", slot, typeName(typ))
	default:
		t.pos--
		t.fail("token %#02x", tok)
		return ""
	}
}

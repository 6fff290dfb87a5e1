package evtx

import "fmt"

// Tokens of binary XML. With tokenMore set, an open element has attributes,
// and behind an attribute or value comes another.
//
// ref: [MS-EVEN6] 2.2.12.
const (
	tokenEOF           = 0x00
	tokenOpenElement   = 0x01
	tokenCloseOpen     = 0x02 // end of a start tag
	tokenCloseEmpty    = 0x03 // end of an empty-element tag
	tokenCloseElement  = 0x04
	tokenValue         = 0x05
	tokenAttribute     = 0x06
	tokenCDATA         = 0x07
	tokenCharRef       = 0x08
	tokenEntityRef     = 0x09
	tokenPITarget      = 0x0a
	tokenPIData        = 0x0b
	tokenInstance      = 0x0c
	tokenSubstitution  = 0x0d
	tokenOptional      = 0x0e // substitution that vanishes if its value is null
	tokenFragment      = 0x0f
	tokenMore          = 0x40
	definitionHeader   = 24 // next definition, GUID, size of the body
	instanceHeader     = 10 // token, version, short id, offset of the definition
	nameHeader         = 8  // next name, hash, length
	fragmentHeaderSize = 4  // token, major, minor, flags
)

// mark is a place in a template definition where a number stands that differs
// between copies of the definition: the offset of a name, or a size that counts
// the names spelled out within.
type mark struct {
	at     int    // in the body
	name   []byte // UTF-16, what the offset leads to; nil for a size
	inline int    // bytes that the name takes behind its offset, if it is spelled out
}

// treeParser builds nodes from the tokens in c[pos:end]. It is sticky: after
// the first flaw it stands at the end.
type treeParser struct {
	c        []byte
	pos, end int
	base     int  // of the body, for marks
	depID    bool // elements carry a dependency id, as they do in definitions
	depth    int
	weight   int // of all names
	marks    []mark
	holes    []slot // literal binary XML met on the way, to be treated as slots
	flaw     *flaw
}

func (t *treeParser) fail(format string, args ...any) {
	if t.flaw == nil {
		t.flaw = &flaw{off: t.pos, structure: "binary XML", cause: fmt.Sprintf(format, args...)}
	}
	t.pos = t.end
}

// take consumes n bytes; zero bytes stand in for those that are missing.
func (t *treeParser) take(n int) []byte {
	if n > t.end-t.pos {
		t.fail("ends inside a token")
		return make([]byte, min(n, 8))
	}
	b := t.c[t.pos : t.pos+n]
	t.pos += n
	return b
}

func (t *treeParser) u8() byte    { return t.take(1)[0] }
func (t *treeParser) u16() uint16 { return le.Uint16(t.take(2)) }
func (t *treeParser) u32() uint32 { return le.Uint32(t.take(4)) }

// peek returns the next token without its flag; tokenEOF at the end.
func (t *treeParser) peek() byte {
	if t.pos >= t.end {
		return tokenEOF
	}
	return t.c[t.pos] &^ tokenMore
}

// chars reads a length in characters and as many UTF-16 units.
func (t *treeParser) chars() string {
	n := int(t.u16())
	if 2*n > t.end-t.pos {
		t.fail("text of %d characters goes beyond the end", n)
		return ""
	}
	return decodeUTF16(t.take(2 * n))
}

// nameAt returns the UTF-16 name stored at off, or nil.
func nameAt(c []byte, off int) []byte {
	if off < 0 || off+nameHeader > len(c) {
		return nil
	}
	n := 2 * int(le.Uint16(c[off+6:]))
	if off+nameHeader+n > len(c) || n > 2*maxName {
		return nil
	}
	return c[off+nameHeader : off+nameHeader+n]
}

// nameSize returns how many bytes a name takes where it is spelled out.
func nameSize(raw []byte) int { return nameHeader + len(raw) + 2 }

// size passes over the size of an element or an attribute list.
func (t *treeParser) size() {
	t.marks = append(t.marks, mark{at: t.pos - t.base})
	t.u32()
}

// name reads the offset of a name and, if the name was first used here, skips
// the name itself, which then stands right behind.
func (t *treeParser) name() string {
	at := t.pos - t.base
	off := int(t.u32())
	raw := nameAt(t.c, off)
	if raw == nil {
		t.fail("no name at chunk offset %#x", off)
		return ""
	}
	m := mark{at: at, name: raw}
	if off == t.pos {
		m.inline = nameSize(raw)
		t.take(m.inline)
	}
	t.weight += len(raw)
	t.marks = append(t.marks, m)
	return decodeUTF16(raw)
}

// element parses an element whose open token has been consumed.
func (t *treeParser) element(hasAttrs bool) *node {
	if t.depth++; t.depth > maxDepth {
		t.fail("elements nest deeper than %d", maxDepth)
	}
	defer func() { t.depth-- }()
	if t.depID {
		t.u16() // 2 bytes: dependency id
	}
	t.size() // 4 bytes: size of the element
	n := &node{name: t.name()}
	if hasAttrs {
		t.size() // 4 bytes: size of the attribute list
		for t.peek() == tokenAttribute {
			t.u8()
			n.attrs = append(n.attrs, t.attribute())
		}
	}
	switch tok := t.u8(); tok {
	case tokenCloseEmpty:
		n.empty = true
	case tokenCloseOpen:
		for t.flaw == nil && t.peek() != tokenCloseElement {
			n.kids = t.content(n.kids)
		}
		t.u8()
	default:
		t.fail("token %#02x in a start tag", tok)
	}
	n.content = planContent(n.kids)
	return n
}

func (t *treeParser) attribute() attr {
	a := attr{name: t.name()}
	for t.flaw == nil && isAttributeContent(t.peek()) {
		a.parts = t.content(a.parts)
	}
	a.content = planContent(a.parts)
	return a
}

func isAttributeContent(token byte) bool {
	switch token {
	case tokenValue, tokenCDATA, tokenCharRef, tokenEntityRef, tokenSubstitution, tokenOptional:
		return true
	}
	return false
}

// content parses one token of the content of an element or attribute.
func (t *treeParser) content(dst []part) []part {
	switch tok := t.u8(); tok &^ tokenMore {
	case tokenOpenElement:
		return append(dst, part{kind: partElement, node: t.element(tok&tokenMore != 0)})
	case tokenValue:
		return append(dst, part{text: t.value()})
	case tokenCDATA:
		return append(dst, part{kind: partCDATA, text: t.chars()})
	case tokenCharRef:
		return append(dst, part{text: string(rune(t.u16()))})
	case tokenEntityRef:
		return append(dst, part{text: entityText(t.name())})
	case tokenPITarget:
		return append(dst, t.instruction())
	case tokenSubstitution, tokenOptional:
		p := part{kind: partSlot, opt: tok&^tokenMore == tokenOptional, slot: t.u16()}
		p.typ = t.u8()
		return append(dst, p)
	case tokenFragment:
		t.take(fragmentHeaderSize - 1) // seen before content that was a value of its own
		return dst
	case tokenInstance:
		return t.instance(dst)
	default:
		t.pos--
		t.fail("token %#02x in content", tok)
		return dst
	}
}

// value parses a literal value; only strings are defined.
func (t *treeParser) value() string {
	if typ := t.u8(); typ != typeString && t.flaw == nil {
		t.fail("literal value of type %#02x", typ)
	}
	return t.chars()
}

// entityText resolves a reference; XML itself defines five.
func entityText(name string) string {
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
	default:
		return "&" + name + ";"
	}
}

func (t *treeParser) instruction() part {
	p := part{kind: partPI, node: &node{name: t.name()}}
	if t.peek() == tokenPIData {
		t.u8()
		p.text = t.chars()
	}
	return p
}

// instance turns a template instance inside content, which no definition has,
// into a slot of its own.
func (t *treeParser) instance(dst []part) []part {
	at := t.pos - 1
	end := instanceEnd(t.c, at, t.end)
	if end < 0 || end-at > 0xffff {
		t.fail("template instance goes beyond the end")
		return dst
	}
	t.pos = end
	t.holes = append(t.holes, slot{off: uint32(at), n: uint16(end - at), typ: typeBinXML})
	return append(dst, part{kind: partSlot, opt: true, slot: uint16(len(t.holes) - 1), typ: typeBinXML})
}

// decodeUTF16 converts little-endian UTF-16; what is no character becomes
// U+FFFD, so that every string of the program is valid UTF-8.
func decodeUTF16(b []byte) string {
	var buf [256]byte
	return string(appendUTF16(buf[:0], b))
}

package evtx

// tokens consumes the tokens of a fragment that stands in a record itself. It
// is sticky: after a token that goes beyond the end, bad is set.
type tokens struct {
	c        []byte
	pos, end int
	bad      bool
}

func (t *tokens) need(n int) bool {
	if t.end-t.pos < n {
		t.bad = true
	}
	return !t.bad
}

// token returns the next token without consuming it.
func (t *tokens) token() byte {
	if t.pos >= t.end {
		return tokenEOF
	}
	return t.c[t.pos] &^ tokenMore
}

// rawName consumes the offset of a name and the name, if it stands behind.
func (t *tokens) rawName() []byte {
	if !t.need(4) {
		return nil
	}
	off := int(le.Uint32(t.c[t.pos:]))
	raw := nameAt(t.c, off)
	t.pos += 4
	if raw == nil {
		t.bad = true
	} else if off == t.pos && t.need(nameSize(raw)) {
		t.pos += nameSize(raw)
	}
	if t.bad {
		return nil
	}
	return raw
}

// units consumes a literal value or CDATA section and returns its text.
func (t *tokens) units() (b []byte, ok bool) {
	head := 1
	if t.token() == tokenValue {
		head = 2 // the type of the value, of which only strings are defined
	}
	if !t.need(head+2) || head == 2 && t.c[t.pos+1] != typeString {
		return nil, false
	}
	n := 2 * int(le.Uint16(t.c[t.pos+head:]))
	if t.pos += head + 2; !t.need(n) {
		return nil, false
	}
	t.pos += n
	return t.c[t.pos-n : t.pos], true
}

// char consumes a reference to a character by its number.
func (t *tokens) char() (u uint16, ok bool) {
	if !t.need(3) {
		return 0, false
	}
	t.pos += 3
	return le.Uint16(t.c[t.pos-2:]), true
}

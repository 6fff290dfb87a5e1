package evtx

import (
	"bytes"
	"fmt"
	"sync"
	"sync/atomic"
)

// template is a template definition, parsed and prepared. It does not change
// once made, so all workers of a run share it. A fragment that is no instance
// is treated as a template without holes that is used once.
type template struct {
	guid  [16]byte
	body  []byte  // as first seen
	marks []mark  // what of the body differs from copy to copy
	root  *node   // nil if the definition cannot be used
	sys   *system // if the root is an event with a system section
	holes []slot  // of a fragment: binary XML that stands in its content
	flaw  *flaw   // why root is nil
	steps int     // that an instance costs for its text

	json atomic.Pointer[jsonHead] // made when they are first needed
	xml  atomic.Pointer[[]xmlOp]
}

// definition checks that a template definition stands at off and returns its
// body.
//
//	 0  u32 offset of the next definition in the same bucket
//	 4  GUID, of which instances repeat the first 4 bytes
//	20  u32 size of the body
//	24  body: binary XML
func definition(c []byte, off int) (body []byte, f *flaw) {
	if off < 0 || off+definitionHeader > len(c) {
		return nil, &flaw{off: min(max(off, 0), len(c)), structure: "template definition", cause: fmt.Sprintf("offset %#x is outside the chunk", off)}
	}
	size := int(le.Uint32(c[off+20:]))
	if size > len(c)-off-definitionHeader {
		return nil, &flaw{off: off, structure: "template definition", cause: fmt.Sprintf("size %d goes beyond the end of the chunk", size)}
	}
	return c[off+definitionHeader:][:size], nil
}

// parseTemplate parses and prepares the definition at off of the chunk c. It
// keeps nothing of c.
func parseTemplate(c []byte, off int) *template {
	body, f := definition(c, off)
	if f != nil {
		return &template{flaw: f}
	}
	t := &template{body: bytes.Clone(body)}
	copy(t.guid[:], c[off+4:])
	base := off + definitionHeader
	p := treeParser{c: c, pos: base, end: base + len(body), base: base, depID: true}
	root := p.fragment()
	if p.flaw != nil {
		t.flaw = p.flaw
		return t
	}
	for i := range p.marks {
		p.marks[i].name = bytes.Clone(p.marks[i].name) // nil stays nil
	}
	if len(p.holes) > 0 {
		t.flaw = &flaw{off: base, structure: "template definition", cause: "contains an instance"}
		return t
	}
	t.marks, t.steps = p.marks, (p.weight+len(body))/stepBytes
	t.prepare(root)
	return t
}

// fragment parses a fragment down to its root element.
func (t *treeParser) fragment() *node {
	for t.flaw == nil {
		switch tok := t.u8(); tok &^ tokenMore {
		case tokenFragment:
			t.take(fragmentHeaderSize - 1)
		case tokenPITarget:
			t.instruction()
		case tokenOpenElement:
			return t.element(tok&tokenMore != 0)
		default:
			t.pos--
			t.fail("token %#02x where an element should begin", tok)
		}
	}
	return nil
}

// parseFragment parses an element that stands in a record itself.
func parseFragment(c []byte, pos, end int) (*template, int) {
	p := treeParser{c: c, pos: pos, end: end}
	root := p.fragment()
	if p.flaw != nil {
		// Only definitions have dependency ids; a writer that has them
		// everywhere is still understood.
		q := treeParser{c: c, pos: pos, end: end, depID: true}
		if other := q.fragment(); q.flaw == nil {
			p, root = q, other
		}
	}
	t := &template{holes: p.holes, flaw: p.flaw}
	if p.flaw == nil {
		t.prepare(root)
	}
	return t, p.pos
}

// prepare plans how the parts of the tree are read.
func (t *template) prepare(root *node) {
	t.root = root
	if root.name == "Event" {
		t.sys = planSystem(root)
		for i := range root.kids {
			if root.kids[i].kind == partElement {
				planFields(root.kids[i].node)
			}
		}
		return
	}
	planFields(root)
}

// same reports whether the definition at off of the chunk c is this one. Where
// its names are stored, and whether they are spelled out within it, differs
// between chunks, so that is passed over; but the names must agree: otherwise a
// crafted chunk could lend its names to the templates of others.
func (t *template) same(c []byte, off int) bool {
	body, f := definition(c, off)
	if f != nil {
		return false
	}
	p, q := 0, 0 // in the two bodies
	for i := range t.marks {
		m := &t.marks[i]
		n := m.at - p
		if q+n+4 > len(body) || !bytes.Equal(t.body[p:m.at], body[q:q+n]) {
			return false
		}
		p, q = m.at+4, q+n+4
		if m.name == nil {
			continue
		}
		at := int(le.Uint32(body[q-4:]))
		if !bytes.Equal(nameAt(c, at), m.name) {
			return false
		}
		p += m.inline
		if at == off+definitionHeader+q {
			if q += nameSize(m.name); q > len(body) {
				return false
			}
		}
	}
	return bytes.Equal(t.body[p:], body[q:])
}

// Templates holds the template definitions met in a run. Logs read together
// should share one; it may be used by any number of goroutines. Its size is
// bounded: when it is full, it is emptied.
type Templates struct {
	mu    sync.RWMutex
	known map[[16]byte][]*template // by GUID
	size  int
	count int
	lent  lender // made known by Learn
}

// NewTemplates returns an empty store.
func NewTemplates() *Templates { return &Templates{known: map[[16]byte][]*template{}} }

// Count returns how many definitions were prepared, those included that are no
// longer held.
func (s *Templates) Count() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.count
}

// at returns the prepared definition that stands at off of the chunk c.
func (s *Templates) at(c []byte, off int) *template {
	body, f := definition(c, off)
	if f != nil {
		return &template{flaw: f}
	}
	key := [16]byte(c[off+4:])
	s.mu.RLock()
	t := find(s.known[key], c, off)
	s.mu.RUnlock()
	if t != nil {
		return t
	}
	t = parseTemplate(c, off)
	if t.flaw != nil {
		return t // its offsets speak of this chunk only
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if other := find(s.known[key], c, off); other != nil {
		return other
	}
	s.count++
	if len(s.known[key]) >= maxVariants {
		return t
	}
	if s.size += len(body); s.size > maxStoreBytes {
		clear(s.known)
		s.size = len(body)
	}
	s.known[key] = append(s.known[key], t)
	return t
}

func find(list []*template, c []byte, off int) *template {
	for _, t := range list {
		if t.same(c, off) {
			return t
		}
	}
	return nil
}

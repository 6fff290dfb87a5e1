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
	body  []byte    // as first seen
	refs  []nameRef // what of the body differs from chunk to chunk
	root  *node     // nil if the definition cannot be used
	sys   *system   // if the root is an event with a system section
	holes []slot    // of a fragment: binary XML that stands in its content
	flaw  *flaw     // why root is nil
	steps int       // that an instance costs for its text

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
	for i := range p.refs {
		p.refs[i].name = bytes.Clone(p.refs[i].name)
	}
	if len(p.holes) > 0 {
		t.flaw = &flaw{off: base, structure: "template definition", cause: "contains an instance"}
		return t
	}
	t.refs, t.steps = p.refs, (p.weight+len(body))/stepBytes
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

// same reports whether the definition at off of the chunk c is this one. The
// offsets of names differ between chunks, so they are passed over, but the
// names behind them must agree: otherwise a crafted chunk could lend its names
// to the templates of others.
func (t *template) same(c []byte, off int) bool {
	body, f := definition(c, off)
	if f != nil || len(body) != len(t.body) {
		return false
	}
	pos := 0
	for i := range t.refs {
		r := &t.refs[i]
		if r.at < pos || !bytes.Equal(body[pos:r.at], t.body[pos:r.at]) {
			return false
		}
		nameOff := int(le.Uint32(body[r.at:]))
		inline := nameOff == off+definitionHeader+r.at+4
		if r.inline != inline || !bytes.Equal(nameAt(c, nameOff), r.name) {
			return false
		}
		pos = r.at + 4
		if inline {
			pos += 4 // the link to the next name of its bucket
		}
	}
	return bytes.Equal(body[pos:], t.body[pos:])
}

// templateKey is what two definitions must have in common to be compared.
type templateKey struct {
	guid [16]byte
	size int
}

// Templates holds the template definitions met in a run. Logs read together
// should share one; it may be used by any number of goroutines. Its size is
// bounded: when it is full, it is emptied.
type Templates struct {
	mu    sync.RWMutex
	known map[templateKey][]*template
	size  int
	count int
	lent  lender // made known by Learn
}

// NewTemplates returns an empty store.
func NewTemplates() *Templates { return &Templates{known: map[templateKey][]*template{}} }

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
	key := templateKey{guid: [16]byte(c[off+4:]), size: len(body)}
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
	if s.size += len(body); s.size > maxStoreBytes {
		clear(s.known)
		s.size = len(body)
	}
	s.count++
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

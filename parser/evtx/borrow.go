package evtx

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"culprit/parser/event"
)

// Records whose template was overwritten, and leftovers that lie in another
// chunk than once, can be read with the same template from elsewhere: an
// instance carries the first four bytes of the template's GUID. A template is
// lent by another chunk of the log or, if the caller has made them known with
// [Templates.Learn], by another log of the run; what is decoded so says it.

// lender finds templates by their short id. The first one met wins, so that
// the result does not depend on who looks when.
type lender struct {
	byID map[uint32]*template
	size int // of the bodies
}

func (l *lender) add(t *template) {
	id := le.Uint32(t.guid[:])
	if l.byID[id] != nil || l.size+len(t.body) > maxStoreBytes {
		return
	}
	if l.byID == nil {
		l.byID = map[uint32]*template{}
	}
	l.byID[id] = t
	l.size += len(t.body)
}

// Learn makes the templates of a log known for records of other logs that have
// lost theirs. It must not run while records of the run are being read.
// Streams cannot be read twice, so nothing is learned from them.
func (s *Templates) Learn(l *Log) {
	own := l.own(s)
	for _, id := range slices.Sorted(maps.Keys(own.byID)) {
		s.lent.add(own.byID[id])
	}
}

// ownTemplates are those of a log, collected when the first is missing.
type ownTemplates struct {
	once   sync.Once
	lender lender
}

// own returns the templates that the live records of the log use.
func (l *Log) own(store *Templates) *lender {
	l.templates.once.Do(func() {
		if l.at == nil {
			return
		}
		r := newReader(store, &Options{})
		r.lend = &l.templates.lender
		l.survey(false, func(c []byte, base int64, rec record) {
			if base != r.base || r.c == nil {
				r.setChunk(c, base, l)
			}
			if rec.origin == event.Live {
				r.collect(rec)
			}
		})
	})
	return &l.templates.lender
}

// collect touches all templates of a record.
func (r *reader) collect(rec record) {
	in, f := r.begin(rec)
	if f == nil {
		r.collectNested(&in, 0)
	}
}

func (r *reader) collectNested(in *instance, depth int) {
	for _, s := range r.stack[in.base : in.base+in.n] {
		if s.typ != typeBinXML || depth >= maxNesting {
			continue
		}
		for pos, end := int(s.off), int(s.off)+int(s.n); r.step(); {
			mark := len(r.stack)
			sub, next, f, ok := r.fragment(pos, end)
			if !ok {
				break
			}
			if f == nil {
				r.collectNested(&sub, depth+1)
			}
			r.stack = r.stack[:mark]
			pos = next
		}
	}
}

// borrow looks elsewhere for the template with the short id. It returns why the
// chunk does not have it if no one else has.
func (r *reader) borrow(id uint32, f *flaw) (t *template, borrowed bool) {
	if r.lend == nil && r.log != nil {
		if t := r.log.own(r.store).byID[id]; t != nil {
			return t, true
		}
		if t := r.store.lent.byID[id]; t != nil {
			return t, true
		}
	}
	return &template{flaw: f}, false
}

// repair says in an event that a template was borrowed.
func repair(t *template) string {
	return fmt.Sprintf("read with the template %s of another chunk, its own is lost", appendGUID(nil, t.guid[:]))
}

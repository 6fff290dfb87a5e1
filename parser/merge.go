package parser

import (
	"cmp"
	"container/heap"
	"iter"

	"culprit/parser/event"
)

// Merge yields the records of several logs in order of time. The order within
// a log is kept: a record that is older than the one before it in its own log
// comes right after that one, as does a record without a time. Records of the
// same time come in the order of their sources. Damage comes as soon as its
// log gets there.
//
// Every log is open at one record at a time, so a view stays valid until the
// next one is yielded, as with a single log.
func Merge(logs ...Records) Records {
	return func(yield func(*event.View, *event.Damage) bool) {
		m := &merger{}
		defer m.stop()
		for i, log := range logs {
			next, stop := iter.Pull2(log)
			s := &stream{next: next, stop: stop, index: i}
			m.all = append(m.all, s)
			if !m.advance(s, yield) {
				return
			}
			if s.view != nil {
				m.heads = append(m.heads, s)
			}
		}
		heap.Init(m)
		for len(m.heads) > 0 {
			s := m.heads[0]
			if !yield(s.view, nil) || !m.advance(s, yield) {
				return
			}
			if s.view == nil {
				heap.Pop(m)
			} else {
				heap.Fix(m, 0)
			}
		}
	}
}

// stream is one log of a merge.
type stream struct {
	next  func() (*event.View, *event.Damage, bool)
	stop  func()
	index int
	view  *event.View    // the next record; nil at the end
	time  event.FILETIME // of the next record, or of the latest before it
}

// merger is a heap of streams by the time of their next records.
type merger struct {
	all   []*stream
	heads []*stream
}

// advance moves a stream to its next record, passing on the damage before it;
// false means that the consumer wants no more.
func (m *merger) advance(s *stream, yield func(*event.View, *event.Damage) bool) bool {
	for {
		v, d, ok := s.next()
		switch {
		case !ok:
			s.view = nil
			return true
		case v != nil:
			s.view, s.time = v, max(s.time, v.Time)
			return true
		case !yield(nil, d):
			return false
		}
	}
}

func (m *merger) stop() {
	for _, s := range m.all {
		s.stop()
	}
}

// Len implements heap.Interface.
func (m *merger) Len() int { return len(m.heads) }

// Less implements heap.Interface: earlier first, then in order of the sources.
func (m *merger) Less(i, j int) bool {
	a, b := m.heads[i], m.heads[j]
	return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.index, b.index)) < 0
}

// Swap implements heap.Interface.
func (m *merger) Swap(i, j int) { m.heads[i], m.heads[j] = m.heads[j], m.heads[i] }

// Push implements heap.Interface.
func (m *merger) Push(x any) {
	if s, ok := x.(*stream); ok {
		m.heads = append(m.heads, s)
	}
}

// Pop implements heap.Interface.
func (m *merger) Pop() any {
	last := len(m.heads) - 1
	s := m.heads[last]
	m.heads = m.heads[:last]
	return s
}

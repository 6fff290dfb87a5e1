package diagnosis

import (
	"slices"
	"sort"

	"culprit/parser/event"
)

// run is a series of consecutive record numbers and the times it spans.
type run struct {
	lo, hi   uint64
	from, to event.FILETIME
}

// runSet is the record numbers of one series as runs, in order. It comes out
// the same in whatever order the records come.
type runSet struct {
	runs   []run
	at     int  // the run that was extended last
	sparse bool // too many holes to keep
}

// add takes one record. Records mostly come in order, so the run that was
// extended last is tried first.
func (s *runSet) add(record uint64, t event.FILETIME) {
	if s.sparse {
		return
	}
	if s.at < len(s.runs) {
		if r := &s.runs[s.at]; record >= r.lo && record <= r.hi {
			r.stretch(t)
			return
		} else if record == r.hi+1 && (s.at+1 == len(s.runs) || s.runs[s.at+1].lo > record+1) {
			r.hi = record
			r.stretch(t)
			return
		}
	}
	s.insert(record, t)
}

func (r *run) stretch(t event.FILETIME) { r.from, r.to = min(r.from, t), max(r.to, t) }

// insert puts the record where it belongs and joins runs that now meet.
func (s *runSet) insert(record uint64, t event.FILETIME) {
	i := sort.Search(len(s.runs), func(i int) bool { return s.runs[i].hi >= record })
	if i < len(s.runs) && s.runs[i].lo <= record {
		s.runs[i].stretch(t)
		s.at = i
		return
	}
	s.runs = slices.Insert(s.runs, i, run{record, record, t, t})
	s.join(i)
	if i > 0 && s.join(i-1) {
		i--
	}
	s.at = i
	if len(s.runs) > maxRuns {
		*s = runSet{sparse: true}
	}
}

// join unites run i with the next one if they meet.
func (s *runSet) join(i int) bool {
	if i+1 == len(s.runs) || s.runs[i].hi+1 < s.runs[i+1].lo {
		return false
	}
	next := s.runs[i+1]
	r := &s.runs[i]
	r.hi, r.from, r.to = next.hi, min(r.from, next.from), max(r.to, next.to)
	s.runs = slices.Delete(s.runs, i+1, i+2)
	return true
}

package diagnosis

import (
	"cmp"
	"math/bits"
	"slices"
)

// silences remembers the longest pauses of a series, and enough of all pauses
// to tell its habit: how many fell between 2^i and 2^(i+1) ticks of 100 ns.
//
// Real logs are silent for hours every night and for days over a weekend, so an
// unusual silence must be far longer than the longest ones, not only than the
// median.
type silences struct {
	lengths [64]uint32
	longest []step
}

// shortSilence is a pause that nobody wonders about: half an hour.
const shortSilence = 30 * 60 * 10_000_000

// note takes the pause between two records that follow each other. Silence
// before a boot is not counted: the machine was off.
func (q *silences) note(from, to mark, k *kind) {
	if to.time <= from.time {
		return
	}
	s := step{from, to}
	pause := s.pause()
	q.lengths[bits.Len64(pause)-1]++
	if pause <= shortSilence || k.boot {
		return
	}
	q.longest = append(q.longest, s)
	if len(q.longest) >= 2*maxFindings {
		q.trim()
	}
}

// trim keeps the longest pauses.
func (q *silences) trim() {
	slices.SortFunc(q.longest, func(a, b step) int {
		return cmp.Or(cmp.Compare(b.pause(), a.pause()), cmp.Compare(a.from.record, b.from.record))
	})
	if len(q.longest) > maxFindings {
		q.longest = q.longest[:maxFindings]
	}
}

// What makes a silence unusual: more than half an hour, and so many times the
// median pause, and so many times what all but one pause in a thousand keep to.
const (
	habit        = 100 // pauses that it takes to know the habit
	timesMedian  = 20
	timesLongest = 3
	maxSilences  = 5 // told of one series
)

// unusual returns the longest of the unusual silences, in the order of the
// records.
func (q *silences) unusual() []step {
	q.trim()
	pauses := q.count()
	if pauses < habit {
		return nil
	}
	limit := max(shortSilence, timesMedian*q.allBut(pauses/2), timesLongest*q.allBut(max(1, pauses/1000)))
	out := slices.DeleteFunc(slices.Clone(q.longest), func(s step) bool { return s.pause() <= limit })
	out = out[:min(len(out), maxSilences)]
	slices.SortFunc(out, func(a, b step) int { return cmp.Compare(a.from.record, b.from.record) })
	return out
}

func (q *silences) count() uint64 {
	var total uint64
	for _, n := range q.lengths {
		total += uint64(n)
	}
	return total
}

// allBut returns an upper bound of all pauses but the n longest.
func (q *silences) allBut(n uint64) uint64 {
	for i, in := range slices.Backward(q.lengths[:]) {
		if uint64(in) > n {
			return 1 << min(i+1, 58)
		}
		n -= uint64(in)
	}
	return 0
}

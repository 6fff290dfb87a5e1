package sigma

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"culprit/parser/event"
)

// aggregate is what a correlation knows of the window that moves over a list of
// inputs. Inputs are named by their place in the list, and enter and leave in
// that order.
type aggregate interface {
	add(i int)
	remove(i int)
	holds(lo, hi int) bool // whether the window [lo, hi) meets the condition
}

func newAggregate(c *Correlation, list []input, steps *int) aggregate {
	switch c.Type {
	case EventCount:
		return counting{c}
	case ValueCount:
		return &distinct{c: c, list: list, count: map[string]int{}}
	case Temporal, TemporalOrdered:
		return &together{c: c, list: list, count: make([]int, len(c.Rules)), steps: steps}
	case ValueSum, ValueAvg:
		return &summing{c: c, list: list}
	default:
		return newRanking(c, list)
	}
}

type counting struct{ c *Correlation }

func (counting) add(int)                 {}
func (counting) remove(int)              {}
func (a counting) holds(lo, hi int) bool { return a.c.within(float64(hi - lo)) }

// distinct counts different values.
type distinct struct {
	c     *Correlation
	list  []input
	count map[string]int
}

func (a *distinct) add(i int) { a.count[a.list[i].text]++ }

func (a *distinct) remove(i int) {
	text := a.list[i].text
	if a.count[text]--; a.count[text] == 0 {
		delete(a.count, text)
	}
}

func (a *distinct) holds(int, int) bool { return a.c.within(float64(len(a.count))) }

// together counts the hits of each rule.
type together struct {
	c     *Correlation
	list  []input
	count []int
	steps *int
}

func (a *together) add(i int)    { a.count[a.list[i].part]++ }
func (a *together) remove(i int) { a.count[a.list[i].part]-- }

func (a *together) holds(lo, hi int) bool {
	var met bool
	if a.c.among != nil {
		met = a.c.among.Holds(func(part int) bool { return a.count[part] > 0 })
	} else {
		met = a.c.within(float64(len(a.count) - countOf(a.count, 0)))
	}
	return met && (a.c.Type == Temporal || a.ordered(a.list[lo:hi]))
}

func countOf(list []int, x int) int {
	n := 0
	for _, v := range list {
		if v == x {
			n++
		}
	}
	return n
}

// ordered reports whether the rules that hit in the window can be hit one after
// the other in the order in which the correlation names them.
func (a *together) ordered(window []input) bool {
	var last *instant
	for part := range a.count {
		if a.count[part] == 0 {
			continue
		}
		if *a.steps -= len(window); *a.steps < 0 {
			return false
		}
		if last = last.next(window, part); last == nil {
			return false
		}
	}
	return true
}

// instant is the earliest time by which a chain of hits can be complete, and
// the least record number at that time in each source that it may end in.
type instant struct {
	time  event.FILETIME
	least map[*event.Source]uint64
}

// next returns the instant at which a chain can have gone on to a hit of the part.
func (t *instant) next(window []input, part int) *instant {
	var found *instant
	for _, in := range window {
		switch {
		case in.part != part || !t.allows(&in):
		case found == nil:
			found = &instant{in.Time, map[*event.Source]uint64{in.Source: in.Record}}
		case in.Time > found.time:
			return found
		default:
			if least, ok := found.least[in.Source]; !ok || in.Record < least {
				found.least[in.Source] = in.Record
			}
		}
	}
	return found
}

// allows reports whether a chain that ends in t may go on to the input: it is
// later, or at the same time in another source or not before it in the same.
func (t *instant) allows(in *input) bool {
	if t == nil || in.Time > t.time {
		return true
	}
	least, same := t.least[in.Source]
	return in.Time == t.time && (same && least <= in.Record || len(t.least) > 1 || !same)
}

// summing adds up numbers.
type summing struct {
	c    *Correlation
	list []input
	sum  exactSum
}

func (a *summing) add(i int)    { a.sum.add(a.list[i].num) }
func (a *summing) remove(i int) { a.sum.add(-a.list[i].num) }

func (a *summing) holds(lo, hi int) bool {
	x := a.sum.value()
	if a.c.Type == ValueAvg {
		x /= float64(hi - lo)
	}
	return a.c.within(x)
}

// exactSum is a sum without errors of rounding (Shewchuk's expansion): numbers
// that were added and taken away again leave nothing behind.
type exactSum struct{ partials []float64 }

func (s *exactSum) add(x float64) {
	kept := s.partials[:0]
	for _, y := range s.partials {
		if math.Abs(x) < math.Abs(y) {
			x, y = y, x
		}
		high := x + y
		if low := y - (high - x); low != 0 {
			kept = append(kept, low)
		}
		x = high
	}
	s.partials = append(kept, x)
}

func (s *exactSum) value() float64 {
	x := 0.0
	for _, y := range s.partials {
		x += y
	}
	return x
}

// ranking finds the value of a rank, in a tree of counts (Fenwick's) over the
// sorted values.
type ranking struct {
	c      *Correlation
	rank   []int     // by input: place of its value among the sorted ones
	sorted []float64 // all values of the list, each once
	tree   []int
	size   int
}

func newRanking(c *Correlation, list []input) *ranking {
	a := &ranking{c: c}
	for _, in := range list {
		a.sorted = append(a.sorted, in.num)
	}
	slices.Sort(a.sorted)
	a.sorted = slices.Compact(a.sorted)
	for _, in := range list {
		i, _ := slices.BinarySearch(a.sorted, in.num)
		a.rank = append(a.rank, i)
	}
	a.tree = make([]int, len(a.sorted)+1)
	return a
}

func (a *ranking) add(i int)    { a.change(a.rank[i], 1) }
func (a *ranking) remove(i int) { a.change(a.rank[i], -1) }

func (a *ranking) change(rank, by int) {
	a.size += by
	for i := rank + 1; i < len(a.tree); i += i & -i {
		a.tree[i] += by
	}
}

// nth returns the n-th smallest value of the window, from 1.
func (a *ranking) nth(n int) float64 {
	at := 0
	for step := 1 << 30; step > 0; step >>= 1 {
		if next := at + step; next < len(a.tree) && a.tree[next] < n {
			at = next
			n -= a.tree[next]
		}
	}
	return a.sorted[at]
}

func (a *ranking) holds(int, int) bool {
	if a.c.Type == ValueMedian {
		return a.c.within((a.nth((a.size+1)/2) + a.nth(a.size/2+1)) / 2)
	}
	return a.c.within(a.nth((a.size*a.c.Percentile + 99) / 100))
}

// number reads the value of a field as a number: decimal, or hex as Windows
// writes flags and addresses.
func number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		n, err := strconv.ParseUint(hex, 16, 64)
		return float64(n), err == nil
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
}

// ask notes which fields correlations need of the hits of their parts.
func (c *Correlation) ask() {
	for _, r := range c.Rules {
		for _, name := range c.GroupBy {
			r.ask(c.fieldOf(name, r))
		}
		for _, name := range c.Fields {
			r.ask(name)
		}
	}
}

func (r *Rule) ask(name string) {
	if !slices.Contains(r.asked, name) {
		r.asked = append(r.asked, name)
	}
}

package sigma

import (
	"slices"
	"strings"

	"culprit/parser/event"
)

// maxSteps bounds the work on ordered windows, the only kind whose cost can
// grow with the square of the hits. No real log comes near.
const maxSteps = 20_000_000

// correlator evaluates correlations, parts before wholes.
type correlator struct {
	result      *Result
	occurrences map[*Rule][]*Occurrence // of detections, in order
	done        map[*Rule][]*Occurrence // of correlations
	steps       int
}

// of returns the occurrences of a rule; those of a correlation are its windows.
func (co *correlator) of(r *Rule) []*Occurrence {
	if r.Correlation == nil {
		return co.occurrences[r]
	}
	found, ok := co.done[r]
	if !ok {
		found = co.correlate(r)
		co.done[r] = found
	}
	return found
}

// input is one hit of a part of a correlation.
type input struct {
	*Occurrence
	part int    // place among Correlation.Rules
	key  string // of the group
	text string // of the fields of the condition, folded
	num  float64
}

func (co *correlator) correlate(r *Rule) []*Occurrence {
	c := r.Correlation
	groups := map[string][]input{}
	var order []string
	for part, p := range c.Rules {
		for _, o := range co.of(p) {
			if o.Undated() {
				continue
			}
			in, ok := c.input(o, part)
			if !ok {
				co.result.Ungrouped[r]++
				continue
			}
			if groups[in.key] == nil {
				order = append(order, in.key)
			}
			groups[in.key] = append(groups[in.key], in)
		}
	}
	slices.Sort(order)
	var found []*Occurrence
	for _, key := range order {
		list := groups[key]
		slices.SortStableFunc(list, func(a, b input) int { return a.before(b.Occurrence) })
		co.windows(c, list, func(window []input) {
			found = append(found, co.hit(r, window))
		})
	}
	slices.SortStableFunc(found, (*Occurrence).before)
	return found
}

// input reads what the correlation needs of a hit.
func (c *Correlation) input(o *Occurrence, part int) (input, bool) {
	in := input{Occurrence: o, part: part}
	var key, text strings.Builder
	for _, name := range c.GroupBy {
		v, ok := o.value(c.fieldOf(name, o.rule))
		if !ok {
			return in, false
		}
		writePart(&key, v)
	}
	for _, name := range c.Fields {
		v, ok := o.value(name)
		if !ok {
			return in, false
		}
		writePart(&text, v)
		if c.Type != ValueCount {
			if in.num, ok = number(v); !ok {
				return in, false
			}
		}
	}
	in.key, in.text = key.String(), text.String()
	return in, true
}

// writePart writes one value of a tuple, folded, so that no two tuples are alike.
func writePart(b *strings.Builder, v string) {
	b.WriteString(strings.NewReplacer("\x00", "\x00\x01").Replace(strings.ToLower(v)))
	b.WriteString("\x00\x00")
}

// value returns the value of a field that a correlation asks for.
func (o *Occurrence) value(name string) (string, bool) {
	i := slices.Index(o.rule.asked, name)
	if i < 0 || !o.has[i] {
		return "", false
	}
	return o.values[i], true
}

// windows calls yield for each window in which the correlation holds. Windows
// do not overlap: behind one that holds, the next begins.
func (co *correlator) windows(c *Correlation, list []input, yield func([]input)) {
	agg := newAggregate(c, list, &co.steps)
	hi := 0
	for lo := 0; lo < len(list); {
		for hi < len(list) && list[hi].Time.Sub(list[lo].Time) <= c.Timespan {
			agg.add(hi)
			hi++
		}
		next := lo + 1
		if agg.holds(lo, hi) {
			yield(list[lo:hi])
			next = hi
		}
		for ; lo < next; lo++ {
			agg.remove(lo)
		}
	}
}

// hit reports a window, and returns it as what outer correlations see.
func (co *correlator) hit(r *Rule, window []input) *Occurrence {
	first, last := window[0], window[len(window)-1]
	h := &Hit{Rule: r, Host: first.Host()}
	for _, name := range r.Correlation.GroupBy {
		v, _ := first.value(r.Correlation.fieldOf(name, first.rule))
		h.Group = append(h.Group, event.Field{Name: name, Value: event.String(v)})
	}
	for _, in := range window {
		if n := len(h.Occurrences); n == 0 || h.Occurrences[n-1] != in.Occurrence {
			h.Occurrences = append(h.Occurrences, in.Occurrence)
		}
	}
	if r.generate {
		co.result.Hits = append(co.result.Hits, h)
	}
	o := &Occurrence{Header: last.Header, Event: last.Event, rule: r}
	for _, name := range r.asked {
		v, ok := "", false
		if i := slices.Index(r.Correlation.GroupBy, name); i >= 0 {
			v, ok = h.Group[i].Value.Text(), true
		}
		o.values, o.has = append(o.values, v), append(o.has, ok)
	}
	return o
}

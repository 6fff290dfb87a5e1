package sigma

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// correlated holds two detections and a correlation.
const correlated = `
title: failed
name: failed
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625}, condition: s}
---
title: done
name: done
logsource: {product: windows, service: security}
detection: {s: {EventID: 4624}, condition: s}
---
title: guessed
correlation:
  type: temporal_ordered
  rules: [failed, done]
  group-by: [IpAddress]
  timespan: 5m
`

// bases are the detections a, b and c, of event ids 1, 2 and 3.
const bases = `
title: a
name: a
logsource: {product: windows, service: application}
detection: {s: {EventID: 1}, condition: s}
---
title: b
name: b
logsource: {product: windows, service: application}
detection: {s: {EventID: 2}, condition: s}
---
title: c
name: c
logsource: {product: windows, service: application}
detection: {s: {EventID: 3}, condition: s}
---
title: over
`

var (
	logOne = &event.Source{Path: "one.evtx", Index: 0}
	logTwo = &event.Source{Path: "two.evtx", Index: 1}
)

// timeline makes events of lines "seconds id [field=value …]"; a line that
// begins with ! is from the second log. Record numbers count up.
func timeline(t testing.TB, lines string) []*event.Event {
	t.Helper()
	var all []*event.Event
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		e := &event.Event{Header: event.Header{Channel: "Application", Provider: "P", Source: logOne, Computer: "HOST", Record: uint64(len(all) + 1)}}
		if rest, ok := strings.CutPrefix(words[0], "!"); ok {
			words[0], e.Source = rest, logTwo
		}
		var seconds int64
		if _, err := fmt.Sscan(words[0], &seconds); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(words[1], &e.EventID); err != nil {
			t.Fatal(err)
		}
		if e.Time = event.FromUnix(1e9+seconds, 0); seconds < 0 {
			e.Time = 0
		}
		for _, w := range words[2:] {
			name, value, _ := strings.Cut(w, "=")
			e.Data = append(e.Data, event.Field{Name: name, Value: event.String(value)})
		}
		all = append(all, e)
	}
	return all
}

// windows writes the windows of the rule named over: "from-to xcount group".
func windowsOf(res *Result) []string {
	var all []string
	for _, h := range res.Hits {
		if h.Rule.Title != "over" {
			continue
		}
		s := fmt.Sprintf("%d-%d x%d", h.First().Time().Unix()-1e9, h.Last().Time().Unix()-1e9, len(h.Occurrences))
		for _, g := range h.Group {
			s += " " + g.Value.Text()
		}
		all = append(all, s)
	}
	return all
}

func TestCorrelations(t *testing.T) {
	for _, c := range []struct {
		name, correlation, events string
		want                      []string
	}{
		{"count", `{type: event_count, rules: a, timespan: 10s, condition: {gte: 3}}`, "0 1\n5 1\n10 1\n", []string{"0-10 x3"}},
		{"count, too slow", `{type: event_count, rules: a, timespan: 10s, condition: {gte: 3}}`, "0 1\n5 1\n11 1\n", nil},
		{"count slides", `{type: event_count, rules: a, timespan: 10s, condition: {gte: 3}}`, "0 1\n9 1\n12 1\n18 1\n", []string{"9-18 x3"}},
		{
			"count in windows that do not overlap", `{type: event_count, rules: a, timespan: 2s, condition: {gte: 2}}`,
			"0 1\n1 1\n2 1\n3 1\n4 1\n9 1\n",
			[]string{"0-2 x3", "3-4 x2"},
		},
		{
			"count by group", `{type: event_count, rules: a, group-by: [u], timespan: 10s, condition: {gt: 1}}`,
			"0 1 u=x\n1 1 u=y\n2 1 u=X\n3 1 u=z\n",
			[]string{"0-2 x2 x"},
		},
		{"range", `{type: event_count, rules: a, timespan: 10s, condition: {gte: 2, lte: 3}}`, "0 1\n1 1\n2 1\n3 1\n", []string{"1-3 x3"}},
		{"of several rules", `{type: event_count, rules: [a, b], timespan: 10s, condition: {eq: 2}}`, "0 1\n1 2\n2 3\n", []string{"0-1 x2"}},
		{"not equal", `{type: event_count, rules: a, timespan: 1s, condition: {neq: 1}}`, "0 1\n5 1\n6 1\n", []string{"5-6 x2"}},

		{"values", `{type: value_count, rules: a, timespan: 10s, condition: {field: u, gte: 2}}`, "0 1 u=x\n1 1 u=X\n2 1 u=y\n", []string{"0-2 x3"}},
		{"the same value", `{type: value_count, rules: a, timespan: 10s, condition: {field: u, gte: 2}}`, "0 1 u=x\n1 1 u=X\n", nil},
		{
			"a value leaves the window", `{type: value_count, rules: a, timespan: 3s, condition: {field: u, gte: 2}}`,
			"0 1 u=x\n4 1 u=y\n8 1 u=y\n10 1 u=z\n",
			[]string{"8-10 x2"},
		},
		{"tuples", `{type: value_count, rules: a, timespan: 9s, condition: {field: [u, v], gte: 2}}`, "0 1 u=xy v=z\n1 1 u=x v=yz\n", []string{"0-1 x2"}},

		{"together", `{type: temporal, rules: [a, b], timespan: 5s}`, "0 2\n4 1\n", []string{"0-4 x2"}},
		{"not together", `{type: temporal, rules: [a, b], timespan: 5s}`, "0 2\n6 1\n", nil},
		{"span is of the latest and the earliest", `{type: temporal, rules: [a, b, c], timespan: 5s}`, "0 1\n4 2\n8 3\n", nil},
		{"two of three", `{type: temporal, rules: [a, b, c], timespan: 5s, condition: {gte: 2}}`, "0 1\n4 3\n", []string{"0-4 x2"}},
		{"expression", `{type: temporal, rules: [a, b, c], timespan: 5s, condition: a and (b or c)}`, "0 1\n4 3\n", []string{"0-4 x2"}},
		{"expression with not", `{type: temporal, rules: [a, b, c], timespan: 5s, condition: a and not c}`, "0 1\n4 3\n20 1\n", []string{"20-20 x1"}},
		{
			"together by alias", `{type: temporal, rules: [a, b], group-by: [who], aliases: {who: {a: u, b: v}}, timespan: 5s}`,
			"0 1 u=x\n1 2 v=y\n2 2 v=X\n",
			[]string{"0-2 x2 x"},
		},

		{"ordered", `{type: temporal_ordered, rules: [a, b], timespan: 5s}`, "0 1\n4 2\n", []string{"0-4 x2"}},
		{"in the wrong order", `{type: temporal_ordered, rules: [a, b], timespan: 5s}`, "0 2\n4 1\n", nil},
		{"order among others", `{type: temporal_ordered, rules: [a, b, c], timespan: 9s}`, "0 3\n1 1\n2 3\n3 2\n4 1\n5 3\n", []string{"0-5 x6"}},
		{"one second, one log, by record", `{type: temporal_ordered, rules: [a, b], timespan: 5s}`, "0 1\n0 2\n", []string{"0-0 x2"}},
		{"one second, one log, against record", `{type: temporal_ordered, rules: [a, b], timespan: 5s}`, "0 2\n0 1\n", nil},
		{"one second, two logs", `{type: temporal_ordered, rules: [a, b], timespan: 5s}`, "0 2\n!0 1\n", []string{"0-0 x2"}},
		{"one second, a way through two logs", `{type: temporal_ordered, rules: [a, b, c], timespan: 5s}`, "0 3\n!0 2\n0 1\n", []string{"0-0 x3"}},

		{"sum", `{type: value_sum, rules: a, timespan: 5s, condition: {field: n, gt: 10}}`, "0 1 n=4\n1 1 n=0x8\n", []string{"0-1 x2"}},
		{"sum, not reached", `{type: value_sum, rules: a, timespan: 5s, condition: {field: n, gt: 12}}`, "0 1 n=4\n1 1 n=0x8\n7 1 n=12\n", nil},
		{"average", `{type: value_avg, rules: a, timespan: 5s, condition: {field: n, gte: 5}}`, "0 1 n=1\n1 1 n=4\n2 1 n=6\n", []string{"1-2 x2"}},
		{"median", `{type: value_median, rules: a, timespan: 9s, condition: {field: n, eq: 2.5}}`, "0 1 n=1\n1 1 n=100\n2 1 n=2\n3 1 n=3\n", []string{"0-3 x4"}},
		{
			"percentile", `{type: value_percentile, rules: a, timespan: 9s, condition: {field: n, percentile: 75, gte: 3}}`,
			"0 1 n=1\n1 1 n=2\n2 1 n=3\n3 1 n=4\n",
			[]string{"0-3 x4"},
		},
		{
			"percentile, not reached", `{type: value_percentile, rules: a, timespan: 9s, condition: {field: n, percentile: 75, gte: 4}}`,
			"0 1 n=1\n1 1 n=2\n2 1 n=3\n3 1 n=3\n", nil,
		},
	} {
		s := load(t, Options{}, bases+"correlation: "+c.correlation)
		if len(s.Refused) > 0 {
			t.Errorf("%s: %v", c.name, refusals(s))
			continue
		}
		list := timeline(t, c.events)
		for turn, order := range [][]*event.Event{list, reversed(list)} {
			col := s.Collector(0)
			for _, e := range order {
				col.Add(e)
			}
			if d := cmp.Diff(c.want, windowsOf(col.Result())); d != "" {
				t.Errorf("%s, order of arrival %d: %s", c.name, turn, d)
			}
		}
	}
}

func reversed(list []*event.Event) []*event.Event {
	var all []*event.Event
	for i := range list {
		all = append(all, list[len(list)-1-i])
	}
	return all
}

// TestChained holds a correlation of a correlation: three bursts of a within an hour.
func TestChained(t *testing.T) {
	s := load(t, Options{}, bases+`correlation: {type: event_count, rules: burst, group-by: [u], timespan: 1h, condition: {gte: 2}}
---
title: burst
name: burst
correlation: {type: event_count, rules: a, group-by: [u, v], timespan: 5s, condition: {gte: 2}, generate: true}
`)
	if len(s.Refused) > 0 {
		t.Fatal(refusals(s))
	}
	c := s.Collector(0)
	for _, e := range timeline(t, "0 1 u=x v=1\n1 1 u=x v=1\n100 1 u=x v=2\n102 1 u=x v=2\n200 1 u=y v=1\n201 1 u=y v=1\n300 2\n") {
		c.Add(e)
	}
	res := c.Result()
	if d := cmp.Diff([]string{"1-102 x2 x"}, windowsOf(res)); d != "" {
		t.Error(d)
	}
	var got []string
	for _, h := range res.Hits {
		got = append(got, h.Rule.Title)
	}
	// a is wanted by burst, b and c are part of nothing, burst is not wanted.
	if d := cmp.Diff([]string{"a", "b", "over"}, got); d != "" {
		t.Error(d)
	}
}

func TestLeftOut(t *testing.T) {
	s := load(t, Options{}, bases+`correlation: {type: value_sum, rules: a, group-by: [u], timespan: 1h, condition: {field: n, gte: 0}}`)
	c := s.Collector(5)
	for _, e := range timeline(t, "0 1 u=x n=1\n1 1 n=1\n2 1 u=x\n3 1 u=x n=many\n-1 1 u=x n=1\n5 1 u=x n=1\n6 1 u=x n=1\n") {
		c.Add(e)
	}
	res := c.Result()
	over := s.Rules[len(s.Rules)-1]
	if res.Undated != 1 || res.Ungrouped[over] != 3 || res.Shed != 2 {
		t.Errorf("undated %d, ungrouped %d, shed %d", res.Undated, res.Ungrouped[over], res.Shed)
	}
	if d := cmp.Diff([]string{"0-0 x1 x"}, windowsOf(res)); d != "" {
		t.Error(d)
	}
}

// TestSamples holds the collector to keeping the earliest events whole, in
// whatever order they come.
func TestSamples(t *testing.T) {
	s := load(t, Options{}, bases+`correlation: {type: event_count, rules: b, timespan: 1h, condition: {gte: 99}}`)
	var lines strings.Builder
	for i := range 3 * samples {
		fmt.Fprintf(&lines, "%d 1\n", i)
	}
	list := timeline(t, lines.String())
	for turn, order := range [][]*event.Event{list, reversed(list)} {
		c := s.Collector(0)
		for _, e := range order {
			c.Add(e)
		}
		for i, o := range c.Result().Hits[0].Occurrences {
			if whole := o.Event != nil; whole != (i < samples) || whole && o.Event != list[i] {
				t.Errorf("order %d: event %d is kept: %v", turn, i, whole)
			}
		}
	}
}

func TestCorrelationRefused(t *testing.T) {
	for _, c := range []struct{ correlation, want string }{
		{`{rules: a}`, `a correlation needs "type"`},
		{`{type: count, rules: a, timespan: 5m}`, `type must be one of event_count`},
		{`{type: event_count, rules: a, timespan: 5m}`, `event_count needs a condition`},
		{`{type: event_count, rules: a, timespan: 5 min, condition: {gte: 1}}`, `"5 min" is not a timespan`},
		{`{type: event_count, rules: a, timespan: 999y, condition: {gte: 1}}`, `the timespan "999y" is too long`},
		{`{type: event_count, rules: a, timespan: 5m, condition: {field: u, gte: 1}}`, `event_count takes no field`},
		{`{type: value_count, rules: a, timespan: 5m, condition: {gte: 1}}`, `value_count needs a field`},
		{`{type: value_sum, rules: a, timespan: 5m, condition: {field: [u, v], gte: 1}}`, `value_sum takes one field`},
		{`{type: value_count, rules: a, timespan: 5m, condition: {field: u}}`, `the condition compares with nothing`},
		{`{type: value_count, rules: a, timespan: 5m, condition: {field: u, gte: many}}`, `gte must be a number`},
		{`{type: event_count, rules: a, timespan: 5m, condition: {atleast: 1}}`, `unknown key "atleast"`},
		{`{type: temporal, rules: [a, b], timespan: 5m, condition: a and d}`, `no search identifier "d"`},
		{`{type: temporal, rules: [a, x], timespan: 5m}`, `no rule "x" is loaded`},
		{`{type: temporal, rules: [a, b], timespan: 5m, aliases: {w: {a: u}}}`, `the alias "w" is not in group-by`},
		{`{type: value_percentile, rules: a, timespan: 5m, condition: {field: u, percentile: 101, gte: 1}}`, `percentile must be from 1 to 100`},
		{`{type: temporal, rules: [a, over], timespan: 5m}` + "\nname: over", `the correlation depends on itself`},
		{
			`{type: temporal, rules: [a, other], timespan: 5m}` + "\n---\n{title: x, name: other, correlation: {type: temporal, rules: [y], timespan: 1s}}",
			`a rule that it correlates was refused`,
		},
	} {
		s := load(t, Options{}, bases+"correlation: "+c.correlation)
		if got := strings.Join(refusals(s), "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s:\n got %s\nwant %s", c.correlation, got, c.want)
		}
		for _, r := range s.Rules {
			if r.Correlation != nil {
				t.Errorf("%s was loaded", c.correlation)
			}
		}
	}
}

// TestManyAtOnce holds the windows to their cost: a hundred thousand hits of
// one second, in no order that would do.
func TestManyAtOnce(t *testing.T) {
	s := load(t, Options{}, bases+`correlation: {type: temporal_ordered, rules: [a, b], timespan: 1h}`)
	c := s.Collector(0)
	e := timeline(t, "0 2\n0 1\n")
	for i := range 100_000 {
		x := *e[i/50_000]
		x.Record = uint64(i + 1)
		c.Add(&x)
	}
	res := c.Result()
	if got := windowsOf(res); got != nil || !res.CutShort {
		t.Errorf("%v, cut short %v", got, res.CutShort)
	}
}

func BenchmarkCorrelate(b *testing.B) {
	s := load(b, Options{}, bases+`correlation: {type: value_percentile, rules: a, group-by: [u], timespan: 1h, condition: {field: n, percentile: 95, gt: 1000000}}`)
	c := s.Collector(0)
	start := timeline(b, "0 1 u=x n=1\n")[0]
	for i := range 100_000 {
		e := *start
		e.Time = e.Time.Add(time.Duration(i) * time.Second)
		e.Data = []event.Field{{Name: "u", Value: event.String(fmt.Sprint(i % 7))}, {Name: "n", Value: event.Int(int64(i * 7919 % 100_003))}}
		c.Add(&e)
	}
	for b.Loop() {
		c.Result()
	}
}

package diagnosis_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// full tells everything that a result says of incidents, groups, changes and
// coverage, apart from the names of sources.
func full(r *diagnosis.Result) string {
	var out strings.Builder
	out.WriteString(outline(r))
	for _, i := range r.Incidents {
		fmt.Fprintf(&out, "%s %s %s %d %v\n", i.Problem.ID, i.Start, i.End, i.Count, i.Vars)
		for _, c := range i.Causes {
			for _, e := range c.Evidence {
				fmt.Fprintf(&out, "  %s %d: %d %g %s..%s %d %v\n", c.Cause.ID, e.Rule.Line, e.Status, e.Bits, e.From, e.To, e.Count, records(e.Events))
			}
		}
	}
	for _, g := range r.Unexplained {
		fmt.Fprintf(&out, "%s %s %d ×%d %s %s %d\n", g.Host, g.Provider, g.EventID, g.Count, g.First, g.Last, g.Sample.Record)
	}
	for _, c := range r.Changes {
		fmt.Fprintf(&out, "%d %s ×%d %q\n", c.Kind, c.Event.Time, c.Count, c.Args)
	}
	for _, c := range r.Coverage {
		fmt.Fprintf(&out, "%s %s %s %s %d %v\n", c.Host, c.Channel, c.First, c.Last, c.Events, c.Gaps)
	}
	return out.String()
}

func records(events []*event.Event) []uint64 {
	var all []uint64
	for _, e := range events {
		all = append(all, e.Record)
	}
	return all
}

// busy is a timeline with incidents on two hosts, noise and errors.
func busy() string {
	var b strings.Builder
	b.WriteString(fullDisk)
	b.WriteString(strings.ReplaceAll(fullDisk, "CALLPILOT", "OTHER"))
	b.WriteString("2006-09-25 12:30:00 CALLPILOT System EventLog 6013 1\n")
	for i := range 200 {
		fmt.Fprintf(&b, "+%ds CALLPILOT System Print %d p%d Level=warning\n", i%7, 20+i%3, i)
		fmt.Fprintf(&b, "+1s OTHER System \"Service Control Manager\" 7036 \"Службы IPSEC\" x%d\n", i)
	}
	return b.String()
}

// random is a small generator whose numbers never change.
type random uint32

func (r *random) below(n int) int {
	*r = *r*1664525 + 1013904223
	return int(*r>>8) % n
}

// TestSplit deals the events out to sources in many ways, gives some of them
// twice, ends the sources in any order and at once, and expects the same result.
func TestSplit(t *testing.T) {
	set := builtins(t)
	src := &event.Source{Path: "all"}
	events, err := ruletest.ParseTimeline(src, busy())
	if err != nil {
		t.Fatal(err)
	}
	want := full(collect(set, diagnosis.Options{}, [][]*event.Event{events}))
	if !strings.Contains(want, "root of ipsec-block-mode") {
		t.Fatalf("the case shows nothing:\n%s", want)
	}
	r := random(1)
	for range 30 {
		parts := make([][]*event.Event, 1+r.below(5))
		for _, e := range events {
			i := r.below(len(parts))
			parts[i] = append(parts[i], e)
			if r.below(4) == 0 {
				i := r.below(len(parts))
				parts[i] = append(parts[i], e)
			}
		}
		if diff := cmp.Diff(want, full(collect(set, diagnosis.Options{}, parts))); diff != "" {
			t.Fatalf("in %d parts: -want +got\n%s", len(parts), diff)
		}
	}
}

// collect reads the sources at the same time.
func collect(set *rules.Set, opt diagnosis.Options, sources [][]*event.Event) *diagnosis.Result {
	c := diagnosis.New(set, opt)
	var wg sync.WaitGroup
	for i, events := range sources {
		src := &event.Source{Path: fmt.Sprintf("part%d", i)}
		wg.Go(func() {
			tally := c.Begin(src)
			for _, e := range events {
				copied := *e
				copied.Source = src
				tally.Add(event.ViewOf(&copied))
			}
			tally.End(diagnosis.Facts{})
		})
	}
	wg.Wait()
	return c.Result()
}

// TestShedding bounds the memory so that old events have to go. What stays must
// not depend on how the events came, the result must say what is missing, and
// nothing may be concluded from what was given up.
func TestShedding(t *testing.T) {
	set := builtins(t)
	events, err := ruletest.ParseTimeline(&event.Source{Path: "all"}, busy())
	if err != nil {
		t.Fatal(err)
	}
	opt := diagnosis.Options{MaxState: 6_000}
	whole := collect(set, opt, [][]*event.Event{events})
	if len(whole.Limits) != 1 || whole.Limits[0].Name != "max-state" || whole.Limits[0].Until == 0 {
		t.Fatalf("limits: %+v", whole.Limits)
	}
	r := random(7)
	for range 20 {
		parts := make([][]*event.Event, 1+r.below(4))
		for _, e := range events {
			i := r.below(len(parts))
			parts[i] = append(parts[i], e)
		}
		for _, p := range parts {
			for i := range p {
				j := r.below(len(p))
				p[i], p[j] = p[j], p[i]
			}
		}
		got := collect(set, opt, parts)
		if got.Limits[0].Until != whole.Limits[0].Until {
			t.Fatalf("given up until %s, want %s", got.Limits[0].Until, whole.Limits[0].Until)
		}
		if diff := cmp.Diff(outline(whole), outline(got)); diff != "" {
			t.Fatalf("-want +got\n%s", diff)
		}
	}
	for _, i := range whole.Incidents {
		for _, c := range i.Causes {
			for _, e := range c.Evidence {
				if e.Status == diagnosis.Unmet && e.From <= whole.Limits[0].Until && e.Rule.Kind == rules.See {
					t.Errorf("%s: absence from %s on is taken for known", c.Cause.ID, e.From)
				}
			}
		}
	}
}

// TestSourcesByPath expects the order of sources in the result to be that of
// their paths.
func TestSourcesByPath(t *testing.T) {
	r := diagnose(t, builtins(t), diagnosis.Options{}, source{"b", fullDisk}, source{"a", fullDisk}, source{"c", ""})
	var paths []string
	for _, s := range r.Sources {
		paths = append(paths, s.Path)
	}
	if !slices.Equal(paths, []string{"a", "b", "c"}) {
		t.Errorf("sources are %v", paths)
	}
	if want := 9; r.Duplicates != want {
		t.Errorf("%d duplicates, want %d", r.Duplicates, want)
	}
}

// TestRandomLogs makes up logs of the events that rules ask for, in any order
// and at any distance, and holds the reckoning to what it promises and the
// result to being the same for any split.
func TestRandomLogs(t *testing.T) {
	sets := []*rules.Set{builtins(t), ruleSet(t, head+`
    evidence:
      - {see: hint, window: boot-1h..end, weight: strong, else: -weak}
      - {see: same, window: hint -5m..+5m, weight: strong, count: '<=2'}
      - {state: mode=on, window: start..clear, weight: weak, else: -weak}
      - {not: late, window: -1h..+1h, weight: moderate, else: -strong, required: true}
`)}
	alphabet := []string{
		`H System App 1 a`, `H System App 1 b`, `H System App 2`, `H System App 3 a x`, `H System App 4`, `H System App 10`, `H System App 11`,
		`H System EventLog 6005`, `H System EventLog 6009`, `H System IPSec 4292`, `H System IPSec 4294`, `G System IPSec 4292`,
		`H System "Service Control Manager" 7023 IPSEC %%2`, `H System "Service Control Manager" 7023 IPSEC %%10048`,
		`H System Srv 2013 x C:`, `- System IPSec 4292`, `- System "Service Control Manager" 7023 IPSEC %%2`,
	}
	r := random(42)
	for round := range 300 {
		var log strings.Builder
		log.WriteString("2020-01-01 00:00:00 H System App 9\n")
		letters := alphabet
		if round%3 > 0 {
			letters = alphabet[:len(alphabet)-2] // without unknown hosts
		}
		for range 1 + r.below(30) {
			fmt.Fprintf(&log, "+%ds %s\n", []int{0, 1, 60, 4000, 100_000}[r.below(5)], letters[r.below(len(letters))])
		}
		for _, set := range sets {
			events, err := ruletest.ParseTimeline(&event.Source{Path: "all"}, log.String())
			if err != nil {
				t.Fatal(err)
			}
			whole := collect(set, diagnosis.Options{}, [][]*event.Event{events})
			for _, i := range whole.Incidents {
				checkReckoning(t, i)
			}
			if strings.Contains(log.String(), " - System") {
				continue // events of unknown hosts belong to their source
			}
			at := r.below(len(events) + 1)
			split := collect(set, diagnosis.Options{}, [][]*event.Event{events[at:], events[:at]})
			if diff := cmp.Diff(full(whole), full(split)); diff != "" {
				t.Fatalf("round %d, split at %d:\n%s\n-want +got\n%s", round, at, log.String(), diff)
			}
		}
	}
}

package sigma

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/rules/detect"
)

// corpus returns the folder of public Sigma rules and their test logs that
// stands beside the repository, or skips the test.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("CULPRIT_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	dir = filepath.Join(dir, "corpus", "sigma")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus of public Sigma rules beside the repository")
	}
	return dir
}

func corpusRules(t testing.TB) *Set {
	t.Helper()
	s, err := LoadFiles([]string{filepath.Join(corpus(t), "rules")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCorpusLoads holds the loader to every public rule for Windows: loaded, or
// refused with a reason that is not ours to mend.
func TestCorpusLoads(t *testing.T) {
	s := corpusRules(t)
	const wantLoaded, wantRefused = 2399, 8
	if len(s.Rules) != wantLoaded || len(s.Refused) != wantRefused {
		t.Errorf("%d rules loaded, %d refused, not %d and %d", len(s.Rules), len(s.Refused), wantLoaded, wantRefused)
	}
	for _, r := range s.Refused {
		if len(r.Mistakes) != 1 || !strings.Contains(r.Mistakes[0].Text, "only a trace of the kernel's file provider has such events") {
			t.Errorf("%s: %v", r.File, r.Mistakes)
		}
	}
}

// regression is one test log of the public rules, named for the rule that must
// hit in it.
type regression struct {
	rule string
	path string
}

func regressions(t testing.TB) []regression {
	t.Helper()
	var all []regression
	err := filepath.WalkDir(filepath.Join(corpus(t), "regression"), func(path string, _ fs.DirEntry, err error) error {
		if rule, ok := strings.CutSuffix(filepath.Base(path), ".evtx"); ok {
			all = append(all, regression{rule, path})
		}
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatal("no test logs", err)
	}
	return all
}

// events decodes a log that is known to be sound.
func events(t testing.TB, path string) []*event.Event {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	log, err := evtx.Open(f, info.Size(), &event.Source{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	var all []*event.Event
	for v, damage := range log.Records(evtx.Options{}) {
		if damage != nil {
			t.Fatal(damage)
		}
		e, damage := v.Event()
		if damage != nil {
			t.Fatal(damage)
		}
		all = append(all, e)
	}
	return all
}

// TestCorpusRegression runs the regression tests of the public rules: each must
// hit in its log. Hits of other rules in the same logs are pinned: they are
// right, the logs being of attacks, and any change of their number is a change
// of what rules mean to us. An independent implementation finds the same.
func TestCorpusRegression(t *testing.T) {
	const (
		wantExtra      = 44 // hits
		wantExtraRules = 36
	)
	s := corpusRules(t)
	m := s.Matcher()
	var ran, without, extra int
	extraRules := map[*Rule]bool{}
	for _, c := range regressions(t) {
		hits := 0
		for _, e := range events(t, c.path) {
			for _, r := range m.Match(e) {
				if r.ID == c.rule {
					hits++
					continue
				}
				extra++
				extraRules[r] = true
			}
		}
		switch {
		case !slices.ContainsFunc(s.Rules, func(r *Rule) bool { return r.ID == c.rule }):
			without++
		case hits == 0:
			t.Errorf("rule %s does not hit in its own test %s", c.rule, c.path)
			fallthrough
		default:
			ran++
		}
	}
	t.Logf("%d tests, %d further whose rule is not in the corpus", ran, without)
	if ran < 90 {
		t.Error("tests got lost")
	}
	if extra != wantExtra || len(extraRules) != wantExtraRules {
		t.Errorf("%d further hits of %d rules, not %d of %d", extra, len(extraRules), wantExtra, wantExtraRules)
	}
}

// TestCorpusIndex compares what the index lets through with trying every rule.
func TestCorpusIndex(t *testing.T) {
	s := corpusRules(t)
	m := s.Matcher()
	for _, c := range regressions(t) {
		for _, e := range events(t, c.path) {
			var want, got []string
			f := detect.FieldsOf(e)
			for _, r := range s.Rules {
				if slices.ContainsFunc(r.targets, func(x target) bool {
					return slices.ContainsFunc(x.keys, func(k detect.Key) bool { return k.Covers(e.Channel, e.Provider, e.EventID) }) && x.match(f)
				}) {
					want = append(want, r.ID)
				}
			}
			for _, r := range m.Match(e) {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: the index finds %v, all rules %v", c.path, got, want)
			}
		}
	}
}

// corpusEvents returns the events of all regression tests.
func corpusEvents(b *testing.B) []*event.Event {
	b.Helper()
	var all []*event.Event
	for _, c := range regressions(b) {
		all = append(all, events(b, c.path)...)
	}
	return all
}

// BenchmarkMatch measures events that rules were written for: nearly all are
// of Sysmon, where most rules look.
func BenchmarkMatch(b *testing.B) {
	s := corpusRules(b)
	list := corpusEvents(b)
	m := s.Matcher()
	b.ReportAllocs()
	for b.Loop() {
		for _, e := range list {
			m.Match(e)
		}
	}
	b.ReportMetric(float64(len(list)*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkMatchSystem measures an event of the System log.
func BenchmarkMatchSystem(b *testing.B) {
	m := corpusRules(b).Matcher()
	e := &event.Event{
		Header: event.Header{Channel: "System", Provider: "Service Control Manager", EventID: 7036, Level: event.Information},
		Data:   []event.Field{{Name: "param1", Value: event.String("Spooler")}, {Name: "param2", Value: event.String("running")}},
	}
	b.ReportAllocs()
	for b.Loop() {
		m.Match(e)
	}
}

// BenchmarkCandidates tells how many rules are tried for an event.
func BenchmarkCandidates(b *testing.B) {
	s := corpusRules(b)
	list := corpusEvents(b)
	finder := s.index.Finder()
	var f detect.Fields
	tried := 0
	for b.Loop() {
		tried = 0
		for _, e := range list {
			f.Reset(e)
			tried += len(finder.Find(&f))
		}
	}
	b.ReportMetric(float64(tried)/float64(len(list)), "rules/event")
	b.ReportMetric(float64(s.index.Len()), "rules")
}

func BenchmarkLoad(b *testing.B) {
	dir := filepath.Join(corpus(b), "rules")
	for b.Loop() {
		if _, err := LoadFiles([]string{dir}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

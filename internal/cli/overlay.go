package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"culprit/parser/event"
	"culprit/report"
	"culprit/rules/sigma"
)

// sigmaFlags say which Sigma rules are applied beside ours.
type sigmaFlags struct{ paths []string }

func (s *sigmaFlags) define(fs *pflag.FlagSet) {
	fs.StringArrayVar(&s.paths, "sigma", nil, "list the hits of the Sigma rules in file or folder `PATH`, too (repeatable)")
}

// sigmaMemory is what an analysis keeps to with Sigma rules, of which there are
// thousands.
const sigmaMemory = 512 << 20

// load loads the Sigma rules; nil if there are none to be applied.
func (s *sigmaFlags) load() (*overlay, error) {
	if len(s.paths) == 0 {
		return nil, nil
	}
	set, err := sigma.LoadFiles(s.paths, sigma.Options{})
	if err != nil {
		return nil, &failure{status: ExitRules, err: err}
	}
	if len(set.Rules)+len(set.Refused) == 0 {
		return nil, &failure{status: ExitRules, err: fmt.Errorf("%s: no Sigma rules", s.paths[0])}
	}
	return &overlay{set: set, collector: set.Collector(0)}, nil
}

// overlay is Sigma rules that are applied to the events of an analysis. A nil
// overlay does nothing.
type overlay struct {
	set       *sigma.Set
	collector *sigma.Collector
}

// refused tells which rules are not applied, and why.
func (o *overlay) refused(u *ui) []report.Warning {
	if o == nil || len(o.set.Refused) == 0 {
		return nil
	}
	for _, r := range o.set.Refused {
		for _, m := range r.Mistakes {
			u.detail("Sigma rule refused: %v", m)
		}
	}
	n := len(o.set.Refused)
	text := fmt.Sprintf("%d of %s cannot be used; -v tells why", n, plural(n+len(o.set.Rules), "Sigma rule", "Sigma rules"))
	u.note("%s", text)
	return []report.Warning{{Code: "sigma-refused", Text: text}}
}

// wants adds to what a reader decodes what the rules look at.
func (o *overlay) wants(ours event.Want) event.Want {
	if o == nil {
		return ours
	}
	theirs := o.set.Want()
	return func(channel, provider string, id uint16) bool {
		return ours(channel, provider, id) || theirs(channel, provider, id)
	}
}

// result returns the hits.
func (o *overlay) result() *sigma.Result {
	if o == nil {
		return nil
	}
	return o.collector.Result()
}

// sigmaHit is an event and the rules that it hits.
type sigmaHit struct {
	event *event.Event
	rules []*sigma.Rule
}

func (o *overlay) take(hits []sigmaHit) {
	for _, h := range hits {
		o.collector.Take(h.event, h.rules)
	}
}

// matching matches the events of one input. Its hits go through the queue of
// the input, so that they are taken in the same order whatever the threads do.
type matching struct {
	matcher *sigma.Matcher
	want    event.Want
	emit    func(chunk) bool
	hits    []sigmaHit
}

func (o *overlay) matching(emit func(chunk) bool) *matching {
	if o == nil {
		return nil
	}
	return &matching{matcher: o.set.Matcher(), want: o.set.Want(), emit: emit}
}

// hitsAtOnce is how many hits go through a queue together.
const hitsAtOnce = 64

// add matches one record. Records from space that the log no longer uses prove
// nothing.
func (m *matching) add(v *event.View) {
	if m == nil || v.Origin >= event.Slack || !m.want(v.Channel, v.Provider, v.EventID) {
		return
	}
	e, _ := v.Event() // damage is told once, by the tally
	if e == nil {
		return
	}
	if rules := m.matcher.Match(e); len(rules) > 0 {
		m.hits = append(m.hits, sigmaHit{e, slices.Clone(rules)})
	}
	if len(m.hits) == hitsAtOnce {
		m.flush()
	}
}

func (m *matching) flush() {
	if m != nil && len(m.hits) > 0 {
		m.emit(chunk{hits: m.hits})
		m.hits = nil
	}
}

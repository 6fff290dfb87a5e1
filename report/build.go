package report

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
	"culprit/rules/sigma"
)

// RunInfo is what a document says of its run beside the diagnosis.
type RunInfo struct {
	Version  string // of the tool
	Command  []string
	Filters  []string
	Limits   []string // bounds that were reached outside the diagnosis
	Warnings []Warning
	Sigma    *sigma.Result // of the Sigma rules that were applied beside ours, or nil
	Lang     string        // of the texts in the document: en, ru; empty means en
	Partial  bool          // interrupted before all inputs were read
}

// Limits of the lists of a document. What they cut off is told in a warning.
const (
	maxIncidents   = 1_000
	maxChanges     = 200
	maxUnexplained = 500
	maxGaps        = 100   // of one channel
	maxFieldText   = 4_096 // bytes of one value of an event
)

// New makes the document of a diagnosis. Everything in it is in an order that
// depends on the events alone: inputs by path, as f1, f2, …; incidents as
// [diagnosis.Collector.Result] gives them; events as e1, e2, … in the order in
// which the document first cites them; changes by time; unexplained groups by
// level and number; all else by name.
func New(res *diagnosis.Result, info RunInfo) *Document {
	b := &builder{
		words:  wordsOf(info.Lang),
		res:    res,
		doc:    &Document{Schema: Schema, Events: map[string]Event{}},
		inputs: map[*event.Source]string{},
		ids:    map[*event.Event]string{},
	}
	b.run(info)
	b.addInputs()
	b.addIncidents()
	b.addCoverage()
	b.addChanges()
	b.addUnexplained()
	b.addSigma(info.Sigma)
	b.addChecks()
	b.addFindings()
	b.addWarnings(info)
	b.summarize()
	return b.doc
}

// builder makes one document.
type builder struct {
	*words
	res    *diagnosis.Result
	doc    *Document
	inputs map[*event.Source]string
	ids    map[*event.Event]string
}

func (b *builder) run(info RunInfo) {
	d := b.doc
	d.Tool = Tool{Name: "culprit", Version: info.Version, Rules: RuleSet{Count: len(b.res.Rules.Problems), SHA256: b.res.Rules.SHA256}}
	d.Run = Run{
		Command: info.Command, Filters: info.Filters, LimitsHit: info.Limits,
		Lang: b.lang, Redaction: "off", Redacted: map[string]int{}, Partial: info.Partial,
	}
	for _, l := range b.res.Limits {
		d.Run.LimitsHit = append(d.Run.LimitsHit, b.limit(l))
	}
}

// limit says what is missing because of a limit.
func (b *builder) limit(l diagnosis.Limit) string {
	n := b.number(int64(l.Count))
	switch l.Name {
	case "max-state":
		return b.say("build.limit_state", "until", cmp.Or(l.Until.String(), b.say("undated")))
	case "max-groups":
		return b.say("build.limit_groups", "n", n)
	case "max-series":
		return b.say("build.limit_series", "n", n)
	}
	return b.say("build.limit_incidents", "n", n)
}

// summarize writes the report in one sentence: of the first incident, which is
// the best supported one.
func (b *builder) summarize() {
	s := &b.doc.Summary
	s.Incidents = len(b.doc.Incidents)
	s.Severities = map[string]int{}
	for i := range b.doc.Incidents {
		s.Severities[b.doc.Incidents[i].Severity]++
	}
	s.Verdict, s.Headline = NothingFound, b.say("build.nothing", "events", b.count("events", b.doc.totals().events))
	if len(b.res.Incidents) == 0 {
		return
	}
	first, inc := b.res.Incidents[0], &b.doc.Incidents[0]
	best := first.Best()
	say := func(key string, more ...string) string {
		return b.say(key, append(more, "host", cmp.Or(inc.Host, b.say("host.unknown")), "problem", inc.Title)...)
	}
	switch {
	case best == nil:
		s.Verdict, s.Headline = Inconclusive, say("build.inconclusive")
	case best.Verdict == diagnosis.Benign:
		s.Headline = say("build.harmless", "cause", inc.Causes[0].Title)
	default:
		s.Verdict = CauseFound
		s.Headline = say("build.found", "cause", inc.Causes[0].Title, "p", b.percent(inc.Causes[0].Probability))
		if behind := inc.Causes[0].Because; len(behind) > 0 {
			s.Headline += " " + b.say("build.behind", "what", behind[0].Says)
		}
	}
}

func stamp(t event.FILETIME) string { return t.String() }

// rounded cuts a probability to four digits, so that it does not depend on how
// a machine computes powers.
func rounded(p float64) float64 { return math.Round(p*1e4) / 1e4 }

// cut shortens a text that a log gave without bound.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "") + "…"
}

func hexCode(c uint32) string { return fmt.Sprintf("0x%08X", c) }

func decimal(n uint64) string { return strconv.FormatUint(n, 10) }

package ruletest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

func (p *fileParser) expect(n *yaml.Node, t *Test) {
	t.Absent = n.Kind == yaml.SequenceNode && len(n.Content) == 0
	for _, item := range detect.List(n) {
		t.Expect = append(t.Expect, p.expectation(item))
	}
}

var expectationKeys = []string{
	"problem", "cause", "rank", "verdict", "confidence", "because", "vars", "unknown", "probability", "evidence",
	"host", "at", "until", "ongoing", "undated", "count", "severity", "explains",
}

func (p *fileParser) expectation(n *yaml.Node) *Expectation {
	x := &Expectation{Line: n.Line, Text: flow(n), Problem: p.file.Problem.ID, Count: -1, Explains: -1}
	keys := p.Known(n, "an expectation", expectationKeys...)
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	has("problem", func(v *yaml.Node) { x.Problem, _ = p.OneOf(v, "problem", problemIDs(p.set)...) })
	problem := p.set.Problem(x.Problem)
	if problem == nil {
		return x
	}
	has("cause", func(v *yaml.Node) { x.Cause, _ = p.OneOf(v, "cause", causeIDs(problem)...) })
	has("rank", func(v *yaml.Node) { x.Rank = p.Int(v, "rank") })
	has("verdict", func(v *yaml.Node) { x.Verdict = p.verdict(v) })
	has("confidence", func(v *yaml.Node) { x.Level, _ = p.OneOf(v, "confidence", "high", "medium", "low") })
	has("because", func(v *yaml.Node) { x.Because, x.Behind = p.texts(v, "because"), true })
	has("vars", func(v *yaml.Node) { x.Vars = p.vars(v) })
	has("unknown", func(v *yaml.Node) { x.Unknown = p.bound(v, "unknown") })
	has("probability", func(v *yaml.Node) { x.Prob = p.bound(v, "probability") })
	has("evidence", func(v *yaml.Node) { x.Evidence = p.evidence(v, problem) })
	has("host", func(v *yaml.Node) { x.Host = &v.Value })
	has("at", func(v *yaml.Node) { x.At = p.time(v) })
	has("until", func(v *yaml.Node) { x.Until = p.time(v) })
	has("ongoing", func(v *yaml.Node) { b := p.Bool(v, "ongoing"); x.Ongoing = &b })
	has("undated", func(v *yaml.Node) { b := p.Bool(v, "undated"); x.Undated = &b })
	has("count", func(v *yaml.Node) { x.Count = p.Int(v, "count") })
	has("severity", func(v *yaml.Node) {
		x.Severity, _ = p.OneOf(v, "severity", "info", "low", "medium", "high", "critical")
	})
	has("explains", func(v *yaml.Node) { x.Explains = p.Int(v, "explains") })
	for _, key := range []string{"rank", "verdict", "confidence", "because", "probability", "evidence"} {
		if v := keys[key]; v != nil && x.Cause == "" {
			p.Addf(v, "%s goes with a cause", key)
		}
	}
	return x
}

func causeIDs(p *rules.Problem) []string {
	var ids []string
	for _, c := range p.Causes {
		ids = append(ids, c.ID)
	}
	return ids
}

// verdict reads a verdict, in which blanks may stand for underscores.
func (p *fileParser) verdict(n *yaml.Node) string {
	at := *n
	at.Value = strings.ReplaceAll(n.Value, " ", "_")
	s, _ := p.OneOf(&at, "verdict", "likely", "possible", "unlikely", "benign", "not_assessable", "ruled_out")
	return s
}

func (p *fileParser) vars(n *yaml.Node) detect.Vars {
	vars := detect.Vars{}
	for _, pair := range p.Pairs(n, "vars") {
		vars[pair.Key.Value], _ = p.Text(pair.Value, "a variable")
	}
	return vars
}

// evidence reads which class of evidence has which status.
func (p *fileParser) evidence(n *yaml.Node, problem *rules.Problem) map[string]string {
	all := map[string]string{}
	for _, pair := range p.Pairs(n, "evidence") {
		if s, ok := p.OneOf(pair.Value, "the status of evidence", statusNames[:]...); ok {
			all[pair.Key.Value] = s
		}
		named := func(e *rules.Evidence) bool { return evidenceName(e) == pair.Key.Value }
		if !slices.ContainsFunc(problem.Causes, func(c *rules.Cause) bool { return slices.ContainsFunc(c.Evidence, named) }) {
			p.Addf(pair.Key, "no cause of %s has evidence %q", problem.ID, pair.Key.Value)
		}
	}
	return all
}

func (p *fileParser) time(n *yaml.Node) event.FILETIME {
	t, err := time.Parse("2006-01-02 15:04:05", n.Value)
	if err != nil {
		p.Addf(n, "%q is not a time such as 2006-09-25 11:09:18", n.Value)
	}
	return event.FromTime(t)
}

func (p *fileParser) bound(n *yaml.Node, what string) *bound {
	b := &bound{op: "="}
	rest := n.Value
	for _, op := range []string{">=", "<=", ">", "<", "="} {
		if after, ok := strings.CutPrefix(n.Value, op); ok {
			b.op, rest = op, after
			break
		}
	}
	var err error
	if b.value, err = strconv.ParseFloat(strings.TrimSpace(rest), 64); err != nil {
		p.Addf(n, "%s is a comparison such as '>=0.5', not %q", what, n.Value)
	}
	return b
}

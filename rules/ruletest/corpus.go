package ruletest

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// Known is an incident that rules find in a corpus of healthy logs, tolerated
// for a reason and until a date, so that nobody forgets it:
//
//   - {problem: system-drive-full, host: FILE02, reason: its disk is small, until: 2027-06-30}
type Known struct {
	Problem string
	Host    string // empty is any
	Reason  string
	Until   time.Time // the last day
	Line    int
}

// ParseKnown reads a list of known incidents. The error is [detect.Mistakes].
func ParseKnown(set *rules.Set, name string, src []byte) ([]Known, error) {
	r := &detect.Reader{File: name}
	var all []Known
	for _, doc := range r.Documents(src) {
		for _, n := range detect.List(doc) {
			all = append(all, parseKnown(r, set, n))
		}
	}
	r.Mistakes.Sort()
	return all, r.Mistakes.Err()
}

func parseKnown(r *detect.Reader, set *rules.Set, n *yaml.Node) Known {
	k := Known{Line: n.Line}
	keys := r.Known(n, "a known incident", "problem", "host", "reason", "until")
	for _, need := range []string{"problem", "reason", "until"} {
		if keys[need] == nil && n.Kind == yaml.MappingNode {
			r.Addf(n, "a known incident needs %s", need)
		}
	}
	if v := keys["problem"]; v != nil {
		k.Problem, _ = r.OneOf(v, "problem", problemIDs(set)...)
	}
	if v := keys["host"]; v != nil {
		k.Host, _ = r.Text(v, "host")
	}
	if v := keys["reason"]; v != nil {
		k.Reason, _ = r.Text(v, "reason")
	}
	if v := keys["until"]; v != nil {
		var err error
		if k.Until, err = time.Parse(time.DateOnly, v.Value); err != nil {
			r.Addf(v, "%q is not a date such as 2027-06-30", v.Value)
		}
	}
	return k
}

// CheckCorpus compares what was found in healthy logs with what is known to be
// found there, and returns what is wrong, a line each: incidents that nobody
// expects, and known ones that are out of date or do not occur. What is
// harmless is expected.
func CheckCorpus(r *diagnosis.Result, known []Known, today time.Time) []string {
	var wrong []string
	used := make([]bool, len(known))
	for _, i := range r.Incidents {
		if best := i.Best(); best != nil && best.Verdict == diagnosis.Benign {
			continue
		}
		at := slices.IndexFunc(known, func(k Known) bool { return k.covers(i, today) })
		if at < 0 {
			wrong = append(wrong, fmt.Sprintf("%s on %s at %s is not expected", i.Problem.ID, i.Host, i.Symptom[0].Time))
			continue
		}
		used[at] = true
	}
	for n, k := range known {
		switch {
		case k.over(today):
			wrong = append(wrong, fmt.Sprintf("line %d: %s was tolerated until %s: %s", k.Line, k.Problem, k.Until.Format(time.DateOnly), k.Reason))
		case !used[n]:
			wrong = append(wrong, fmt.Sprintf("line %d: %s is not found any more", k.Line, k.Problem))
		}
	}
	return wrong
}

func (k *Known) over(today time.Time) bool { return today.After(k.Until.AddDate(0, 0, 1)) }

func (k *Known) covers(i *diagnosis.Incident, today time.Time) bool {
	return k.Problem == i.Problem.ID && !k.over(today) && (k.Host == "" || event.FoldHost(k.Host) == event.FoldHost(i.Host))
}

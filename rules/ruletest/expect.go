package ruletest

import (
	"fmt"
	"slices"

	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// statusNames name the states of evidence in tests.
var statusNames = [...]string{diagnosis.Met: "met", diagnosis.Unmet: "unmet", diagnosis.NotCovered: "not covered"}

// evidenceName is how tests name evidence: by its class, its state, or its problem.
func evidenceName(e *rules.Evidence) string {
	switch e.Kind {
	case rules.InState:
		return e.State.State.Name + "=" + e.State.Value
	case rules.HaveProblem:
		return e.Problem
	case rules.See, rules.Not:
	}
	return e.Class.Name
}

// check compares a diagnosis with what a test expects and returns what differs.
func (t *Test) check(problem *rules.Problem, r *diagnosis.Result) []string {
	var wrong []string
	for _, x := range t.Expect {
		if why := x.check(r); why != "" {
			wrong = append(wrong, fmt.Sprintf("line %d: %s: %s", x.Line, x.Text, why))
		}
	}
	mine, other := 0, ""
	for _, i := range r.Incidents {
		if i.Problem == problem {
			mine++
		} else {
			other = i.Problem.ID
		}
	}
	if t.Absent && mine > 0 {
		wrong = append(wrong, fmt.Sprintf("%s was found", problem.ID))
	}
	if t.Incidents >= 0 && mine != t.Incidents {
		wrong = append(wrong, fmt.Sprintf("%d incidents of %s, want %d", mine, problem.ID, t.Incidents))
	}
	if t.Exact && other != "" {
		wrong = append(wrong, fmt.Sprintf("%s was found as well", other))
	}
	return wrong
}

// check looks for an incident that is as expected; if there is none it says
// what is wrong with the nearest.
func (x *Expectation) check(r *diagnosis.Result) string {
	nearest, least := "no such incident", -1
	for _, i := range r.Incidents {
		if i.Problem.ID != x.Problem {
			continue
		}
		wrong := x.differs(i)
		if len(wrong) == 0 {
			return ""
		}
		if least < 0 || len(wrong) < least {
			nearest, least = wrong[0], len(wrong)
		}
	}
	return nearest
}

// differs lists what of an incident is not as expected.
func (x *Expectation) differs(i *diagnosis.Incident) []string {
	var wrong []string
	say := func(differs bool, what string, got any) {
		if differs {
			wrong = append(wrong, fmt.Sprintf("%s is %v", what, got))
		}
	}
	say(x.Host != nil && *x.Host != i.Host, "host", i.Host)
	say(x.At != 0 && x.At != i.Start, "start", i.Start)
	say(x.Until != 0 && x.Until != i.End, "end", i.End)
	say(x.Ongoing != nil && *x.Ongoing != i.Ongoing, "ongoing", i.Ongoing)
	say(x.Undated != nil && *x.Undated != i.Undated, "undated", i.Undated)
	say(x.Count >= 0 && x.Count != i.Count, "count", i.Count)
	say(x.Severity != "" && x.Severity != i.Problem.Severity.String(), "severity", i.Problem.Severity)
	say(x.Explains >= 0 && x.Explains != explained(i), "explains", explained(i))
	say(x.Unknown != nil && !x.Unknown.holds(i.Unknown), "unknown", fmt.Sprintf("%.4f", i.Unknown))
	if x.Cause == "" {
		return append(wrong, x.varsDiffer(i.Vars)...)
	}
	rank := slices.IndexFunc(i.Causes, func(c *diagnosis.Cause) bool { return c.Cause.ID == x.Cause })
	c := i.Causes[rank]
	say(x.Rank != 0 && x.Rank != rank+1, "rank", rank+1)
	say(x.Verdict != "" && x.Verdict != c.Verdict.String(), "verdict", c.Verdict)
	say(x.Level != "" && x.Level != confidence(c.Probability), "confidence", confidence(c.Probability))
	say(x.Prob != nil && !x.Prob.holds(c.Probability), "probability", fmt.Sprintf("%.4f", c.Probability))
	say(x.Behind && !slices.Equal(x.Because, behind(c)), "because", behind(c))
	for _, e := range c.Evidence {
		name := evidenceName(e.Rule)
		want := x.Evidence[name]
		say(want != "" && want != statusNames[e.Status], "evidence "+name, statusNames[e.Status])
	}
	return append(wrong, x.varsDiffer(allVars(i, c))...)
}

func (x *Expectation) varsDiffer(got detect.Vars) []string {
	var wrong []string
	for name, want := range x.Vars {
		if got[name] != want {
			wrong = append(wrong, fmt.Sprintf("variable %s is %q", name, got[name]))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// allVars are the variables of the incident, the cause, and what lies behind it.
func allVars(i *diagnosis.Incident, c *diagnosis.Cause) detect.Vars {
	all := detect.Vars{}
	sets := []detect.Vars{i.Vars, c.Vars}
	for _, b := range c.Because {
		sets = append(sets, b.Vars)
	}
	for _, vars := range sets {
		for name, value := range vars {
			if _, ok := all[name]; !ok {
				all[name] = value
			}
		}
	}
	return all
}

func explained(i *diagnosis.Incident) int {
	n := 0
	for _, x := range i.Explains {
		n += x.Count
	}
	return n
}

func behind(c *diagnosis.Cause) []string {
	var names []string
	for _, b := range c.Because {
		names = append(names, evidenceName(b.Rule))
	}
	return names
}

func confidence(p float64) string {
	switch {
	case p >= diagnosis.HighProbability:
		return "high"
	case p >= diagnosis.MediumProbability:
		return "medium"
	}
	return "low"
}

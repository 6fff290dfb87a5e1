package ruletest

import (
	"fmt"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
	"culprit/rules/diagnosis"
)

// Coverage is what of a problem its tests reach.
type Coverage struct {
	Reached int      `json:"reached"`
	Total   int      `json:"total"`
	Missing []string `json:"missing"` // what is not reached, in the order of the rule file
}

// Percent is how much is reached, rounded down.
func (c Coverage) Percent() int {
	if c.Total == 0 {
		return 100
	}
	return 100 * c.Reached / c.Total
}

// RequireCoverage adds a test that fails if less than so many percent are reached.
func (f *FileResult) RequireCoverage(percent int) {
	t := &TestResult{Name: fmt.Sprintf("coverage of %d %%", percent), Status: Pass}
	if got := f.Coverage.Percent(); got < percent {
		t.Status, f.Missed = Fail, true
		t.Why = append([]string{fmt.Sprintf("the tests reach %d %%", got)}, f.Coverage.Missing...)
	}
	f.Tests = append(f.Tests, t)
}

// untold returns what is not reached, unless a test tells.
func (f *FileResult) untold() []string {
	if f.Missed {
		return nil
	}
	return f.Coverage.Missing
}

// cover notes what the tests of a problem reach.
type cover struct {
	problem *rules.Problem
	classes map[*rules.Class]bool
	causes  map[*rules.Cause]bool
	others  map[*rules.Evidence]bool // else taken
	behind  map[*rules.Evidence]bool // because met
}

func newCover(p *rules.Problem) *cover {
	return &cover{
		problem: p, classes: map[*rules.Class]bool{}, causes: map[*rules.Cause]bool{},
		others: map[*rules.Evidence]bool{}, behind: map[*rules.Evidence]bool{},
	}
}

// add notes what one diagnosis reaches. events may be nil.
func (c *cover) add(r *diagnosis.Result, events []*event.Event) {
	for _, e := range events {
		f := detect.FieldsOf(e)
		for _, class := range c.problem.Classes {
			if _, ok := class.Match(f, nil); ok {
				c.class(class)
			}
		}
	}
	for _, i := range r.Incidents {
		if i.Problem == c.problem {
			c.incident(i)
		}
	}
}

// class notes a class and those that it is part of.
func (c *cover) class(class *rules.Class) {
	c.classes[class] = true
	for _, alt := range class.Alternatives {
		if alt.Is != nil {
			c.class(alt.Is)
		}
	}
}

func (c *cover) incident(i *diagnosis.Incident) {
	if i.Problem.Symptom.See != nil {
		c.class(i.Problem.Symptom.See)
	}
	if len(i.Causes) > 0 && found(i.Causes[0]) {
		c.causes[i.Causes[0].Cause] = true
	}
	for _, x := range i.Explains {
		c.class(x.Class)
	}
	for _, cause := range i.Causes {
		for _, e := range cause.Evidence {
			c.evidence(e)
			if e.Status == diagnosis.Unmet {
				c.others[e.Rule] = true
			}
		}
		for _, e := range cause.Because {
			c.evidence(e)
			c.behind[e.Rule] = true
		}
	}
}

// found reports whether a cause that stands first is at least possible.
func found(c *diagnosis.Cause) bool {
	return c.Verdict == diagnosis.Likely || c.Verdict == diagnosis.Possible || c.Verdict == diagnosis.Benign
}

func (c *cover) evidence(e *diagnosis.Evidence) {
	if e.Rule.Class != nil && e.Count > 0 {
		c.class(e.Rule.Class)
	}
}

// result lists what is reached and what is not.
func (c *cover) result() Coverage {
	var out Coverage
	count := func(reached bool, line int, format string, args ...any) {
		out.Total++
		if reached {
			out.Reached++
		} else {
			out.Missing = append(out.Missing, fmt.Sprintf("%s:%d: %s", c.problem.File, line, fmt.Sprintf(format, args...)))
		}
	}
	for _, class := range c.problem.Classes {
		count(c.classes[class], class.Line, "no event is in the class %s", class.Name)
	}
	for _, cause := range c.problem.Causes {
		count(c.causes[cause], cause.Line, "the cause %s is never found", cause.ID)
		for _, e := range cause.Evidence {
			if e.Else != 0 {
				count(c.others[e], e.Line, "the else of %s is never taken", evidenceName(e))
			}
		}
		for _, e := range cause.Because {
			count(c.behind[e], e.Line, "%s is never behind %s", evidenceName(e), cause.ID)
		}
	}
	return out
}

package diagnosis

import (
	"cmp"
	"math"
	"slices"

	"culprit/rules"
)

// assess weighs the causes of an incident against each other and ranks them.
func (g *engine) assess(i *Incident) {
	for _, c := range i.Problem.Causes {
		i.Causes = append(i.Causes, g.weigh(i, c))
	}
	i.reckon()
	slices.SortStableFunc(i.Causes, func(a, b *Cause) int {
		return cmp.Or(
			cmp.Compare(b.Probability, a.Probability),
			cmp.Compare(a.Verdict, b.Verdict),
			cmp.Compare(b.Score, a.Score)) // then as the rule has them
	})
}

// reckon turns scores into probabilities. They are taken relative to the
// highest, so that no score is too large for a float.
func (i *Incident) reckon() {
	top := LeakBits
	for _, c := range i.Causes {
		if c.assessed() {
			top = max(top, c.Score)
		}
	}
	total := math.Exp2(LeakBits - top)
	for _, c := range i.Causes {
		if c.assessed() {
			total += math.Exp2(c.Score - top)
		}
	}
	i.Unknown = math.Exp2(LeakBits-top) / total
	for _, c := range i.Causes {
		if c.assessed() {
			c.Probability = math.Exp2(c.Score-top) / total
			c.Verdict = verdict(c.Probability, c.Cause.Benign)
		}
	}
}

// assessed reports whether the cause takes part in the reckoning.
func (c *Cause) assessed() bool { return c.Verdict != RuledOut && c.Verdict != NotAssessable }

func verdict(p float64, benign bool) Verdict {
	switch {
	case p < MediumProbability:
		return Unlikely
	case benign:
		return Benign
	case p < HighProbability:
		return Possible
	}
	return Likely
}

// weigh adds up the evidence of one cause.
func (g *engine) weigh(i *Incident, rule *rules.Cause) *Cause {
	a := &assessment{engine: g, incident: i, vars: with(i.Vars, nil), picked: map[*rules.Class]moment{}}
	if i.Problem.Symptom.See != nil {
		a.picked[i.Problem.Symptom.See] = i.t0()
	}
	c := &Cause{Cause: rule, Score: rule.Prior}
	for _, r := range rule.Evidence {
		e := a.look(r)
		c.Score += e.Bits
		c.Evidence = append(c.Evidence, e)
		if r.Required {
			c.Verdict = max(c.Verdict, missing(e.Status))
		}
	}
	c.Vars = a.vars
	c.assessment = a
	return c
}

// missing is the verdict when required evidence is not there.
func missing(s Status) Verdict {
	switch s {
	case Unmet:
		return RuledOut
	case NotCovered:
		return NotAssessable
	case Met:
	}
	return Likely
}

// explainWhy looks for what lies behind each cause that stands, once every
// incident is weighed: what is harmless is behind nothing.
func (i *Incident) explainWhy() {
	for _, c := range i.Causes {
		if !c.assessed() {
			continue
		}
		for _, r := range c.Cause.Because {
			e := c.assessment.look(r)
			if e.Status == Met && (e.Incident == nil || !e.Incident.harmless()) {
				c.Because = append(c.Because, e)
			}
		}
		slices.SortStableFunc(c.Because, func(a, b *Evidence) int { return cmp.Compare(b.Bits, a.Bits) })
		c.Vars = c.assessment.vars
	}
	if best := i.Best(); best != nil {
		for _, e := range best.Because {
			if e.Incident != nil && !slices.Contains(e.Incident.RootOf, i) {
				e.Incident.RootOf = append(e.Incident.RootOf, i)
			}
		}
	}
}

// harmless reports whether the incident is best explained by something benign.
func (i *Incident) harmless() bool {
	best := i.Best()
	return best != nil && best.Verdict == Benign
}

package report

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
	"culprit/rules/sigma"
)

const (
	maxSigma       = 1_000 // hits
	maxSigmaEvents = 10    // of one hit
)

// addSigma lists the Sigma rules that hit. They change nothing else of a report:
// a rule that detects something says nothing of what broke.
func (b *builder) addSigma(res *sigma.Result) {
	if res == nil {
		return
	}
	hits := slices.Clone(res.Hits)
	slices.SortStableFunc(hits, func(a, b *sigma.Hit) int {
		return cmp.Or(cmp.Compare(b.Rule.Level, a.Rule.Level), cmp.Compare(a.First(), b.First()))
	})
	for _, h := range hits[:min(len(hits), maxSigma)] {
		b.doc.Sigma = append(b.doc.Sigma, b.sigmaHit(h))
	}
	b.sigmaLimits(res)
}

func (b *builder) sigmaHit(h *sigma.Hit) SigmaHit {
	r := h.Rule
	out := SigmaHit{
		Rule: strings.TrimSuffix(path.Base(r.File), path.Ext(r.File)), ID: r.ID, Title: cut(r.Title, maxFieldText),
		Level: r.Level.String(), Author: cut(r.Author, maxFieldText), Count: len(h.Occurrences), Host: h.Occurrences[0].Computer,
		First: stamp(h.First()), Last: stamp(h.Last()), Incident: 1 + slices.IndexFunc(b.res.Incidents, fallsInto(h)),
	}
	for _, f := range h.Group {
		out.Group = append(out.Group, Var{f.Name, cut(f.Value.Text(), maxFieldText)})
	}
	for _, o := range h.Occurrences {
		if o.Event != nil && len(out.Events) < maxSigmaEvents {
			out.Events = append(out.Events, b.cite(o.Event)...)
		}
	}
	if out.Incident > maxIncidents {
		out.Incident = 0
	}
	return out
}

// around is how far from an incident an event may be that belongs to it.
const around = 5 * time.Minute

// fallsInto tells the incidents during or next to which there is an event of
// the hit.
func fallsInto(h *sigma.Hit) func(*diagnosis.Incident) bool {
	return func(i *diagnosis.Incident) bool {
		return !i.Undated && h.Host == event.FoldHost(i.Host) && slices.ContainsFunc(h.Occurrences, func(o *sigma.Occurrence) bool {
			return !o.Undated() && o.Time >= i.Start.Add(-around) && o.Time <= i.End.Add(around)
		})
	}
}

// sigmaLimits tells what is missing among the hits.
func (b *builder) sigmaLimits(res *sigma.Result) {
	hit := func(key string, n int) {
		if n > 0 {
			b.doc.Run.LimitsHit = append(b.doc.Run.LimitsHit, b.say(key, "n", b.number(int64(n))))
		}
	}
	hit("build.limit_sigma", len(res.Hits)-maxSigma)
	hit("build.limit_sigma_state", res.Shed)
	if res.CutShort {
		hit("build.limit_sigma_order", 1)
	}
	lacking := 0
	for _, n := range res.Ungrouped {
		lacking += n
	}
	if n := lacking + res.Undated; n > 0 {
		b.doc.Warnings = append(b.doc.Warnings, Warning{Code: "sigma-uncorrelated", Text: b.say("build.sigma_uncorrelated", "n", b.number(int64(n)))})
	}
}

package sigma

import (
	"slices"

	"culprit/rules/detect"
)

// filter is a filter document: a condition that hits of other rules must also
// meet. It is how a site says what is normal there without changing the rules.
type filter struct {
	rule      *Rule // title, id and place of the filter itself
	rules     []string
	all       bool // rules: any
	logsource Logsource
	detection *detect.Detection
}

// filter reads a filter document.
func (d *document) filter() *filter {
	f := &filter{rule: d.head(), logsource: d.logsource()}
	body := *d.keys["filter"]
	body.Content = nil
	for _, p := range d.Pairs(d.keys["filter"], "filter") {
		if p.Key.Value != "rules" {
			body.Content = append(body.Content, p.Key, p.Value)
			continue
		}
		f.rules = texts(&d.Reader, p.Value)
		f.all = slices.Equal(f.rules, []string{"any"})
	}
	if len(f.rules) == 0 {
		d.Addf(d.keys["filter"], "the filter names no rules")
	}
	var mistakes detect.Mistakes
	f.detection, mistakes = detect.CompileDetection(&body, d.opt)
	d.Mistakes = append(d.Mistakes, mistakes...)
	return f
}

func (f *filter) appliesTo(r *Rule) bool {
	named := f.all || slices.Contains(f.rules, r.ID) || r.Name != "" && slices.Contains(f.rules, r.Name)
	return named && r.Correlation == nil && f.logsource.covers(r.Logsource)
}

// applyFilters gives each rule its filters, and refuses those that have no rule.
func (l *loader) applyFilters() {
	for _, f := range l.filters {
		used := false
		for _, r := range l.set.Rules {
			if f.appliesTo(r) {
				r.filters = append(r.filters, f)
				used = true
			}
		}
		if !used {
			l.refuse(f.rule.File, f.rule.ID, f.rule.Title, detect.Mistakes{{
				File: f.rule.File, Line: f.rule.Line, Column: 1, Text: "no rule that is loaded is meant by this filter",
			}})
		}
	}
}

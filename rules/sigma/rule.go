package sigma

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

// Level is how much a hit of a rule matters.
type Level uint8

// The levels, lowest first. A rule that gives none is Informational.
const (
	Informational Level = iota
	Low
	Medium
	High
	Critical
)

var levels = []string{"informational", "low", "medium", "high", "critical"}

// String returns the name of the level as rules write it.
func (l Level) String() string { return levels[min(int(l), len(levels)-1)] }

// Rule is a Sigma rule: a detection or a correlation.
type Rule struct {
	ID          string // a UUID; rules may have none
	Name        string // by which other rules may refer to it
	Title       string
	Description string
	Status      string
	Author      string // the licence of the public rules asks to name them
	Level       Level
	Tags        []string
	References  []string
	FalseAlarms []string // known circumstances of false hits
	Logsource   Logsource
	File        string
	Line        int

	Correlation *Correlation // nil for a detection

	targets  []target
	filters  []*filter
	generate bool     // whether hits are reported, see [Correlation.Generate]
	order    int      // among all rules
	asked    []string // fields that correlations need of the hits
}

// target is one kind of events in which a rule looks, with the detection as it
// reads there.
type target struct {
	keys      []detect.Key
	where     *detect.Selection // nil if nothing else is asked
	detection *detect.Detection
}

// match reports whether the rule detects the event.
func (t *target) match(f *detect.Fields) bool {
	if t.where != nil {
		if _, ok := t.where.Match(f, nil); !ok {
			return false
		}
	}
	return t.detection.Match(f)
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// document is one document of a rule file that is being read.
type document struct {
	detect.Reader
	keys map[string]*yaml.Node
	node *yaml.Node
	opt  detect.Options
}

func newDocument(file string, n *yaml.Node, opt Options) *document {
	d := &document{
		Reader: detect.Reader{File: file}, node: n, keys: map[string]*yaml.Node{},
		opt: detect.Options{File: file, Sigma: true, Expansions: opt.Expansions},
	}
	for _, p := range d.Pairs(n, "a Sigma rule") {
		d.keys[p.Key.Value] = p.Value
	}
	return d
}

// text returns the text under a key, or nothing. Sigma files may leave a key empty.
func (d *document) text(key string) string {
	n := d.keys[key]
	if n == nil || detect.IsNull(n) {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		d.Addf(n, "%s must be a text", key)
	}
	return n.Value
}

func (d *document) list(key string) []string {
	n := d.keys[key]
	if n == nil || detect.IsNull(n) {
		return nil
	}
	return texts(&d.Reader, n)
}

func texts(r *detect.Reader, n *yaml.Node) []string {
	var all []string
	for _, item := range detect.List(n) {
		if s, ok := r.Text(item, "an item of the list"); ok {
			all = append(all, s)
		}
	}
	return all
}

// head reads what all rules have.
func (d *document) head() *Rule {
	r := &Rule{
		ID: d.text("id"), Name: d.text("name"), Title: d.text("title"), Description: d.text("description"),
		Status: d.text("status"), Author: d.text("author"), Tags: d.list("tags"), References: d.list("references"),
		FalseAlarms: d.list("falsepositives"), File: d.File, Line: d.node.Line, generate: true,
	}
	if r.Title == "" {
		d.Addf(d.node, "the rule has no title")
	}
	if level := d.text("level"); level != "" {
		if name, ok := d.OneOf(d.keys["level"], "level", levels...); ok {
			r.Level = Level(slices.Index(levels, name))
		}
	}
	return r
}

func (d *document) logsource() Logsource {
	n := d.keys["logsource"]
	if n == nil {
		d.Addf(d.node, "the rule has no logsource")
		return Logsource{}
	}
	var l Logsource
	for _, p := range d.Pairs(n, "logsource") {
		to := map[string]*string{"product": &l.Product, "category": &l.Category, "service": &l.Service}[p.Key.Value]
		if to != nil && !detect.IsNull(p.Value) {
			*to, _ = d.Text(p.Value, p.Key.Value)
		}
	}
	return l
}

// detectionRule reads a rule with a detection.
func (d *document) detectionRule() *Rule {
	r := d.head()
	r.Logsource = d.logsource()
	places, err := logsources().find(r.Logsource)
	if err != nil && len(d.Mistakes) == 0 {
		d.Addf(d.keys["logsource"], "%v", err)
	}
	if len(places) == 0 {
		places = []place{{}} // to see what else is wrong
	}
	var plain *detect.Detection
	for _, p := range places {
		t := target{where: p.where}
		if p.rename != nil || plain == nil {
			t.detection = d.detection(p.rename)
		}
		if p.rename == nil {
			if plain == nil {
				plain = t.detection
			}
			t.detection = plain
		}
		if len(d.Mistakes) > 0 {
			return r
		}
		t.keys = detect.Both(p.keys(), t.detection.Keys())
		r.targets = append(r.targets, t)
	}
	return r
}

func (d *document) detection(rename map[string]string) *detect.Detection {
	opt := d.opt
	opt.Rename = rename
	det, mistakes := detect.CompileDetection(d.keys["detection"], opt)
	d.Mistakes = append(d.Mistakes, mistakes...)
	return det
}

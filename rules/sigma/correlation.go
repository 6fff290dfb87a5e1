package sigma

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

// The types of correlations.
const (
	EventCount      = "event_count"
	ValueCount      = "value_count"
	Temporal        = "temporal"
	TemporalOrdered = "temporal_ordered"
	ValueSum        = "value_sum"
	ValueAvg        = "value_avg"
	ValuePercentile = "value_percentile"
	ValueMedian     = "value_median"
)

var correlationTypes = []string{
	EventCount, ValueCount, Temporal, TemporalOrdered, ValueSum, ValueAvg, ValuePercentile, ValueMedian,
}

// Correlation is a rule over the hits of other rules.
type Correlation struct {
	Type     string
	Rules    []*Rule
	GroupBy  []string
	Timespan time.Duration // a window is closed: [t, t+Timespan]
	Fields   []string      // whose values are counted or reckoned with
	// Percentile is which one value_percentile takes, 50 if the rule gives none.
	Percentile int
	// Generate says whether hits of the correlated rules are reported for
	// themselves too.
	Generate bool

	names   []string                     // of the rules, as given
	aliases map[string]map[string]string // per name of group-by: field by rule name
	bounds  []bound
	among   *detect.NameCondition // of a temporal correlation, over rule names; nil if bounds say it
	node    *yaml.Node            // for mistakes that come out when all rules are known
}

// bound is one comparison of a condition.
type bound struct {
	op string // gt, gte, lt, lte, eq, neq
	n  float64
}

var boundNames = []string{"gt", "gte", "lt", "lte", "eq", "neq"}

func (b bound) holds(x float64) bool {
	switch b.op {
	case "gt":
		return x > b.n
	case "gte":
		return x >= b.n
	case "lt":
		return x < b.n
	case "lte":
		return x <= b.n
	case "eq":
		return x == b.n
	}
	return x != b.n
}

// within reports whether x meets all bounds.
func (c *Correlation) within(x float64) bool {
	return !slices.ContainsFunc(c.bounds, func(b bound) bool { return !b.holds(x) })
}

func (c *Correlation) isTemporal() bool { return c.Type == Temporal || c.Type == TemporalOrdered }

// needsField reports whether the condition must name a field.
func (c *Correlation) needsField() bool { return !c.isTemporal() && c.Type != EventCount }

// correlationRule reads a rule with a correlation.
func (d *document) correlationRule() *Rule {
	r := d.head()
	n := d.keys["correlation"]
	c := &Correlation{Percentile: 50, aliases: map[string]map[string]string{}, node: n}
	r.Correlation = c
	keys := d.Known(n, "a correlation", "type", "rules", "group-by", "timespan", "condition", "aliases", "generate")
	for _, need := range []string{"type", "rules", "timespan"} {
		if keys[need] == nil && n.Kind == yaml.MappingNode {
			d.Addf(n, "a correlation needs %q", need)
		}
	}
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	has("type", func(v *yaml.Node) { c.Type, _ = d.OneOf(v, "type", correlationTypes...) })
	has("rules", func(v *yaml.Node) { c.names = texts(&d.Reader, v) })
	has("group-by", func(v *yaml.Node) { c.GroupBy = texts(&d.Reader, v) })
	has("timespan", func(v *yaml.Node) { c.Timespan = d.timespan(v) })
	has("aliases", func(v *yaml.Node) { d.aliases(c, v) })
	has("generate", func(v *yaml.Node) { c.Generate = d.Bool(v, "generate") })
	has("condition", func(v *yaml.Node) { d.correlationCondition(c, v) })
	d.checkCorrelation(c, keys["condition"])
	return r
}

func (d *document) checkCorrelation(c *Correlation, condition *yaml.Node) {
	switch {
	case condition == nil && c.Type != "" && !c.isTemporal():
		d.Addf(c.node, "%s needs a condition", c.Type)
	case condition == nil:
		c.bounds = []bound{{"gte", float64(len(c.names))}}
	case c.needsField() && len(c.Fields) == 0:
		d.Addf(condition, "%s needs a field in its condition", c.Type)
	case !c.needsField() && len(c.Fields) > 0:
		d.Addf(condition, "%s takes no field in its condition", c.Type)
	case c.Type != ValueCount && len(c.Fields) > 1:
		d.Addf(condition, "%s takes one field", c.Type)
	}
	for alias := range c.aliases {
		if !slices.Contains(c.GroupBy, alias) {
			d.Addf(c.node, "the alias %q is not in group-by", alias)
		}
	}
}

var timespans = regexp.MustCompile(`^([1-9][0-9]{0,5})([smhdwMy])$`)

// timespanUnits: a month is 30 days and a year 365, as log time has no calendar.
var timespanUnits = map[string]time.Duration{
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	"M": 30 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
}

func (d *document) timespan(n *yaml.Node) time.Duration {
	s, ok := d.Text(n, "timespan")
	if !ok {
		return 0
	}
	m := timespans.FindStringSubmatch(s)
	if m == nil {
		d.Addf(n, "%q is not a timespan such as 30s, 5m, 1h or 7d", s)
		return 0
	}
	count, err := strconv.Atoi(m[1])
	unit := timespanUnits[m[2]]
	if err != nil || time.Duration(count) > 200*timespanUnits["y"]/unit {
		d.Addf(n, "the timespan %q is too long", s)
		return 0
	}
	return time.Duration(count) * unit
}

// correlationCondition reads a map of bounds, or of a temporal correlation an
// expression over the names of its rules.
func (d *document) correlationCondition(c *Correlation, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && c.isTemporal() {
		var mistakes detect.Mistakes
		c.among, mistakes = detect.CompileNames(n, c.names, d.opt)
		d.Mistakes = append(d.Mistakes, mistakes...)
		return
	}
	keys := d.Known(n, "a condition", append([]string{"field", "percentile"}, boundNames...)...)
	for _, op := range boundNames {
		if v := keys[op]; v != nil {
			c.bounds = append(c.bounds, bound{op, d.number(v, op)})
		}
	}
	if v := keys["field"]; v != nil {
		c.Fields = texts(&d.Reader, v)
	}
	if v := keys["percentile"]; v != nil {
		if c.Percentile = d.Int(v, "percentile"); c.Percentile < 1 || c.Percentile > 100 {
			d.Addf(v, "percentile must be from 1 to 100")
		}
	}
	if len(c.bounds) == 0 && n.Kind == yaml.MappingNode {
		d.Addf(n, "the condition compares with nothing; use gt, gte, lt, lte, eq or neq")
	}
}

func (d *document) number(n *yaml.Node, what string) float64 {
	s, ok := d.Text(n, what)
	if !ok {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		d.Addf(n, "%s must be a number, not %q", what, s)
	}
	return x
}

// aliases reads NAME: {RULE: FIELD}.
func (d *document) aliases(c *Correlation, n *yaml.Node) {
	for _, alias := range d.Pairs(n, "aliases") {
		fields := map[string]string{}
		for _, p := range d.Pairs(alias.Value, "an alias") {
			fields[p.Key.Value], _ = d.Text(p.Value, "a field")
		}
		c.aliases[alias.Key.Value] = fields
	}
}

// fieldOf returns the field that group-by means in hits of a rule.
func (c *Correlation) fieldOf(name string, r *Rule) string {
	fields := c.aliases[name]
	for _, key := range []string{r.Name, r.ID} {
		if f, ok := fields[key]; ok && key != "" {
			return f
		}
	}
	return name
}

// link gives correlations the rules that they name, and refuses those that
// name one that is not there, or themselves in the end.
func (l *loader) link() {
	byName := map[string]*Rule{}
	for _, r := range l.set.Rules {
		byName[r.ID], byName[r.Name] = r, r
	}
	delete(byName, "")
	refused := map[*Rule]bool{}
	refuse := func(r *Rule, format string, args ...any) {
		n := r.Correlation.node
		l.refuse(r.File, r.ID, r.Title, detect.Mistakes{{File: r.File, Line: n.Line, Column: n.Column, Text: fmt.Sprintf(format, args...)}})
		refused[r] = true
	}
	for _, r := range l.set.Rules {
		if r.Correlation == nil {
			continue
		}
		for _, name := range r.Correlation.names {
			if byName[name] == nil {
				refuse(r, "no rule %q is loaded%s", name, detect.Suggest(name, slices.Sorted(maps.Keys(byName))))
				break
			}
			r.Correlation.Rules = append(r.Correlation.Rules, byName[name])
		}
	}
	for _, r := range l.set.Rules {
		if r.Correlation != nil && !refused[r] && r.reaches(r, map[*Rule]bool{}) {
			refuse(r, "the correlation depends on itself")
		}
	}
	// Whoever depends on a refused rule is refused as well.
	for changed := true; changed; {
		changed = false
		for _, r := range l.set.Rules {
			if r.Correlation != nil && !refused[r] && slices.ContainsFunc(r.Correlation.Rules, func(x *Rule) bool { return refused[x] }) {
				refuse(r, "a rule that it correlates was refused")
				changed = true
			}
		}
	}
	l.set.Rules = slices.DeleteFunc(l.set.Rules, func(r *Rule) bool { return refused[r] })
	l.tell()
}

// reaches reports whether a correlation depends on the rule.
func (r *Rule) reaches(other *Rule, seen map[*Rule]bool) bool {
	if r.Correlation == nil || seen[r] {
		return false
	}
	seen[r] = true
	return slices.ContainsFunc(r.Correlation.Rules, func(x *Rule) bool { return x == other || x.reaches(other, seen) })
}

// tell tells the parts of correlations what is wanted of their hits: which
// fields, and whether they are to be reported for themselves.
func (l *loader) tell() {
	wanted := map[*Rule]bool{}
	for _, r := range l.set.Rules {
		if r.Correlation == nil {
			continue
		}
		r.Correlation.ask()
		for _, part := range r.Correlation.Rules {
			wanted[part] = wanted[part] || r.Correlation.Generate
			part.generate = wanted[part]
		}
	}
}

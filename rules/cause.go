package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

// priors are bits of log-odds before any evidence.
var priors = map[string]float64{"usual": 1, "normal": 0, "rare": -2}

func (p *parser) causes(n *yaml.Node, root *scope) {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		p.Addf(n, "causes must be a list of causes")
		return
	}
	seen := map[string]int{}
	for _, item := range n.Content {
		c := p.cause(item, root)
		if line, dup := seen[c.ID]; dup && c.ID != "" {
			p.Addf(item, "the cause %q is already given in line %d", c.ID, line)
		}
		seen[c.ID] = c.Line
		p.nodes[c] = item
		p.problem.Causes = append(p.problem.Causes, c)
	}
}

func (p *parser) cause(n *yaml.Node, root *scope) *Cause {
	c := &Cause{Line: n.Line}
	keys := p.Known(n, "a cause", "id", "title", "prior", "benign", "evidence", "because", "ask", "fix", "verify", "risk", "refs")
	for _, need := range []string{"id", "title"} {
		if keys != nil && keys[need] == nil && n.Kind == yaml.MappingNode {
			p.Addf(n, "a cause needs %q", need)
		}
	}
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	has("id", func(v *yaml.Node) { c.ID = p.name(v, "the id of a cause") })
	has("prior", func(v *yaml.Node) {
		word, _ := p.OneOf(v, "prior", "usual", "normal", "rare")
		c.Prior = priors[word]
	})
	has("benign", func(v *yaml.Node) { c.Benign = p.Bool(v, "benign") })
	at := root
	has("evidence", func(v *yaml.Node) { c.Evidence, at = p.evidenceList(v, at, false) })
	has("because", func(v *yaml.Node) { c.Because, _ = p.evidenceList(v, at, true) })
	has("title", func(v *yaml.Node) { c.Title = p.text(v, "title", at) })
	has("ask", func(v *yaml.Node) { c.Ask = p.asks(v, at) })
	has("fix", func(v *yaml.Node) { c.Fix = p.steps(v, at) })
	has("verify", func(v *yaml.Node) { c.Verify = p.text(v, "verify", at) })
	has("risk", func(v *yaml.Node) { c.Risk = p.text(v, "risk", at) })
	has("refs", func(v *yaml.Node) { c.Refs = p.references(v) })
	return c
}

func (p *parser) references(n *yaml.Node) []string {
	var all []string
	for _, item := range detect.List(n) {
		if s, ok := p.Text(item, "a reference"); ok {
			all = append(all, s)
			p.refs = append(p.refs, refUse{item, s})
		}
	}
	return all
}

func (p *parser) evidenceList(n *yaml.Node, at *scope, because bool) ([]*Evidence, *scope) {
	var all []*Evidence
	for _, item := range detect.List(n) {
		var e *Evidence
		e, at = p.evidence(item, at, because)
		all = append(all, e)
	}
	return all, at
}

var evidenceKinds = []string{"see", "not", "state", "problem"}

// evidence reads one piece of evidence, and returns the scope behind it.
func (p *parser) evidence(n *yaml.Node, at *scope, because bool) (*Evidence, *scope) {
	e := &Evidence{Line: n.Line}
	keys := p.Known(n, "evidence", slices.Concat(evidenceKinds,
		[]string{"window", "count", "pick", "where", "weight", "else", "required", "says", "refs"})...)
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	found := p.evidenceKind(n, keys, e, at)
	has("window", func(v *yaml.Node) { e.Window = p.window(v) })
	has("count", func(v *yaml.Node) { e.Count = p.count(v) })
	has("pick", func(v *yaml.Node) { e.Pick = p.pick(v) })
	has("where", func(v *yaml.Node) {
		e.Where = p.selection(v)
		p.use(use{node: v, names: e.Where.Expands(), at: found})
	})
	has("weight", func(v *yaml.Node) { e.Weight = p.weight(v) })
	has("else", func(v *yaml.Node) { e.Else = p.weight(v) })
	has("required", func(v *yaml.Node) { e.Required = p.Bool(v, "required") })
	has("says", func(v *yaml.Node) { e.Says = p.text(v, "says", found) })
	has("refs", func(v *yaml.Node) { e.Refs = p.references(v) })
	p.checkEvidence(n, keys, e, because)
	p.nodes[e] = n
	if found != at {
		return e, &scope{up: at, class: found.class, problem: found.problem, maybe: !e.Required}
	}
	return e, at
}

// evidenceKind reads what the evidence looks for, and returns the scope in
// which it has been found.
func (p *parser) evidenceKind(n *yaml.Node, keys map[string]*yaml.Node, e *Evidence, at *scope) *scope {
	var given []string
	for _, kind := range evidenceKinds {
		if keys[kind] != nil {
			given = append(given, kind)
		}
	}
	if len(given) != 1 {
		if n.Kind == yaml.MappingNode {
			p.Addf(n, "evidence needs exactly one of %s", strings.Join(evidenceKinds, ", "))
		}
		return at
	}
	v := keys[given[0]]
	switch e.Kind = EvidenceKind(slices.Index(evidenceKinds, given[0])); e.Kind {
	case InState:
		e.State = p.stateRef(v)
	case HaveProblem:
		e.Problem, _ = p.Text(v, "problem")
		p.problems = append(p.problems, problemUse{v, e.Problem})
		return &scope{up: at, problem: e.Problem}
	default:
		e.Class = p.classOf(v, given[0])
		p.use(use{node: v, class: e.Class, at: at})
		if e.Kind == See {
			return &scope{up: at, class: e.Class}
		}
	}
	return at
}

// checkEvidence finds keys that make no sense together.
func (p *parser) checkEvidence(n *yaml.Node, keys map[string]*yaml.Node, e *Evidence, because bool) {
	if n.Kind != yaml.MappingNode {
		return
	}
	if keys["window"] == nil {
		p.Addf(n, "evidence needs a window")
	}
	for _, key := range []string{"count", "where"} {
		if keys[key] != nil && e.Kind != See && e.Kind != Not {
			p.Addf(keys[key], "%s goes with events: see or not", key)
		}
	}
	if keys["pick"] != nil && e.Kind != See && e.Kind != HaveProblem {
		p.Addf(keys["pick"], "pick goes with see and problem: there is nothing else to choose from")
	}
	if because && e.Required {
		p.Addf(keys["required"], "required goes with evidence, not with because")
	}
	if keys["weight"] == nil && keys["else"] == nil && !e.Required {
		p.Addf(n, "evidence without weight, else or required changes nothing")
	}
}

// weights are bits of log-odds.
var weights = map[string]float64{"decisive": 6, "strong": 4, "moderate": 2, "weak": 1}

// maxWeight bounds weights that are given as numbers; 2^20 is a million to one.
const maxWeight = 20

// weight reads a word or a number with an optional sign.
func (p *parser) weight(n *yaml.Node) float64 {
	s, ok := p.Text(n, "a weight")
	if !ok {
		return 0
	}
	sign, word := 1.0, strings.TrimPrefix(s, "+")
	if rest, minus := strings.CutPrefix(s, "-"); minus {
		sign, word = -1, rest
	}
	if w, ok := weights[word]; ok {
		return sign * w
	}
	w, err := strconv.ParseFloat(word, 64)
	if err != nil || strings.Trim(word, "0123456789.") != "" || w > maxWeight {
		p.Addf(n, "a weight is decisive, strong, moderate, weak or a number up to %d, with an optional sign, not %q%s",
			maxWeight, s, detect.Suggest(word, []string{"decisive", "strong", "moderate", "weak"}))
		return 0
	}
	return sign * w
}

var counts = regexp.MustCompile(`^(>=|>|<=|<|=) *([0-9]{1,6})$`)

func (p *parser) count(n *yaml.Node) Count {
	s, ok := p.Text(n, "count")
	if !ok {
		return Count{}
	}
	m := counts.FindStringSubmatch(s)
	if m == nil {
		p.Addf(n, "count is a comparison such as '>=3' or '=1', not %q", s)
		return Count{}
	}
	number, err := strconv.Atoi(m[2])
	if err != nil {
		p.Addf(n, "count: %v", err)
	}
	return Count{Op: m[1], N: number}
}

func (p *parser) pick(n *yaml.Node) Pick {
	words := []string{"nearest", "first", "last"}
	s, ok := p.OneOf(n, "pick", words...)
	if !ok {
		return Nearest
	}
	return Pick(slices.Index(words, s))
}

func (p *parser) asks(n *yaml.Node, at *scope) []Ask {
	var all []Ask
	for _, item := range detect.List(n) {
		keys := p.Known(item, "ask", "run", "look", "weight")
		var a Ask
		if v := keys["run"]; v != nil {
			a.Run = p.command(v, "run", at)
		}
		if v := keys["look"]; v != nil {
			a.Look = p.text(v, "look", at)
		} else if item.Kind == yaml.MappingNode {
			p.Addf(item, "ask needs what to look for (look)")
		}
		if v := keys["weight"]; v != nil {
			a.Weight = p.weight(v)
		}
		all = append(all, a)
	}
	return all
}

func (p *parser) steps(n *yaml.Node, at *scope) []Step {
	var all []Step
	for _, item := range detect.List(n) {
		all = append(all, p.step(item, at))
	}
	return all
}

// step reads a step of a fix: a text, a text per language, or a map with run,
// says or stopgap.
func (p *parser) step(n *yaml.Node, at *scope) Step {
	isStep := func(k *yaml.Node) bool { return slices.Contains([]string{"run", "says", "stopgap"}, k.Value) }
	if n.Kind != yaml.MappingNode || !slices.ContainsFunc(n.Content, isStep) {
		return Step{Says: p.text(n, "a step", at)}
	}
	keys := p.Known(n, "a step", "run", "says", "stopgap")
	var s Step
	if v := keys["run"]; v != nil {
		s.Run = p.command(v, "run", at)
	}
	says := keys["says"]
	if v := keys["stopgap"]; v != nil {
		s.Stopgap = true
		if says != nil {
			p.Addf(n, "a step has one text: says or stopgap")
		}
		says = v
	}
	if says != nil {
		s.Says = p.text(says, "a step", at)
	}
	return s
}

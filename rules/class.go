package rules

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// triggers are the words that stand for no event class in states.
var triggers = map[string]StateTrigger{"boot": OnBoot, "start": OnStart, "end": OnEnd}

// events reads the event classes. Their names are all known before the first
// of them is read, because `is` may name a later one.
func (p *parser) events(n *yaml.Node) {
	pairs := p.Pairs(n, "events")
	for _, pair := range pairs {
		name := p.name(pair.Key, "the name of an event class")
		if _, reserved := triggers[name]; reserved {
			p.Addf(pair.Key, "%q is built in and cannot name an event class", name)
		}
		c := &Class{Name: name, Line: pair.Key.Line}
		p.problem.Classes = append(p.problem.Classes, c)
		p.classes[name] = c
		p.nodes[c] = pair.Key
	}
	for i, pair := range pairs {
		p.alternatives(p.problem.Classes[i], pair.Value)
	}
	p.cycles()
}

// alternatives reads an event class: a map, a list of maps, or keywords.
func (p *parser) alternatives(c *Class, n *yaml.Node) {
	isMap := func(n *yaml.Node) bool { return n.Kind == yaml.MappingNode }
	if n.Kind != yaml.MappingNode && !slices.ContainsFunc(n.Content, isMap) {
		c.Alternatives = []Alternative{{Select: p.selection(n)}}
		return
	}
	for _, item := range detect.List(n) {
		c.Alternatives = append(c.Alternatives, p.alternative(item))
	}
}

// alternative reads a Sigma map, taking is and bind out of it.
func (p *parser) alternative(n *yaml.Node) Alternative {
	var a Alternative
	if n.Kind != yaml.MappingNode {
		a.Select = p.selection(n)
		return a
	}
	rest := *n
	rest.Content = nil
	for _, pair := range p.Pairs(n, "an event class") {
		switch pair.Key.Value {
		case "is":
			a.Is = p.classOf(pair.Value, "is")
		case "bind":
			a.Bind = p.bindings(pair.Value)
		default:
			rest.Content = append(rest.Content, pair.Key, pair.Value)
		}
	}
	if len(rest.Content) > 0 || a.Is == nil {
		a.Select = p.selection(&rest)
	}
	return a
}

func (p *parser) selection(n *yaml.Node) *detect.Selection {
	s, mistakes := detect.CompileSelection(n, detect.Options{File: p.File})
	p.Mistakes = append(p.Mistakes, mistakes...)
	return s
}

func (p *parser) bindings(n *yaml.Node) []Binding {
	var all []Binding
	for _, pair := range p.Pairs(n, "bind") {
		if field, ok := p.Text(pair.Value, "the field of a variable"); ok {
			all = append(all, Binding{Var: p.name(pair.Key, "the name of a variable"), Field: field})
		}
	}
	return all
}

// maxAlternatives bounds what alternatives of alternatives multiply to. Every
// one of them may have to be tried for an event.
const maxAlternatives = 1000

// cycles finds classes that are themselves by way of `is`, and cuts the tie, so
// that whatever looks at them comes to an end; and classes that would take too long.
func (p *parser) cycles() {
	ways := map[*Class]int{} // alternatives in all; -1 while the class is looked at
	var visit func(c *Class)
	visit = func(c *Class) {
		ways[c] = -1
		sum := 0
		for i := range c.Alternatives {
			is := c.Alternatives[i].Is
			if is != nil && ways[is] == 0 {
				visit(is)
			}
			if is != nil && ways[is] < 0 {
				p.Addf(p.nodes[c], "event class %q is itself by way of is: %s", c.Name, is.Name)
				c.Alternatives[i].Is = nil
			}
			sum += max(1, ways[c.Alternatives[i].Is])
		}
		if sum > maxAlternatives {
			p.Addf(p.nodes[c], "event class %q has more than %d alternatives by way of is", c.Name, maxAlternatives)
			c.Alternatives = nil
		}
		ways[c] = max(1, min(sum, maxAlternatives))
	}
	for _, c := range p.problem.Classes {
		if ways[c] == 0 {
			visit(c)
		}
	}
}

// stateMachines reads states: NAME: {STATE: trigger or list of triggers}.
func (p *parser) stateMachines(n *yaml.Node) {
	for _, pair := range p.Pairs(n, "states") {
		s := &State{Name: p.name(pair.Key, "the name of a state machine")}
		for _, v := range p.Pairs(pair.Value, "a state machine") {
			name := p.name(v.Key, "the name of a state")
			for _, t := range detect.List(v.Value) {
				s.Values = append(s.Values, p.stateValue(name, t))
			}
		}
		p.problem.States = append(p.problem.States, s)
		p.states[s.Name] = s
	}
}

func (p *parser) stateValue(name string, n *yaml.Node) StateValue {
	v := StateValue{Name: name}
	if t, ok := triggers[n.Value]; ok && n.Kind == yaml.ScalarNode {
		v.Trigger = t
		return v
	}
	if v.Class = p.classOf(n, "what enters a state"); v.Class != nil {
		p.use(use{node: n, class: v.Class})
	}
	return v
}

package rules

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

// parser reads one rule file.
type parser struct {
	detect.Reader
	problem  *Problem
	classes  map[string]*Class
	states   map[string]*State
	uses     []use        // of variables, checked when all files are read
	problems []problemUse // names of other problems, likewise
	used     map[*Class]bool
	refs     []refUse
	written  []writtenText
	nodes    map[any]*yaml.Node // where classes, causes and evidence stand
}

// scope is a point of a cause at which variables have values: those of the
// event class or the problem that was found there, and those of the scope above.
type scope struct {
	up      *scope
	class   *Class
	problem string
	maybe   bool // the cause stands without it too
}

// use is a place that needs values of variables.
type use struct {
	node  *yaml.Node
	names []string
	class *Class // or whatever this class needs
	at    *scope
	shown bool // in a text of the report
}

// writtenText is a text and where it stands.
type writtenText struct {
	node *yaml.Node
	text Text
}

type problemUse struct {
	node *yaml.Node
	id   string
}

type refUse struct {
	node *yaml.Node
	ref  string
}

func (p *parser) use(u use) {
	if len(u.names) > 0 || u.class != nil {
		p.uses = append(p.uses, u)
	}
}

// parse reads a rule file. The problem is nil if the file is not one.
func parse(file string, src []byte) *parser {
	p := &parser{
		Reader:  detect.Reader{File: file},
		classes: map[string]*Class{}, states: map[string]*State{},
		used: map[*Class]bool{}, nodes: map[any]*yaml.Node{},
	}
	docs := p.Documents(src)
	switch {
	case len(docs) > 1:
		p.Addf(docs[1], "a rule file describes one problem, and this is a second document")
	case len(docs) == 0 && len(p.Mistakes) == 0:
		p.Addf(nil, "the file is empty")
	case len(docs) == 1:
		p.file(docs[0])
	}
	return p
}

// file reads the top level. The order matters: names must be known before they
// are used, wherever they stand in the file.
func (p *parser) file(n *yaml.Node) {
	keys := p.Known(n, "a rule file", "problem", "version", "title", "severity", "applies", "per",
		"events", "states", "symptom", "causes", "explains")
	if len(keys) == 0 {
		return
	}
	p.problem = &Problem{File: p.File, Severity: Medium, Version: 1, Per: []string{"Computer"}}
	for _, need := range []string{"problem", "title", "events", "symptom", "causes"} {
		if keys[need] == nil {
			p.Addf(n, "%q is missing", need)
		}
	}
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	has("problem", func(v *yaml.Node) { p.problem.ID = p.name(v, "the name of the problem") })
	has("version", func(v *yaml.Node) { p.problem.Version = p.Int(v, "version") })
	has("severity", p.severity)
	has("applies", p.applies)
	has("per", func(v *yaml.Node) { p.problem.Per = p.words(v, "a field of per") })
	has("events", p.events)
	has("states", p.stateMachines)
	has("symptom", p.symptom)
	root := &scope{class: p.problem.Symptom.See}
	has("title", func(v *yaml.Node) { p.problem.Title = p.text(v, "title", root) })
	has("causes", func(v *yaml.Node) { p.causes(v, root) })
	has("explains", func(v *yaml.Node) { p.explains(v, root) })
}

var names = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// name reads the name of something that rules refer to.
func (p *parser) name(n *yaml.Node, what string) string {
	s, ok := p.Text(n, what)
	if ok && !names.MatchString(s) {
		p.Addf(n, "%s must be of a-z, 0-9, - and _ and begin with a letter, not %q", what, s)
	}
	return s
}

// words reads a list of words.
func (p *parser) words(n *yaml.Node, what string) []string {
	var all []string
	for _, item := range detect.List(n) {
		if s, ok := p.Text(item, what); ok {
			all = append(all, s)
		}
	}
	return all
}

var severities = []string{"info", "low", "medium", "high", "critical"}

func (p *parser) severity(n *yaml.Node) {
	if s, ok := p.OneOf(n, "severity", severities...); ok {
		p.problem.Severity = Severity(slices.Index(severities, s))
	}
}

// windows are the names of Windows versions in applies.
var windows = []string{
	"winnt", "win2000", "winxp", "win2003", "winvista", "win2008", "win7", "win2008r2", "win8", "win2012",
	"win8.1", "win2012r2", "win10", "win2016", "win2019", "win11", "win2022", "win2025",
}

func (p *parser) applies(n *yaml.Node) {
	for _, item := range detect.List(n) {
		if s, ok := p.OneOf(item, "a Windows version", windows...); ok {
			p.problem.Applies = append(p.problem.Applies, s)
		}
	}
}

// class returns the event class of that name, which is one that is used.
func (p *parser) class(n *yaml.Node, name string) *Class {
	c := p.classes[name]
	if c == nil && p.Full() {
		return nil
	}
	if c == nil {
		p.Addf(n, "no event class %q in events%s", name, detect.Suggest(name, sortedKeys(p.classes)))
		return nil
	}
	p.used[c] = true
	return c
}

// classOf reads the name of an event class.
func (p *parser) classOf(n *yaml.Node, what string) *Class {
	name, ok := p.Text(n, what)
	if !ok {
		return nil
	}
	return p.class(n, name)
}

func (p *parser) symptom(n *yaml.Node) {
	keys := p.Known(n, "symptom", "see", "state", "quiet")
	see, state := keys["see"], keys["state"]
	switch {
	case see != nil && state != nil:
		p.Addf(n, "a symptom is either an event (see) or a state, not both")
	case see != nil:
		p.problem.Symptom.See = p.classOf(see, "see")
		p.use(use{node: see, class: p.problem.Symptom.See})
	case state != nil:
		p.problem.Symptom.State = p.stateRef(state)
	default:
		p.Addf(n, "a symptom needs an event (see) or a state")
	}
	if quiet := keys["quiet"]; quiet != nil {
		if see == nil {
			p.Addf(quiet, "quiet goes with an event (see); a state ends when it is left")
		}
		p.quiet(quiet)
	}
}

func (p *parser) quiet(n *yaml.Node) {
	s, ok := p.Text(n, "quiet")
	if !ok {
		return
	}
	d, err := parseDuration(s)
	if err != nil {
		p.Addf(n, "quiet: %v", err)
	}
	p.problem.Symptom.Quiet = d
}

func (p *parser) explains(n *yaml.Node, at *scope) {
	for _, item := range detect.List(n) {
		if c := p.classOf(item, "explains"); c != nil {
			p.problem.Explains = append(p.problem.Explains, c)
			p.use(use{node: item, class: c, at: at})
		}
	}
}

// stateRef reads NAME=STATE.
func (p *parser) stateRef(n *yaml.Node) StateRef {
	s, ok := p.Text(n, "a state")
	if !ok {
		return StateRef{}
	}
	name, value, ok := strings.Cut(s, "=")
	if !ok {
		p.Addf(n, "a state is written NAME=STATE, not %q", s)
		return StateRef{}
	}
	state := p.states[name]
	if state == nil {
		p.Addf(n, "no state machine %q in states%s", name, detect.Suggest(name, sortedKeys(p.states)))
		return StateRef{}
	}
	var known []string
	for _, v := range state.Values {
		known = append(known, v.Name)
	}
	if !slices.Contains(known, value) {
		p.Addf(n, "%q has no state %q%s", name, value, detect.Suggest(value, known))
	}
	return StateRef{State: state, Value: value}
}

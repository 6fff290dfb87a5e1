package ruletest

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// File is a test file.
type File struct {
	Name    string
	Problem *rules.Problem
	Tests   []*Test
}

// Test is one case.
type Test struct {
	Name      string
	Line      int
	Events    []*event.Event // nil if there is input
	Input     []string       // paths beside the test file
	Expect    []*Expectation
	Absent    bool // expect: [], no incident of the problem
	Exact     bool // no incident of another problem
	Incidents int  // of the problem; -1 if any
	Golden    string
	Todo      string
	Mutate    []string // names of mutations
}

// Expectation is what one incident must be like. What is not set is not looked at.
type Expectation struct {
	Line     int
	Text     string // as written, for messages
	Problem  string
	Cause    string
	Rank     int
	Verdict  string
	Level    string // confidence
	Because  []string
	Behind   bool // whether because was given
	Vars     detect.Vars
	Unknown  *bound
	Prob     *bound
	Evidence map[string]string
	Host     *string
	At       event.FILETIME
	Until    event.FILETIME
	Ongoing  *bool
	Undated  *bool
	Count    int // -1 if any
	Severity string
	Explains int // -1 if any
}

// bound is a comparison with a number.
type bound struct {
	op    string
	value float64
}

func (b *bound) holds(x float64) bool {
	const digits = 1e-4 // reports round to as many
	switch b.op {
	case ">=":
		return x >= b.value-digits
	case "<=":
		return x <= b.value+digits
	case ">":
		return x > b.value
	case "<":
		return x < b.value
	}
	return x >= b.value-digits && x <= b.value+digits
}

// Parse reads a test file. The error is [detect.Mistakes], all of them.
func Parse(set *rules.Set, name string, src []byte) (*File, error) {
	p := &fileParser{Reader: detect.Reader{File: name}, set: set, file: &File{Name: name}}
	for _, doc := range p.Documents(src) {
		p.document(doc)
	}
	if len(p.file.Tests) == 0 && len(p.Mistakes) == 0 {
		p.Addf(nil, "the file has no tests")
	}
	p.Mistakes.Sort()
	return p.file, p.Mistakes.Err()
}

type fileParser struct {
	detect.Reader
	set  *rules.Set
	file *File
}

func (p *fileParser) document(n *yaml.Node) {
	keys := p.Known(n, "a test file", "problem", "tests")
	if v := keys["problem"]; v != nil {
		id, _ := p.Text(v, "problem")
		if p.file.Problem = p.set.Problem(id); p.file.Problem == nil {
			p.Addf(v, "there is no problem %q%s", id, detect.Suggest(id, problemIDs(p.set)))
		}
	} else {
		p.Addf(n, "a test file needs the problem that it tests")
	}
	if v := keys["tests"]; v != nil && p.file.Problem != nil {
		seen := map[string]bool{}
		for _, item := range detect.List(v) {
			t := p.test(item)
			if seen[t.Name] {
				p.Addf(item, "there is a test of the name %q before", t.Name)
			}
			seen[t.Name] = true
			p.file.Tests = append(p.file.Tests, t)
		}
	}
}

func problemIDs(set *rules.Set) []string {
	var ids []string
	for _, p := range set.Problems {
		ids = append(ids, p.ID)
	}
	return ids
}

func (p *fileParser) test(n *yaml.Node) *Test {
	t := &Test{Line: n.Line, Incidents: -1, Mutate: allMutations()}
	keys := p.Known(n, "a test", "name", "events", "input", "expect", "exact", "incidents", "golden", "todo", "mutate")
	has := func(key string, read func(*yaml.Node)) {
		if v := keys[key]; v != nil {
			read(v)
		}
	}
	has("name", func(v *yaml.Node) { t.Name, _ = p.Text(v, "name") })
	has("events", func(v *yaml.Node) { t.Events = p.events(v) })
	has("input", func(v *yaml.Node) { t.Input = p.texts(v, "input") })
	has("expect", func(v *yaml.Node) { p.expect(v, t) })
	has("exact", func(v *yaml.Node) {
		_, t.Exact = p.OneOf(detect.List(v)[0], "exact", "problem")
	})
	has("incidents", func(v *yaml.Node) { t.Incidents = p.Int(v, "incidents") })
	has("golden", func(v *yaml.Node) { t.Golden, _ = p.Text(v, "golden") })
	has("todo", func(v *yaml.Node) { t.Todo, _ = p.Text(v, "todo") })
	has("mutate", func(v *yaml.Node) { t.Mutate = p.mutations(v) })
	p.checkTest(n, t, keys)
	return t
}

// checkTest finds what a test lacks.
func (p *fileParser) checkTest(n *yaml.Node, t *Test, keys map[string]*yaml.Node) {
	switch {
	case n.Kind != yaml.MappingNode:
	case keys["name"] == nil:
		p.Addf(n, "a test needs a name")
	case keys["events"] != nil && keys["input"] != nil:
		p.Addf(keys["input"], "a test has events or input, not both")
	case t.Todo != "":
	case keys["events"] == nil && keys["input"] == nil:
		p.Addf(n, "a test needs events or input")
	case keys["expect"] == nil && t.Golden == "":
		p.Addf(n, "a test needs something to expect: expect or golden")
	}
}

// events reads a timeline; its lines are counted from where it stands.
func (p *fileParser) events(n *yaml.Node) []*event.Event {
	text, ok := p.Text(n, "events")
	if !ok {
		return nil
	}
	events, err := ParseTimeline(&event.Source{Path: p.file.Name, Format: "timeline"}, text)
	if wrong, ok := errors.AsType[*LineError](err); ok {
		at := *n
		if n.Style&yaml.LiteralStyle != 0 {
			at.Line, at.Column = n.Line+wrong.Line, 1
		}
		p.Addf(&at, "events: %v", wrong.Err)
	}
	return events
}

func (p *fileParser) texts(n *yaml.Node, what string) []string {
	var all []string
	for _, item := range detect.List(n) {
		if s, ok := p.Text(item, what); ok {
			all = append(all, s)
		}
	}
	return all
}

func (p *fileParser) mutations(n *yaml.Node) []string {
	switch n.Value {
	case "auto":
		return allMutations()
	case "off":
		return nil
	}
	for _, item := range detect.List(n) {
		p.OneOf(item, "a mutation", allMutations()...)
	}
	return p.texts(n, "a mutation")
}

// flow writes a node on one line, as a message shows it.
func flow(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		var parts []string
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, n.Content[i].Value+": "+flow(n.Content[i+1]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		var parts []string
		for _, item := range n.Content {
			parts = append(parts, flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return n.Value
	}
}

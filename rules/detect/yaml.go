package detect

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits on a rule file. Rule files may come from strangers.
const (
	MaxFileSize = 1 << 20 // bytes; the largest public Sigma rule has 200 KB
	maxDepth    = 20      // nested collections; ours need 7
	maxNodes    = 30_000  // keys and values in a file; that rule has 4,500
	maxMistakes = 100     // told of one file; the rest can wait until these are mended
)

// Reader reads the nodes of one rule file and collects all that is wrong with
// it, so that its author sees every mistake at once.
type Reader struct {
	File     string
	Mistakes Mistakes
}

// Documents parses the file. Of a file that is not YAML, or in which a node is
// out of bounds, it returns nothing, and the mistakes say why. It reads text as it
// stands: no aliases, no merge keys, no tags that change a value.
func (r *Reader) Documents(src []byte) []*yaml.Node {
	if len(src) > MaxFileSize {
		r.Addf(nil, "the file is larger than %d bytes", MaxFileSize)
		return nil
	}
	before := len(r.Mistakes)
	loader, err := yaml.NewLoader(bytes.NewReader(src),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		r.Addf(nil, "%v", err)
		return nil
	}
	var docs []*yaml.Node
	for nodes := 0; ; {
		var doc yaml.Node
		switch err := loader.Load(&doc); {
		case errors.Is(err, io.EOF):
			if len(r.Mistakes) > before {
				return nil
			}
			return docs
		case err != nil:
			r.syntax(err)
			return nil
		}
		if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
			continue
		}
		r.check(doc.Content[0], &nodes)
		docs = append(docs, doc.Content[0])
	}
}

// syntax adds what the YAML library found, in our own form.
func (r *Reader) syntax(err error) {
	m := Mistake{File: r.File, Line: 1, Column: 1, Text: err.Error()}
	if load, ok := errors.AsType[*yaml.LoadError](err); ok {
		m.Line, m.Column, m.Text = max(load.Mark.Line, 1), max(load.Mark.Column, 1), load.Message
	}
	m.Text = "not valid YAML: " + m.Text
	r.Mistakes = append(r.Mistakes, m)
}

// check looks for what rule files may not hold anywhere.
func (r *Reader) check(n *yaml.Node, nodes *int) {
	if *nodes++; *nodes == maxNodes {
		r.Addf(n, "the file has more than %d keys and values", maxNodes)
	}
	if *nodes >= maxNodes {
		return
	}
	switch {
	case n.Kind == yaml.AliasNode:
		r.Addf(n, "aliases (*%s) are not allowed in rule files", n.Value)
	case n.Anchor != "":
		r.Addf(n, "anchors (&%s) are not allowed in rule files", n.Anchor)
	}
	if n.Kind == yaml.MappingNode {
		r.checkKeys(n)
	}
	for _, c := range n.Content {
		r.check(c, nodes)
	}
}

func (r *Reader) checkKeys(n *yaml.Node) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		switch first, dup := seen[k.Value]; {
		case k.Kind != yaml.ScalarNode:
			r.Addf(k, "a key must be a plain word")
		case dup:
			r.Addf(k, "the key %q is already given in line %d", k.Value, first)
		default:
			seen[k.Value] = k.Line
		}
	}
}

// Full reports whether no more mistakes will be added, for those who would have
// to work to word one.
func (r *Reader) Full() bool { return len(r.Mistakes) >= maxMistakes }

// Addf adds a mistake at the place of n, which may be nil.
func (r *Reader) Addf(n *yaml.Node, format string, args ...any) {
	if r.Full() {
		return
	}
	m := Mistake{File: r.File, Text: fmt.Sprintf(format, args...)}
	if n != nil {
		m.Line, m.Column = n.Line, n.Column
	}
	if r.Mistakes = append(r.Mistakes, m); r.Full() {
		r.Mistakes = append(r.Mistakes, Mistake{File: r.File, Text: "there may be more mistakes than these"})
	}
}

// Pair is one entry of a map.
type Pair struct{ Key, Value *yaml.Node }

// Pairs returns the entries of a map in the order of the file. If n is not a
// map, that is a mistake, of which what names the thing that should be one.
func (r *Reader) Pairs(n *yaml.Node, what string) []Pair {
	if n.Kind != yaml.MappingNode {
		r.Addf(n, "%s must be a map, not %s", what, kindName(n))
		return nil
	}
	pairs := make([]Pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		pairs = append(pairs, Pair{n.Content[i], n.Content[i+1]})
	}
	return pairs
}

// Known returns the values of a map by key. Every key must be one of known.
func (r *Reader) Known(n *yaml.Node, what string, known ...string) map[string]*yaml.Node {
	got := map[string]*yaml.Node{}
	for _, p := range r.Pairs(n, what) {
		if !slices.Contains(known, p.Key.Value) {
			r.Addf(p.Key, "unknown key %q in %s%s", p.Key.Value, what, Suggest(p.Key.Value, known))
			continue
		}
		got[p.Key.Value] = p.Value
	}
	return got
}

// List returns the items of a list; anything else is a list of one item.
func List(n *yaml.Node) []*yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content
	}
	return []*yaml.Node{n}
}

// Text returns a scalar as it is written in the file, without what YAML would
// make of it: 012 stays 012. An empty or missing text is a mistake.
func (r *Reader) Text(n *yaml.Node, what string) (string, bool) {
	switch {
	case n.Kind != yaml.ScalarNode:
		r.Addf(n, "%s must be a text, not %s", what, kindName(n))
	case IsNull(n) || strings.TrimSpace(n.Value) == "":
		r.Addf(n, "%s is empty", what)
	default:
		return n.Value, true
	}
	return "", false
}

// Bool returns a scalar that is true or false.
func (r *Reader) Bool(n *yaml.Node, what string) bool {
	s, ok := r.Text(n, what)
	if ok && s != "true" && s != "false" {
		r.Addf(n, "%s must be true or false, not %q", what, s)
	}
	return s == "true"
}

// Int returns a scalar that is a decimal number from 0 on.
func (r *Reader) Int(n *yaml.Node, what string) int {
	s, ok := r.Text(n, what)
	if !ok {
		return 0
	}
	i, err := strconv.ParseUint(s, 10, 31)
	if err != nil {
		r.Addf(n, "%s must be a number, not %q", what, s)
	}
	return int(i)
}

// OneOf returns a scalar that is one of the words.
func (r *Reader) OneOf(n *yaml.Node, what string, words ...string) (string, bool) {
	s, ok := r.Text(n, what)
	if ok && !slices.Contains(words, s) {
		r.Addf(n, "%s must be one of %s, not %q%s", what, strings.Join(words, ", "), s, Suggest(s, words))
		return "", false
	}
	return s, ok
}

// IsNull reports whether a node is YAML's null, written null, ~ or not at all.
func IsNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if IsNull(n) {
			return "empty"
		}
		return strconv.Quote(n.Value)
	default:
		return "an alias"
	}
}

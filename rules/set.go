package rules

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/rules/detect"
)

// Set is a set of rules that were loaded together.
type Set struct {
	Problems   []*Problem           // sorted by ID
	References map[string]Reference // by the key that rules use, KB870910
	SHA256     string               // of the rule files, in hex; their names and order do not matter
	Warnings   detect.Mistakes      // of the linter: what is allowed and probably not meant
}

// Reference is an article that a rule cites.
type Reference struct {
	KB      string // KB870910; empty if the article has no number
	Title   Text
	URL     string
	Archive string // address of an archived copy; empty if none is known
}

// Problem returns the problem of that name, or nil.
func (s *Set) Problem(id string) *Problem {
	i, ok := slices.BinarySearchFunc(s.Problems, id, func(p *Problem, id string) int { return strings.Compare(p.ID, id) })
	if !ok {
		return nil
	}
	return s.Problems[i]
}

// Keys returns the kinds of events that any rule can match.
func (s *Set) Keys() []detect.Key {
	var keys []detect.Key
	for _, p := range s.Problems {
		for _, c := range p.Classes {
			keys = append(keys, c.Keys()...)
		}
	}
	return detect.Simplify(keys)
}

// Want returns what tells a reader which events to decode for these rules.
func (s *Set) Want() event.Want { return detect.WantOf(s.Keys()) }

// addReferences reads a table of references: KEY: {title, url, archive}.
func (s *Set) addReferences(f file) detect.Mistakes {
	r := &detect.Reader{File: f.name}
	docs := r.Documents(f.src)
	if len(docs) == 0 {
		return r.Mistakes
	}
	for _, pair := range r.Pairs(docs[0], "the table of references") {
		key := pair.Key.Value
		if _, dup := s.References[key]; dup {
			r.Addf(pair.Key, "the reference %q is given twice", key)
		}
		s.References[key] = readReference(r, key, pair.Value)
	}
	return r.Mistakes
}

var kbNumber = regexp.MustCompile(`^(KB|Q)[0-9]{5,8}$`)

func readReference(r *detect.Reader, key string, n *yaml.Node) Reference {
	keys := r.Known(n, "a reference", "title", "url", "archive")
	var ref Reference
	if kbNumber.MatchString(key) {
		ref.KB = key
	}
	for _, need := range []string{"title", "url"} {
		if keys[need] == nil && n.Kind == yaml.MappingNode {
			r.Addf(n, "the reference %q has no %s", key, need)
		}
	}
	if v := keys["title"]; v != nil {
		ref.Title = languages(r, v, "title")
	}
	ref.URL = readAddress(r, keys["url"], "url")
	ref.Archive = readAddress(r, keys["archive"], "archive")
	return ref
}

func readAddress(r *detect.Reader, n *yaml.Node, what string) string {
	if n == nil {
		return ""
	}
	s, _ := r.Text(n, what)
	if !isAddress(s) {
		r.Addf(n, "%s must be an https address", what)
	}
	return s
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "https://") && !strings.ContainsAny(s, " \t\n\"<>")
}

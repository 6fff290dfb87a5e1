package rules

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"culprit/rules/detect"
)

var variable = regexp.MustCompile(`\{\{ *(\w+) *\}\}`)

// Fill puts the values of variables for {{name}} in a text. A variable
// without a value becomes a question mark: the log did not say.
func Fill(text string, vars detect.Vars) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return variable.ReplaceAllStringFunc(text, func(s string) string {
		if v, ok := vars[variable.FindStringSubmatch(s)[1]]; ok {
			return v
		}
		return "?"
	})
}

// Fill puts the values of variables into the text in the language.
func (t Text) Fill(lang string, vars detect.Vars) string { return Fill(t.In(lang), vars) }

// variables returns the names of the variables in the texts of all languages.
func (t Text) variables() []string {
	var names []string
	for _, s := range t {
		for _, m := range variable.FindAllStringSubmatch(s, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var language = regexp.MustCompile(`^[a-z]{2,3}$`)

// text reads a text: in one language, which is English, or a map of them.
func (p *parser) text(n *yaml.Node, what string, at *scope) Text {
	t := languages(&p.Reader, n, what)
	p.texts(n, t, at)
	p.written = append(p.written, writtenText{n, t})
	return t
}

// languages reads a text that is given once, or in several languages.
func languages(r *detect.Reader, n *yaml.Node, what string) Text {
	t := Text{}
	if n.Kind != yaml.MappingNode {
		if s, ok := r.Text(n, what); ok {
			t["en"] = s
		}
		return t
	}
	before := len(r.Mistakes)
	for _, pair := range r.Pairs(n, what) {
		if !language.MatchString(pair.Key.Value) {
			r.Addf(pair.Key, "%q in %s is not a language such as en or ru", pair.Key.Value, what)
			continue
		}
		if s, ok := r.Text(pair.Value, what); ok {
			t[pair.Key.Value] = s
		}
	}
	if len(r.Mistakes) == before && t["en"] == "" {
		r.Addf(n, "%s has no English text (en)", what)
	}
	return t
}

// texts notes which variables a text uses.
func (p *parser) texts(n *yaml.Node, t Text, at *scope) {
	for _, s := range t {
		if rest := variable.ReplaceAllString(s, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			p.Addf(n, "a variable in a text is written {{name}}")
			break
		}
	}
	p.use(use{node: n, names: t.variables(), at: at, shown: true})
}

// command reads a command line, which is the same in every language.
func (p *parser) command(n *yaml.Node, what string, at *scope) string {
	s, ok := p.Text(n, what)
	if ok {
		p.texts(n, Text{"en": s}, at)
	}
	return s
}

package cli

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// helpTexts returns the texts of the help of all commands.
func helpTexts(root *cobra.Command) map[string]bool {
	texts := map[string]bool{}
	eachCommand(root, func(c *cobra.Command) {
		texts[c.Short] = true
		if c.Long != "" {
			texts[strings.TrimSpace(c.Long)] = true
		}
		for line := range strings.SplitSeq(c.Example, "\n") {
			if _, caption, ok := strings.Cut(line, "# "); ok {
				texts[caption] = true
			}
		}
		for _, g := range flagGroups(c) {
			texts[g.title] = true
			g.flags.VisitAll(func(f *pflag.Flag) { texts[f.Usage] = true })
		}
	})
	for _, s := range exitStatuses {
		texts[s.says] = true
	}
	for _, e := range environment {
		texts[e.says] = true
	}
	return texts
}

func eachCommand(c *cobra.Command, visit func(*cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		eachCommand(sub, visit)
	}
}

// written are the texts in the source of packages: all of them, and those that
// are messages to the user.
type written struct{ all, messages map[string]bool }

func readSource(t *testing.T, dirs ...string) written {
	t.Helper()
	src := written{map[string]bool{}, map[string]bool{}}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no source: %v", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, src.visit)
		}
	}
	return src
}

func (s written) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "hint" {
			s.message(n.Value)
		}
	case ast.Expr:
		s.all[textOf(n)] = true
		if call, ok := n.(*ast.CallExpr); ok {
			s.call(call)
		}
	}
	return true
}

// call notes the message that is an argument of a call.
func (s written) call(c *ast.CallExpr) {
	name := ""
	switch f := c.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	switch {
	case name == "Errorf", name == "New" && textOf(c.Fun) == "errors.New", name == "usage", name == "note", name == "detail", name == "hint":
		s.message(c.Args[0])
	case name == "inputFailure":
		s.message(c.Args[2])
	case name == "plural":
		s.all["1 "+textOf(c.Args[1])] = true
	}
}

// message notes a message. A panic is told in other words.
func (s written) message(e ast.Expr) {
	if call, ok := e.(*ast.CallExpr); ok && textOf(call.Fun) == "firstOf" {
		e = call.Args[1]
	}
	if text := textOf(e); hasWords(text) && text != "panic" {
		s.messages[text] = true
	}
}

// hasWords reports whether there is anything to translate in a message.
func hasWords(s string) bool {
	return strings.ContainsFunc(verb.ReplaceAllString(s, ""), func(r rune) bool { return r >= 'a' && r <= 'z' })
}

// textOf returns an expression as a format string: what is no text is a %s.
func textOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return textOf(e.X) + textOf(e.Y)
		}
	case *ast.Ident:
		if e.Name == "firstOf" {
			return e.Name
		}
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && x.Name == "errors" {
			return "errors." + e.Sel.Name
		}
	case *ast.CallExpr:
		if f, ok := e.Fun.(*ast.Ident); ok && f.Name == "plural" {
			return "%d " + textOf(e.Args[2])
		}
	}
	return "%s"
}

package safetext_test

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"culprit/internal/safetext"
)

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"prose stays readable", "The service ended with error 2 (file not found).", "The service ended with error 2 (file not found)."},
		{"time stays readable", "2008-03-14 06:00:33 UTC", "2008-03-14 06:00:33 UTC"},
		{"emphasis", "*bold* _x_ `c`", "\\*bold\\* `_x_` \\`c\\`"},
		{"html", "<script>alert(1)</script>", `\<script>alert(1)\</script>`},
		{"comparison", "a < b and a<b", `a \< b and a\<b`},
		{"signs are no lists", "-1 and +4", "-1 and +4"},
		{"rule", "---", `\---`},
		{"image beacon", "![x](http://evil/p.png)", "`![x](http://evil/p.png)`"},
		{"link", "[x](evil)", `\[x\](evil)`},
		{"mention", "ping @octocat now", "ping `@octocat` now"},
		{"issue number", "see #123", "see `#123`"},
		{"address", "mail a@b.example", "mail `a@b.example`"},
		{"autolink", "go www.evil.example", "go `www.evil.example`"},
		{"path", `C:\Program Files\x`, "`C:\\Program Files\\x`"},
		{"macro", "{noformat} x", "`{noformat}` x"},
		{"machine account", "SRV2003$", "`SRV2003$`"},
		{"entity", "&lt;b&gt;", `\&lt;b\&gt;`},
		{"ampersand", "R&D", "R&D"},
		{"heading", "# x", `\# x`},
		{"list", "- x", `\- x`},
		{"ordered list", "1. x", `1\. x`},
		{"quote", "> x", `\> x`},
		{"line break", "a\n# b", "a # b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Markdown(tt.in); got != tt.want {
				t.Errorf("Markdown(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"x": "`x`", "a`b": "``a`b``", "`a``b": "``` `a``b ```", "": "", "  ": "",
	} {
		if got := safetext.Code(in); got != want {
			t.Errorf("Code(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := safetext.CodeCell("a|b"), "`a\\|b`"; got != want {
		t.Errorf("CodeCell = %q, want %q", got, want)
	}
	if got, want := safetext.Fence([]string{"a", "```", "b"}), "````\na\n```\nb\n````\n"; got != want {
		t.Errorf("Fence = %q, want %q", got, want)
	}
}

func TestMarkdownURL(t *testing.T) {
	if got, want := safetext.MarkdownURL("https://a.example/x_(y)|z"), "https://a.example/x_%28y%29%7Cz"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := safetext.MarkdownURL("javascript:alert(1)"); got != "" {
		t.Errorf("got %q", got)
	}
}

var github = goldmark.New(goldmark.WithExtensions(extension.GFM))

// literal parses source and returns its text, failing t at any markup but
// code spans and the block kinds given.
func literal(t *testing.T, source string, blocks ...ast.NodeKind) string {
	t.Helper()
	allowed := map[ast.NodeKind]bool{
		ast.KindDocument: true, ast.KindText: true, ast.KindString: true, ast.KindCodeSpan: true,
	}
	for _, k := range blocks {
		allowed[k] = true
	}
	src := []byte(source)
	var b strings.Builder
	err := ast.Walk(github.Parser().Parse(text.NewReader(src)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		if !allowed[n.Kind()] {
			t.Errorf("%q has a %s", source, n.Kind())
		}
		if txt, ok := n.(*ast.Text); ok && enter {
			segment := string(txt.Value(src))
			if n.Parent().Kind() != ast.KindCodeSpan {
				segment = unescape(segment)
			}
			b.WriteString(segment)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// unescape resolves backslash escapes, which goldmark does when it renders.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] < 0x80 && !isAlnum(s[i+1]) && s[i+1] != ' ' {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// FuzzMarkdown renders what the gate lets out with another library: the text
// must come back as it was, with no link, image, markup or second block.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"plain", "*a* _b_ __c__ ~~d~~ `e`", "<b onclick=x>", "[a](b) ![c](d)", "a|b|c", "| a |\n|---|", "# h", "1) x", "+ x",
		"http://x.example www.x.example a@b.example", `a\`, "\\`x", "&amp; &#35;", "{a} $b$ :c:", "- [ ] task", "~", "```", "a\\|b", `\| | x`,
	} {
		f.Add(s)
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	f.Fuzz(func(t *testing.T, s string) {
		want := squeeze(safetext.Line(s))
		if got := squeeze(literal(t, safetext.Markdown(s), ast.KindParagraph)); got != want {
			t.Errorf("Markdown(%q) = %q reads %q", s, safetext.Markdown(s), got)
		}
		if got := squeeze(literal(t, safetext.Code(s), ast.KindParagraph)); got != want {
			t.Errorf("Code(%q) = %q reads %q", s, safetext.Code(s), got)
		}
		for _, cell := range []string{safetext.MarkdownCell(s), safetext.CodeCell(s)} {
			row := "| a | b |\n|---|---|\n| " + cell + " | end |\n"
			got := squeeze(literal(t, row, east.KindTable, east.KindTableHeader, east.KindTableRow, east.KindTableCell))
			plain := squeeze("ab" + strings.ReplaceAll(want, `\|`, `\<U+007C>`) + "end")
			if got != plain && got != squeeze("ab"+want+"end") {
				t.Errorf("cell %q reads %q, want %q", cell, got, plain)
			}
		}
	})
}

package report_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"culprit/internal/golden"
	"culprit/report"
)

func markdown(t testing.TB, doc *report.Document, opt report.Options) string {
	t.Helper()
	return render(t, func(b *bytes.Buffer) error { return report.Markdown(b, doc, opt) })
}

func TestMarkdown(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			got := markdown(t, fixture(t, name), report.Options{})
			golden.Check(t, filepath.Join("testdata", name+".md"), []byte(got))
			checkMarkdown(t, fixture(t, name), got)
		})
	}
}

// ours are the kinds of nodes that the writer makes itself.
var ours = map[ast.NodeKind]bool{
	ast.KindDocument: true, ast.KindHeading: true, ast.KindParagraph: true, ast.KindText: true, ast.KindTextBlock: true,
	ast.KindString: true, ast.KindList: true, ast.KindListItem: true, ast.KindCodeSpan: true, ast.KindEmphasis: true,
	ast.KindAutoLink: true, ast.KindFencedCodeBlock: true, east.KindTable: true, east.KindTableHeader: true, east.KindTableRow: true, east.KindTableCell: true,
}

// checkMarkdown reads a report with another library: no HTML, image or link
// but the addresses of the references, and no heading that forges a section.
func checkMarkdown(t *testing.T, doc *report.Document, source string) {
	t.Helper()
	src := []byte(source)
	known := map[string]bool{}
	for _, inc := range doc.Incidents {
		for _, c := range inc.Causes {
			for _, r := range c.References {
				known[r.URL], known[r.Archive] = true, true
			}
		}
	}
	fences := 0
	md := goldmark.New(goldmark.WithExtensions(extension.GFM))
	err := ast.Walk(md.Parser().Parse(text.NewReader(src)), func(n ast.Node, enter bool) (ast.WalkStatus, error) {
		if !enter {
			return ast.WalkContinue, nil
		}
		if !ours[n.Kind()] {
			t.Errorf("a %s in the report", n.Kind())
		}
		if n.Kind() == ast.KindFencedCodeBlock {
			fences++
		}
		if a, ok := n.(*ast.AutoLink); ok && !known[string(a.URL(src))] {
			t.Errorf("a link to %s", a.URL(src))
		}
		if h, ok := n.(*ast.Heading); ok && strings.Contains(string(h.Lines().Value(src)), "Forged") {
			t.Errorf("a forged heading: %s", h.Lines().Value(src))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if fences > 1 {
		t.Errorf("%d code blocks, want the timeline alone", fences)
	}
}

// TestMarkdownLimit makes a report that would be megabytes.
func TestMarkdownLimit(t *testing.T) {
	doc := fixture(t, "ipsec")
	inc := doc.Incidents[0]
	long := strings.Repeat("мало места на диске ", 400)
	for i := range 200 {
		more := inc
		more.Title = fmt.Sprint(long, i)
		doc.Incidents = append(doc.Incidents, more)
		doc.Unexplained = append(doc.Unexplained, doc.Unexplained[0])
		doc.Warnings = append(doc.Warnings, report.Warning{Code: "x", Text: long})
	}
	got := markdown(t, doc, report.Options{})
	if len(got) > 60<<10 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.Contains(got, " shown; the JSON report has them all") {
		t.Error("nothing says that rows were left out")
	}
	checkMarkdown(t, doc, got)
}

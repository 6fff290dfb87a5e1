package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"culprit/internal/golden"
	"culprit/report"
)

func page(t testing.TB, doc *report.Document, opt report.Options) string {
	t.Helper()
	return render(t, func(b *bytes.Buffer) error { return report.HTML(b, doc, opt) })
}

func TestHTML(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			got := page(t, fixture(t, name), report.Options{})
			golden.Check(t, filepath.Join("testdata", name+".html"), []byte(got))
			checkPage(t, got)
		})
	}
}

var (
	tag       = regexp.MustCompile(`<(/?[a-zA-Z!][^\s>/]*)`)
	attribute = regexp.MustCompile(`\s(on[a-z]+|style|srcdoc|formaction|background)\s*=`)
	quoted    = regexp.MustCompile(`="[^"]*"`)
	address   = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	style     = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	ids       = regexp.MustCompile(`id="([^"]*)"`)
	start     = regexp.MustCompile(`<[a-z][^>]*>`)
	anchors   = regexp.MustCompile(`href="#([^"]*)"`)
)

var tags = strings.Fields("!doctype html head meta title style body header h1 h2 h3 nav ul li a main section p span strong " +
	"code div dl dt dd ol table thead tbody tr th td figure figcaption svg desc rect text line circle polyline details summary pre footer")

// checkPage looks for what the templates never write.
func checkPage(t *testing.T, got string) {
	t.Helper()
	for _, m := range tag.FindAllStringSubmatch(got, -1) {
		if !slices.Contains(tags, strings.TrimPrefix(m[1], "/")) {
			t.Errorf("a <%s>", m[1])
		}
	}
	for _, element := range start.FindAllString(got, -1) {
		if attribute.MatchString(quoted.ReplaceAllString(element, `=""`)) {
			t.Errorf("an attribute that acts: %s", element)
		}
	}
	for _, m := range address.FindAllStringSubmatch(got, -1) {
		if strings.Contains(m[1], ":") && !strings.HasPrefix(m[1], "https://") {
			t.Errorf("an address: %s", m[1])
		}
	}
	known := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(got, -1) {
		known[m[1]] = true
	}
	for _, m := range anchors.FindAllStringSubmatch(got, -1) {
		if !known[m[1]] {
			t.Errorf("a reference to nothing: #%s", m[1])
		}
	}
	sheet := style.FindStringSubmatch(got)
	sum := sha256.Sum256([]byte(sheet[1]))
	if hash := "sha256-" + strings.ReplaceAll(base64.StdEncoding.EncodeToString(sum[:]), "+", "&#43;"); !strings.Contains(got, hash) {
		t.Errorf("the policy does not name the style sheet, %s", hash)
	}
	if i := strings.IndexFunc(strings.ReplaceAll(got, "\n", ""), acts); i >= 0 {
		t.Errorf("a character that acts at %d", i)
	}
}

// TestHTMLLimit renders a document far too large for a page.
func TestHTMLLimit(t *testing.T) {
	doc := large(6000)
	long := strings.Repeat("<b>\u202e\"quoted\" ", 2000)
	for i := range 300 {
		inc := doc.Incidents[0]
		inc.Title = fmt.Sprint(long, i)
		doc.Incidents = append(doc.Incidents, inc)
		doc.Warnings = append(doc.Warnings, report.Warning{Code: "x", Text: long})
	}
	got := page(t, doc, report.Options{})
	if len(got) > 5<<20 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.Contains(got, "of 6003 shown") {
		t.Error("nothing says that events were left out")
	}
	checkPage(t, got)
}

// large is a document with n events of evidence more than the fixture has.
func large(n int) *report.Document {
	doc := &report.Document{Schema: report.Schema, Events: map[string]report.Event{}}
	doc.Run.Lang, doc.Summary.Verdict = "en", report.CauseFound
	ids := make([]string, n+3)
	for i := range ids {
		id := fmt.Sprintf("e%d", i+1)
		ids[i] = id
		doc.Events[id] = report.Event{
			Input: "f1", Record: uint64(i), Offset: int64(i) * 512, Origin: "live",
			Time: fmt.Sprintf("2024-05-%02dT%02d:%02d:%02d.0000000Z", 1+i/86400, i/3600%24, i/60%60, i%60),
			Host: "SRV-01", Channel: "System", Provider: "disk", EventID: 153, Level: "warning",
			Says:   "The IO operation at logical block address 0x12345 for Disk 0 was retried.",
			Fields: [][]string{{"param1", `\Device\Harddisk0\DR0`}, {"param2", "0x12345"}}, Binary: strings.Repeat("0f", 64),
		}
	}
	doc.Inputs = []report.Input{{ID: "f1", Path: "System.evtx", Format: "evtx", Events: n, Hosts: []string{"SRV-01"}}}
	doc.Incidents = []report.Incident{{
		Problem: "disk-retries", Title: "A disk answers late", Severity: "high", Host: "SRV-01", Symptom: ids[:1],
		Start: doc.Events["e1"].Time, End: doc.Events[ids[n+2]].Time, Count: n, Unknown: 0.1,
		Causes: []report.Cause{{
			ID: "path", Title: "The path to the disk is bad", Verdict: report.Likely, Confidence: "high", Probability: 0.9,
			Evidence: []report.Evidence{{Says: "retries", Direction: "for", Bits: 4, Kind: "seen", Status: "met", Events: ids}},
		}},
	}}
	return doc
}

// TestNoTrustedMarkup keeps html/template's ways around escaping out.
func TestNoTrustedMarkup(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := sel.X.(*ast.Ident)
			if ok && pkg.Name == "template" && slices.Contains([]string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}, sel.Sel.Name) {
				t.Errorf("%s uses template.%s", name, sel.Sel.Name)
			}
			return true
		})
	}
}

// BenchmarkRender writes a report of 100,000 events of evidence.
func BenchmarkRender(b *testing.B) {
	doc := large(100_000)
	for _, format := range report.Formats() {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := report.Write(io.Discard, format, doc, report.Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("redact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := report.Redact(doc, report.RedactNames, []byte("0123456789abcdef")); err != nil {
				b.Fatal(err)
			}
		}
	})
}

package report

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"
	"sync"

	"culprit/internal/safetext"
)

// The page is one file that needs nothing else: no script, no font, no image,
// no request. A policy in its head lets the browser load nothing and apply
// one style sheet, named by its hash, so that even markup that got past the
// escaping could do nothing. Every text passes safetext and then
// html/template; geometry stands in attributes of the SVG, colour in classes,
// for the policy forbids style attributes.
//
//go:embed html/report.html html/style.css
var pageFiles embed.FS

// maxHTML is the size that mail gateways and ticket systems take without a
// murmur.
const maxHTML = 5 << 20

// HTML writes doc as one self-contained page. Where it would grow beyond
// 5 MB it shows fewer rows of each list and says so.
func HTML(w io.Writer, doc *Document, opt Options) error {
	var b bytes.Buffer
	for _, d := range []detail{
		{incidents: 20, others: 200, rows: 200, text: 2000},
		{incidents: 10, others: 100, rows: 60, text: 600},
		{incidents: 3, others: 30, rows: 20, text: 200},
		{incidents: 1, others: 5, rows: 5, text: 100},
	} {
		b.Reset()
		if err := page().ExecuteTemplate(&b, "report", newPage(newOutliner(doc, opt, d))); err != nil {
			return err
		}
		if b.Len() <= maxHTML {
			break
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// page parses the templates. The style sheet becomes part of their text, so
// that what is hashed is what is sent.
var page = sync.OnceValue(func() *template.Template {
	t := template.Must(template.New("").ParseFS(pageFiles, "html/report.html"))
	return template.Must(t.Parse(`{{define "style"}}` + styleSheet() + `{{end}}`))
})

func styleSheet() string {
	css, err := pageFiles.ReadFile("html/style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	return strings.TrimSpace(string(css))
}

// policy is the Content-Security-Policy of the page.
func policy() string {
	sum := sha256.Sum256([]byte(styleSheet()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; base-uri 'none'; form-action 'none'"
}

// pager makes the view of an outline.
type pager struct {
	*outliner
	anchors map[string]bool // what a reference can lead to
	title   string          // of the section at hand
}

func newPage(o *outliner) *pageView {
	p := &pager{outliner: o, anchors: map[string]bool{}}
	cited := p.citedEvents()
	v := &pageView{
		Lang: o.lang, Policy: policy(), Schema: Schema, Title: safetext.Line(p.pageTitle()),
		Generator: safetext.Line(o.doc.Tool.Name + " " + o.doc.Tool.Version),
		Contents:  o.say("html.contents"), Promise: o.say("html.promise"),
	}
	for _, s := range o.outline() {
		p.title = safetext.Line(s.title)
		switch {
		case s.level == 0:
			v.Heading, v.Opening = p.title, p.opening(s)
		case s.id == "next":
			v.Sections = append(v.Sections, cited)
			v.Footer = p.next(s)
		case s.id == "i1-timeline":
			v.Sections = append(v.Sections, p.timelineSection()...) // drawn, not written
		default:
			v.Sections = append(v.Sections, p.section(s))
		}
	}
	return v
}

// pageTitle is that of the worst problem: words of a rule, not of a log.
func (p *pager) pageTitle() string {
	title := "culprit: " + p.say("verdict."+p.doc.Summary.Verdict)
	if len(p.doc.Incidents) > 0 {
		title = p.doc.Incidents[0].Title + " - " + title
	}
	return safetext.Truncate(title, 120)
}

// opening shows the warnings of the first section as notices and its last
// paragraph, the headline, large.
func (p *pager) opening(s section) []blockView {
	var out []blockView
	for _, b := range s.blocks {
		v := p.block(b)
		v.Class = "lead"
		if text, ok := b.(para); ok && (text.text[0].style == bad || text.text[0].style == warning) {
			v.Class = "notice"
		}
		out = append(out, v)
	}
	return out
}

func (p *pager) next(s section) []blockView {
	out := make([]blockView, 0, len(s.blocks))
	for _, b := range s.blocks {
		v := p.block(b)
		v.Class = "next"
		out = append(out, v)
	}
	return out
}

func (p *pager) section(s section) sectionView {
	v := sectionView{ID: s.id, Title: p.title, Level: s.level, Nav: s.level == 1 || s.id == "i1-evidence" || s.id == "i1-fix"}
	for _, b := range s.blocks {
		if h, ok := b.(headline); ok {
			v.Card = severityClass(h.severity)
		}
		v.Blocks = append(v.Blocks, p.block(b))
	}
	p.fold(&v, s)
	return v
}

// longList is how many items a list has that only some readers open.
const longList = 8

// fold puts a section that only some readers open behind its first paragraph.
func (p *pager) fold(v *sectionView, s section) {
	items := 0
	for _, b := range s.blocks {
		if list, ok := b.(bullets); ok {
			items += len(list)
		}
	}
	if items <= longList || s.id != "checked" && !strings.HasSuffix(s.id, "-explains") {
		return
	}
	v.Fold = p.say("html.open")
	if first, ok := s.blocks[0].(para); ok {
		v.Fold, v.Blocks = safetext.Line(first.text[0].text), v.Blocks[1:]
	}
}

// severityClass keeps a severity out of a class unless it is a known one.
func severityClass(severity string) string {
	for _, known := range severities {
		if severity == known {
			return known
		}
	}
	return "info"
}

// shapes mark a severity for those who do not see its colour.
var shapes = map[string]string{"critical": "▲▲ ", "high": "▲ ", "medium": "◆ ", "low": "● ", "info": "○ "}

func (p *pager) block(b block) blockView {
	switch b := b.(type) {
	case para:
		return blockView{Para: p.line(b.text)}
	case headline:
		known := severityClass(b.severity)
		return blockView{Headline: p.line(b.text), Severity: known, Tag: shapes[known] + strings.ToUpper(safetext.Line(p.severity(b.severity)))}
	case pairs:
		v := blockView{}
		for _, x := range b {
			v.Pairs = append(v.Pairs, pairView{safetext.Line(x.label), p.lines(x.value)})
		}
		return v
	case steps:
		return blockView{Steps: p.items(b)}
	case bullets:
		return blockView{Bullets: p.items(b)}
	case table:
		return p.table(b)
	}
	return blockView{}
}

func (p *pager) items(items [][]line) [][][]spanView {
	out := make([][][]spanView, len(items))
	for i, item := range items {
		out[i] = p.lines(item)
	}
	return out
}

func (p *pager) table(t table) blockView {
	v := blockView{Label: p.title}
	classes := make([]string, len(t.columns))
	for i, c := range t.columns {
		classes[i] = "short"
		switch {
		case c.right:
			classes[i] = "num"
		case c.width == 0 || c.width > 20:
			classes[i] = "wide"
		}
		head := columnView{Title: safetext.Line(c.title)}
		if c.right {
			head.Class = "num"
		}
		v.Columns = append(v.Columns, head)
	}
	for _, row := range t.rows {
		cells := make([]cellView, len(row))
		for i, c := range row {
			cells[i] = cellView{classes[i], p.lines(c)}
		}
		v.Rows = append(v.Rows, cells)
	}
	return v
}

func (p *pager) lines(lines []line) [][]spanView {
	out := make([][]spanView, len(lines))
	for i, l := range lines {
		out[i] = p.line(l)
	}
	return out
}

var spanClass = map[style]string{muted: "muted", good: "good", bad: "bad", warning: "warning"}

func (p *pager) line(l line) []spanView {
	out := make([]spanView, len(l))
	for i, s := range l {
		v := spanView{Text: safetext.Short(s.text, p.detail.text), Class: spanClass[s.style]}
		switch {
		case bitsLabel.MatchString(s.text) && i == 0 && len(l) > 1:
			v.Class += " bits"
		case s.style == code:
			v.Code = true
		case s.style == strong:
			v.Strong = true
		case s.style == ref && p.anchors[s.text]:
			v.Href = "#" + s.text
		case s.style == link && safetext.HTTPS(s.url):
			v.Href, v.Out = s.url, true
		}
		out[i] = v
	}
	return out
}

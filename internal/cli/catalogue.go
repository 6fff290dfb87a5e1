package cli

import (
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
	"culprit/rules"
)

// writeCatalogue writes a page of Markdown about all problems of a set. The
// catalogue in docs is that of the rules that come with culprit.
func writeCatalogue(w io.Writer, set *rules.Set) {
	fmt.Fprintf(w, "# Rules\n\nThe problems that are looked for, and the causes that compete to explain each. "+
		"This page is written by `culprit rules list --markdown`.\n\n")
	fmt.Fprintf(w, "| problem | severity | what it is |\n|---|---|---|\n")
	for _, p := range set.Problems {
		fmt.Fprintf(w, "| [%s](#%s) | %s | %s |\n", p.ID, p.ID, p.Severity, safetext.MarkdownCell(angled(p.Title.In("en"))))
	}
	for _, p := range set.Problems {
		catalogueEntry(w, set, p)
	}
}

func catalogueEntry(w io.Writer, set *rules.Set, p *rules.Problem) {
	fmt.Fprintf(w, "\n## %s\n\n%s.\n\n", p.ID, safetext.Markdown(angled(p.Title.In("en"))))
	fmt.Fprintf(w, "Severity %s", p.Severity)
	if len(p.Applies) > 0 {
		fmt.Fprintf(w, "; %s", strings.Join(p.Applies, ", "))
	}
	fmt.Fprintf(w, ". Symptom: %s.\n\nEvents:\n\n", symptom(p))
	for _, c := range p.Classes {
		fmt.Fprintf(w, "- `%s`: %s\n", c.Name, safetext.MarkdownSpan(strings.Join(kindsOf(c), "; ")))
	}
	for _, c := range p.Causes {
		catalogueCause(w, set, c)
	}
}

func catalogueCause(w io.Writer, set *rules.Set, c *rules.Cause) {
	fmt.Fprintf(w, "\n### %s\n\n%s.\n\n", c.ID, safetext.Markdown(angled(c.Title.In("en"))))
	item := func(label, text string) {
		if text != "" {
			fmt.Fprintf(w, "- %s: %s\n", label, text)
		}
	}
	for _, ev := range c.Evidence {
		item("evidence", evidenceItem(ev))
	}
	for _, ev := range c.Because {
		item("behind it", evidenceItem(ev))
	}
	for _, a := range c.Ask {
		item("to find out", commandItem(a.Look, a.Run))
	}
	for _, s := range c.Fix {
		item("fix", commandItem(s.Says, s.Run))
	}
	item("verify", safetext.MarkdownSpan(angled(c.Verify.In("en"))))
	item("risk", safetext.MarkdownSpan(angled(c.Risk.In("en"))))
	for _, key := range c.References(func(*rules.Evidence) bool { return true }) {
		item("article", articleItem(set, key))
	}
}

func evidenceItem(ev *rules.Evidence) string {
	e := explainer{lang: "en"}
	return "`" + what(ev) + "`, " + safetext.MarkdownSpan(e.evidence(ev))
}

func commandItem(says rules.Text, run string) string {
	text := safetext.MarkdownSpan(angled(says.In("en")))
	if run == "" {
		return text
	}
	command := safetext.Code(angled(run))
	if text == "" {
		return command
	}
	return text + ": " + command
}

// articleItem is a link, if the reference is known and safe to be one.
func articleItem(set *rules.Set, key string) string {
	r := set.References[key]
	title := strings.TrimSpace(firstOf(r.KB, key) + " " + r.Title.In("en"))
	if u := safetext.MarkdownURL(firstOf(r.URL, key)); u != "" {
		return "[" + safetext.MarkdownSpan(title) + "](" + u + ")"
	}
	return safetext.MarkdownSpan(title)
}

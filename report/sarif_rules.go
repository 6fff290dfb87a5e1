package report

import (
	"fmt"
	"strings"

	"culprit/internal/safetext"
)

// addRules makes a rule of each problem that was looked for or found.
func (s *sarifWriter) addRules() []sarifRule {
	rules := []sarifRule{}
	add := func(problem, title, severity string) {
		if _, known := s.rules[problem]; known {
			return
		}
		s.rules[problem] = len(rules)
		short := sarifMessage(safetext.Short(sentence(title), sarifText))
		rules = append(rules, sarifRule{
			ID: safetext.Line(problem), Name: pascalCase(problem), HelpURI: s.helpURI(problem), Short: short, Full: short, Help: s.help(problem, title),
			Default:    sarifDefault{Level: sarifLevel(severity)},
			Properties: map[string]any{"tags": []string{"windows", "event-log"}, "precision": "high", "problem.severity": sarifProblem(severity)},
		})
	}
	for _, c := range s.doc.Checked {
		add(c.Problem, c.Title, c.Severity)
	}
	for _, inc := range s.doc.Incidents {
		add(inc.Problem, inc.Title, inc.Severity)
	}
	for i := range s.doc.Sigma {
		h := &s.doc.Sigma[i]
		add(h.sarifID(), h.Title, h.severity())
	}
	return rules
}

// help of a rule is the fix of the first incident's lead.
func (s *sarifWriter) help(problem, title string) sarifMessageText {
	plain := []string{sentence(title)}
	for i := range s.doc.Incidents {
		inc := &s.doc.Incidents[i]
		if lead := inc.Lead(); inc.Problem == problem && lead != nil {
			plain = []string{sentence(lead.Title)}
			for n, f := range lead.Fix {
				plain = append(plain, fmt.Sprintf("%d. %s", n+1, strings.Join(nonEmpty(f.Says, f.Run), ": ")))
			}
			for _, r := range lead.References {
				plain = append(plain, strings.Join(nonEmpty(r.KB, r.URL), " "))
			}
			break
		}
	}
	out := sarifMessageText{}
	marked := make([]string, len(plain))
	for i, l := range plain {
		plain[i] = safetext.Short(l, sarifText)
		marked[i] = safetext.MarkdownSpan(plain[i])
	}
	out.Text, out.Markdown = sarifEscape(strings.Join(plain, "\n")), sarifBraces(strings.Join(marked, "\n"))
	return out
}

// helpURI is the article of the first incident's lead.
func (s *sarifWriter) helpURI(problem string) string {
	for i := range s.doc.Incidents {
		inc := &s.doc.Incidents[i]
		if lead := inc.Lead(); inc.Problem == problem && lead != nil {
			for _, r := range lead.References {
				if safetext.HTTPS(r.URL) {
					return r.URL
				}
			}
		}
	}
	return ""
}

func notAlphanumeric(r rune) bool {
	return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9')
}

// pascalCase makes IpsecBlockMode of ipsec-block-mode.
func pascalCase(id string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(id, notAlphanumeric) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

func sarifLevel(severity string) string {
	switch rankOf(severity) {
	case 4, 3:
		return "error"
	case 2:
		return "warning"
	}
	return "note"
}

func sarifProblem(severity string) string {
	if level := sarifLevel(severity); level != "note" {
		return level
	}
	return "recommendation"
}

// sentence ends a text with a full stop, as viewers expect of a message.
func sentence(s string) string {
	if s = strings.TrimRight(safetext.Line(s), " "); s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

func sarifMessage(s string) sarifMessageText { return sarifMessageText{Text: sarifEscape(s)} }

// sarifEscape keeps brackets from being a link and braces from being a
// placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6).
func sarifEscape(s string) string {
	return sarifBraces(strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s))
}

func sarifBraces(s string) string { return strings.NewReplacer("{", "{{", "}", "}}").Replace(s) }

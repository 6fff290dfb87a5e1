package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
)

// The elements that Jenkins, GitLab and GitHub's viewers read. Text is plain
// character data: encoding/xml replaces what XML cannot hold, and CDATA, which
// would not be checked, is not used.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Skipped  int          `xml:"skipped,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Skipped *junitMessage `xml:"skipped,omitempty"`
		Error   *junitMessage `xml:"error,omitempty"`
		Failure *junitMessage `xml:"failure,omitempty"`
		Out     string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Type    string `xml:"type,attr,omitempty"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes doc as test results: a suite per host with a case per problem
// that was looked for, so that passes are seen as well, and a suite with a
// case per input. A found problem of at least the severity opt.FailOn (any,
// if empty) is a failure unless its cause is harmless; one whose log is not
// among the inputs is skipped; an input with nothing readable is an error.
func JUnit(w io.Writer, doc *Document, opt Options) error {
	j := junitWriter{newOutliner(doc, opt, everything), opt.FailOn}
	all := junitSuites{Name: "culprit"}
	for _, host := range j.hosts() {
		all.add(j.host(host))
	}
	all.add(j.inputSuite())
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (all *junitSuites) add(s junitSuite) {
	if len(s.Cases) == 0 {
		return
	}
	for _, c := range s.Cases {
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	all.Tests += s.Tests
	all.Failures += s.Failures
	all.Errors += s.Errors
	all.Skipped += s.Skipped
	all.Suites = append(all.Suites, s)
}

type junitWriter struct {
	*outliner
	failOn string
}

// hosts are those of the inputs and of the incidents, in that order.
func (j junitWriter) hosts() []string {
	hosts := j.doc.totals().hosts
	known := map[string]bool{}
	for _, h := range hosts {
		known[h] = true
	}
	for i := range j.doc.Incidents {
		if h := j.doc.Incidents[i].Host; !known[h] {
			known[h] = true
			hosts = append(hosts, h)
		}
	}
	if len(hosts) == 0 {
		hosts = []string{""}
	}
	return hosts
}

func (j junitWriter) host(host string) junitSuite {
	name := safetext.Line(j.hostName(host))
	s := junitSuite{Name: name}
	found := map[string][]*Incident{}
	for i := range j.doc.Incidents {
		if inc := &j.doc.Incidents[i]; inc.Host == host {
			found[inc.Problem] = append(found[inc.Problem], inc)
		}
	}
	for _, c := range j.doc.Checked {
		if incidents := found[c.Problem]; incidents != nil {
			s.Cases = append(s.Cases, j.found(name, incidents)...)
			delete(found, c.Problem)
			continue
		}
		s.Cases = append(s.Cases, j.notFound(name, c))
	}
	for i := range j.doc.Incidents { // of problems that are not in the list
		inc := &j.doc.Incidents[i]
		if incidents := found[inc.Problem]; inc.Host == host && incidents != nil {
			s.Cases = append(s.Cases, j.found(name, incidents)...)
			delete(found, inc.Problem)
		}
	}
	return s
}

func (j junitWriter) notFound(class string, c Check) junitCase {
	out := junitCase{Class: class, Name: safetext.Line(c.Problem + ": " + c.Title)}
	if c.Status == CheckSkipped {
		out.Skipped = &junitMessage{Message: safetext.Line(c.Says)}
	}
	return out
}

// found makes a case of each incident of a problem.
func (j junitWriter) found(class string, incidents []*Incident) []junitCase {
	var out []junitCase
	for _, inc := range incidents {
		c := junitCase{Class: class, Name: safetext.Line(inc.Problem + ": " + inc.Title)}
		if len(incidents) > 1 {
			c.Name += " (" + j.seconds(inc.Start) + ")"
		}
		lead := inc.Lead()
		harmless := lead != nil && lead.Verdict == Benign
		if harmless || rankOf(inc.Severity) < rankOf(j.failOn) || j.failOn == "never" {
			c.Out = j.details(inc)
		} else {
			c.Failure = &junitMessage{Type: safetext.Line(inc.Problem), Message: safetext.Line(j.finding(inc)), Text: j.details(inc)}
		}
		out = append(out, c)
	}
	return out
}

// details are the evidence and the fix, a line each.
func (j junitWriter) details(inc *Incident) string {
	lines := []string{j.finding(inc), j.span(inc)}
	uses, _ := shorten(j.outliner, j.doc.cited(inc), j.detail.rows)
	for _, u := range uses {
		e := j.doc.Events[u.id]
		lines = append(lines, fmt.Sprintf("%s  %s %d, %s %d (%s): %s", j.time(e.Time), e.Channel, e.Record, e.Provider, e.EventID, e.Input, strings.Join(nonEmpty(u.says, e.Says), " - ")))
	}
	if lead := inc.Lead(); lead != nil {
		for i, f := range lead.Fix {
			lines = append(lines, fmt.Sprintf("%d. %s", i+1, strings.Join(nonEmpty(f.Says, f.Run), ": ")))
		}
		for _, r := range lead.References {
			lines = append(lines, strings.Join(nonEmpty(r.KB, r.URL), " "))
		}
	}
	for i, l := range lines {
		lines[i] = safetext.Short(l, j.detail.text)
	}
	return "\n" + strings.Join(lines, "\n") + "\n"
}

// inputSuite has a case per input.
func (j junitWriter) inputSuite() junitSuite {
	s := junitSuite{Name: "inputs"}
	for i := range j.doc.Inputs {
		in := &j.doc.Inputs[i]
		c := junitCase{Class: "inputs", Name: safetext.Line(inputPath(in))}
		var lines []string
		for _, d := range in.Damage {
			lines = append(lines, safetext.Line(fmt.Sprintf("%#x %s: %s", d.Offset, d.Structure, d.Cause)))
		}
		text := strings.Join(lines, "\n")
		switch {
		case in.Events == 0 && in.Recovered == 0 && lines != nil:
			c.Error = &junitMessage{Type: "unreadable", Message: lines[0], Text: text}
		case lines != nil:
			c.Out = text
		}
		s.Cases = append(s.Cases, c)
	}
	return s
}

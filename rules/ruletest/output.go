package ruletest

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Text writes the report for a person: what failed and why, and what no test
// reaches; with verbose also what passed.
func (r *Report) Text(w io.Writer, verbose bool) error {
	b := bufio.NewWriter(w)
	tests, mutants, todo := 0, 0, 0
	for _, f := range r.Files {
		fmt.Fprintf(b, "%s: %d tests%s\n", f.File, len(f.Tests), f.reached())
		for _, t := range f.Tests {
			tests++
			mutants += len(t.Mutants)
			if t.Status == Todo {
				todo++
			}
			t.text(b, "  ", verbose)
		}
		for _, what := range f.untold() {
			fmt.Fprintf(b, "  %s\n", what)
		}
	}
	fmt.Fprintf(b, "%d tests, %d mutants, %d failed, %d known to fail\n", tests, mutants, r.Failed(), todo)
	return b.Flush()
}

// reached says how much of the rule the tests reach; nothing if there is none.
func (f *FileResult) reached() string {
	if f.Coverage.Total == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %% of %s reached", f.Coverage.Percent(), f.Problem)
}

func (t *TestResult) text(w io.Writer, indent string, verbose bool) {
	if verbose || t.Status != Pass || t.failed() > 0 {
		fmt.Fprintf(w, "%s%s  %s\n", indent, t.Status, t.Name)
		for _, why := range t.Why {
			fmt.Fprintf(w, "%s      %s\n", indent, why)
		}
	}
	for _, m := range t.Mutants {
		m.text(w, indent+"    ", verbose)
	}
}

// JSON writes the report as it stands.
func (r *Report) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// The elements of a JUnit report: a suite per test file, a case per test and
// per mutant.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Tests   int          `xml:"tests,attr"`
		Fails   int          `xml:"failures,attr"`
		Skipped int          `xml:"skipped,attr"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name    string      `xml:"name,attr"`
		File    string      `xml:"file,attr"`
		Tests   int         `xml:"tests,attr"`
		Fails   int         `xml:"failures,attr"`
		Skipped int         `xml:"skipped,attr"`
		Cases   []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Line    int           `xml:"line,attr"`
		Failure *junitFailure `xml:"failure,omitempty"`
		Skipped *junitSkipped `xml:"skipped,omitempty"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
)

// JUnit writes the report for a build server.
func (r *Report) JUnit(w io.Writer) error {
	var all junitSuites
	for _, f := range r.Files {
		s := junitSuite{Name: f.Problem, File: f.File}
		for _, t := range f.Tests {
			s.add(f, t, "")
		}
		all.Tests += s.Tests
		all.Fails += s.Fails
		all.Skipped += s.Skipped
		all.Suites = append(all.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(f *FileResult, t *TestResult, of string) {
	c := junitCase{Class: f.Problem, Name: of + t.Name, Line: t.Line}
	s.Tests++
	switch t.Status {
	case Fail:
		s.Fails++
		c.Failure = &junitFailure{Message: t.Why[0], Text: strings.Join(t.Why, "\n")}
	case Todo:
		s.Skipped++
		c.Skipped = &junitSkipped{Message: t.Why[0]}
	case Pass:
	}
	s.Cases = append(s.Cases, c)
	for _, m := range t.Mutants {
		s.add(f, m, t.Name+": ")
	}
}

package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
)

const (
	schema   = "culprit.crosscheck/1"
	peerName = "golang-evtx v1.2.9"
)

// report is the result of a run.
type report struct {
	Schema string    `json:"schema"`
	Peer   string    `json:"peer"`
	Files  []*result `json:"files"`
	Failed []string  `json:"failed"` // inputs that could not be read, and why
	Total  total     `json:"total"`
}

// total adds up the files.
type total struct {
	Files       int      `json:"files"`
	Died        int      `json:"golang_evtx_died"` // files on which it kills a program
	Ours        int      `json:"culprit_records"`
	Peer        int      `json:"golang_evtx_records"`
	Records     int      `json:"records_compared"`
	Fields      int      `json:"fields_compared"`
	Agreed      int      `json:"fields_agreed"`
	Whole       int      `json:"records_agreed"` // in all of their fields
	Unexplained int      `json:"unexplained"`
	Classes     []*tally `json:"classes"`
}

func newReport() *report {
	return &report{Schema: schema, Peer: peerName, Files: []*result{}, Failed: []string{}}
}

func (r *report) failed(stderr io.Writer, err error) {
	tell(stderr, "error", err)
	r.Failed = append(r.Failed, err.Error())
}

// tell writes a line for a person, who may be shown names out of an archive.
func tell(w io.Writer, kind string, err error) {
	fmt.Fprintf(w, "culprit-crosscheck: %s: %s\n", kind, safetext.Line(err.Error()))
}

func (r *report) sum() {
	t := &r.Total
	sum := result{Classes: []*tally{}}
	for _, f := range r.Files {
		t.Files++
		if f.Peer.Use.Died {
			t.Died++
		}
		t.Ours += f.Ours.Live + f.Ours.Recovered
		t.Peer += f.Peer.Records
		t.Records += f.Records
		t.Fields += f.Fields
		t.Agreed += f.Agreed
		t.Whole += f.Whole
		t.Unexplained += f.unexplained()
		for _, c := range f.Classes {
			sum.merge(c)
		}
	}
	sum.sort()
	t.Classes = sum.Classes
}

func (r *report) status() int {
	switch {
	case r.Total.Unexplained > 0:
		return exitDiffer
	case len(r.Failed) > 0:
		return exitInput
	}
	return exitAgreed
}

func (r *report) write(stdout io.Writer, opt *options) error {
	w := bufio.NewWriter(stdout)
	if opt.quiet {
		r.Files = []*result{}
	}
	if opt.format == "json" {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			return err
		}
	} else {
		r.text(w)
	}
	return w.Flush()
}

func (r *report) text(w io.Writer) {
	for _, f := range r.Files {
		f.text(w)
	}
	t := &r.Total
	fmt.Fprintf(w, "total: %s; our reader %s, golang-evtx %s; it kills a program on %s\n",
		count(t.Files, "file"), count(t.Ours, "record"), count(t.Peer, "record"), count(t.Died, "file"))
	compared(w, t.Fields, t.Agreed, t.Records, t.Whole)
	for _, c := range t.Classes {
		c.line(w)
		for _, line := range safetext.Wrap(c.Says, 72) {
			fmt.Fprintf(w, "      %s\n", line)
		}
	}
	fmt.Fprintf(w, "  %s\n", conclusion(t))
}

func conclusion(t *total) string {
	switch {
	case t.Unexplained > 0:
		return fmt.Sprintf("%s unexplained", count(t.Unexplained, "disagreement"))
	case len(t.Classes) > 0:
		return "every disagreement is explained"
	default:
		return "the readers agree"
	}
}

func (r *result) text(w io.Writer) {
	fmt.Fprintf(w, "%s\n", safetext.Line(r.Path))
	fmt.Fprintf(w, "  our reader: %s, %d of them recovered; %s\n",
		count(r.Ours.Live+r.Ours.Recovered, "record"), r.Ours.Recovered, count(r.Ours.Damage, "damaged place"))
	fmt.Fprintf(w, "  golang-evtx: %s\n", r.Peer.says())
	compared(w, r.Fields, r.Agreed, r.Records, r.Whole)
	for _, c := range r.Classes {
		c.line(w)
		for i := range c.Examples {
			c.Examples[i].text(w)
		}
	}
	fmt.Fprintln(w)
}

func compared(w io.Writer, fields, agreed, records, whole int) {
	if records > 0 {
		fmt.Fprintf(w, "  compared: %s, of which %s agree; %s, of which %s agree in all fields\n",
			count(fields, "field"), share(agreed, fields), count(records, "record"), share(whole, records))
	}
}

// says tells what golang-evtx gives programs and, if its process dies, what it
// can be led to give.
func (p *peerCounts) says() string {
	if p.Refusal != "" {
		return "refuses the file: " + safetext.Line(p.Refusal)
	}
	if !p.Use.Died && !p.Walk.Died {
		return count(p.Events, "record")
	}
	s := fmt.Sprintf("%s step by step", count(p.Records, "record"))
	if p.Use.Died {
		s += "; kills a program: " + p.Use.says()
	}
	if p.Walk.Died {
		s += "; does not come to its end: " + p.Walk.says()
	}
	return s
}

func (o *outcome) says() string {
	return o.Exit + ": " + safetext.Truncate(safetext.Line(o.Why), 120)
}

func (t *tally) line(w io.Writer) {
	in := ""
	if t.Records > 0 && t.Records != t.Count {
		in = " in " + count(t.Records, "record")
	}
	if t.Files > 1 {
		in += " of " + count(t.Files, "file")
	}
	fmt.Fprintf(w, "  %-22s %7d%s; right: %s\n", t.Class, t.Count, in, t.Right)
}

func (f *finding) text(w io.Writer) {
	var parts []string
	for _, p := range []struct{ name, text string }{{"bytes", f.Bytes}, {"culprit", f.Ours}, {"golang-evtx", f.Peer}} {
		if p.text != "" {
			parts = append(parts, p.name+": "+safetext.Truncate(safetext.Line(p.text), 160))
		}
	}
	fmt.Fprintf(w, "    record %d (%d) at %#x, %s\n", f.Record, f.HeaderRecord, f.Offset, safetext.Line(f.Field))
	fmt.Fprintf(w, "      %s\n", strings.Join(parts, "\n      "))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func share(part, whole int) string {
	if whole == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.2f %%)", part, 100*float64(part)/float64(whole))
}

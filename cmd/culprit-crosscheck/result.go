package main

import (
	"slices"

	"culprit/parser"
)

// result is what the comparison of one file gave.
type result struct {
	Path    string     `json:"path"`
	Bytes   int64      `json:"bytes"`
	Ours    ourCounts  `json:"culprit"`
	Peer    peerCounts `json:"golang_evtx"`
	Records int        `json:"records_compared"`
	Fields  int        `json:"fields_compared"`
	Agreed  int        `json:"fields_agreed"`
	Whole   int        `json:"records_agreed"` // in all of their fields
	Classes []*tally   `json:"classes"`
	Error   string     `json:"error,omitempty"` // why the file could not be read
	keep    int        // examples of a class
}

func newResult(in *parser.Input, keep int) *result {
	return &result{Path: in.Name(), Bytes: in.Bytes, Classes: []*tally{}, keep: keep}
}

type ourCounts struct {
	Live      int `json:"live"`
	Recovered int `json:"recovered"`
	Damage    int `json:"damage"`
}

type peerCounts struct {
	Refusal string  `json:"refusal,omitempty"` // why it does not open the file
	Chunks  int     `json:"chunks"`            // that it asks for
	Records int     `json:"records"`           // that it delivers when led step by step
	Events  int     `json:"events"`            // that programs get of Events; 0 if the process died
	Use     outcome `json:"events_process"`
	Walk    outcome `json:"walk_process"`
}

// tally counts the disagreements of a class.
type tally struct {
	Class    fault     `json:"class"`
	Right    verdict   `json:"right"`
	Says     string    `json:"says"`
	Count    int       `json:"count"`
	Records  int       `json:"records"`
	Files    int       `json:"files,omitempty"` // in the total
	Examples []finding `json:"examples,omitempty"`
	lastAt   int64
}

// finding is one disagreement. What a reader or the bytes do not have, is "".
type finding struct {
	Record       uint64 `json:"record,omitempty"`        // EventRecordID
	HeaderRecord uint64 `json:"header_record,omitempty"` // id in the record header
	Offset       int64  `json:"offset"`
	Field        string `json:"field,omitempty"`
	Bytes        string `json:"bytes,omitempty"`
	Ours         string `json:"culprit"`
	Peer         string `json:"golang_evtx"`
}

// add counts a disagreement.
func (r *result) add(f fault, what finding) {
	i := slices.IndexFunc(r.Classes, func(t *tally) bool { return t.Class == f })
	if i < 0 {
		c := classOf(f)
		i = len(r.Classes)
		r.Classes = append(r.Classes, &tally{Class: f, Right: c.right, Says: c.says, lastAt: -1})
	}
	t := r.Classes[i]
	t.Count++
	if t.lastAt != what.Offset {
		t.Records++
		t.lastAt = what.Offset
	}
	if r.keep < 0 || len(t.Examples) < r.keep {
		t.Examples = append(t.Examples, what)
	}
}

// sort puts the classes in the order of the list of all.
func (r *result) sort() {
	slices.SortFunc(r.Classes, func(a, b *tally) int { return rank(a.Class) - rank(b.Class) })
}

func rank(f fault) int {
	return slices.IndexFunc(classes, func(c class) bool { return c.fault == f })
}

// unexplained counts the disagreements that nothing explains.
func (r *result) unexplained() (n int) {
	for _, t := range r.Classes {
		if t.Right == unexplained {
			n += t.Count
		}
	}
	return n
}

// merge adds a tally of a file to those of all.
func (r *result) merge(f *tally) {
	i := slices.IndexFunc(r.Classes, func(t *tally) bool { return t.Class == f.Class })
	if i < 0 {
		i = len(r.Classes)
		r.Classes = append(r.Classes, &tally{Class: f.Class, Right: f.Right, Says: f.Says})
	}
	t := r.Classes[i]
	t.Count += f.Count
	t.Records += f.Records
	t.Files++
}

package report

import "slices"

// The reports for a person share one outline: sections of blocks, made from
// the Document by the files outline_*.go and written by one file per format.
// What is said, and in which order, is decided once; a writer decides how it
// looks. All text in an outline is unsafe until the writer has passed it
// through safetext.

// section has a heading and what stands under it.
type section struct {
	id     string // anchor
	title  string // may be empty
	level  int    // 0 for the whole report, 1 for its parts, 2 below an incident
	blocks []block
}

// block is one of the types below.
type block interface{ isBlock() }

type (
	// para is a paragraph.
	para struct{ text line }
	// headline is the sentence that opens an incident.
	headline struct {
		severity string
		text     line
	}
	// pairs are labelled values, each of one or more lines.
	pairs []pair
	// steps is a numbered list, each item of one or more lines.
	steps [][]line
	// bullets is a list, each item of one or more lines.
	bullets [][]line
	// table has columns of cells.
	table struct {
		columns []column
		rows    [][]cell
	}
)

func (para) isBlock()     {}
func (headline) isBlock() {}
func (pairs) isBlock()    {}
func (steps) isBlock()    {}
func (bullets) isBlock()  {}
func (table) isBlock()    {}

type pair struct {
	label string
	value []line
}

// column of a table. width is the most columns of a terminal that it gets; 0
// shares what the others leave.
type column struct {
	title string
	width int
	right bool
}

// cell of a table, of one or more lines.
type cell []line

// line is text of several styles.
type line []span

type span struct {
	text  string
	style style
	url   string // of a link; only https addresses get that far
}

type style uint8

const (
	plain   style = iota
	strong        // what must not be overlooked
	muted         // what can be
	code          // literal: commands, paths, names from the log
	ref           // the id of an event: e12
	link          // with url
	good          // for
	bad           // against, failed
	warning       // unsure
)

func text(s string) line             { return line{{text: s}} }
func styled(st style, s string) line { return line{{text: s, style: st}} }

// add appends text to a line.
func (l line) add(st style, s string) line {
	return append(slices.Clip(l), span{text: s, style: st})
}

// one is a cell of one line.
func one(l line) cell { return cell{l} }

// detail bounds how much of each list an outline shows. What is left out is
// always counted: "12 of 340 shown".
type detail struct {
	incidents int // shown in full
	others    int // shown in short
	rows      int // of any other list
	text      int // columns of one text of a log
}

// everything is a report of ordinary size in full.
var everything = detail{incidents: 20, others: 100, rows: 100, text: 2000}

// outliner makes the outline of a document.
type outliner struct {
	speech
	doc    *Document
	inputs map[string]*Input
	detail detail
	saved  string
}

func newOutliner(doc *Document, opt Options, d detail) *outliner {
	o := &outliner{speech: newSpeech(doc, opt), doc: doc, inputs: map[string]*Input{}, detail: d, saved: opt.Saved}
	for i := range doc.Inputs {
		o.inputs[doc.Inputs[i].ID] = &doc.Inputs[i]
	}
	return o
}

// outline is the whole report, what matters most first.
func (o *outliner) outline() []section {
	out := []section{o.opening()}
	for i := range min(len(o.doc.Incidents), o.detail.incidents) {
		out = append(out, o.incident(i)...)
	}
	out = append(out, o.otherIncidents())
	if len(o.doc.Incidents) == 0 {
		// Where no problem was recognised, the errors are all there is to go by.
		out = append(out, o.unexplained(), o.changes())
	} else {
		out = append(out, o.changes(), o.unexplained())
	}
	out = append(out, o.sigma(), o.checked())
	out = append(out, o.files(), o.coverage(), o.findings(), o.warnings(), o.custody(), o.next())
	kept := out[:0]
	for _, s := range out {
		if len(s.blocks) > 0 || s.level == 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// shorten returns the first n of a list and, if there are more, the words
// that say so.
func shorten[T any](o *outliner, list []T, n int) (shown []T, more []block) {
	if len(list) <= n {
		return list, nil
	}
	left := o.say("shown", "n", o.number(int64(n)), "m", o.number(int64(len(list))))
	return list[:n], []block{para{styled(muted, left)}}
}

// listed is a list of bounded length, or nothing if it is empty.
func (o *outliner) listed(b bullets) []block {
	list, more := shorten(o, b, o.detail.rows)
	if len(list) == 0 {
		return nil
	}
	return append([]block{bullets(list)}, more...)
}

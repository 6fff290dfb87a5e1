package report

import "time"

// Options are what a reader chooses about the look of a report. The zero
// value is English (or the language of the document), UTC, 80 columns, no
// colour.
type Options struct {
	Lang   string         // language of the fixed words: en, ru; empty is that of the document
	Zone   *time.Location // time zone of the times shown; nil is UTC
	Width  int            // columns of Table; 0 is 80
	Color  bool           // colours in Table
	FailOn string         // lowest severity that JUnit calls a failure; "never" for none, empty for any
	Saved  string         // the file that holds the full report, for the last line of Table
}

// DefaultWidth is the width where none is known.
const DefaultWidth = 80

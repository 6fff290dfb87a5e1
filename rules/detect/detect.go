// Package detect compiles Sigma's detection maps into matchers over events.
//
// A search identifier is a map, whose items must all hold, a list of maps, of
// which one must, or a list of keywords, of which one must occur anywhere in
// the event. An item is a field with modifiers and a value or a list of
// values, of which one must match:
//
//	Provider_Name: Service Control Manager
//	EventID: [7023, 7024]
//	param1|contains: IPSEC
//
// Values are strings, whatever YAML makes of them, and compared without regard
// to case; * stands for any text, ? for one character, and \ takes either
// literally. The modifiers are those of Sigma 2.1:
//
//	contains startswith endswith   the value may stand anywhere, in front, at the end
//	all                            every value of the list must match, not just one
//	cased                          case counts
//	re (i m s)                     a regular expression, searched for, case counts
//	cidr                           an address in a network
//	fieldref                       the same text as another field
//	exists                         whether the field is there at all
//	neq                            none of the values matches; also if the field is absent
//	lt lte gt gte                  the field as a number
//	minute hour day week month year   that part of a date in the field
//	windash                        - or / before a word may be any of - / – — ―
//	wide utf16le utf16be utf16     the value encoded, before base64 or base64offset
//	base64 base64offset            the value encoded; case counts
//	expand                         %name% stands for a captured variable
//
// A field that is absent matches nothing but null, neq and exists: false.
// The names of fields and where their values come from: see [Fields].
//
// A selection also tells which channels, providers and event ids it can match
// at all ([Selection.Keys]), so that most events need not be looked at.
//
// References: the Sigma specification 2.1 (github.com/SigmaHQ/sigma-specification)
// and, for escapes and windash, what pySigma does where the text leaves it open.
package detect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Vars are values captured from events, by variable name.
type Vars map[string]string

// Mistake is one thing wrong in a rule file. Line and Column count from 1; they
// are 0 if the mistake is not at a place in the file.
type Mistake struct {
	File   string
	Line   int
	Column int
	Text   string
}

// Error returns file:line:col: text.
func (m Mistake) Error() string {
	if m.Line == 0 {
		return fmt.Sprintf("%s: %s", m.File, m.Text)
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Text)
}

// Mistakes is everything wrong in a set of rule files, in order of place.
type Mistakes []Mistake

// Error returns the mistakes, one a line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort puts the mistakes in order of file, line, column and text.
func (ms Mistakes) Sort() {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Text, b.Text))
	})
}

// Err returns the mistakes as an error, or nil if there are none.
func (ms Mistakes) Err() error {
	if len(ms) == 0 {
		return nil
	}
	return ms
}

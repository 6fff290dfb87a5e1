// Package detect compiles Sigma's detection maps into matchers over events.
package detect

import (
	"fmt"
	"strings"

	"culprit/parser/event"
)

// Vars are values captured from events, by variable name.
type Vars map[string]string

// Key names a kind of event that a selection can match. An empty string or
// AnyID true leaves that part open; Channel and Provider are folded.
type Key struct {
	Channel  string
	Provider string
	ID       uint16
	AnyID    bool
}

// Mistake is one thing wrong in a rule file. Line and Column count from 1.
type Mistake struct {
	File   string
	Line   int
	Column int
	Text   string
}

// Error returns file:line:col: text.
func (m Mistake) Error() string {
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

// Fields gives the values of one event under the names that rules use.
type Fields struct {
	Event *event.Event
}

// Selection is a compiled search identifier.
type Selection struct{}

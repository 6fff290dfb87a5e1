package rules

import (
	"slices"
	"time"

	"culprit/rules/detect"
)

// Severity is how much a problem hurts.
type Severity uint8

// The severities, lowest first.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

// String returns the name as written in rule files.
func (s Severity) String() string {
	names := [...]string{"info", "low", "medium", "high", "critical"}
	if int(s) < len(names) {
		return names[s]
	}
	return "?"
}

// Text is a text in one or more languages, keyed by en, ru, …; en is always
// there. It may hold {{variables}}.
type Text map[string]string

// In returns the text in the language, or else in English.
func (t Text) In(lang string) string {
	if s, ok := t[lang]; ok {
		return s
	}
	return t["en"]
}

// Problem is one rule file: a symptom and the causes that compete for it.
type Problem struct {
	ID       string
	Version  int
	Title    Text
	Severity Severity
	Applies  []string // Windows versions, for the reader
	Per      []string // fields that must be equal in all events; [Computer] by default
	Classes  []*Class // in the order of the file
	States   []*State
	Symptom  Symptom
	Causes   []*Cause
	Explains []*Class
	File     string
	Builtin  bool
}

// Class returns the event class of that name.
func (p *Problem) Class(name string) *Class {
	for _, c := range p.Classes {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Class is a named event class: an event is in it if one alternative matches.
type Class struct {
	Name         string
	Alternatives []Alternative
	Line         int
}

// Alternative is one Sigma map of a class. Where Is is set, the event must
// also be in that class, whose captured values come along.
type Alternative struct {
	Is     *Class
	Select *detect.Selection // nil if only Is and Bind are given
	Bind   []Binding
}

// Binding captures a field's value into a variable.
type Binding struct{ Var, Field string }

// StateTrigger is what moves a state machine where no event class does.
type StateTrigger uint8

// The triggers.
const (
	OnClass StateTrigger = iota
	OnBoot               // start of the system
	OnStart              // start of the covered log
	OnEnd                // end of the covered log
)

// State is a mode of a driver or service over time.
type State struct {
	Name   string
	Values []StateValue
}

// StateValue is entered when its trigger is met.
type StateValue struct {
	Name    string
	Trigger StateTrigger
	Class   *Class // for OnClass
}

// StateRef names a state machine and one of its values.
type StateRef struct {
	State *State
	Value string
}

// Symptom starts an incident: an event, or the entry into a state.
type Symptom struct {
	See   *Class
	Quiet time.Duration // repeats closer than this are one incident
	State StateRef      // if See is nil
}

// Cause is one possible explanation of the symptom.
type Cause struct {
	ID       string
	Title    Text
	Prior    float64 // bits of log-odds
	Benign   bool
	Evidence []*Evidence
	Because  []*Evidence
	Ask      []Ask
	Fix      []Step
	Verify   Text
	Risk     Text
	Refs     []string // keys into the table of references
	Line     int
}

// References lists the keys of the articles for the cause: its own, then those
// of the evidence that is met, each once.
func (c *Cause) References(met func(*Evidence) bool) []string {
	keys := slices.Clone(c.Refs)
	for _, e := range slices.Concat(c.Evidence, c.Because) {
		for _, key := range e.Refs {
			if met(e) && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	return keys
}

// EvidenceKind is what a piece of evidence looks for.
type EvidenceKind uint8

// The kinds of evidence.
const (
	See         EvidenceKind = iota // an event of a class
	Not                             // that there is none
	InState                         // a state holds in the window
	HaveProblem                     // another problem has an incident in the window
)

// Evidence is an event class in a window around an anchor, with a weight if
// it is there and another if the covered log shows that it is not.
type Evidence struct {
	Kind     EvidenceKind
	Class    *Class
	State    StateRef
	Problem  string
	Window   Window
	Count    Count
	Pick     Pick
	Where    *detect.Selection // further conditions, may use captured variables
	Weight   float64           // bits if it holds
	Else     float64           // bits if it does not and the log covers the window
	Required bool
	Says     Text
	Refs     []string // articles that apply only if this is met
	Line     int
}

// Pick chooses among several matching events.
type Pick uint8

// The picks.
const (
	Nearest Pick = iota
	First
	Last
)

// Count compares the number of matching events; the zero Count means >= 1.
type Count struct {
	Op string // >=, >, <=, <, =
	N  int
}

// Holds reports whether n satisfies the comparison.
func (c Count) Holds(n int) bool {
	switch c.Op {
	case ">=":
		return n >= c.N
	case ">":
		return n > c.N
	case "<=":
		return n <= c.N
	case "<":
		return n < c.N
	case "=":
		return n == c.N
	}
	return n >= 1
}

// BoundKind is what a bound of a window is measured from.
type BoundKind uint8

// The kinds of bounds.
const (
	Offset  BoundKind = iota // from the anchor
	ToBoot                   // the start of the boot session
	ToStart                  // the start of the covered log
	ToEnd                    // the end of the covered log
	ToClear                  // the end of the incident
)

// WindowBound is one end of a window.
type WindowBound struct {
	Kind   BoundKind
	Offset time.Duration // signed; added to the mark of any kind
}

// Window is a closed interval around the incident's start t0, or around the
// event of class Anchor that was picked as evidence before.
type Window struct {
	Anchor *Class
	Lo, Hi WindowBound
}

// Ask is what no log can show: a command and what to look for.
type Ask struct {
	Run    string
	Look   Text
	Weight float64
}

// Step is a step of a fix: words, a command, or both.
type Step struct {
	Says    Text
	Run     string
	Stopgap bool // restores service for now and mends nothing
}

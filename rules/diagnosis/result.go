package diagnosis

import (
	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// Result is a whole diagnosis. Its order and content depend on the events
// alone, not on the order in which they came.
type Result struct {
	Sources     []*Source   // by path
	Coverage    []*Coverage // by host and channel
	Incidents   []*Incident // the best supported first, see [Collector.Result]
	Changes     []Change    // by time
	Unexplained []*Group    // the gravest and most frequent first
	Checks      []Check     // every problem, by its ID
	Duplicates  int         // records that were given more than once
	Limits      []Limit     // bounds that were reached, so that something is missing
	Rules       *rules.Set
}

// Source is what was found in one input.
type Source struct {
	*event.Source
	Bytes       int64
	SHA256      string
	Hosts       []string // as logged
	Channels    []string
	Events      int // records of every origin
	Recovered   int // of these, not read from where the log says they are
	Undated     int
	First, Last event.FILETIME
	Damage      []event.Damage // in the order of the source; the first [MaxDamage]
	Damages     int            // all of them
	Lost        int64          // bytes skipped in all of them
	Repairs     []Repair       // the first [MaxRepairs]
	Findings    []Finding
}

// Repair is something damaged in a text that was read all the same.
type Repair struct {
	Line int
	Text string
}

// Code names a kind of finding about a log itself.
type Code string

// The findings. None accuses anybody: each has harmless reasons too.
const (
	LogCleared   Code = "INT-CLEARED"
	LogStopped   Code = "INT-STOPPED"   // the log service ended without saying so
	RecordGap    Code = "INT-GAP-ID"    // record numbers are missing inside the log
	TimeGap      Code = "INT-GAP-TIME"  // far longer silence than this log's habit
	TimeBack     Code = "INT-BACKWARDS" // a later record has an earlier time
	Checksum     Code = "INT-CRC"
	NotClosed    Code = "INT-DIRTY" // the log was not closed, or its header disagrees with it
	SlackRecords Code = "INT-SLACK"
	MixedHosts   Code = "INT-MIXED"
	OddTime      Code = "INT-FUTURE" // times that cannot be
	OddName      Code = "INT-NAME"   // the file is named for another channel
)

// Finding is something unusual about a log.
type Finding struct {
	Code     Code
	Channel  string
	Count    int            // how often, or how many records or hosts
	From, To uint64         // record numbers on both sides
	Start    event.FILETIME // times on both sides
	End      event.FILETIME
	Known    bool           // a logged event explains it, such as a set clock
	Text     string         // what the reader said, or names
	Events   []*event.Event // the first few
}

// Coverage is what the log of one channel of one host really covers.
type Coverage struct {
	Host        string
	Channel     string
	First, Last event.FILETIME
	Events      int
	Excerpt     bool // without record numbers, or full of holes: absence means nothing
	Gaps        []Gap

	spans []span
	holes []span
	reach event.FILETIME // how far back the beginning of the log reaches
}

// Gap is a stretch of time of which records are missing.
type Gap struct {
	From, To event.FILETIME
	Records  uint64 // missing; 0 if unknown
}

// Incident is one occurrence of a problem.
type Incident struct {
	Problem  *rules.Problem
	Host     string // as logged; empty if unknown
	Start    event.FILETIME
	End      event.FILETIME
	Ongoing  bool // the state still holds at the end of the log
	Undated  bool // its events are taken as neighbours because they bear no time
	Count    int  // symptoms in it
	Vars     detect.Vars
	Symptom  []*event.Event // the first is where the incident starts; at most [MaxCited]
	Causes   []*Cause       // ranked
	Unknown  float64        // probability that it is none of the causes
	States   []*Stay        // of the problem's states, those that touch the incident
	Explains []*Explained
	RootOf   []*Incident // whose cause this incident is

	line       *timeline
	lo, hi     int // first and last place in the timeline
	start, end event.FILETIME
	symptoms   []*event.Event // all
}

// Best returns the cause that stands above the unknown cause, or nil.
func (i *Incident) Best() *Cause {
	if len(i.Causes) > 0 {
		if c := i.Causes[0]; c.Probability > i.Unknown && (c.Verdict == Likely || c.Verdict == Possible || c.Verdict == Benign) {
			return c
		}
	}
	return nil
}

// Verdict is what the evidence says of a cause.
type Verdict uint8

// The verdicts.
const (
	Likely        Verdict = iota // at least [HighProbability]
	Possible                     // at least [MediumProbability]
	Unlikely                     // less
	Benign                       // at least possible, and harmless
	NotAssessable                // the log does not reach where the required evidence would be
	RuledOut                     // required evidence is known to be missing
)

// String returns the name of the verdict as the report gives it.
func (v Verdict) String() string {
	return [...]string{"likely", "possible", "unlikely", "benign", "not_assessable", "ruled_out"}[v]
}

// Cause is one explanation, weighed.
type Cause struct {
	Cause       *rules.Cause
	Verdict     Verdict
	Score       float64 // bits
	Probability float64
	Evidence    []*Evidence // in the order of the rule
	Because     []*Evidence // only what is met, the strongest first
	Vars        detect.Vars // the incident's and those captured by the evidence

	assessment *assessment
}

// Status says whether evidence holds.
type Status uint8

// The states of evidence.
const (
	Met Status = iota
	Unmet
	NotCovered // the log cannot tell
)

// Evidence is one piece of evidence, looked up.
type Evidence struct {
	Rule     *rules.Evidence
	Status   Status
	Bits     float64
	From, To event.FILETIME // the window; 0 if undated or without bound
	Count    int            // events that match
	Picked   *event.Event   // the one that counts; nil if none is there
	Events   []*event.Event // the picked one, then others that match, at most [MaxCited]
	Incident *Incident      // for rules.HaveProblem
	Stay     *Stay          // for rules.InState
	Vars     detect.Vars    // captured

	all []*event.Event
}

// Explained is a class of consequences folded under an incident.
type Explained struct {
	Class  *rules.Class
	Count  int
	Events []*event.Event // the first [MaxCited]

	all []*event.Event
}

// Change is something that was changed on a machine.
type Change struct {
	Kind  ChangeKind
	Event *event.Event
	Args  []string // what the kind speaks of: service, package, …
	Count int      // of the same in a row
}

// Group is the errors or warnings of one kind that no rule explains.
type Group struct {
	Host, Channel, Provider string
	EventID                 uint16
	Code                    uint32 // full identifier; equals EventID if without qualifiers
	Level                   event.Level
	Count                   int
	First, Last             event.FILETIME
	Sample                  *event.Event // the first of them
}

// Check says what became of looking for a problem.
type Check struct {
	Problem   *rules.Problem
	Incidents int
	Looked    bool // some log is of a kind in which the symptom would be
}

// Limit is a bound that was reached.
type Limit struct {
	Name  string         // max-state, max-groups, max-series or max-incidents
	Until event.FILETIME // max-state: up to then events were given up
	Count int            // max-groups, max-series: how many were kept; max-incidents: how many are left out
}

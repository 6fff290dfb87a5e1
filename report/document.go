// Package report turns a diagnosis into a Document and renders it. The
// Document is the JSON contract; every other format is made from it alone.
package report

// Schema names the version of the JSON contract.
const Schema = "culprit.report/1"

// Document is a whole report.
type Document struct {
	Schema      string           `json:"schema"`
	Tool        Tool             `json:"tool"`
	Run         Run              `json:"run"`
	Summary     Summary          `json:"summary"`
	Inputs      []Input          `json:"inputs"`
	Coverage    []Coverage       `json:"coverage"`
	Incidents   []Incident       `json:"incidents"`
	Changes     []Change         `json:"changes"`
	Unexplained []Unexplained    `json:"unexplained"`
	Sigma       []SigmaHit       `json:"sigma,omitempty"` // the gravest first
	Events      map[string]Event `json:"events"`          // marshalled in the order e1, e2, …
	Checked     []Check          `json:"checked"`
	Warnings    []Warning        `json:"warnings"`
}

// Tool says what made the report.
type Tool struct {
	Name    string  `json:"name"`
	Version string  `json:"version"`
	Rules   RuleSet `json:"rules"`
}

// RuleSet identifies the rules that were used.
type RuleSet struct {
	Count  int    `json:"count"`
	SHA256 string `json:"sha256"`
}

// Run says how the report was made.
type Run struct {
	Command   []string       `json:"command"`
	Filters   []string       `json:"filters"`
	LimitsHit []string       `json:"limits_hit"`
	Lang      string         `json:"lang"`      // language of the texts in the document: en, ru
	Redaction string         `json:"redaction"` // off, names, all
	Redacted  map[string]int `json:"redacted"`  // kind of token (user, host, ip, …) and how many there are
	Partial   bool           `json:"partial"`   // interrupted or timed out before all inputs were read
}

// Verdicts of a whole report.
const (
	CauseFound   = "cause_found"
	Inconclusive = "inconclusive"
	NothingFound = "nothing_found"
)

// Summary is the report in one sentence.
type Summary struct {
	Verdict    string         `json:"verdict"`
	Headline   string         `json:"headline"`
	Incidents  int            `json:"incidents"`
	Severities map[string]int `json:"severities"`
}

// Input is one input file. Times are RFC 3339 UTC with seven digits, here and
// everywhere; empty if unknown.
type Input struct {
	ID        string      `json:"id"`
	Path      string      `json:"path"`
	Container []string    `json:"container"`
	Format    string      `json:"format"`
	Bytes     int64       `json:"bytes"`
	SHA256    string      `json:"sha256"`
	Hosts     []string    `json:"hosts"`
	Channels  []string    `json:"channels"`
	Events    int         `json:"events"`
	Recovered int         `json:"recovered"`
	Undated   int         `json:"undated"`
	First     string      `json:"first"`
	Last      string      `json:"last"`
	Damage    []Damage    `json:"damage"`
	Repairs   []Repair    `json:"repairs"`
	Integrity []Integrity `json:"integrity"`
}

// Damage is a place that could not be read.
type Damage struct {
	Offset    int64  `json:"offset"`
	Structure string `json:"structure"`
	Cause     string `json:"cause"`
	BytesLost int64  `json:"bytes_lost"`
}

// Repair is something damaged in a text that was read all the same.
type Repair struct {
	Line int    `json:"line"`
	Says string `json:"says"`
}

// Integrity is a finding about the log itself; unusual, not an accusation.
type Integrity struct {
	Code   string   `json:"code"`
	Says   string   `json:"says"`
	Events []string `json:"events"`
}

// Coverage is what one host's channel really covers.
type Coverage struct {
	Host    string `json:"host"`
	Channel string `json:"channel"`
	First   string `json:"first"`
	Last    string `json:"last"`
	Events  int    `json:"events"`
	Gaps    []Gap  `json:"gaps"`
}

// Gap is a time in which a covered channel has no records.
type Gap struct {
	From string `json:"from"`
	To   string `json:"to"`
	Says string `json:"says"`
}

// Incident is one occurrence of a problem on one host.
type Incident struct {
	Problem     string    `json:"problem"`
	Title       string    `json:"title"`
	Severity    string    `json:"severity"`
	Host        string    `json:"host"`
	Start       string    `json:"start"`
	End         string    `json:"end"`
	Ongoing     bool      `json:"ongoing"`
	Undated     bool      `json:"undated"`
	Count       int       `json:"count"`
	Fingerprint string    `json:"fingerprint"`
	Vars        []Var     `json:"vars"`
	Symptom     []string  `json:"symptom"` // event ids
	Causes      []Cause   `json:"causes"`
	Unknown     float64   `json:"unknown"`
	States      []State   `json:"states"`
	Explains    []Explain `json:"explains"`
	RootOf      []string  `json:"root_of"` // problems whose cause this incident is
}

// Var is a captured variable.
type Var struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Verdicts of a cause.
const (
	Likely        = "likely"
	Possible      = "possible"
	Unlikely      = "unlikely"
	RuledOut      = "ruled_out"
	NotAssessable = "not_assessable"
	Benign        = "benign"
)

// Cause is one assessed explanation.
type Cause struct {
	ID          string      `json:"id"`
	Title       string      `json:"title"`
	Verdict     string      `json:"verdict"`
	Confidence  string      `json:"confidence"`
	Probability float64     `json:"probability"`
	Score       float64     `json:"score"`
	Prior       float64     `json:"prior"`
	Evidence    []Evidence  `json:"evidence"`
	Because     []Because   `json:"because"`
	Ask         []Ask       `json:"ask"`
	Fix         []Step      `json:"fix"`
	Verify      string      `json:"verify"`
	Risk        string      `json:"risk"`
	Vars        []Var       `json:"vars"`
	References  []Reference `json:"references"`
}

// Evidence is one line of the reckoning; bits add up to the score.
type Evidence struct {
	Says      string   `json:"says"`
	Direction string   `json:"direction"` // for, against, none
	Bits      float64  `json:"bits"`
	Kind      string   `json:"kind"`   // seen, absent, state, problem
	Status    string   `json:"status"` // met, unmet, not_covered
	Required  bool     `json:"required"`
	Window    string   `json:"window"`
	Events    []string `json:"events"`
}

// Because is a link of the chain behind a cause.
type Because struct {
	Problem string   `json:"problem"`
	Cause   string   `json:"cause"`
	Says    string   `json:"says"`
	Bits    float64  `json:"bits"`
	Events  []string `json:"events"`
}

// Ask is what no log can show.
type Ask struct {
	Run      string `json:"run"`
	Look     string `json:"look"`
	Answered string `json:"answered"`
}

// Step is a step of a fix.
type Step struct {
	Says string `json:"says"`
	Run  string `json:"run"`
}

// Reference is an article that supports a cause.
type Reference struct {
	KB      string `json:"kb"`
	Title   string `json:"title"`
	URL     string `json:"url"`
	Archive string `json:"archive"`
}

// State is a stay in a state.
type State struct {
	Name  string `json:"name"`
	State string `json:"state"`
	From  string `json:"from"`
	To    string `json:"to"`
	Open  bool   `json:"open"` // still so at the end of the log
}

// Explain is a consequence folded under an incident.
type Explain struct {
	Says   string   `json:"says"`
	Count  int      `json:"count"`
	Events []string `json:"events"`
}

// Kinds of changes.
const (
	ChangeUpdate   = "update"   // an update or service pack
	ChangeProgram  = "program"  // a program installed or removed
	ChangeService  = "service"  // a service installed, or its start type changed
	ChangeBoot     = "boot"     // the system started
	ChangeShutdown = "shutdown" // the system stopped, in order or not
	ChangeClock    = "clock"    // the clock was set
	ChangeLog      = "log"      // a log was cleared
	ChangeOther    = "other"
)

// Change is something that changed on a machine.
type Change struct {
	Time  string `json:"time"`
	Kind  string `json:"kind"`
	Host  string `json:"host"`
	Says  string `json:"says"`
	Event string `json:"event"`
}

// Unexplained is a group of errors or warnings that no rule explains.
type Unexplained struct {
	Host     string   `json:"host"`
	Channel  string   `json:"channel"`
	Provider string   `json:"provider"`
	EventID  int      `json:"event_id"`
	Code     string   `json:"code"`
	Level    string   `json:"level"`
	Count    int      `json:"count"`
	First    string   `json:"first"`
	Last     string   `json:"last"`
	Sample   string   `json:"sample"`
	Marks    []string `json:"marks"`
}

// Event is an event that the report cites.
type Event struct {
	Input      string     `json:"input"`
	Record     uint64     `json:"record"`
	Offset     int64      `json:"offset"`
	Line       int        `json:"line,omitempty"`
	Origin     string     `json:"origin"`
	Time       string     `json:"time"`
	Host       string     `json:"host"`
	Channel    string     `json:"channel"`
	Provider   string     `json:"provider"`
	EventID    int        `json:"event_id"`
	Qualifiers int        `json:"qualifiers"`
	Level      string     `json:"level"`
	Says       string     `json:"says"`
	Fields     [][]string `json:"fields"`             // pairs of name and value
	UserSID    string     `json:"user_sid,omitempty"` // S-1-…
	Binary     string     `json:"binary,omitempty"`   // the event's data, in hex
}

// States of a check.
const (
	CheckFound   = "found"   // at least one incident
	CheckClear   = "clear"   // the logs cover it, and there is none
	CheckSkipped = "skipped" // no input holds what the rule reads
)

// Check is a problem whose rule was evaluated, whether it was found or not.
type Check struct {
	Problem   string `json:"problem"`
	Title     string `json:"title"`
	Severity  string `json:"severity"`
	Version   int    `json:"version"`
	Status    string `json:"status"`
	Says      string `json:"says"` // why it was skipped
	Incidents int    `json:"incidents"`
}

// Warning is something the reader of the report must know about the run.
type Warning struct {
	Code  string `json:"code"`
	Input string `json:"input"`
	Text  string `json:"text"`
}

// SigmaHit is a Sigma rule that hit: its events on one host, or for a correlation
// one window.
type SigmaHit struct {
	Rule     string   `json:"rule"` // the name of its file, without the ending
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Level    string   `json:"level"`  // informational, low, medium, high, critical
	Author   string   `json:"author"` // whom the licence of the public rules asks to name
	Count    int      `json:"count"`
	Host     string   `json:"host"`
	First    string   `json:"first"`
	Last     string   `json:"last"`
	Group    []Var    `json:"group"`    // what a correlation grouped by
	Incident int      `json:"incident"` // in which it falls, counted from 1; 0 if in none
	Events   []string `json:"events"`   // the first few
}

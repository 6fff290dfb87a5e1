package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"culprit/report"
)

func (a *app) diffCommand() *cobra.Command {
	var failOn severityFlag
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff OLD.json NEW.json [flags]",
		Short: "compare two reports: what is new, gone and changed",
		Long: `Compares the incidents of two saved reports. An incident is the same if problem,
host and time are; it has changed if its first cause, the confidence in it, or
its being over has.`,
		Example: `  culprit diff yesterday.json today.json --fail-on high`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usage("two reports are needed, not %d", len(args))
			}
			return a.diff(args[0], args[1], failOn, asJSON)
		},
	}
	failOn.define(c.Flags(), "fail-on", "never", "exit with 1 on a new problem of `SEVERITY` or above")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	return c
}

func (a *app) diff(oldName, newName string, failOn severityFlag, asJSON bool) error {
	before, err := a.loadReport(oldName)
	if err != nil {
		return err
	}
	after, err := a.loadReport(newName)
	if err != nil {
		return err
	}
	d := compare(before, after)
	if slices.ContainsFunc(d.New, func(f finding) bool { return failOn.reached(f.Severity) }) {
		a.reported(ExitFinding)
	}
	if asJSON {
		return a.writeJSON(d)
	}
	a.writeDiff(d)
	return nil
}

// difference is what culprit diff --json writes.
type difference struct {
	New     []finding `json:"new"`
	Gone    []finding `json:"gone"`
	Changed []change  `json:"changed"`
	Same    int       `json:"same"`
}

// finding is an incident in short.
type finding struct {
	Fingerprint string `json:"fingerprint"`
	Problem     string `json:"problem"`
	Title       string `json:"title"`
	Severity    string `json:"severity"`
	Host        string `json:"host"`
	Start       string `json:"start"`
	Ongoing     bool   `json:"ongoing"`
	Cause       string `json:"cause"`
	Verdict     string `json:"verdict"`
	Confidence  string `json:"confidence"`
}

// change is an incident before and after.
type change struct {
	Before finding `json:"before"`
	After  finding `json:"after"`
}

func findingOf(i *report.Incident) finding {
	f := finding{
		Fingerprint: i.Fingerprint, Problem: i.Problem, Title: i.Title, Severity: i.Severity,
		Host: i.Host, Start: i.Start, Ongoing: i.Ongoing,
	}
	if len(i.Causes) > 0 {
		c := i.Causes[0]
		f.Cause, f.Verdict, f.Confidence = c.ID, c.Verdict, c.Confidence
	}
	return f
}

func compare(before, after *report.Document) difference {
	d := difference{New: []finding{}, Gone: []finding{}, Changed: []change{}}
	old := map[string]finding{}
	for i := range before.Incidents {
		old[before.Incidents[i].Fingerprint] = findingOf(&before.Incidents[i])
	}
	for i := range after.Incidents {
		now := findingOf(&after.Incidents[i])
		was, known := old[now.Fingerprint]
		delete(old, now.Fingerprint)
		switch {
		case !known:
			d.New = append(d.New, now)
		case was.Cause != now.Cause || was.Verdict != now.Verdict || was.Confidence != now.Confidence || was.Ongoing != now.Ongoing:
			d.Changed = append(d.Changed, change{was, now})
		default:
			d.Same++
		}
	}
	for i := range before.Incidents { // in the order of the report
		if f, gone := old[before.Incidents[i].Fingerprint]; gone {
			d.Gone = append(d.Gone, f)
		}
	}
	return d
}

func (a *app) writeDiff(d difference) {
	fmt.Fprintf(a.stdout, "%d new, %d gone, %d changed, %d the same\n", len(d.New), len(d.Gone), len(d.Changed), d.Same)
	for _, f := range d.New {
		a.writeFinding("new", f)
	}
	for _, c := range d.Changed {
		a.writeFinding("changed", c.After)
		paragraph(a.stdout, "           was: ", c.Before.says())
		paragraph(a.stdout, "           now: ", c.After.says())
	}
	for _, f := range d.Gone {
		a.writeFinding("gone", f)
	}
}

func (a *app) writeFinding(what string, f finding) {
	paragraph(a.stdout, fmt.Sprintf("%-9s  ", what), fmt.Sprintf("%s, %s on %s, %s: %s", f.Severity, f.Problem, firstOf(f.Host, "unknown host"), firstOf(f.Start, "undated"), f.Title))
}

// says tells the state of an incident that can change.
func (f finding) says() string {
	cause := "no cause"
	if f.Cause != "" {
		cause = fmt.Sprintf("%s %s (%s)", f.Verdict, f.Cause, f.Confidence)
	}
	if f.Ongoing {
		return cause + ", still going on"
	}
	return cause + ", over"
}

// severityFlag takes the least severity that counts.
type severityFlag struct{ choice }

var severities = []string{"info", "low", "medium", "high", "critical"}

func (s *severityFlag) define(fs *pflag.FlagSet, name, standard, usage string) {
	s.choice = choice{standard, append(slices.Clone(severities), "never")}
	fs.Var(s, name, usage+": info, low, medium, high, critical or never")
}

// reached reports whether a severity counts.
func (s *severityFlag) reached(severity string) bool {
	least := slices.Index(severities, s.value)
	return least >= 0 && slices.Index(severities, severity) >= least
}

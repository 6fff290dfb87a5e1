package report

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
)

// addChanges lists what changed. If there is too much, what happened on the
// host of an incident in the week before it and while it lasted comes first, then
// the newest.
func (b *builder) addChanges() {
	for _, c := range b.chosenChanges() {
		k := changeKinds[c.Kind]
		says := b.say("change."+k.key, changeArgs(c)...)
		if c.Count > 1 {
			says += " (" + b.count("times", c.Count) + ")"
		}
		b.doc.Changes = append(b.doc.Changes, Change{
			Time: stamp(c.Event.Time), Kind: k.kind, Host: c.Event.Computer, Says: says, Event: b.cite(c.Event)[0],
		})
	}
}

// before is how long before an incident a change is suspected.
const before = 7 * 24 * time.Hour

func (b *builder) chosenChanges() []diagnosis.Change {
	all := b.res.Changes
	var near, others []int
	for i := range slices.Backward(all) {
		if b.nearIncident(all[i].Event) {
			near = append(near, i)
		} else {
			others = append(others, i)
		}
	}
	chosen := append(near, others...)
	chosen = chosen[:min(len(chosen), maxChanges)]
	slices.Sort(chosen)
	list := make([]diagnosis.Change, len(chosen))
	for n, i := range chosen {
		list[n] = all[i]
	}
	return list
}

func (b *builder) nearIncident(e *event.Event) bool {
	return slices.ContainsFunc(b.res.Incidents, func(i *diagnosis.Incident) bool {
		return event.FoldHost(i.Host) == e.Host() && e.Time >= i.Start.Add(-before) && e.Time <= i.End
	})
}

// changeKinds says under which kind the document lists a change, which message
// says it, and what its arguments are called there.
var changeKinds = [...]struct {
	kind, key string
	args      []string
}{
	diagnosis.SystemStarted:     {ChangeBoot, "started", nil},
	diagnosis.SystemStopped:     {ChangeShutdown, "stopped", nil},
	diagnosis.SystemDied:        {ChangeShutdown, "died", nil},
	diagnosis.SystemCrashed:     {ChangeShutdown, "crashed", []string{"code"}},
	diagnosis.RestartRequested:  {ChangeShutdown, "restart", []string{"process", "user", "reason", "kind"}},
	diagnosis.ServiceInstalled:  {ChangeService, "service", []string{"service", "program"}},
	diagnosis.StartTypeChanged:  {ChangeService, "start_type", []string{"service", "old", "new"}},
	diagnosis.SoftwareInstalled: {ChangeProgram, "installed", []string{"product"}},
	diagnosis.SoftwareRemoved:   {ChangeProgram, "removed", []string{"product"}},
	diagnosis.UpdateInstalled:   {ChangeUpdate, "update", []string{"update"}},
	diagnosis.UpdateFailed:      {ChangeUpdate, "update_failed", []string{"update", "error"}},
	diagnosis.PackageChanged:    {ChangeUpdate, "package", []string{"package", "state"}},
	diagnosis.DriverInstalled:   {ChangeOther, "driver", []string{"device", "driver"}},
	diagnosis.ClockSet:          {ChangeClock, "clock", []string{"old", "new"}},
	diagnosis.ComputerRenamed:   {ChangeOther, "renamed", []string{"old", "new"}},
	diagnosis.AuditLogCleared:   {ChangeLog, "cleared", []string{"user", "log"}},
}

// changeArgs pairs the arguments of a change with their names; what the event
// did not say is a question mark.
func changeArgs(c diagnosis.Change) []string {
	var pairs []string
	for i, name := range changeKinds[c.Kind].args {
		value := "?"
		if i < len(c.Args) {
			value = cmp.Or(cut(c.Args[i], 500), "?")
		}
		pairs = append(pairs, name, value)
	}
	return pairs
}

func (b *builder) addUnexplained() {
	for _, g := range b.res.Unexplained[:min(len(b.res.Unexplained), maxUnexplained)] {
		out := Unexplained{
			Host: g.Host, Channel: g.Channel, Provider: g.Provider, EventID: int(g.EventID), Level: g.Level.String(),
			Count: g.Count, First: stamp(g.First), Last: stamp(g.Last), Sample: b.cite(g.Sample)[0], Marks: b.marks(g),
		}
		if c, ok := fullCode(g.Sample); ok {
			out.Code = hexCode(c)
		}
		b.doc.Unexplained = append(b.doc.Unexplained, out)
	}
}

// What makes a group of errors stand out.
const (
	burstCount  = 20               // so many …
	burstLength = 10 * time.Minute // … within this, and never else
	newPart     = 0.1              // of the covered time, its last part, in which the error first came …
	newLength   = 24 * time.Hour   // … if as much is covered at least
)

// marks points out groups that came all at once and groups that are new.
func (b *builder) marks(g *diagnosis.Group) []string {
	var marks []string
	if g.First == 0 {
		return nil
	}
	if g.Count >= burstCount && g.Last.Sub(g.First) <= burstLength {
		marks = append(marks, "burst")
	}
	i := slices.IndexFunc(b.res.Coverage, func(c *diagnosis.Coverage) bool { return c.Host == g.Host && c.Channel == g.Channel })
	if i < 0 {
		return marks
	}
	c := b.res.Coverage[i]
	whole := c.Last.Sub(c.First)
	if whole >= newLength && c.Last.Sub(g.First).Seconds() <= newPart*whole.Seconds() {
		marks = append(marks, "new")
	}
	return marks
}

// blank is a variable in a title, which has no value before the problem is found.
var blank = regexp.MustCompile(`\{\{ *\w+ *\}\}`)

func (b *builder) addChecks() {
	for _, c := range b.res.Checks {
		out := Check{
			Problem: c.Problem.ID, Title: blank.ReplaceAllString(c.Problem.Title.In(b.lang), "…"), Severity: c.Problem.Severity.String(),
			Version: c.Problem.Version, Status: CheckClear, Incidents: c.Incidents,
		}
		switch {
		case c.Incidents > 0:
			out.Status = CheckFound
		case !c.Looked:
			out.Status, out.Says = CheckSkipped, b.say("build.skipped")
		}
		b.doc.Checked = append(b.doc.Checked, out)
	}
}

package diagnosis

import (
	"slices"
	"strings"
	"time"

	"culprit/parser/event"
	"culprit/rules/detect"
)

// ChangeKind is what an event says was changed on a machine.
type ChangeKind uint8

// The kinds of changes, with their arguments.
const (
	SystemStarted     ChangeKind = iota
	SystemStopped                // in good order
	SystemDied                   // without being shut down
	SystemCrashed                // code
	RestartRequested             // process, user, reason, kind
	ServiceInstalled             // service, program
	StartTypeChanged             // service, old, new
	SoftwareInstalled            // product
	SoftwareRemoved              // product
	UpdateInstalled              // update
	UpdateFailed                 // update, error
	PackageChanged               // package, state
	DriverInstalled              // device, driver
	ClockSet                     // old, new
	ComputerRenamed              // old, new
	AuditLogCleared              // user, log
)

// changeRule says which events tell of a change. Args are the fields that hold
// the arguments; of several names parted by | the first that is there counts.
type changeRule struct {
	provider string // folded
	kind     ChangeKind
	args     [][]string
}

// changeRules by event id. Sources: the message files of Windows 2000 to 10
// (netevent.dll, netevent.h; the manifests of the named providers).
var changeRules = map[uint16][]changeRule{
	1:     {{"kernel-general", ClockSet, fields("OldTime", "NewTime")}},
	2:     {{"servicing", PackageChanged, fields("PackageIdentifier", "IntendedPackageStateTextized|IntendedPackageState")}},
	12:    {{"kernel-general", SystemStarted, nil}},
	13:    {{"kernel-general", SystemStopped, nil}},
	19:    {{"windowsupdateclient", UpdateInstalled, fields("updateTitle|param1")}, {"windows update agent", UpdateInstalled, fields("param1")}},
	20:    {{"windowsupdateclient", UpdateFailed, fields("updateTitle|param2", "errorCode|param1")}, {"windows update agent", UpdateFailed, fields("param2", "param1")}},
	41:    {{"kernel-power", SystemDied, nil}},
	104:   {{"eventlog", AuditLogCleared, fields("SubjectUserName", "Channel")}},
	517:   {{"security", AuditLogCleared, fields("param1")}},
	520:   {{"security", ClockSet, nil}},
	1001:  {{"wer-systemerrorreporting", SystemCrashed, fields("param1")}, {"bugcheck", SystemCrashed, fields("param1")}, {"save dump", SystemCrashed, fields("param1")}},
	1022:  {{"msiinstaller", UpdateInstalled, fields("param2")}},
	1033:  {{"msiinstaller", SoftwareInstalled, fields("param1")}},
	1034:  {{"msiinstaller", SoftwareRemoved, fields("param1")}},
	1074:  {{"user32", RestartRequested, fields("param1", "param7", "param3", "param5")}},
	1102:  {{"eventlog", AuditLogCleared, fields("SubjectUserName")}},
	4377:  {{"ntservicepack", UpdateInstalled, fields("param2")}},
	4382:  {{"ntservicepack", UpdateInstalled, fields("param2")}},
	4616:  {{"security-auditing", ClockSet, fields("PreviousTime", "NewTime")}},
	4697:  {{"security-auditing", ServiceInstalled, fields("ServiceName", "ServiceFileName")}},
	6005:  {{"eventlog", SystemStarted, nil}},
	6006:  {{"eventlog", SystemStopped, nil}},
	6008:  {{"eventlog", SystemDied, nil}},
	6011:  {{"eventlog", ComputerRenamed, fields("param1", "param2")}},
	7040:  {{"service control manager", StartTypeChanged, fields("param1", "param2", "param3")}},
	7045:  {{"service control manager", ServiceInstalled, fields("ServiceName|param1", "ImagePath|param2")}},
	11707: {{"msiinstaller", SoftwareInstalled, fields("param1")}},
	11724: {{"msiinstaller", SoftwareRemoved, fields("param1")}},
	20001: {{"userpnp", DriverInstalled, fields("DeviceInstanceID", "DriverName")}},
}

// fields splits alternatives of names.
func fields(names ...string) [][]string {
	out := make([][]string, len(names))
	for i, name := range names {
		out[i] = strings.Split(name, "|")
	}
	return out
}

func (r *changeRule) read(e *event.Event) []string {
	f := detect.FieldsOf(e)
	args := make([]string, len(r.args))
	for i, names := range r.args {
		for _, name := range names {
			if v, ok := f.Value(name); ok {
				args[i] = v
				break
			}
		}
	}
	return args
}

// clockDrift is a correction that time services make all the time.
const clockDrift = time.Minute

// trifling reports whether a clock was set by less than a minute. Windows
// Vista gives the times as text, with the date apart.
func trifling(args []string) bool {
	if len(args) < 2 {
		return false
	}
	for _, layout := range []string{time.RFC3339Nano, "3:04:05 PM", "15:04:05"} {
		before, err1 := time.Parse(layout, args[0])
		after, err2 := time.Parse(layout, args[1])
		if err1 == nil && err2 == nil {
			return after.Sub(before).Abs() < clockDrift
		}
	}
	return args[0] == args[1]
}

// sameChange is how close in time two events tell of one change: a start of
// the system is logged by two providers.
const sameChange = 5 * time.Minute

// changesOf lists the changes among the events, which are in order of time.
// What is told twice at about the same time is one change. What a program does
// to a setting again and again is listed where it was done last, with its count.
func changesOf(events []*kept) []Change {
	var all []Change
	last := map[changeKey]int{}
	for _, k := range events {
		r := k.kind.change
		if r == nil {
			continue
		}
		c := Change{Kind: r.kind, Event: k.Event, Args: r.read(k.Event), Count: 1}
		if r.kind == ClockSet && trifling(c.Args) {
			continue
		}
		key := changeKey{r.kind, k.Host(), strings.Join(c.Args, "\x00")}
		i, again := last[key]
		switch {
		case again && k.Time.Sub(all[i].Event.Time) <= sameChange && !c.habitual():
			all[i].Count++
			continue
		case again && c.habitual():
			c.Count += all[i].Count
			all[i].Count = 0
		}
		last[key] = len(all)
		all = append(all, c)
	}
	return slices.DeleteFunc(all, func(c Change) bool { return c.Count == 0 })
}

// habitual reports whether the change is of a kind that programs repeat.
func (c *Change) habitual() bool {
	return c.Kind == StartTypeChanged || c.Kind == UpdateFailed || c.Kind == PackageChanged
}

type changeKey struct {
	kind ChangeKind
	host string
	args string
}

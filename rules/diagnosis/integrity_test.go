package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// habit is a log with a record a minute.
func habit() string {
	var b strings.Builder
	b.WriteString("2020-01-01 00:00:00 H System EventLog 6005\n")
	for range 150 {
		b.WriteString("+1m H System App 9\n")
	}
	return b.String()
}

func TestFindings(t *testing.T) {
	for _, tt := range []struct{ name, path, events, want string }{
		{"nothing", "System.evtx", habit(), ""},
		{"a hole", "a.evt", habit() + "+1m H System App 9 Record=160\n", "INT-GAP-ID System 8 151-160"},
		{"a long silence", "a.evt", habit() + "+5h H System App 9\n", "INT-GAP-TIME System 1 151-152"},
		{"a long silence before a boot", "a.evt", habit() + "+5h H System EventLog 6005\n", ""},
		{"a long silence in a log that is always silent", "a.evt", "2020-01-01 00:00:00 H System App 9\n+5h H System App 9\n+1m H System App 9", ""},
		{"time goes back", "a.evt", habit() + "2020-01-01 01:00:00 H System App 9\n", "INT-BACKWARDS System 1 151-152"},
		{"time goes back twice", "a.evt", habit() + "2020-01-01 01:00:00 H System App 9\n2020-01-01 00:50:00 H System App 9\n", "INT-BACKWARDS System 2 151-152"},
		{"time goes back a little", "a.evt", habit() + "2020-01-01 02:29:00 H System App 9\n", ""},
		{"time goes back because the clock was set", "a.evt", habit() + "+0s H System Microsoft-Windows-Kernel-General 1 OldTime=2020-01-01T02:30:00Z NewTime=2020-01-01T01:00:00Z\n2020-01-01 01:00:00 H System App 9\n", "INT-BACKWARDS System 1 152-153 known"},
		{"an event that waited to be written", "a.evt", habit() + "2020-01-01 01:00:00 H System App 9 \"Written=\" Written=\"2020-01-01 02:31:00\"\n", ""},
		{"the audit log was cleared", "Security.evtx", "2020-01-01 00:00:00 H Security Microsoft-Windows-Eventlog 1102 SubjectUserName=eve\n+1m H Security App 9", "INT-CLEARED Security 1 1-1 [1]"},
		{"the log was cleared twice", "System.evtx", "2020-01-01 00:00:00 H System Microsoft-Windows-Eventlog 104 SubjectUserName=eve\n+1m H System Microsoft-Windows-Eventlog 104", "INT-CLEARED System 2 1-2 [1 2]"},
		{"a power loss", "a.evt", "2020-01-01 00:00:00 H System EventLog 6008\n+0s H System EventLog 6005", "INT-STOPPED System 1 1-1 [1]"},
		{"two computers", "System.evtx", "2020-01-01 00:00:00 A System App 9\n+1m B System App 9", "INT-MIXED  2 0-0"},
		{"two computers in forwarded events", "ForwardedEvents.evtx", "2020-01-01 00:00:00 A System App 9 Record=7\n+1m B System App 9 Record=900\n+1m B System App 9 Record=905", ""},
		{"times before there were logs", "a.evtx", "1970-01-01 00:00:00 A System App 9\n+1s A System App 9", "INT-FUTURE System 2 1-1"},
		{"another log's name", "logs/Security.evtx", "2020-01-01 00:00:00 A System App 9", "INT-NAME System 1 0-0"},
		{"the name of a channel with a slash", "Microsoft-Windows-GroupPolicy%4Operational.evtx", "2020-01-01 00:00:00 A Microsoft-Windows-GroupPolicy/Operational App 9", ""},
		{"a name that says where the log was", "E_Windows_Microsoft-Windows-CAPI2%4Operational.evtx", "2020-01-01 00:00:00 A Microsoft-Windows-CAPI2/Operational App 9", ""},
		{"a name of its own", "mail01 before the crash.evtx", "2020-01-01 00:00:00 A System App 9", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := diagnose(t, builtins(t), diagnosis.Options{}, source{tt.path, tt.events})
			var got []string
			for _, f := range r.Sources[0].Findings {
				line := fmt.Sprintf("%s %s %d %d-%d", f.Code, f.Channel, f.Count, f.From, f.To)
				if len(f.Events) > 0 {
					line += fmt.Sprint(" ", records(f.Events))
				}
				got = append(got, line+flag(f.Known, " known"))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestExported expects no hole to be found in a log whose records were given
// new numbers, and nothing to be concluded across the holes it has.
func TestExported(t *testing.T) {
	src := &event.Source{Path: "System.evtx"}
	c := diagnosis.New(builtins(t), diagnosis.Options{})
	tally := c.Begin(src)
	for i := range 5 {
		tally.Add(&event.View{Header: event.Header{
			Source: src, Computer: "H", Channel: "System", Provider: "App", EventID: 9,
			Record: uint64(10 * (i + 1)), HeaderRecord: uint64(i + 1), Time: event.FromUnix(int64(1e9+i), 0),
		}})
	}
	tally.End(diagnosis.Facts{})
	r := c.Result()
	if f := r.Sources[0].Findings; len(f) > 0 {
		t.Errorf("found %+v", f)
	}
	if gaps := r.Coverage[0].Gaps; len(gaps) != 4 || gaps[0].Records != 9 {
		t.Errorf("gaps: %+v", gaps)
	}
}

// TestUnusedSpace counts records of unused space and believes none of them.
func TestUnusedSpace(t *testing.T) {
	src := &event.Source{Path: "a"}
	events, err := ruletest.ParseTimeline(src, fullDisk)
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range []event.Origin{event.Slack, event.Torn} {
		c := diagnosis.New(builtins(t), diagnosis.Options{})
		tally := c.Begin(src)
		for _, e := range events {
			v := event.ViewOf(e)
			v.Origin = origin
			tally.Add(v)
		}
		tally.End(diagnosis.Facts{})
		r := c.Result()
		if s := r.Sources[0]; len(r.Incidents) > 0 || len(r.Coverage) > 0 || s.Events != 12 || s.Recovered != 12 {
			t.Errorf("%s: %d incidents, %d logs covered, %d events, %d recovered", origin, len(r.Incidents), len(r.Coverage), s.Events, s.Recovered)
		}
	}
}

func TestChanges(t *testing.T) {
	r := diagnose(t, builtins(t), diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6009 5.02. 3790 "Service Pack 2"
+0s H System EventLog 6005
+1s H System Microsoft-Windows-Kernel-General 12
+1m H System Microsoft-Windows-Kernel-General 1 OldTime=2020-01-01T00:01:00Z NewTime=2020-01-01T00:01:01Z
+1m H System Microsoft-Windows-Kernel-General 1 OldTime=2020-01-01T00:01:00Z NewTime=2020-01-01T05:01:01Z
+1m H System "Service Control Manager" 7040 "IPSEC Services" disabled "auto start"
+1m H System "Service Control Manager" 7045 ServiceName=evil ImagePath=c:\evil.exe
+1m H System NtServicePack 4377 "Windows XP" KB943729
+1m H Application MsiInstaller 11707 "Product: A"
+1m H Application MsiInstaller 11707 "Product: A"
+1m H Application MsiInstaller 11707 "Product: B"
+1m H System USER32 1074 winlogon.exe H "Planned" 0x80020003 restart comment "NT AUTHORITY\SYSTEM"
+1m H System EventLog 6006
`})
	var got strings.Builder
	for _, c := range r.Changes {
		fmt.Fprintf(&got, "%d ×%d %q\n", c.Kind, c.Count, c.Args)
	}
	want := `0 ×2 []
13 ×1 ["2020-01-01T00:01:00Z" "2020-01-01T05:01:01Z"]
6 ×1 ["IPSEC Services" "disabled" "auto start"]
5 ×1 ["evil" "c:\\evil.exe"]
9 ×1 ["KB943729"]
7 ×2 ["Product: A"]
7 ×1 ["Product: B"]
4 ×1 ["winlogon.exe" "NT AUTHORITY\\SYSTEM" "Planned" "restart"]
1 ×1 []
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestGroupLimit counts no more kinds of errors than the limit allows, and of
// the same number whatever the order of the sources.
func TestGroupLimit(t *testing.T) {
	run := func(reverse bool) *diagnosis.Result {
		c := diagnosis.New(builtins(t), diagnosis.Options{})
		for part := range 3 {
			src := &event.Source{Path: fmt.Sprint(part)}
			tally := c.Begin(src)
			for i := range diagnosis.MaxGroups {
				n := part*diagnosis.MaxGroups + i
				if reverse {
					n = 3*diagnosis.MaxGroups - 1 - n
				}
				tally.Add(&event.View{Header: event.Header{
					Source: src, Computer: "H", Channel: "System", Provider: fmt.Sprintf("P%05d", n), EventID: 9,
					Level: event.Error, Record: uint64(i + 1), Time: event.FromUnix(int64(1e9+n), 0),
				}})
			}
			tally.End(diagnosis.Facts{})
		}
		return c.Result()
	}
	for _, reverse := range []bool{false, true} {
		r := run(reverse)
		if n := len(r.Unexplained); n != diagnosis.MaxGroups || len(r.Limits) != 1 {
			t.Fatalf("%d groups, limits %+v", n, r.Limits)
		}
		for i, g := range r.Unexplained {
			if g.Provider != fmt.Sprintf("P%05d", i) {
				t.Fatalf("reverse %t: group %d is %s", reverse, i, g.Provider)
			}
		}
	}
}

// TestManyHosts stays within bounds where each record names another computer.
func TestManyHosts(t *testing.T) {
	src := &event.Source{Path: "a"}
	c := diagnosis.New(builtins(t), diagnosis.Options{})
	tally := c.Begin(src)
	for i := range 10_000 {
		tally.Add(&event.View{Header: event.Header{
			Source: src, Computer: fmt.Sprint("H", i), Channel: "System", Provider: "App", EventID: 9,
			Record: uint64(i + 1), Time: event.FromUnix(int64(1e9+i), 0),
		}})
	}
	tally.End(diagnosis.Facts{})
	r := c.Result()
	if len(r.Coverage) > 4097 || r.Sources[0].Events != 10_000 || len(r.Limits) != 1 || r.Limits[0].Name != "max-series" {
		t.Errorf("%d logs covered, %d events, limits %+v", len(r.Coverage), r.Sources[0].Events, r.Limits)
	}
}

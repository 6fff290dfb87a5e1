package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"culprit/rules"
	"culprit/rules/diagnosis"
)

// ruleSet loads rules from texts.
func ruleSet(t testing.TB, texts ...string) *rules.Set {
	t.Helper()
	files := fstest.MapFS{}
	for i, text := range texts {
		files[fmt.Sprintf("r%d.yml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	set, err := rules.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// head is what all small rules of these tests have in common.
const head = `
problem: p
version: 1
title: it broke
severity: high
events:
  broke: {Channel: System, Provider_Name: App, EventID: 1, bind: {what: param1}}
  hint:  {Channel: System, Provider_Name: App, EventID: 2}
  same:  {Channel: System, Provider_Name: App, EventID: 3, param1|expand: '%what%', bind: {who: param2}}
  late:  {Channel: System, Provider_Name: App, EventID: 4}
  mode_on:  {Channel: System, Provider_Name: App, EventID: 10}
  mode_off: {Channel: System, Provider_Name: App, EventID: 11}
states:
  mode: {on: mode_on, off: mode_off, booting: boot}
symptom: {see: broke, quiet: 1h}
explains: [late]
causes:
  - id: c
    title: 'because of {{what}}'
    refs: [KB1234567]
    ask: [{run: x, look: y}]
    fix: [z]
`

// TestEvidence looks one piece of evidence up in one log. The log begins with
// the first boot ever and ends a day later; the symptom is at noon.
func TestEvidence(t *testing.T) {
	const log = `
2020-01-01 00:00:00 H System EventLog 6005
%s
2020-01-02 00:00:00 H System EventLog 6006 Record=%d
`
	const noon = "2020-01-01 12:00:00 H System App 1 disk\n"
	for _, tt := range []struct{ name, evidence, events, want string }{
		{"seen", "see: hint, window: -5m..+5m, weight: strong", "2020-01-01 11:56:00 H System App 2\n" + noon, "met +4 1"},
		{"at the very bounds", "see: hint, window: -5m..+5m, weight: strong", "2020-01-01 11:55:00 H System App 2\n" + noon + "+5m H System App 2", "met +4 2"},
		{"outside the window", "see: hint, window: -5m..+5m, weight: strong, else: -weak", "2020-01-01 11:54:59 H System App 2\n" + noon, "unmet -1 0"},
		{"absent", "not: hint, window: -5m..+5m, weight: moderate, else: -strong", noon, "met +2 0"},
		{"absent, but it is there", "not: hint, window: -5m..+5m, weight: moderate, else: -strong", noon + "+1m H System App 2", "unmet -4 1"},
		{"the same value as captured before", "see: same, window: -5m..+5m, weight: strong", noon + "+0s H System App 3 DISK eve", "met +4 1 who=eve"},
		{"another value", "see: same, window: -5m..+5m, weight: strong", noon + "+0s H System App 3 fan eve", "unmet +0 0"},
		{"enough of them", "see: hint, window: -1h..0, count: '>=2', weight: weak", "2020-01-01 11:30:00 H System App 2\n+1m H System App 2\n" + noon, "met +1 2"},
		{"too few of them", "see: hint, window: -1h..0, count: '>=3', weight: weak, else: -weak", "2020-01-01 11:30:00 H System App 2\n+1m H System App 2\n" + noon, "unmet -1 2"},
		{"few of them", "see: hint, window: -1h..0, count: '<=1', weight: weak", noon, "met +1 0"},
		{"no more than so many", "not: hint, window: -1h..0, count: '>=2', weight: weak", "2020-01-01 11:30:00 H System App 2\n" + noon, "met +1 1"},
		{"the nearest", "see: same, window: -1h..+1h, weight: weak", "2020-01-01 11:30:00 H System App 3 disk far\n" + noon + "+1m H System App 3 disk near\n+1m H System App 3 disk next", "met +1 3 who=near"},
		{"the first", "see: same, window: -1h..+1h, pick: first, weight: weak", "2020-01-01 11:30:00 H System App 3 disk far\n" + noon + "+1m H System App 3 disk near", "met +1 2 who=far"},
		{"the last", "see: same, window: -1h..+1h, pick: last, weight: weak", "2020-01-01 11:30:00 H System App 3 disk far\n" + noon + "+1m H System App 3 disk near\n+1m H System App 3 disk next", "met +1 3 who=next"},
		{"further conditions", "see: hint, window: -1h..+1h, weight: weak, where: {param1|contains|expand: '%what%'}", noon + "+0s H System App 2 disk\n+1s H System App 2 fan", "met +1 1"},
		{"since the boot", "see: hint, window: boot..0, weight: weak", "2020-01-01 01:00:00 H System App 2\n2020-01-01 02:00:00 H System EventLog 6005\n+1m H System App 2\n" + noon, "met +1 1"},
		{"since a little after the boot", "see: hint, window: boot+10m..0, weight: weak, else: -weak", "2020-01-01 02:00:00 H System EventLog 6005\n+1m H System App 2\n" + noon, "unmet -1 0"},
		{"marks of one boot", "see: hint, window: boot..0, weight: weak", "2020-01-01 02:00:00 H System EventLog 6009\n+1s H System App 2\n+1s H System EventLog 6005\n" + noon, "met +1 1"},
		{"since the log began", "not: hint, window: start..0, weight: weak, else: -weak", "2020-01-01 01:00:00 H System App 2\n" + noon, "unmet -1 1"},
		{"until the log ends", "not: hint, window: 0..end, weight: weak, else: -weak", noon, "met +1 0"},
		{"until it is over", "see: hint, window: 0..clear, weight: weak", noon + "+30m H System App 2\n+10m H System App 1 disk", "met +1 1"},
		{"a state that holds", "state: mode=on, window: 0..0, weight: weak", "2020-01-01 10:00:00 H System App 10\n" + noon, "met +1 1"},
		{"a state left before", "state: mode=on, window: -1h..0, weight: weak, else: -weak", "2020-01-01 10:00:00 H System App 10\n+1m H System App 11\n" + noon, "unmet -1 0"},
		{"a state left at that moment", "state: mode=on, window: 0..0, weight: weak, else: -weak", "2020-01-01 10:00:00 H System App 10\n2020-01-01 12:00:00 H System App 11\n+0s H System App 1 disk", "unmet -1 0"},
		{"a state entered by a boot", "state: mode=booting, window: -12h..0, weight: weak", noon, "met +1 1"},
		{"hidden by a hole", "see: hint, window: -5m..+5m, weight: strong, else: -strong", noon + "+1m H System App 9 Record=50", "not covered +0 0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			last := strings.Count(strings.TrimSpace(tt.events), "\n") + 3
			if strings.Contains(tt.events, "Record=50") {
				last = 51
			}
			set := ruleSet(t, head+"    evidence: [{"+tt.evidence+"}]\n")
			r := diagnose(t, set, diagnosis.Options{}, source{"a", fmt.Sprintf(log, tt.events, last)})
			if len(r.Incidents) != 1 {
				t.Fatalf("%d incidents", len(r.Incidents))
			}
			c := r.Incidents[0].Causes[0]
			e := c.Evidence[0]
			status := map[diagnosis.Status]string{diagnosis.Met: "met", diagnosis.Unmet: "unmet", diagnosis.NotCovered: "not covered"}[e.Status]
			got := fmt.Sprintf("%s %+g %d", status, e.Bits, e.Count)
			if who := c.Vars["who"]; who != "" {
				got += " who=" + who
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// causes tells the causes of the first incident and their evidence.
func causes(r *diagnosis.Result) string {
	var out strings.Builder
	for _, c := range r.Incidents[0].Causes {
		fmt.Fprintf(&out, "%s %s %+g:", c.Cause.ID, c.Verdict, c.Score)
		for _, e := range c.Evidence {
			fmt.Fprintf(&out, " %d%+g", e.Status, e.Bits)
		}
		out.WriteString("\n")
	}
	return out.String()
}

// TestAnchor measures a window from evidence that was found before.
func TestAnchor(t *testing.T) {
	set := ruleSet(t, head+`
    evidence:
      - {see: hint, window: -10h..0, weight: strong}
      - {see: late, window: hint 0..+1m, weight: strong, else: -weak}
  - id: d
    title: no anchor
    refs: [KB1234567]
    evidence:
      - {see: mode_on, window: -10h..0, weight: strong}
      - {see: late, window: mode_on 0..+1m, weight: strong, required: true}
`)
	got := causes(diagnose(t, set, diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6005
2020-01-01 05:00:00 H System App 2
+50s H System App 4
2020-01-01 12:00:00 H System App 1 disk
2020-01-02 00:00:00 H System EventLog 6006
`}))
	want := `c likely +8: 0+4 0+4
d not_assessable +0: 1+0 2+0
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestQuiet makes one incident of repeats that follow each other closely, apart
// for different values.
func TestQuiet(t *testing.T) {
	set := ruleSet(t, head)
	r := diagnose(t, set, diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6005
2020-01-01 12:00:00 H System App 1 disk
+10m H System App 1 fan
+40m H System App 1 disk
+10m H System App 4
+51m H System App 1 disk
2020-01-02 00:00:00 H System EventLog 6006
`})
	got := ""
	for _, i := range r.Incidents {
		got += fmt.Sprintf("%s %s %s..%s ×%d explains %d\n", i.Problem.ID, i.Vars["what"], i.Start.String()[11:16], i.End.String()[11:16], i.Count, len(i.Explains))
	}
	want := `p disk 12:00..12:50 ×2 explains 0
p fan 12:10..12:10 ×1 explains 0
p disk 13:51..13:51 ×1 explains 0
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestPer keeps the events of different users apart.
func TestPer(t *testing.T) {
	text := strings.Replace(head, "severity: high", "severity: high\nper: [Computer, UserID]", 1) + `
    evidence:
      - {see: hint, window: -1h..0, weight: strong, required: true}
`
	r := diagnose(t, ruleSet(t, text), diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6005
2020-01-01 11:50:00 H System App 2 UserID=S-1-1
2020-01-01 12:00:00 H System App 1 disk UserID=S-1-2
2020-01-01 12:00:00 H System App 1 disk UserID=S-1-1
2020-01-01 12:00:00 H System App 1 disk
2020-01-02 00:00:00 H System EventLog 6006
`})
	got := ""
	for _, i := range r.Incidents {
		got += fmt.Sprintf("%s %s\n", i.Symptom[0].UserID, i.Causes[0].Verdict)
	}
	if want := "S-1-1 likely\nS-1-2 ruled_out\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestCircle lets two problems stand behind each other.
func TestCircle(t *testing.T) {
	circle := func(id, other string, event int) string {
		return fmt.Sprintf(`
problem: %s
version: 1
title: %s
severity: low
events: {e: {Channel: System, Provider_Name: App, EventID: %d}}
symptom: {see: e}
causes:
  - id: c
    title: c
    refs: [KB1234567]
    evidence: [{see: e, window: 0..0, weight: strong}]
    because: [{problem: %s, window: -1h..+1h, weight: weak}]
`, id, id, event, other)
	}
	r := diagnose(t, ruleSet(t, circle("a", "b", 1), circle("b", "a", 2)), diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6005
+1m H System App 1
+1m H System App 2
`})
	want := `a@H
  80% c likely <- b
  20% unknown
      root of b
b@H
  80% c likely <- a
  20% unknown
      root of a
`
	if diff := cmp.Diff(want, outline(r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// TestHarmlessRoot puts nothing harmless behind a cause.
func TestHarmlessRoot(t *testing.T) {
	set := ruleSet(t, head+`
    evidence: [{see: hint, window: -1h..0, weight: strong}]
    because: [{problem: q, window: -1h..0, weight: weak}]
`, `
problem: q
version: 1
title: q
severity: low
events: {e: {Channel: System, Provider_Name: App, EventID: 2}}
symptom: {see: e}
causes:
  - {id: fine, title: fine, benign: true, refs: [KB1234567], evidence: [{see: e, window: 0..0, weight: strong}]}
`)
	r := diagnose(t, set, diagnosis.Options{}, source{"a", `
2020-01-01 00:00:00 H System EventLog 6005
+1m H System App 2
+1m H System App 1 disk
`})
	if got := outline(r); strings.Contains(got, "<-") || strings.Contains(got, "root") {
		t.Errorf("got\n%s", got)
	}
}

// TestIncidentLimit keeps the newest of very many incidents and says so.
func TestIncidentLimit(t *testing.T) {
	var log strings.Builder
	log.WriteString("2020-01-01 00:00:00 H System EventLog 6005\n")
	for range diagnosis.MaxIncidents + 5 {
		log.WriteString("+2h H System App 1 disk\n")
	}
	r := diagnose(t, ruleSet(t, head), diagnosis.Options{}, source{"a", log.String()})
	if len(r.Incidents) != diagnosis.MaxIncidents || len(r.Limits) != 1 || r.Limits[0].Count != 5 {
		t.Errorf("%d incidents, limits %+v", len(r.Incidents), r.Limits)
	}
}

// TestUnknownHosts keeps events apart whose sources name no host.
func TestUnknownHosts(t *testing.T) {
	set := ruleSet(t, head+"    evidence: [{see: hint, window: -5m..+5m, weight: strong, required: true}]\n")
	const symptom, hint = "2020-01-01 12:00:00 - System App 1 disk\n", "2020-01-01 12:00:01 - System App 2\n"
	apart := outline(diagnose(t, set, diagnosis.Options{}, source{"a", symptom}, source{"b", hint}))
	if !strings.Contains(apart, "c not_assessable") {
		t.Errorf("in two sources:\n%s", apart)
	}
	together := outline(diagnose(t, set, diagnosis.Options{}, source{"a", symptom + hint}))
	if !strings.Contains(together, "c likely") {
		t.Errorf("in one source:\n%s", together)
	}
}

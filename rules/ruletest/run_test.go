package ruletest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// TestBuiltin runs the tests of the built-in rules.
func TestBuiltin(t *testing.T) {
	set, err := rules.Load(builtin.FS)
	if err != nil {
		t.Fatal(err)
	}
	r := &ruletest.Runner{Set: set, FS: os.DirFS("../builtin")}
	names, err := r.Find()
	if err != nil {
		t.Fatal(err)
	}
	report, err := r.Run(names...)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := report.Text(&text, testing.Verbose()); err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", &text)
	for _, f := range report.Files {
		for _, test := range f.Tests {
			for _, why := range test.Why {
				t.Errorf("%s: %s: %s", f.File, test.Name, why)
			}
		}
	}
}

// small is a rule with two causes, one of which looks at the error code.
const small = `
problem: broke
version: 1
title: it broke
severity: high
events:
  broke: {Channel: System, Provider_Name: App, EventID: 1}
  disk:  {Channel: System, Provider_Name: Disk, EventID: 7}
  code:  {Channel: System, Provider_Name: App, EventID: 2, ErrorCode: 5}
  after: {Channel: System, Provider_Name: App, EventID: 3}
symptom: {see: broke}
explains: [after]
causes:
  - id: denied
    title: denied
    refs: [KB1234567]
    ask: [{run: x, look: y}]
    evidence: [{see: code, window: -5m..+5m, weight: strong, required: true}]
    because: [{see: disk, window: -1d..0, weight: weak}]
  - id: worn
    title: worn
    refs: [KB1234567]
    ask: [{run: x, look: y}]
    evidence: [{see: disk, window: -1h..+1h, weight: strong, else: -weak}]
`

// runSmall runs tests of the small rule, which may be changed, and returns the
// report as text.
func runSmall(t *testing.T, rule, tests string, more ...func(*ruletest.Runner)) string {
	t.Helper()
	fsys := fstest.MapFS{
		"broke.yml":      {Data: []byte(rule)},
		"broke_test.yml": {Data: []byte(tests)},
		"sample.txt":     {Data: []byte("2020-01-01 00:00:00 H System App 1\n")},
		"golden.txt":     {Data: []byte("broke\n")},
		"wrong.txt":      {Data: []byte("something else\n")},
	}
	set, err := rules.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	r := &ruletest.Runner{Set: set, FS: fsys}
	for _, set := range more {
		set(r)
	}
	report, err := r.Run("broke_test.yml")
	if err != nil {
		return err.Error() + "\n"
	}
	var out strings.Builder
	if err := report.Text(&out, true); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// log is a day in which something broke at noon.
const log = `
    events: |
      2020-01-01 00:00:00 H System EventLog 6005
      2020-01-01 11:00:00 H System Disk 7
      2020-01-01 12:00:00 H System App 1
      +1s H System App 2 it %%5
      2020-01-02 00:00:00 H System EventLog 6013
`

func TestRun(t *testing.T) {
	for _, tt := range []struct{ name, rule, tests, want string }{
		{"all is well", small, `problem: broke
tests:
  - name: a` + log + `
    expect: [{cause: denied, rank: 1, because: [disk], evidence: {code: met}}, {cause: worn, probability: '>0.4'}]
    incidents: 1
    exact: [problem]
    mutate: [shuffle, split, drop, late, code]
`, `broke_test.yml: 1 tests, 62 % of broke reached
  pass  a
      pass  shuffle
      pass  split
      pass  drop: the symptom of denied
      pass  drop: code of denied
      pass  late: code of denied
      pass  code: code of denied
  broke.yml:10: no event is in the class after
  broke.yml:20: the cause worn is never found
  broke.yml:24: the else of disk is never taken
1 tests, 6 mutants, 0 failed, 0 known to fail
`},
		{
			"a rule that is too loose", strings.Replace(small, "see: code,", "see: broke,", 1), `problem: broke
tests:
  - name: a` + log + `
    expect: [{cause: denied, rank: 1}]
    mutate: [drop, late]
`, `broke_test.yml: 1 tests, 62 % of broke reached
  pass  a
      pass  drop: the symptom of denied
      pass  drop: broke of denied
      fail  late: broke of denied
            the verdict is still denied, possible, 0.444: the rule is too loose
  broke.yml:10: no event is in the class after
  broke.yml:20: the cause worn is never found
  broke.yml:24: the else of disk is never taken
1 tests, 3 mutants, 1 failed, 0 known to fail
`,
		},
		{"what is expected is not so", small, `problem: broke
tests:
  - name: a` + log + `
    expect:
      - {cause: denied, rank: 2}
      - {cause: denied, confidence: low}
      - {cause: worn, verdict: ruled out}
      - {cause: denied, because: []}
      - {cause: worn, evidence: {disk: unmet}}
      - {host: X}
      - {unknown: '>=0.9'}
      - {at: 2020-01-01 12:00:01}
      - {vars: {x: y}}
      - {count: 2}
      - {ongoing: true}
      - {explains: 1}
    incidents: 2
    mutate: off
  - name: b` + log + `
    expect: []
    mutate: off
`, `broke_test.yml: 2 tests, 62 % of broke reached
  fail  a
        line 12: {cause: denied, rank: 2}: rank is 1
        line 13: {cause: denied, confidence: low}: confidence is medium
        line 14: {cause: worn, verdict: ruled out}: verdict is possible
        line 15: {cause: denied, because: []}: because is [disk]
        line 16: {cause: worn, evidence: {disk: unmet}}: evidence disk is met
        line 17: {host: X}: host is H
        line 18: {unknown: >=0.9}: unknown is 0.1111
        line 19: {at: 2020-01-01 12:00:01}: start is 2020-01-01T12:00:00.0000000Z
        line 20: {vars: {x: y}}: variable x is ""
        line 21: {count: 2}: count is 1
        line 22: {ongoing: true}: ongoing is false
        line 23: {explains: 1}: explains is 0
        1 incidents of broke, want 2
  fail  b
        broke was found
  broke.yml:10: no event is in the class after
  broke.yml:20: the cause worn is never found
  broke.yml:24: the else of disk is never taken
2 tests, 0 mutants, 2 failed, 0 known to fail
`},
		{"known to fail", small, `problem: broke
tests:
  - name: a
    todo: not thought of
  - name: b` + log + `
    expect: [{cause: worn, rank: 1}]
    todo: worn should win
  - name: c` + log + `
    expect: [{cause: denied, rank: 1}]
    todo: denied should win
`, `broke_test.yml: 3 tests, 62 % of broke reached
  todo  a
        not thought of
  todo  b
        worn should win
  fail  c
        it is marked todo and passes: denied should win
  broke.yml:10: no event is in the class after
  broke.yml:20: the cause worn is never found
  broke.yml:24: the else of disk is never taken
3 tests, 0 mutants, 1 failed, 2 known to fail
`},
		{"samples and goldens", small, `problem: broke
tests:
  - {name: a, input: [sample.txt], golden: golden.txt, expect: [{cause: denied}]}
  - {name: b, input: [sample.txt], golden: wrong.txt}
  - {name: c, input: [none.txt], expect: []}
`, `broke_test.yml: 3 tests, 12 % of broke reached
  pass  a
      pass  reencode: CRLF
      pass  reencode: UTF-16
  fail  b
        wrong.txt:1: the report has "broke" in place of "something else"; write it anew with --update if that is right
      pass  reencode: CRLF
      pass  reencode: UTF-16
  fail  c
        open none.txt: file does not exist
  broke.yml:8: no event is in the class disk
  broke.yml:9: no event is in the class code
  broke.yml:10: no event is in the class after
  broke.yml:14: the cause denied is never found
  broke.yml:19: disk is never behind denied
  broke.yml:20: the cause worn is never found
  broke.yml:24: the else of disk is never taken
3 tests, 4 mutants, 2 failed, 0 known to fail
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := runSmall(t, tt.rule, tt.tests, func(r *ruletest.Runner) { r.Read, r.Render = readText, renderNames })
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// readText reads timelines in UTF-8 or UTF-16, as a reader of texts would.
func readText(src *event.Source, content []byte) (iter.Seq2[*event.View, *event.Damage], error) {
	if bytes.HasPrefix(content, []byte{0xff, 0xfe}) {
		var units []uint16
		for i := 2; i+1 < len(content); i += 2 {
			units = append(units, uint16(content[i])|uint16(content[i+1])<<8)
		}
		content = []byte(string(utf16.Decode(units)))
	}
	events, err := ruletest.ParseTimeline(src, string(content))
	return func(yield func(*event.View, *event.Damage) bool) {
		for _, e := range events {
			if !yield(event.ViewOf(e), nil) {
				return
			}
		}
	}, err
}

// renderNames names the problems found.
func renderNames(r *diagnosis.Result) ([]byte, error) {
	var out []byte
	for _, i := range r.Incidents {
		out = append(out, i.Problem.ID+"\n"...)
	}
	return out, nil
}

func TestMistakes(t *testing.T) {
	got := runSmall(t, small, `problem: broke
tests:
  - name: a
    events: |
      2020-01-01 00:00:00 H System App 1
      +1h H System App
    expect:
      - {cause: denyed, ranks: 1}
      - {rank: 1, unknown: lots, at: noon}
      - {cause: denied, verdict: maybe, evidence: {dsk: met, disk: seen}}
    mutate: [shuffel]
  - name: a
    input: [x]
    events: x
  - input: [x]
`)
	want := `broke_test.yml:6:1: events: an event needs a time, computer, channel, provider and id
broke_test.yml:8:17: cause must be one of denied, worn, not "denyed"; did you mean "denied"?
broke_test.yml:8:25: unknown key "ranks" in an expectation; did you mean "rank"?
broke_test.yml:9:16: rank goes with a cause
broke_test.yml:9:28: unknown is a comparison such as '>=0.5', not "lots"
broke_test.yml:9:38: "noon" is not a time such as 2006-09-25 11:09:18
broke_test.yml:10:34: verdict must be one of likely, possible, unlikely, benign, not_assessable, ruled_out, not "maybe"
broke_test.yml:10:52: no cause of broke has evidence "dsk"
broke_test.yml:10:68: the status of evidence must be one of met, unmet, not covered, not "seen"
broke_test.yml:11:14: a mutation must be one of shuffle, shift, rename, split, twice, reencode, drop, move, late, code, not "shuffel"; did you mean "shuffle"?
broke_test.yml:12:5: there is a test of the name "a" before
broke_test.yml:13:12: a test has events or input, not both
broke_test.yml:14:13: events: "x" is not a time
broke_test.yml:15:5: a test needs a name
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestUpdate(t *testing.T) {
	written := map[string]string{}
	got := runSmall(t, small, "problem: broke\ntests:\n  - {name: b, input: [sample.txt], golden: wrong.txt}\n", func(r *ruletest.Runner) {
		r.Read, r.Render = readText, renderNames
		r.Update = func(name string, content []byte) error {
			written[name] = string(content)
			return nil
		}
	})
	if written["wrong.txt"] != "broke\n" || !strings.Contains(got, "0 failed") {
		t.Errorf("wrote %v\n%s", written, got)
	}
}

func TestOutputs(t *testing.T) {
	fsys := fstest.MapFS{"broke.yml": {Data: []byte(small)}, "broke_test.yml": {Data: []byte(`problem: broke
tests:
  - name: 1 < 2` + log + `
    expect: [{cause: denied, rank: 2}]
    mutate: [shuffle]
  - {name: b, todo: later}
`)}}
	set, err := rules.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	report, err := (&ruletest.Runner{Set: set, FS: fsys}).Run("broke_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	if report.Failed() != 1 {
		t.Errorf("%d failed", report.Failed())
	}
	var junit, js bytes.Buffer
	if err := errors.Join(report.JUnit(&junit), report.JSON(&js)); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/report.xml", junit.Bytes())
	golden.Check(t, "testdata/report.json", js.Bytes())
	var again ruletest.Report
	if err := json.Unmarshal(js.Bytes(), &again); err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(report, &again); diff != "" {
		t.Error(diff)
	}
}

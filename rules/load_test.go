package rules

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"culprit/internal/golden"
	"culprit/rules/detect"
)

func loadOne(t testing.TB, src string) *Set {
	t.Helper()
	s, err := Load(fstest.MapFS{"a.yml": {Data: []byte(src)}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const small = `
problem: disk-full
title: '{{drive}} is full'
severity: high
applies: [winxp, win2003]
events:
  full: {Channel: System, Provider_Name: Srv, EventID: 2013, 'Data|re': '^(?P<drive>[A-Za-z]:)'}
  growth: {Provider_Name: VolSnap, EventID: [25, 36], bind: {who: UserID}}
  big_growth: {is: growth, param1: much}
states:
  disk:
    tight: [full, growth]
    fine: boot
symptom: {see: full, quiet: 24h}
causes:
  - id: shadows
    title: {en: 'Copies on {{drive}} grew', ru: 'Копии на {{drive}} выросли'}
    prior: usual
    evidence:
      - {see: growth, window: -1d..+1d, weight: strong, else: -weak, where: {Data|contains|expand: '%drive%'}, required: true, says: 'by {{who}}'}
      - {not: big_growth, window: growth -5m..+90s, weight: 1.5, count: '>=3'}
      - {see: growth, window: boot+1h..clear, weight: -2, pick: last}
      - {state: disk=tight, window: start..end, weight: weak}
    because:
      - {problem: disk-full, window: -2w..0, weight: moderate}
    ask: [{run: 'dir {{drive}}\', look: the largest, weight: decisive}]
    fix:
      - Free space
      - {run: del, says: {en: Delete, ru: Удалите}}
      - {stopgap: Wait, run: pause}
      - {en: Restart, ru: Перезагрузите}
    verify: it is gone
    risk: data is lost
    refs: [KB870910]
  - {id: nothing, title: Nothing, prior: rare, benign: true}
explains: [growth]
`

// TestLoad holds the loader to every key of the format.
func TestLoad(t *testing.T) {
	p := loadOne(t, small).Problem("disk-full")
	full, growth, big := p.Classes[0], p.Classes[1], p.Classes[2]
	disk := p.States[0]
	en := func(s string) Text { return Text{"en": s} }
	day := 24 * time.Hour
	want := &Problem{
		ID: "disk-full", Version: 1, Title: en("{{drive}} is full"), Severity: High,
		Applies: []string{"winxp", "win2003"}, Per: []string{"Computer"},
		Classes: []*Class{full, growth, big},
		States: []*State{{Name: "disk", Values: []StateValue{
			{Name: "tight", Class: full}, {Name: "tight", Class: growth}, {Name: "fine", Trigger: OnBoot},
		}}},
		Symptom: Symptom{See: full, Quiet: day},
		Causes: []*Cause{
			{
				ID: "shadows", Title: Text{"en": "Copies on {{drive}} grew", "ru": "Копии на {{drive}} выросли"}, Prior: 1,
				Evidence: []*Evidence{
					{
						Kind: See, Class: growth, Window: Window{Lo: WindowBound{Offset: -day}, Hi: WindowBound{Offset: day}},
						Weight: 4, Else: -1, Required: true, Says: en("by {{who}}"),
					},
					{
						Kind: Not, Class: big, Count: Count{">=", 3}, Weight: 1.5,
						Window: Window{Anchor: growth, Lo: WindowBound{Offset: -5 * time.Minute}, Hi: WindowBound{Offset: 90 * time.Second}},
					},
					{
						Kind: See, Class: growth, Weight: -2, Pick: Last,
						Window: Window{Lo: WindowBound{ToBoot, time.Hour}, Hi: WindowBound{Kind: ToClear}},
					},
					{
						Kind: InState, State: StateRef{disk, "tight"}, Weight: 1,
						Window: Window{Lo: WindowBound{Kind: ToStart}, Hi: WindowBound{Kind: ToEnd}},
					},
				},
				Because: []*Evidence{{Kind: HaveProblem, Problem: "disk-full", Window: Window{Lo: WindowBound{Offset: -14 * day}}, Weight: 2}},
				Ask:     []Ask{{Run: `dir {{drive}}\`, Look: en("the largest"), Weight: 6}},
				Fix: []Step{
					{Says: en("Free space")},
					{Run: "del", Says: Text{"en": "Delete", "ru": "Удалите"}},
					{Run: "pause", Says: en("Wait"), Stopgap: true},
					{Says: Text{"en": "Restart", "ru": "Перезагрузите"}},
				},
				Verify: en("it is gone"), Risk: en("data is lost"), Refs: []string{"KB870910"},
			},
			{ID: "nothing", Title: en("Nothing"), Prior: -2, Benign: true},
		},
		Explains: []*Class{growth},
		File:     "a.yml",
	}
	ignoreLines := cmp.Options{
		cmpopts.IgnoreFields(Class{}, "Line", "Alternatives"), cmpopts.IgnoreFields(Cause{}, "Line"),
		cmpopts.IgnoreFields(Evidence{}, "Line", "Where"),
	}
	if d := cmp.Diff(want, p, ignoreLines); d != "" {
		t.Error(d)
	}
	if big.Alternatives[0].Is != growth || growth.Alternatives[0].Bind[0] != (Binding{"who", "UserID"}) {
		t.Errorf("is or bind got lost: %+v %+v", big.Alternatives, growth.Alternatives)
	}
	if got := p.Causes[0].Evidence[0].Where.Expands(); cmp.Diff([]string{"drive"}, got) != "" {
		t.Errorf("where expands %v", got)
	}
	if full.Line != 7 || p.Causes[0].Line != 16 || p.Causes[0].Evidence[0].Line != 20 {
		t.Errorf("lines %d %d %d", full.Line, p.Causes[0].Line, p.Causes[0].Evidence[0].Line)
	}
}

func TestSetKeys(t *testing.T) {
	s := loadOne(t, small)
	want := []detect.Key{
		{Provider: "volsnap", ID: 25},
		{Provider: "volsnap", ID: 36},
		{Channel: "system", Provider: "srv", ID: 2013},
	}
	if d := cmp.Diff(want, s.Keys()); d != "" {
		t.Error(d)
	}
	wanted := s.Want()
	if !wanted("System", "srv", 2013) || wanted("System", "srv", 2012) || wanted("Security", "srv", 2013) {
		t.Error("Want disagrees with Keys")
	}
}

// TestDocumentation loads the rule that the package comment shows.
func TestDocumentation(t *testing.T) {
	src, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(src), "//\tproblem: ")
	example, _, _ = strings.Cut(example, "//\n")
	s := loadOne(t, "problem: "+strings.ReplaceAll(example, "//\t", ""))
	if len(s.Problems[0].Causes) != 1 || len(s.Warnings) > 0 {
		t.Errorf("%d causes, warnings %v", len(s.Problems[0].Causes), s.Warnings)
	}
}

// TestBad compares what is said of bad rule files with what should be.
func TestBad(t *testing.T) { goldens(t, "bad", func(_ *Set, err error) error { return err }) }

// TestLint does so for what the linter says.
func TestLint(t *testing.T) {
	goldens(t, "lint", func(s *Set, err error) error {
		if err != nil {
			return err
		}
		return s.Warnings
	})
}

func goldens(t *testing.T, kind string, says func(*Set, error) error) {
	files, err := filepath.Glob("testdata/*." + kind + ".yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := says(LoadFiles([]string{file}))
			if got == nil {
				t.Fatal("nothing was found")
			}
			text := strings.ReplaceAll(got.Error(), "testdata/", "") + "\n"
			golden.Check(t, strings.TrimSuffix(file, ".yaml")+".txt", []byte(text))
		})
	}
}

// TestOneSet holds the loader to rules that name one another across files, and
// to a name that is given twice.
func TestOneSet(t *testing.T) {
	rule := func(id, because string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, `
problem: %s
title: T
events: {e: {Provider_Name: P, EventID: 1, bind: {v: param1}}}
symptom: {see: e}
causes:
  - id: c
    title: C
    because: [{problem: %s, window: -1d..0, weight: weak, says: 'because of {{v}}'}]
`, id, because)}
	}
	good := fstest.MapFS{
		"a/one.yml": rule("one", "two"), "b/two.yaml": rule("two", "one"),
		"a/one_test.yml": {Data: []byte("not: read")}, "a/notes.txt": {Data: []byte("not read")},
		"references.yml": {Data: []byte("KB870910: {title: T, url: 'https://example.org/'}")},
	}
	s, err := Load(good)
	if err != nil {
		t.Fatal(err)
	}
	if s.Problem("one") == nil || s.Problem("two") == nil || s.Problem("three") != nil {
		t.Error("problems are not found by name")
	}
	if d := cmp.Diff(Reference{KB: "KB870910", Title: Text{"en": "T"}, URL: "https://example.org/"}, s.References["KB870910"]); d != "" {
		t.Error(d)
	}

	moved := fstest.MapFS{"x.yml": good["b/two.yaml"], "y.yml": good["a/one.yml"], "z/references.yml": good["references.yml"]}
	if m, err := Load(moved); err != nil || m.SHA256 != s.SHA256 {
		t.Errorf("the sum depends on the names of files: %v", err)
	}

	_, err = Load(fstest.MapFS{"a.yml": rule("one", "three"), "b.yml": rule("one", "one")})
	want := "a.yml: the problem \"one\" is also in b.yml\n" +
		"a.yml:9:25: no problem \"three\" in these rules\n" +
		"b.yml: the problem \"one\" is also in a.yml"
	if err == nil || cmp.Diff(want, err.Error()) != "" {
		t.Error(cmp.Diff(want, fmt.Sprint(err)))
	}
}

func TestReferencesMistakes(t *testing.T) {
	_, err := Load(fstest.MapFS{"references.yml": {Data: []byte(`
KB1: {title: T, url: 'http://example.org/'}
KB2: {titel: T, url: 'https://example.org/'}
`)}})
	want := `references.yml:2:22: url must be an https address
references.yml:3:6: the reference "KB2" has no title
references.yml:3:7: unknown key "titel" in a reference; did you mean "title"?`
	if err == nil || cmp.Diff(want, err.Error()) != "" {
		t.Error(cmp.Diff(want, fmt.Sprint(err)))
	}
}

func TestLoadFilesMissing(t *testing.T) {
	dir := t.TempDir()
	_, err := LoadFiles([]string{filepath.Join(dir, "no.yml")})
	if err == nil || !strings.HasSuffix(err.Error(), "no.yml: no such file or directory") {
		t.Error(err)
	}
	big := filepath.Join(dir, "big.yml")
	if err := os.WriteFile(big, bytes.Repeat([]byte("#"), detect.MaxFileSize+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err = LoadFiles([]string{dir}); err == nil || !strings.Contains(err.Error(), "big.yml: the file is larger than 1048576 bytes") {
		t.Error(err)
	}
}

func TestFill(t *testing.T) {
	vars := detect.Vars{"a": "1", "b": "{{a}}"}
	for in, want := range map[string]string{
		"{{a}} {{ b }} {{c}}": "1 {{a}} ?",
		"no variables":        "no variables",
	} {
		if got := Fill(in, vars); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := (Text{"en": "x {{a}}"}).Fill("ru", vars); got != "x 1" {
		t.Error(got)
	}
}

// FuzzLoad holds the loader to telling mistakes rather than failing.
func FuzzLoad(f *testing.F) {
	f.Add(small)
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(src))
	}
	f.Fuzz(func(t *testing.T, src string) {
		s, err := Load(fstest.MapFS{"a.yml": {Data: []byte(src)}})
		if (s == nil) == (err == nil) {
			t.Fatalf("set %v, error %v", s, err)
		}
		if s != nil {
			s.Keys()
		}
	})
}

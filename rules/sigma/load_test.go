package sigma

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// load loads documents as the files a.yml, b.yml, …
func load(t testing.TB, opt Options, docs ...string) *Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, d := range docs {
		fsys[string(rune('a'+i))+".yml"] = &fstest.MapFile{Data: []byte(d)}
	}
	s, err := Load(fsys, opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func refusals(s *Set) []string {
	var all []string
	for _, r := range s.Refused {
		for _, m := range r.Mistakes {
			all = append(all, m.Error())
		}
	}
	return all
}

const service = `
title: Service installed
id: 0d5e5e5e-0000-4000-8000-000000000001
name: service_installed
status: test
description: A service was installed
author: Nobody
references: [https://example.org/]
tags: [attack.persistence]
falsepositives: [Administration]
logsource: {product: windows, service: system}
detection:
  selection: {Provider_Name: Service Control Manager, EventID: 7045}
  filter: {ServiceName|startswith: Update}
  condition: selection and not filter
level: high
`

func TestLoadRule(t *testing.T) {
	r := load(t, Options{}, service).Rules[0]
	got := *r
	got.targets = nil
	want := Rule{
		ID: "0d5e5e5e-0000-4000-8000-000000000001", Name: "service_installed", Title: "Service installed",
		Description: "A service was installed", Status: "test", Author: "Nobody", Level: High,
		Tags: []string{"attack.persistence"}, References: []string{"https://example.org/"}, FalseAlarms: []string{"Administration"},
		Logsource: Logsource{Product: "windows", Service: "system"}, File: "a.yml", Line: 2, generate: true,
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Rule{})); d != "" {
		t.Error(d)
	}
}

func TestRefused(t *testing.T) {
	rule := func(logsource, detection string) string {
		return fmt.Sprintf("title: T\nlogsource: %s\ndetection: %s\n", logsource, detection)
	}
	const system = `{product: windows, service: system}`
	for _, c := range []struct {
		name, doc string
		want      []string
	}{
		{"not YAML", "title: [", []string{"a.yml:2:1: not valid YAML: did not find expected node content"}},
		{"nothing", "title: T", []string{"a.yml:1:1: this is neither a detection nor a correlation nor a filter"}},
		{"collection", "title: T\naction: global", []string{"a.yml:2:9: rule collections (action) are no longer part of Sigma"}},
		{"no title", "logsource: " + system + "\ndetection: {s: {A: b}, condition: s}", []string{"a.yml:1:1: the rule has no title"}},
		{"other product", rule(`{product: linux, service: auth}`, `{s: {A: b}, condition: s}`), []string{
			"a.yml:2:12: the log source {product: linux, service: auth} is not one of Windows",
		}},
		{"unknown category", rule(`{category: process_craetion}`, `{s: {A: b}, condition: s}`), []string{
			`a.yml:2:12: unknown category in the log source {category: process_craetion}; did you mean "process_creation"?`,
		}},
		{"unknown service", rule(`{service: sysmom}`, `{s: {A: b}, condition: s}`), []string{
			`a.yml:2:12: unknown service in the log source {service: sysmom}; did you mean "sysmon"?`,
		}},
		{"category of another service", rule(`{category: file_event, service: security}`, `{s: {A: b}, condition: s}`), []string{
			`a.yml:2:12: the service of the log source {category: file_event, service: security} has no events of its category`,
		}},
		{"name without a value", rule(system, `{s: {'A|expand': '%Admins%'}, condition: s}`), []string{
			"a.yml:3:29: %Admins% has no value here",
		}},
		{"no condition", rule(system, `{s: {A: b}}`), []string{"a.yml:3:12: the detection has no condition"}},
		{"condition", rule(system, `{s: {A: b}, condition: s and t}`), []string{
			`a.yml:3:41: condition: no search identifier "t"`,
		}},
		{"condition ends", rule(system, `{s: {A: b}, condition: s and}`), []string{"a.yml:3:35: condition: something is missing at the end"}},
		{"condition goes on", rule(system, `{s: {A: b}, condition: s s}`), []string{`a.yml:3:37: condition: unexpected "s"`}},
		{"parenthesis", rule(system, `{s: {A: b}, condition: (s}`), []string{"a.yml:3:35: condition: a parenthesis is not closed"}},
		{"quantifier", rule(system, `{s: {A: b}, condition: 2 of them}`), []string{
			`a.yml:3:35: condition: "2" is not a quantifier; it is 1, any or all`,
		}},
		{"empty pattern", rule(system, `{s: {A: b}, condition: 1 of t*}`), []string{
			`a.yml:3:40: condition: no search identifier is meant by "t*"`,
		}},
		{"aggregation", rule(system, `{s: {A: b}, condition: 's | count() > 5'}`), []string{"a.yml:3:38: condition: aggregations are not supported; write a correlation rule"}},
		{"timeframe", rule(system, `{s: {A: b}, timeframe: 5m, condition: s}`), []string{
			"a.yml:3:24: timeframe is not supported; write a correlation rule",
		}},
		{"several", rule(system, `{s: {'A|re': '(?=x)'}, t: {'B|conains': x}, condition: s or u}`), []string{
			"a.yml:3:25: not a regular expression that can be used: invalid or unsupported Perl syntax: `(?=`",
			`a.yml:3:39: unknown modifier "conains"; did you mean "contains"?`,
			`a.yml:3:72: condition: no search identifier "u"`,
		}},
		{"level", rule(system, `{s: {A: b}, condition: s}`) + "level: severe\n", []string{
			"a.yml:4:8: level must be one of informational, low, medium, high, critical, not \"severe\"",
		}},
	} {
		s := load(t, Options{}, c.doc)
		if d := cmp.Diff(c.want, refusals(s)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
		if len(s.Rules) > 0 {
			t.Errorf("%s: loaded all the same", c.name)
		}
	}
}

func TestDuplicates(t *testing.T) {
	s := load(t, Options{}, service, service)
	want := []string{"b.yml:2:1: the rule 0d5e5e5e-0000-4000-8000-000000000001 is also in a.yml"}
	if d := cmp.Diff(want, refusals(s)); d != "" || len(s.Rules) != 1 {
		t.Error(d)
	}
}

func TestMissingPath(t *testing.T) {
	_, err := LoadFiles([]string{t.TempDir() + "/no"}, Options{})
	if err == nil || !strings.HasSuffix(err.Error(), "/no: no such file or directory") {
		t.Error(err)
	}
}

// made makes an event.
func made(channel, provider string, id uint16, data ...string) *event.Event {
	e := &event.Event{Header: event.Header{Channel: channel, Provider: provider, EventID: id}}
	for i := 0; i+1 < len(data); i += 2 {
		e.Data = append(e.Data, event.Field{Name: data[i], Value: event.String(data[i+1])})
	}
	return e
}

func TestMatchLogsource(t *testing.T) {
	s := load(t, Options{}, `
title: creation
logsource: {product: windows, category: process_creation}
detection:
  selection: {Image|endswith: '\whoami.exe', ParentImage|endswith: '\cmd.exe'}
  condition: selection
`, `
title: key
logsource: {product: windows, category: registry_add}
detection: {selection: {TargetObject|contains: Run}, condition: selection}
`, `
title: anywhere
logsource: {product: windows}
detection: {keywords: [mimikatz], condition: keywords}
`, `
title: virus
logsource: {category: antivirus}
detection: {selection: {Signature|contains: Eicar}, condition: selection}
`, service)
	const sysmon, security = "Microsoft-Windows-Sysmon/Operational", "Security"
	const who, cmd = `C:\Windows\System32\whoami.exe`, `C:\Windows\System32\cmd.exe`
	m := s.Matcher()
	for _, c := range []struct {
		e    *event.Event
		want []string
	}{
		{made(sysmon, "Microsoft-Windows-Sysmon", 1, "Image", who, "ParentImage", cmd), []string{"creation"}},
		{made(security, "Microsoft-Windows-Security-Auditing", 4688, "NewProcessName", who, "ParentProcessName", cmd), []string{"creation"}},
		{made(security, "Microsoft-Windows-Security-Auditing", 4688, "Image", who, "ParentImage", cmd), nil},
		{made(sysmon, "Microsoft-Windows-Sysmon", 5, "Image", who, "ParentImage", cmd), nil},
		{made("Other", "Microsoft-Windows-Sysmon", 1, "Image", who, "ParentImage", cmd), nil},
		{made(sysmon, "Microsoft-Windows-Sysmon", 12, "EventType", "CreateKey", "TargetObject", `HKLM\Run`), []string{"key"}},
		{made(sysmon, "Microsoft-Windows-Sysmon", 12, "EventType", "DeleteKey", "TargetObject", `HKLM\Run`), nil},
		{made("Application", "Anything", 1000, "param1", "MIMIKATZ.exe"), []string{"anywhere"}},
		{made("Microsoft-Windows-Windows Defender/Operational", "X", 1116, "Threat Name", "EICAR-Test"), []string{"virus"}},
		{made("System", "Service Control Manager", 7045, "ServiceName", "Evil"), []string{"Service installed"}},
		{made("System", "Service Control Manager", 7045, "ServiceName", "updater"), nil},
		{made("Application", "Service Control Manager", 7045, "ServiceName", "Evil"), nil},
	} {
		var got []string
		for _, r := range m.Match(c.e) {
			got = append(got, r.Title)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %d: %s", c.e.Channel, c.e.EventID, d)
		}
	}
	wanted := s.Want()
	if !wanted("anything", "at all", 1) { // because of keywords without a service
		t.Error("Want leaves out what a rule looks at")
	}
	if wanted := load(t, Options{}, service).Want(); wanted("System", "Service Control Manager", 7036) || !wanted("System", "Service Control Manager", 7045) {
		t.Error("Want does not tell the ids apart")
	}
}

func TestFilters(t *testing.T) {
	const filter = `
title: Known services
logsource: {product: windows, service: %s}
filter:
  rules: %s
  selection: {ServiceName: Backup}
  condition: not selection
`
	backup := made("System", "Service Control Manager", 7045, "ServiceName", "Backup")
	other := made("System", "Service Control Manager", 7045, "ServiceName", "Other")
	for _, c := range []struct {
		service, rules string
		refused        bool
	}{
		{"system", "[service_installed]", false},
		{"system", "[0d5e5e5e-0000-4000-8000-000000000001, other]", false},
		{"system", "any", false},
		{"security", "any", true},
		{"system", "[no_such_rule]", true},
	} {
		s := load(t, Options{}, service, fmt.Sprintf(filter, c.service, c.rules))
		m := s.Matcher()
		if refused := len(s.Refused) > 0; refused != c.refused {
			t.Errorf("%v: refused %v", c, refusals(s))
		}
		if hit := len(m.Match(backup)) > 0; hit != c.refused {
			t.Errorf("%v: what the filter is for hits %v", c, hit)
		}
		if len(m.Match(other)) != 1 {
			t.Errorf("%v: the filter takes too much", c)
		}
	}
}

func TestTable(t *testing.T) {
	tab, mistakes := parseTable(logsourceFile)
	if mistakes != nil {
		t.Fatal(mistakes)
	}
	for name, places := range tab.categories {
		for _, p := range places {
			if len(p.channels) == 0 || len(p.ids) == 0 {
				t.Errorf("category %s has no channel or no ids", name)
			}
		}
	}
}

// FuzzLoad holds the loader to refusing rather than failing.
func FuzzLoad(f *testing.F) {
	f.Add(service)
	f.Add(correlated)
	f.Add("title: F\nlogsource: {service: system}\nfilter: {rules: any, s: {A: b}, condition: not s}\n---\n" + service)
	e := made("System", "Service Control Manager", 7045, "ServiceName", "x")
	e.Time = event.FromUnix(1, 0)
	f.Fuzz(func(t *testing.T, src string) {
		s, err := Load(fstest.MapFS{"a.yml": {Data: []byte(src)}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := s.Collector(10)
		for range 3 {
			c.Add(e)
		}
		c.Result()
	})
}

package detect

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// compile compiles a selection written in YAML.
func compile(t testing.TB, src string, opt Options) (*Selection, Mistakes) {
	t.Helper()
	r := Reader{File: "test"}
	docs := r.Documents([]byte(src))
	if len(docs) != 1 {
		t.Fatalf("%d documents, mistakes %v", len(docs), r.Mistakes)
	}
	opt.File = "test"
	return CompileSelection(docs[0], opt)
}

func mustCompile(t testing.TB, src string, opt Options) *Selection {
	t.Helper()
	s, mistakes := compile(t, src, opt)
	if mistakes != nil {
		t.Fatalf("%s: %v", src, mistakes)
	}
	return s
}

func strs(s ...string) []event.Field {
	var fields []event.Field
	for i, v := range s {
		fields = append(fields, event.Field{Name: event.Param(i + 1), Value: event.String(v)})
	}
	return fields
}

// sample is one event with a field for every kind of comparison.
var sample = &event.Event{
	Header: event.Header{
		Channel: "System", Provider: "Service Control Manager", Computer: "SRV01.example.org",
		EventID: 7023, Level: event.Error,
	},
	Data: []event.Field{
		{Name: "Image", Value: event.String(`C:\Windows\System32\cmd.exe`)},
		{Name: "CommandLine", Value: event.String(`cmd.exe /c echo aAB0AHQAcAA6AC8ALw`)},
		{Name: "Parent", Value: event.String(`cmd.exe`)},
		{Name: "Empty", Value: event.String(``)},
		{Name: "Port", Value: event.Uint(4500)},
		{Name: "Access", Value: event.Hex32(0x1410)},
		{Name: "IpAddress", Value: event.String(`::ffff:10.1.2.3`)},
		{Name: "UtcTime", Value: event.String(`2023-06-04 22:07:55.123`)},
		{Name: "Threat Name", Value: event.String(`EICAR`)},
		{Name: "Signed", Value: event.Bool(1)},
		{Name: "Big", Value: event.Uint(18446744073709551615)},
		{Name: "Null", Value: event.Value{}},
	},
	Message: "The service terminated\r\nwith an error.",
}

func TestMatch(t *testing.T) {
	vars := Vars{"name": "cmd.exe", "star": "*"}
	for _, c := range []struct {
		selection string
		want      bool
	}{
		// Values are texts, anchored, and case does not count.
		{`Parent: CMD.EXE`, true},
		{`Parent: cmd`, false},
		{`Parent: 'cmd.*'`, true},
		{`Parent: [bash, cmd.exe]`, true},
		{`Port: 4500`, true},
		{`Port: 04500`, false},
		{`Access: '0x1410'`, true},
		{`Signed: true`, true},
		{`ThreatName: eicar`, true},
		// Absent, empty and null.
		{`Missing: '*'`, false},
		{`Missing: null`, true},
		{`Missing: ''`, false},
		{`Empty: null`, true},
		{`Empty: ''`, true},
		{`Empty: '*'`, true},
		{`Null: null`, true},
		{`Parent: null`, false},
		{`Missing|contains: ''`, false},
		// Shapes.
		{`Image|contains: windows`, true},
		{`Image|endswith: '\cmd.exe'`, true},
		{`Image|startswith: 'c:\win'`, true},
		{`Image|startswith: 'win'`, false},
		{`Image|contains: 'c:\\*32'`, true},
		{`Image|contains: 'c:\*32'`, false},
		{`CommandLine|contains|all: [echo, cmd]`, true},
		{`CommandLine|contains|all: [echo, dir]`, false},
		{`Parent|cased: cmd.exe`, true},
		{`Parent|cased: Cmd.exe`, false},
		{`Image|contains|cased: windows`, false},
		// Regular expressions are searched for, and case counts.
		{`Image|re: 'cmd\.exe$'`, true},
		{`Image|re: 'CMD'`, false},
		{`Image|re|i: 'CMD'`, true},
		{`Message|re: 'terminated.*with'`, false},
		{`Message|re|s: 'terminated.*with'`, true},
		{`Message|re|m: '^with'`, true},
		{`Image|re|contains: 'System\d\d'`, true},
		// Networks.
		{`IpAddress|cidr: 10.0.0.0/8`, true},
		{`IpAddress|cidr: 10.1.2.99/24`, true},
		{`IpAddress|cidr: [192.0.2.0/24, '::1/128']`, false},
		{`Parent|cidr: 10.0.0.0/8`, false},
		// Other fields.
		{`Parent|fieldref: Image`, false},
		{`Image|fieldref|endswith: Parent`, true},
		{`CommandLine|fieldref|startswith: Parent`, true},
		{`CommandLine|fieldref|contains: Missing`, false},
		{`Missing|fieldref: AlsoMissing`, false},
		{`Parent|fieldref|neq: Image`, true},
		// Presence.
		{`Parent|exists: true`, true},
		{`Empty|exists: true`, true},
		{`Missing|exists: true`, false},
		{`Missing|exists: false`, true},
		// Not.
		{`Parent|neq: cmd.exe`, false},
		{`Parent|neq: [bash, sh]`, true},
		{`Parent|neq: [bash, cmd.exe]`, false},
		{`Missing|neq: x`, true},
		{`Image|contains|neq: windows`, false},
		// Numbers.
		{`Port|gt: 4499`, true},
		{`Port|gte: 4500`, true},
		{`Port|lt: 4500`, false},
		{`Port|lte: 4500.5`, true},
		{`Access|gt: 5000`, true},
		{`Access|lt: '0x1411'`, true},
		{`Big|gt: 18446744073709551614`, true},
		{`Parent|gt: 0`, false},
		{`Missing|lt: 5`, false},
		{`Port|lt|neq: 4500`, true},
		// Dates.
		{`UtcTime|hour: 22`, true},
		{`UtcTime|hour|gte: 22`, true},
		{`UtcTime|minute: 7`, true},
		{`UtcTime|day: 4`, true},
		{`UtcTime|week: 22`, true},
		{`UtcTime|month: 6`, true},
		{`UtcTime|year|neq: 2023`, false},
		{`Parent|hour: 22`, false},
		// Encodings.
		{`CommandLine|windash|contains: ' -c '`, true},
		{`CommandLine|contains|windash: ' -c '`, true},
		{`CommandLine|contains: ' -c '`, false},
		{`CommandLine|wide|base64offset|contains: 'http://'`, true},
		{`CommandLine|utf16le|base64offset|contains: 'HTTP://'`, false},
		// Variables.
		{`Parent|expand: '%name%'`, true},
		{`Parent|expand: '\%name\%%name%'`, false}, // \% is a percent sign
		{`Image|endswith|expand: '\\%name%'`, true},
		{`Image|expand|endswith: '*%name%'`, true},
		{`Parent|expand: '%star%'`, false}, // values are not patterns
		{`Parent|expand: '%unknown%'`, false},
		{`Parent|expand|neq: '%name%'`, false},
		// Maps are AND, lists are OR.
		{`{Parent: cmd.exe, Port: 4500}`, true},
		{`{Parent: cmd.exe, Port: 4501}`, false},
		{`[{Parent: bash}, {Port: 4500}]`, true},
		// Keywords are looked for everywhere.
		{`[eicar]`, true},
		{`[nothing, terminated]`, true},
		{`terminated`, true},
		{`['|all']`, false},
		{`'|all': [eicar, terminated]`, true},
		{`'|all': [eicar, nothing]`, false},
		{`'|re': 'EIC.R'`, true},
		{`['srv01', {Parent: bash}]`, true},
		// The header.
		{`{Provider_Name: service control manager, EventID: 7023, Level: 2}`, true},
		{`Provider_Name: Microsoft-Windows-Service Control Manager`, true},
		{`Provider_Name|endswith: manager`, true},
		{`EventID: [7000, 7023]`, true},
		{`EventID: 70230`, false},
		{`EventID|neq: 7023`, false},
		{`Level: error`, true},
		{`Level|lte: 3`, true},
		{`Channel: SYSTEM`, true},
		{`Channel: Security`, false},
		{`Computer: srv01`, true},
		{`Computer: srv01.example.org`, true},
		{`Computer: srv02`, false},
	} {
		s := mustCompile(t, c.selection, Options{})
		if _, got := s.Match(FieldsOf(sample), vars); got != c.want {
			t.Errorf("%s: %v", c.selection, got)
		}
	}
}

// TestMatchUnknownChannel holds events without a channel to matching: pasted
// text does not say where it comes from.
func TestMatchUnknownChannel(t *testing.T) {
	e := &event.Event{Header: event.Header{Provider: "IPSec", EventID: 4292}}
	for selection, want := range map[string]bool{
		`{Channel: System, Provider_Name: IPSec, EventID: 4292}`: true,
		`{Channel: System, Provider_Name: Tcpip, EventID: 4292}`: false,
		`{Channel|neq: System, EventID: 4292}`:                   true,
	} {
		if _, got := mustCompile(t, selection, Options{}).Match(FieldsOf(e), nil); got != want {
			t.Errorf("%s: %v", selection, got)
		}
	}
}

func TestMatchBinds(t *testing.T) {
	e := &event.Event{Header: event.Header{EventID: 2013}, Data: strs(`\Device\LanmanServer`, "C:")}
	for _, c := range []struct {
		selection string
		want      Vars
		ok        bool
	}{
		{`{EventID: 2013, Data|re: '^(?P<drive>[A-Z]):'}`, Vars{"drive": "C"}, true},
		{`{EventID: 2013, Data|re: '^(?<drive>[A-Z]:)$'}`, Vars{"drive": "C:"}, true},
		{`[{EventID: 1, Data|re: '(?P<a>.)'}, {EventID: 2013, Data|re: '(?P<b>[A-Z]):'}]`, Vars{"b": "C"}, true},
		{`{Data|re: '^(?P<drive>[A-Z]):', EventID: 1}`, nil, false},
		{`{EventID: 2013, Data|re: '^[A-Z]:'}`, nil, true},
	} {
		got, ok := mustCompile(t, c.selection, Options{}).Match(FieldsOf(e), nil)
		if d := cmp.Diff(c.want, got); d != "" || ok != c.ok {
			t.Errorf("%s: %v %s", c.selection, ok, d)
		}
	}
}

func TestVariables(t *testing.T) {
	s := mustCompile(t, `[{A|re: '(?P<b>.)(?P<a>.)'}, {B|expand: '%y%-%x%'}]`, Options{})
	if d := cmp.Diff([]string{"a", "b"}, s.Binds()); d != "" {
		t.Error("Binds", d)
	}
	if d := cmp.Diff([]string{"x", "y"}, s.Expands()); d != "" {
		t.Error("Expands", d)
	}
}

func TestSigmaExpand(t *testing.T) {
	opt := Options{Sigma: true, Expansions: map[string][]string{"Shells": {"cmd.exe", "power*"}}}
	s := mustCompile(t, `Image|endswith|expand: '\\%Shells%'`, opt)
	if _, ok := s.Match(FieldsOf(sample), nil); !ok {
		t.Error("no match")
	}
	_, mistakes := compile(t, `Image|expand: '%Admins%'`, opt)
	if d := cmp.Diff("test:1:15: %Admins% has no value here", mistakes.Error()); d != "" {
		t.Error(d)
	}
}

// TestSigmaChannel holds Channel in Sigma rules to the data: the log that was
// cleared, not the one that says so.
func TestSigmaChannel(t *testing.T) {
	e := &event.Event{
		Header:   event.Header{Channel: "System", EventID: 104},
		UserData: &event.Element{Name: "LogFileCleared", Children: []event.Element{{Name: "Channel", Value: event.String("Security")}}},
	}
	for _, c := range []struct {
		channel     string
		sigma, ours bool
	}{{"Security", true, false}, {"System", false, true}} {
		_, sigma := mustCompile(t, "Channel: "+c.channel, Options{Sigma: true}).Match(FieldsOf(e), nil)
		_, ours := mustCompile(t, "Channel: "+c.channel, Options{}).Match(FieldsOf(e), nil)
		if sigma != c.sigma || ours != c.ours {
			t.Errorf("%s: in Sigma %v, in our rules %v", c.channel, sigma, ours)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ selection, want string }{
		{`A|conains: x`, `1:1: unknown modifier "conains"; did you mean "contains"?`},
		{`A|re|cidr: 10.0.0.0/8`, `1:1: "re" and "cidr" cannot both say how to compare`},
		{`A|re: '(?=x)'`, "1:7: not a regular expression that can be used: invalid or unsupported Perl syntax: `(?=`"},
		{`A|re: '('`, "1:7: not a regular expression that can be used: missing closing ): `(`"},
		{`A|i: x`, `1:1: the modifier "i" must come after re`},
		{`A|cidr: 10.0.0.0/33`, `1:9: "10.0.0.0/33" is not a network such as 192.0.2.0/24 or fe80::/10`},
		{`A|gt: many`, `1:7: gt compares numbers, and "many" is none`},
		{`A|hour: late`, `1:9: hour compares numbers, and "late" is none`},
		{`A|hour|re: x`, `1:1: hour is a number and cannot be compared by re`},
		{`A|hour|day: 1`, `1:1: "hour" and "day" cannot both say which part of a date to take`},
		{`A|lt|contains: 1`, `1:1: lt compares the value as a whole; other modifiers of the value make no sense`},
		{`A|exists: maybe`, `1:11: the value of exists must be true or false, not "maybe"`},
		{`A|exists|all: true`, `1:1: exists takes no other modifier`},
		{`A|contains|base64: x`, `1:1: "base64" must come before contains, startswith and endswith: it takes the value without wildcards`},
		{`A|base64: 'a*'`, `1:11: a value with wildcards cannot be encoded; write \* and \? for the characters themselves`},
		{`A|wide: x`, `1:1: "wide" must be followed by base64 or base64offset`},
		{`A|base64|wide|base64: x`, `1:1: the modifier "base64" is given twice`},
		{`A|re|cased: x`, `1:1: a regular expression is case-sensitive unless re|i`},
		{`A|re|windash: x`, `1:1: re takes the value as it is; no other modifier can change it`},
		{`A|expand: x`, `1:11: the value of expand holds no %variable%`},
		{`A|expand: '%x'`, `1:11: a variable is written %name%, a percent sign \%`},
		{`A: {b: c}`, `1:4: the value of "A" must be a text, not a map`},
		{`A: []`, `1:4: the list of values of "A" is empty`},
		{`[]`, `1:1: the list is empty`},
		{`{}`, `1:1: the map is empty and would match every event`},
	} {
		_, mistakes := compile(t, c.selection, Options{})
		var got []string
		for _, m := range mistakes {
			got = append(got, fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Text))
		}
		if !strings.Contains(strings.Join(got, "\n"), c.want) {
			t.Errorf("%s\n got %q\nwant %q", c.selection, got, c.want)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	s := mustCompile(b, `{Channel: System, Provider_Name: Service Control Manager, EventID: 7023, CommandLine|contains: [dir, echo]}`, Options{})
	f := FieldsOf(sample)
	b.ReportAllocs()
	for b.Loop() {
		f.Reset(sample)
		s.Match(f, nil)
	}
}

package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"culprit/internal/golden"
	"culprit/report"
)

// fixtures are the saved reports that every renderer has goldens of.
var fixtures = []string{"ipsec", "ipsec-ru", "inconclusive", "nothing", "hostile"}

func fixture(t testing.TB, name string) *report.Document {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := report.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func toJSON(t testing.TB, doc *report.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.JSON(&b, doc); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestJSONRoundTrip reads each fixture and writes the same bytes.
func TestJSONRoundTrip(t *testing.T) {
	for _, name := range fixtures {
		t.Run(name, func(t *testing.T) {
			golden.Check(t, filepath.Join("testdata", name+".json"), toJSON(t, fixture(t, name)))
		})
	}
}

// TestJSONAgrees compares the encoder with encoding/json.
func TestJSONAgrees(t *testing.T) {
	for _, name := range fixtures {
		doc := fixture(t, name)
		std, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var want, got any
		for data, v := range map[string]*any{string(std): &want, string(toJSON(t, doc)): &got} {
			if err := json.Unmarshal([]byte(data), v); err != nil {
				t.Fatal(err)
			}
		}
		number := cmp.FilterPath(func(p cmp.Path) bool { return strings.HasSuffix(p.GoString(), `["record"]`) }, cmp.Ignore())
		if d := cmp.Diff(want, got, number); d != "" {
			t.Errorf("%s: encoding/json (-) and JSON (+) differ:\n%s", name, d)
		}
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.SchemaJSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:culprit:report:1", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("urn:culprit:report:1")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func TestSchema(t *testing.T) {
	schema := compileSchema(t)
	validate := func(data []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return schema.Validate(v)
	}
	for _, name := range fixtures {
		if err := validate(toJSON(t, fixture(t, name))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for what, spoil := range map[string]func(*report.Document){
		"schema":    func(d *report.Document) { d.Schema = "other/1" },
		"verdict":   func(d *report.Document) { d.Summary.Verdict = "perhaps" },
		"time":      func(d *report.Document) { d.Inputs[0].First = "2008-03-14" },
		"event id":  func(d *report.Document) { d.Incidents[0].Symptom = []string{"x"} },
		"severity":  func(d *report.Document) { d.Incidents[0].Severity = "bad" },
		"direction": func(d *report.Document) { d.Incidents[0].Causes[0].Evidence[0].Direction = "up" },
		"field":     func(d *report.Document) { d.Events["e2"].Fields[0] = []string{"alone"} },
	} {
		doc := fixture(t, "ipsec")
		spoil(doc)
		if validate(toJSON(t, doc)) == nil {
			t.Errorf("a wrong %s passes the schema", what)
		}
	}
}

// TestSchemaIsComplete compares the schema with the types, key by key.
func TestSchemaIsComplete(t *testing.T) {
	var schema struct {
		Properties map[string]any
		Defs       map[string]struct{ Properties map[string]any } `json:"$defs"`
	}
	if err := json.Unmarshal(report.SchemaJSON(), &schema); err != nil {
		t.Fatal(err)
	}
	check := func(name string, properties map[string]any, v any) {
		var keys []string
		for f := range reflect.TypeOf(v).Fields() {
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			keys = append(keys, key)
		}
		slices.Sort(keys)
		if d := cmp.Diff(keys, slices.Sorted(maps.Keys(properties))); d != "" {
			t.Errorf("%s: type (-) and schema (+) differ:\n%s", name, d)
		}
	}
	check("document", schema.Properties, report.Document{})
	for name, v := range map[string]any{
		"tool": report.Tool{}, "run": report.Run{}, "summary": report.Summary{}, "input": report.Input{},
		"damage": report.Damage{}, "repair": report.Repair{}, "integrity": report.Integrity{},
		"coverage": report.Coverage{}, "incident": report.Incident{}, "var": report.Var{}, "cause": report.Cause{},
		"evidence": report.Evidence{}, "because": report.Because{}, "ask": report.Ask{}, "step": report.Step{},
		"reference": report.Reference{}, "state": report.State{}, "explain": report.Explain{}, "change": report.Change{},
		"unexplained": report.Unexplained{}, "event": report.Event{}, "check": report.Check{}, "warning": report.Warning{},
	} {
		check(name, schema.Defs[name].Properties, v)
	}
}

func TestJSONDetails(t *testing.T) {
	doc := &report.Document{Events: map[string]report.Event{}}
	for _, id := range []string{"e10", "e2", "e1", "e11"} {
		doc.Events[id] = report.Event{Record: 1 << 60, Says: "\xff<\u2028\x1b"}
	}
	got := string(toJSON(t, doc))
	at := -1
	for _, id := range []string{`"e1"`, `"e2"`, `"e10"`, `"e11"`} {
		next := strings.Index(got, id)
		if next <= at {
			t.Errorf("%s is out of order", id)
		}
		at = next
	}
	for _, want := range []string{`"inputs": []`, `"record": "1152921504606846976"`, `"says": "\\xff<\u2028\u001b"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	back, err := report.Read(strings.NewReader(strings.Replace(got, `"schema": ""`, `"schema": "culprit.report/1"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	if back.Events["e2"].Record != 1<<60 {
		t.Errorf("record = %d", back.Events["e2"].Record)
	}
	doc.Incidents = []report.Incident{{Unknown: math.NaN()}}
	if report.JSON(&bytes.Buffer{}, doc) == nil {
		t.Error("NaN was written")
	}
}

func TestReadErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		in, want string
		not      bool
	}{
		"empty":       {"", "empty", true},
		"cut off":     {`{"schema": "culprit.report/1", "inputs": [`, "offset 0x2a", false},
		"not JSON":    {"PK\x03\x04", "offset 0x1", false},
		"other JSON":  {`{"version": "2.1.0"}`, `schema is ""`, true},
		"a list":      {`[1]`, "not a report", true},
		"wrong type":  {`{"schema": "culprit.report/1", "incidents": {}}`, "incidents", true},
		"newer":       {`{"schema": "culprit.report/9"}`, "newer culprit", false},
		"two reports": {`{"schema": "culprit.report/1"} {}`, "more text", false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := report.Read(strings.NewReader(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.Is(err, report.ErrNotAReport) != tt.not {
				t.Errorf("error is %v, want %q (not a report: %v)", err, tt.want, tt.not)
			}
		})
	}
}

// FuzzRead reads anything; what it can read, it writes and reads back.
func FuzzRead(f *testing.F) {
	for _, name := range fixtures {
		data, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := report.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		back, err := report.Read(bytes.NewReader(toJSON(t, doc)))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(doc, back, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("read (-) and read back (+) differ:\n%s", d)
		}
	})
}

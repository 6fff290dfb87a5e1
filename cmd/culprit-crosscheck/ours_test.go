package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// rich is an event with something in every field.
func rich() event.Event {
	e := sample(field("a", event.String("x")), field("b", event.Uint(2)), field("t", event.Time(132e15)))
	e.Version, e.Task, e.Opcode, e.Keywords = 1, 2, 3, 4
	e.ProcessID, e.ThreadID = 5, 6
	e.ActivityID, e.RelatedActivityID = "{00000000-0000-0000-0000-000000000001}", "{00000000-0000-0000-0000-000000000002}"
	e.Qualifiers, e.HasQualifiers = 16384, true
	e.Binary = []byte{1, 2, 3}
	e.DataName = "Set"
	return e
}

// reread returns the event as our reader has it, and as the bytes have it.
func reread(t *testing.T, e event.Event) (*event.Event, *elem) {
	t.Helper()
	data := written(t, evtxtest.Options{}, e)
	log, err := evtx.Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "log.evtx"})
	if err != nil {
		t.Fatal(err)
	}
	raw := rawLog{r: bytes.NewReader(data)}
	for v, d := range log.Records(evtx.Options{}) {
		if d != nil {
			t.Fatal(d)
		}
		e, d := v.Event()
		if d != nil {
			t.Fatal(d)
		}
		_, inst, err := raw.record(v.Offset)
		if err != nil {
			t.Fatal(err)
		}
		root, err := inst.tree()
		if err != nil {
			t.Fatal(err)
		}
		return e, root
	}
	t.Fatal("no record")
	return nil, nil
}

// TestOursWrong changes one field of an event at a time: the comparison with
// the bytes must name it.
func TestOursWrong(t *testing.T) {
	t.Parallel()
	tests := []struct {
		field  string
		change func(e *event.Event)
	}{
		{"", func(*event.Event) {}},
		{"System/Provider@Name", func(e *event.Event) { e.Provider = "Other" }},
		{"System/Provider@Guid", func(e *event.Event) { e.ProviderGUID = "{}" }},
		{"System/EventID", func(e *event.Event) { e.EventID++ }},
		{"System/EventID@Qualifiers", func(e *event.Event) { e.Qualifiers-- }},
		{"System/Version", func(e *event.Event) { e.Version = 0 }},
		{"System/Level", func(e *event.Event) { e.Level = 4 }},
		{"System/Task", func(e *event.Event) { e.Task = 0 }},
		{"System/Opcode", func(e *event.Event) { e.Opcode = 0 }},
		{"System/Keywords", func(e *event.Event) { e.Keywords = 1 << 63 }},
		{"System/TimeCreated@SystemTime", func(e *event.Event) { e.Time++ }},
		{"System/EventRecordID", func(e *event.Event) { e.Record++ }},
		{"System/Correlation@ActivityID", func(e *event.Event) { e.ActivityID = "" }},
		{"System/Correlation@RelatedActivityID", func(e *event.Event) { e.RelatedActivityID = e.ActivityID }},
		{"System/Execution@ProcessID", func(e *event.Event) { e.ProcessID, e.ThreadID = e.ThreadID, 6 }},
		{"System/Execution@ThreadID", func(e *event.Event) { e.ThreadID = 0 }},
		{"System/Channel", func(e *event.Event) { e.Channel = "system" }},
		{"System/Computer", func(e *event.Event) { e.Computer = "PC2" }},
		{"System/Security@UserID", func(e *event.Event) { e.UserID = "S-1-5-19" }},
		{"EventData@Name", func(e *event.Event) { e.DataName = "" }},
		{"EventData/Binary", func(e *event.Event) { e.Binary = e.Binary[:2] }},
		{"EventData/Data[a]", func(e *event.Event) { e.Data[0].Value = event.String("y") }},
		{"EventData/Data[b]", func(e *event.Event) { e.Data[1].Value = event.String("2") }},
		{"EventData/Data[t]", func(e *event.Event) { e.Data[2].Value = event.Time(132e15 + 1) }},
		{"EventData, name 1", func(e *event.Event) { e.Data[0], e.Data[1] = e.Data[1], e.Data[0] }},
		{"EventData, name 3", func(e *event.Event) { e.Data = e.Data[:2] }},
		{"EventData, name 4", func(e *event.Event) { e.Data = append(e.Data, field("c", event.Uint(3))) }},
		{"More", func(e *event.Event) { e.Other = []event.Element{{Name: "More", Value: event.Uint(1)}} }},
	}
	for _, tt := range tests {
		e, root := reread(t, rich())
		tt.change(e)
		wrong := compareOurs(e, root)
		if tt.field == "" && len(wrong) == 0 {
			continue
		}
		if len(wrong) != 1 || wrong[0].field != tt.field || wrong[0].unfit {
			t.Errorf("%s: got %+v", tt.field, wrong)
		}
	}
}

// TestOursWrongUserData does so with what stands in place of event data.
func TestOursWrongUserData(t *testing.T) {
	t.Parallel()
	e := sample()
	e.UserData = &event.Element{Name: "Info", Attrs: []event.Field{field("xmlns", event.String("urn:x"))}, Children: []event.Element{
		{Name: "Host", Value: event.String("h")}, {Name: "Code", Value: event.Uint(5)},
	}}
	for path, change := range map[string]func(e *event.Event){
		"":                    func(*event.Event) {},
		"UserData/Info@xmlns": func(e *event.Event) { e.UserData.Attrs = nil },
		"UserData/Info/Host":  func(e *event.Event) { e.UserData.Children = e.UserData.Children[1:] },
		"UserData/Info/Code":  func(e *event.Event) { e.UserData.Children[1].Value = event.Value{} },
		"Info/Host":           func(e *event.Event) { e.UserData.Children = append(e.UserData.Children, e.UserData.Children[0]) },
	} {
		got, root := reread(t, e)
		change(got)
		wrong := compareOurs(got, root)
		if (path != "" || len(wrong) > 0) && (len(wrong) != 1 || wrong[0].field != path) {
			t.Errorf("%s: got %+v", path, wrong)
		}
	}
}

// TestUnfit asks for a value that is no time to be told apart from a time that
// our reader has wrong.
func TestUnfit(t *testing.T) {
	t.Parallel()
	e := &event.Event{}
	root := &elem{name: "Event", kids: []*elem{{name: "System", kids: []*elem{
		{name: "TimeCreated", attrs: []event.Field{field("SystemTime", event.String("yesterday"))}},
		{name: "Level", value: event.Uint(300)},
		{name: "Task", value: event.Uint(300)},
	}}}}
	wrong := compareOurs(e, root)
	if len(wrong) != 3 || !wrong[0].unfit || !wrong[1].unfit || wrong[2].unfit {
		t.Errorf("%+v", wrong)
	}
}

// TestDiff changes what golang-evtx gave: every change must be seen.
func TestDiff(t *testing.T) {
	t.Parallel()
	data := written(t, evtxtest.Options{}, rich())
	raw := rawLog{r: bytes.NewReader(data)}
	c, inst, err := raw.record(4096 + 512)
	if err != nil {
		t.Fatal(err)
	}
	_, want := modelOf(c.b, inst)
	b, err := json.Marshal(want.plain())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ from, to, path string }{
		{"", "", ""},
		{`"a":"x"`, `"a":"X"`, "/Event/EventData/a"},
		{`"a":"x"`, `"a":{"b":"x"}`, "/Event/EventData/a"},
		{`"a":"x"`, `"a":["x"]`, "/Event/EventData/a"},
		{`"a":"x"`, `"a":null`, "/Event/EventData/a"},
		{`"a":"x",`, ``, "/Event/EventData/a"},
		{`"a":"x"`, `"a":"x","A":"x"`, "/Event/EventData/A"},
		{`"Computer":"PC"`, `"Computer":""`, "/Event/System/Computer"},
	} {
		text := strings.Replace(string(b), tt.from, tt.to, 1)
		got, err := decodeEvent([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		list := diff(nil, "", want, got)
		if (tt.path != "" || len(list) > 0) && (len(list) != 1 || list[0].field != tt.path) {
			t.Errorf("%s for %s: %+v", tt.to, tt.from, list)
		}
	}
}

// plain is the table as golang-evtx would give it to JSON.
func (t table) plain() map[string]any {
	m := map[string]any{}
	for k, v := range t {
		switch v := v.(type) {
		case *cell:
			m[k] = v.json
		case table:
			m[k] = v.plain()
		default:
			m[k] = v
		}
	}
	return m
}

// FuzzRecord reads records of any bytes: the arbiter and the model must come
// to an end, whatever they find.
func FuzzRecord(f *testing.F) {
	for _, name := range []string{"healthy", "ipsec-2003-evtx"} {
		data, err := os.ReadFile("../../testdata/" + name + "/System.evtx")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[4096:4096+8192], uint16(512))
	}
	f.Fuzz(func(t *testing.T, data []byte, at uint16) {
		log := rawLog{r: bytes.NewReader(append(make([]byte, 4096), data...))}
		c, inst, err := log.record(4096 + int64(at))
		if c != nil {
			modelOfChunk(c)
		}
		if err != nil {
			return
		}
		root, err := inst.tree()
		if root == nil && err == nil {
			t.Error("neither an element nor an error")
		}
		if root != nil {
			compareOurs(&event.Event{}, root)
		}
		m, want := modelOf(c.b, inst)
		if (m.stop == "") != (want != nil) {
			t.Errorf("stop %q, event %v", m.stop, want)
		}
	})
}

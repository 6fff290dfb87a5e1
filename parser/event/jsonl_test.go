package event_test

import (
	"encoding/json"
	"math"
	"testing"

	"culprit/parser/event"
)

func TestAppendJSON(t *testing.T) {
	when := event.FILETIME(131000000001234567)
	tests := []struct {
		name string
		give event.Event
		want string
	}{
		{"nothing known", event.Event{}, `{"offset":0,"origin":"live","event_id":0,"level":0}`},
		{
			"all of the header",
			event.Event{
				Header: event.Header{
					Source: &event.Source{Path: "System.evtx", Container: []string{"case.zip"}},
					Offset: 4608, Origin: event.Recovered, Record: 7, HeaderRecord: 1 << 60, Time: when, Written: when + 1,
					Computer: "SRV01", Channel: "System", Provider: "SCM", Manifest: "Service Control Manager",
					EventID: 7023, Qualifiers: 0xC000, HasQualifiers: true, Level: event.Error,
				},
				ProviderGUID: "{G}", Version: 1, Task: 2, Opcode: 3, Keywords: 0x8080000000000000, UserID: "S-1-5-18",
				ProcessID: 4, ThreadID: 5, ActivityID: "{A}", RelatedActivityID: "{R}", DataName: "D", Message: "m",
			},
			`{"input":"case.zip/System.evtx","record":7,"header_record":"1152921504606846976","offset":4608,"origin":"recovered",` +
				`"time":"2016-02-15T08:53:20.1234567Z","written":"2016-02-15T08:53:20.1234568Z","host":"SRV01","channel":"System",` +
				`"provider":"SCM","manifest":"Service Control Manager","provider_guid":"{G}","event_id":7023,"qualifiers":49152,"version":1,"level":2,` +
				`"task":2,"opcode":3,"keywords":"0x8080000000000000","user_sid":"S-1-5-18","process_id":4,"thread_id":5,` +
				`"activity_id":"{A}","related_activity_id":"{R}","data_name":"D","message":"m"}`,
		},
		{
			"names that repeat or are empty",
			event.Event{Data: []event.Field{{Name: "a", Value: event.Int(-1)}, {Name: "a", Value: event.Value{}}, {Value: event.String("\"\\\n\x01\xff€")}}},
			`{"offset":0,"origin":"live","event_id":0,"level":0,"fields":[["a",-1],["a",null],["","\"\\\n\u0001` + "\ufffd" + `€"]]}`,
		},
		{
			"elements",
			event.Event{UserData: &event.Element{
				Name:  "Op",
				Attrs: []event.Field{{Name: "xmlns", Value: event.String("urn:x")}},
				Children: []event.Element{
					{Name: "v", Value: event.List([]event.Value{event.Uint(1 << 53), event.Uint(1<<53 + 1)})},
				},
			}, Binary: []byte{0xab, 1}},
			`{"offset":0,"origin":"live","event_id":0,"level":0,"user_data":{"name":"Op","attributes":[["xmlns","urn:x"]],"children":` +
				`[{"name":"v","value":[9007199254740992,"9007199254740993"]}]},"binary":"AB01"}`,
		},
		{"a line of text", event.Event{Header: event.Header{Line: 3}}, `{"line":3,"origin":"live","event_id":0,"level":0}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := event.AppendJSON(nil, &tt.give)
			if string(got) != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if !json.Valid(got) {
				t.Error("not valid JSON")
			}
		})
	}
}

func TestValueAppendJSON(t *testing.T) {
	tests := []struct {
		give event.Value
		want string
	}{
		{event.Float64(math.NaN()), `"NaN"`},
		{event.Float64(math.Inf(-1)), `"-Inf"`},
		{event.Float32(0.1), `0.1`},
		{event.Float64(1e300), `1e+300`},
		{event.Hex32(0x1f), `"0x1f"`},
		{event.Hex64(0), `"0x0"`},
		{event.Bool(7), `true`},
		{event.Int(math.MinInt64), `"-9223372036854775808"`},
		{event.Time(0), `"1601-01-01T00:00:00.0000000Z"`},
		{event.Time(math.MaxUint64), `"0xffffffffffffffff"`},
		{event.Binary(nil), `""`},
		{event.List(nil), `[]`},
		{event.SID("S-1-0-0"), `"S-1-0-0"`},
	}
	for _, tt := range tests {
		if got := tt.give.AppendJSON(nil); string(got) != tt.want || !json.Valid(got) {
			t.Errorf("%v: got %s, want %s", tt.give.Text(), got, tt.want)
		}
	}
}

package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

func TestFields(t *testing.T) {
	e := &event.Event{
		Header: event.Header{
			Record: 7, Time: event.FromUnix(1159182622, 0), Computer: `\\CALLPILOT.corp.example`, Channel: "System",
			Provider: "Microsoft-Windows-Kernel-Power", EventID: 4292, Qualifiers: 0xC000, HasQualifiers: true, Level: event.Error,
		},
		ProviderGUID: "{331C3B3A-2005-44C2-AC5E-77220C37D6B4}",
		Keywords:     event.AuditFailure, UserID: "S-1-5-18", ProcessID: 4, ActivityID: "{A}",
		Version: 1, Task: 2, Opcode: 3,
		Data: []event.Field{
			{Name: "param1", Value: event.String("IPSEC Services")},
			{Name: "Threat Name", Value: event.String("EICAR")},
			{Name: "List", Value: event.List([]event.Value{event.String("a"), event.String("b")})},
			{Name: "Version", Value: event.String("10.0")},
		},
		UserData: &event.Element{Name: "EventXML", Attrs: []event.Field{{Name: "xmlns", Value: event.String("urn:x")}}, Children: []event.Element{
			{Name: "Operation", Value: event.String("query")},
			{Name: "Inner", Children: []event.Element{{Name: "Operation", Value: event.String("deep")}}},
		}},
		Binary:  []byte{0, 0, 0, 0, 0xc4, 0x10, 0x00, 0xc0, 1},
		Message: "text",
	}
	f := FieldsOf(e)
	for name, want := range map[string][]string{
		"Channel":                       {"System"},
		"Computer":                      {`\\CALLPILOT.corp.example`, "callpilot"},
		"Provider_Name":                 {"Microsoft-Windows-Kernel-Power", "kernel-power"},
		"Provider_Guid":                 {"{331C3B3A-2005-44C2-AC5E-77220C37D6B4}"},
		"EventID":                       {"4292"},
		"Code":                          {"0xc00010c4"},
		"EventID_Qualifiers":            {"49152"},
		"Level":                         {"2", "error"},
		"Version":                       {"10.0"}, // the data's
		"Task":                          {"2"},
		"Opcode":                        {"3"},
		"Keywords":                      {"0x10000000000000", "Audit Failure"},
		"UserID":                        {"S-1-5-18"},
		"Security_UserID":               {"S-1-5-18"},
		"Execution_ProcessID":           {"4"},
		"Execution_ThreadID":            nil,
		"Correlation_ActivityID":        {"{A}"},
		"Correlation_RelatedActivityID": nil,
		"EventRecordID":                 {"7"},
		"TimeCreated_SystemTime":        {"2006-09-25T11:10:22.0000000Z"},
		"Message":                       {"text"},
		"Hex":                           {"00000000C41000C001", "00000000 C00010C4"},
		"param1":                        {"IPSEC Services"},
		"param2":                        {"EICAR"}, // by place
		"param5":                        nil,
		"param0":                        nil,
		"Data":                          {"IPSEC Services", "EICAR", "a, b", "a", "b", "10.0"},
		"Data[2]":                       {"EICAR"},
		"Data[5]":                       nil,
		"ThreatName":                    {"EICAR"},
		"List":                          {"a, b", "a", "b"},
		"Operation":                     {"query", "deep"},
		"EventXML_xmlns":                {"urn:x"},
		"Nothing":                       nil,
	} {
		if d := cmp.Diff(want, f.Values(name)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		first, ok := f.Value(name)
		if ok != (len(want) > 0) || ok && first != want[0] {
			t.Errorf("%s: first value %q, %v", name, first, ok)
		}
	}
}

// TestFieldsReset holds Reset to forgetting the event before.
func TestFieldsReset(t *testing.T) {
	f := &Fields{Event: &event.Event{Header: event.Header{Computer: "A", Provider: "P"}, Data: strs("x")}}
	f.Values("Data")
	f.Values("Provider_Name")
	f.Values("Computer")
	f.Reset(&event.Event{Header: event.Header{Computer: "B", Provider: "Q"}})
	for name, want := range map[string][]string{"Data": nil, "Provider_Name": {"Q", "q"}, "Computer": {"B", "b"}} {
		if d := cmp.Diff(want, f.Values(name)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestErrorCodes(t *testing.T) {
	scm := event.Header{Provider: "Service Control Manager", EventID: 7023}
	data := func(name, v string) []event.Field { return []event.Field{{Name: name, Value: event.String(v)}} }
	for _, c := range []struct {
		name string
		e    event.Event
		want []string
	}{
		{"parameter", event.Event{Header: scm, Data: strs("IPSEC Services", "%%2")}, []string{"2"}},
		{"winsock parameter", event.Event{Header: scm, Data: strs("IPSEC Services", "%%10048")}, []string{"10048"}},
		{"number", event.Event{Header: scm, Data: strs("IPSEC Services", "2")}, []string{"2"}},
		{"wrapped", event.Event{Header: scm, Data: strs("IPSEC Services", "0x80070002")}, []string{"2"}},
		{"wrapped decimal", event.Event{Header: scm, Data: strs("IPSEC Services", "-2147024894")}, []string{"2"}},
		{"English text", event.Event{Header: scm, Data: strs("x", "The system cannot find the file specified.")}, []string{"2"}},
		{"Russian text", event.Event{Header: scm, Data: strs("x", "Не удается найти указанный файл.")}, []string{"2"}},
		{"NTSTATUS", event.Event{Data: strs("x", "0xC0000034")}, []string{"0xC0000034"}},
		{"message alone", event.Event{Header: scm, Message: "Служба IPSEC прервана из-за следующей ошибки:\nНе удается найти указанный файл."}, []string{"2"}},
		{"in a string", event.Event{Data: strs("Reason: failed with error 1053")}, []string{"1053"}},
		{"named", event.Event{Data: data("errorCode", "0x80070643")}, []string{"1603"}},
		{"named number", event.Event{Data: data("ErrorCode", "5")}, []string{"5"}},
		{"success", event.Event{Data: data("Status", "0x0")}, nil},
		{"parameter before name", event.Event{Data: append(data("Status", "0xC0000022"), strs("%%5")...)}, []string{"5"}},
		{"audit parameters are no errors", event.Event{Header: event.Header{Channel: "Security"}, Data: strs("%%2313")}, nil},
		{"audit status", event.Event{
			Header: event.Header{Channel: "Security"}, Keywords: event.AuditFailure,
			Data: append(data("Status", "0xc000006d"), data("SubStatus", "0xc0000064")...),
		}, []string{"0xC000006D", "0xC0000064"}},
		{"hex that is no failure", event.Event{Data: strs("0x00001410", "0x4", "0x800")}, nil},
		{"user data", event.Event{UserData: &event.Element{Name: "E", Children: []event.Element{{Name: "HResult", Value: event.String("0x80070005")}}}}, []string{"5"}},
		{"nothing", event.Event{Data: strs("IPSEC Services")}, nil},
		{"a name that ends an SCM event of another kind", event.Event{Header: event.Header{Provider: "Service Control Manager", EventID: 7036}, Data: strs("x", "5")}, nil},
	} {
		if d := cmp.Diff(c.want, FieldsOf(&c.e).ErrorCodes()); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// TestErrorCodeSpelling holds rules to their freedom in spelling a code.
func TestErrorCodeSpelling(t *testing.T) {
	e := &event.Event{Header: event.Header{Provider: "Service Control Manager", EventID: 7023}, Data: strs("IPSEC Services", "%%2")}
	for selection, want := range map[string]bool{
		`ErrorCode: 2`:                    true,
		`ErrorCode: '0x80070002'`:         true,
		`ErrorCode: '%%2'`:                true,
		`ErrorCode: ERROR_FILE_NOT_FOUND`: true,
		`ErrorCode: [3, 2]`:               true,
		`ErrorCode: 10048`:                false,
		`ErrorCode|lt: 3`:                 true,
		`ErrorCode|neq: 2`:                false,
	} {
		if _, got := mustCompile(t, selection, Options{}).Match(FieldsOf(e), nil); got != want {
			t.Errorf("%s: %v", selection, got)
		}
	}
}

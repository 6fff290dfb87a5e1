package evtx_test

import (
	"bytes"
	"fmt"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// sample makes a log of n events of a service that will not start, among
// logons.
func sample(t testing.TB, n int, opt evtxtest.Options) []byte {
	t.Helper()
	events := make([]event.Event, n)
	for i := range events {
		e := &events[i]
		e.Time = event.FILETIME(133_000_000_000_000_000 + uint64(i)*10_000_001)
		e.Written = e.Time
		e.Computer, e.Level = "SRV01.example.org", event.Information
		if i%10 == 3 {
			e.Channel, e.Provider, e.ProviderGUID = "System", "Service Control Manager", "{555908D1-A6D7-4695-8E1E-26931D2012F4}"
			e.EventID, e.Qualifiers, e.HasQualifiers, e.Level = 7023, 0xc000, true, event.Error
			e.Data = []event.Field{{Name: "param1", Value: event.String("IPSEC Services")}, {Name: "param2", Value: event.String("%%2")}}
			continue
		}
		e.Channel, e.Provider, e.ProviderGUID = "Security", "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-A5BA-3E3B0328C30D}"
		e.EventID, e.Task, e.Keywords = 4624, 12544, event.AuditSuccess
		e.ProcessID, e.ThreadID, e.UserID = 772, uint32(i%40), "S-1-5-18"
		e.Data = []event.Field{
			{Name: "TargetUserName", Value: event.String(fmt.Sprintf("user%d", i%7))},
			{Name: "TargetLogonId", Value: event.Hex64(uint64(i) * 0x1357)},
			{Name: "LogonType", Value: event.Uint(3)},
			{Name: "IpAddress", Value: event.String("192.0.2.1")},
		}
	}
	data, err := evtxtest.Write(events, opt)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func openBytes(t testing.TB, data []byte) *evtx.Log {
	t.Helper()
	l, err := evtx.Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "log.evtx"})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSkippingAllocatesNothing reads logs of different lengths: what more the
// longer one allocates is due to its records.
func TestSkippingAllocatesNothing(t *testing.T) {
	want := func(_, provider string, id uint16) bool { return id == 6008 && provider == "EventLog" }
	passes := map[string]func(*evtx.Log){
		"views": func(l *evtx.Log) {
			for _, d := range l.Records(evtx.Options{Want: want}) {
				if d != nil {
					t.Fatal(d)
				}
			}
		},
		"JSON lines": func(l *evtx.Log) {
			for _, d := range l.Render(evtx.JSONL, evtx.Options{}) {
				if d != nil {
					t.Fatal(d)
				}
			}
		},
		"XML": func(l *evtx.Log) {
			for _, d := range l.Render(evtx.XML, evtx.Options{}) {
				if d != nil {
					t.Fatal(d)
				}
			}
		},
	}
	count := func(n int, opt evtxtest.Options, pass func(*evtx.Log)) float64 {
		data := sample(t, n, opt)
		return testing.AllocsPerRun(5, func() { pass(openBytes(t, data)) })
	}
	compare := func(name string, opt evtxtest.Options) {
		a, b := count(1500, opt, passes[name]), count(6000, opt, passes[name])
		if b-a > 45 { // one in a hundred records, for buffers that grow
			t.Errorf("%s, %+v: %v allocations for 1500 records, %v for 6000", name, opt, a, b)
		}
	}
	for name := range passes {
		compare(name, evtxtest.Options{})
		compare(name, evtxtest.Options{Plain: true})
	}
}

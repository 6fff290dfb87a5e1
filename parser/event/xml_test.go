package event_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"culprit/parser/event"
)

func TestAppendXML(t *testing.T) {
	t.Parallel()
	at := event.FromTime(time.Date(2006, 9, 25, 11, 9, 18, 0, time.UTC))
	tests := map[string]struct {
		e    event.Event
		want string
	}{
		"classic": {
			event.Event{
				Header: event.Header{
					Record: 1188, Time: at, Computer: "SRV2003", Channel: "System", Provider: "Service Control Manager",
					EventID: 7023, Qualifiers: 49152, HasQualifiers: true, Level: event.Error,
				},
				Keywords: 0x80000000000000,
				Data: []event.Field{
					{Name: "param1", Value: event.String("IPSEC Services")}, {Name: "param2", Value: event.String("%%2")},
				},
				Binary: []byte{0xc4, 0x10},
			},
			`<System><Provider Name='Service Control Manager'/><EventID Qualifiers='49152'>7023</EventID>` +
				`<Version>0</Version><Level>2</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x80000000000000</Keywords>` +
				`<TimeCreated SystemTime='2006-09-25T11:09:18.0000000Z'/><EventRecordID>1188</EventRecordID><Correlation/>` +
				`<Execution ProcessID='0' ThreadID='0'/><Channel>System</Channel><Computer>SRV2003</Computer><Security/></System>` +
				`<EventData><Data>IPSEC Services</Data><Data>%%2</Data><Binary>C410</Binary></EventData>`,
		},
		"manifest": {
			event.Event{
				Header:       event.Header{Provider: "Service Control Manager", Manifest: "Microsoft-Windows-SCM", EventID: 7036},
				ProviderGUID: "{555908D1-A6D7-4695-8E1E-26931D2012F4}",
				UserID:       "S-1-5-18",
				ActivityID:   "{A}",
				Data:         []event.Field{{Name: "param1", Value: event.String("a'<b>&")}},
			},
			`<System><Provider Name='Microsoft-Windows-SCM' Guid='{555908D1-A6D7-4695-8E1E-26931D2012F4}' EventSourceName='Service Control Manager'/>` +
				`<EventID>7036</EventID><Version>0</Version><Level>0</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x0</Keywords>` +
				`<TimeCreated/><EventRecordID>0</EventRecordID><Correlation ActivityID='{A}'/>` +
				`<Execution ProcessID='0' ThreadID='0'/><Channel></Channel><Computer></Computer><Security UserID='S-1-5-18'/></System>` +
				`<EventData><Data Name='param1'>a'&lt;b&gt;&amp;</Data></EventData>`,
		},
		"user data": {
			event.Event{
				Header: event.Header{Provider: "X"},
				UserData: &event.Element{
					Name: "EventXML", Attrs: []event.Field{{Name: "xmlns", Value: event.String("a'b\n")}},
					Children: []event.Element{{Name: "Param1", Value: event.Uint(7)}, {Name: "None"}, {Name: "1 <bad>"}},
				},
				Message: "cr\r\nnul\x00",
			},
			`<System><Provider Name='X'/>` +
				`<EventID>0</EventID><Version>0</Version><Level>0</Level><Task>0</Task><Opcode>0</Opcode><Keywords>0x0</Keywords>` +
				`<TimeCreated/><EventRecordID>0</EventRecordID><Correlation/><Execution ProcessID='0' ThreadID='0'/>` +
				`<Channel></Channel><Computer></Computer><Security/></System>` +
				`<UserData><EventXML xmlns='a&apos;b&#xA;'><Param1>7</Param1><None/><_1__bad_/></EventXML></UserData>` +
				"<RenderingInfo><Message>cr&#xD;\nnul\ufffd</Message></RenderingInfo>",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := string(event.AppendXML(nil, &tt.e))
			want := `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>` + tt.want + `</Event>`
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			wellFormed(t, got)
		})
	}
}

func wellFormed(t *testing.T, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%v in %q", err, s)
			return
		}
	}
}

// FuzzAppendXML puts any text into every place.
func FuzzAppendXML(f *testing.F) {
	f.Add("IPSEC Services")
	f.Add("]]>\x00\r\n\xff<!--'\">&amp;")
	f.Add("\u202eevil\ufffe")
	f.Add("1:-._\u00d7é")
	f.Fuzz(func(t *testing.T, s string) {
		v := event.String(s)
		el := event.Element{Name: s, Attrs: []event.Field{{Name: "a" + s, Value: v}}, Value: v}
		e := event.Event{
			Header:     event.Header{Provider: s, Manifest: s, Channel: s, Computer: s},
			UserID:     s,
			ActivityID: s,
			UserData:   &event.Element{Name: "u", Children: []event.Element{el}},
			Message:    s,
		}
		wellFormed(t, string(event.AppendXML(nil, &e)))
		e.UserData, e.DataName, e.Data = nil, s, []event.Field{{Name: s, Value: v}}
		wellFormed(t, string(event.AppendXML(nil, &e)))
	})
}

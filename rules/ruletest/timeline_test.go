package ruletest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/rules/ruletest"
)

func TestParseTimeline(t *testing.T) {
	src := &event.Source{Path: "t"}
	got, err := ruletest.ParseTimeline(src, `
# a comment
2006-09-25 11:09:00  SRV System EventLog 6005   # the boot
+1h30m SRV System "Service Control Manager" 7023 "IPSEC Services" %%2 Level=error Code=0xC0001B6F
+0s    srv system App 1 a=b "c=d" Hex=00ff UserID=S-1-5-18
+1d    OTHER System App 1 Record=9 x#y
-      - - App 2 Message="two words"
+0s    OTHER System App 1
`)
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) event.FILETIME {
		e, err := ruletest.ParseTimeline(src, s+" H C P 1")
		if err != nil {
			t.Fatal(err)
		}
		return e[0].Time
	}
	field := func(name, value string) event.Field { return event.Field{Name: name, Value: event.String(value)} }
	info := event.Information
	want := []*event.Event{
		{Header: event.Header{Line: 3, Time: at("2006-09-25 11:09:00"), Computer: "SRV", Channel: "System", Provider: "EventLog", EventID: 6005, Level: info, Record: 1}},
		{
			Header: event.Header{Line: 4, Time: at("2006-09-25 12:39:00"), Computer: "SRV", Channel: "System", Provider: "Service Control Manager", EventID: 7023, Qualifiers: 0xc000, HasQualifiers: true, Level: event.Error, Record: 2},
			Data:   []event.Field{field("param1", "IPSEC Services"), field("param2", "%%2")},
		},
		{
			Header: event.Header{Line: 5, Time: at("2006-09-25 12:39:00"), Computer: "srv", Channel: "system", Provider: "App", EventID: 1, Level: info, Record: 3},
			Data:   []event.Field{field("a", "b"), field("param1", "c=d")}, Binary: []byte{0, 0xff}, UserID: "S-1-5-18",
		},
		{
			Header: event.Header{Line: 6, Time: at("2006-09-26 12:39:00"), Computer: "OTHER", Channel: "System", Provider: "App", EventID: 1, Level: info, Record: 9},
			Data:   []event.Field{field("param1", "x#y")},
		},
		{Header: event.Header{Line: 7, Provider: "App", EventID: 2, Level: info, Record: 1}, Message: "two words"},
		{Header: event.Header{Line: 8, Time: at("2006-09-26 12:39:00"), Computer: "OTHER", Channel: "System", Provider: "App", EventID: 1, Level: info, Record: 10}},
	}
	for _, e := range want {
		e.Source = src
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b event.Value) bool { return a.Text() == b.Text() })); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestParseTimelineMistakes(t *testing.T) {
	for line, want := range map[string]string{
		"2006-09-25 11:09 H C P 1":         `line 1: "2006-09-25 11:09" is not a time such as 2006-09-25 11:09:00, +90s or -`,
		"+1h H C P 1":                      "line 1: +1h follows no time",
		"+1y H C P 1":                      `line 1: "1y" is not a duration such as 90s, 5m, 1h or 2d`,
		"+99999d H C P 1":                  `line 1: "99999d" is not a duration such as 90s, 5m, 1h or 2d`,
		"- H C P":                          "line 1: an event needs a time, computer, channel, provider and id",
		"- H C P 70000":                    `line 1: "70000" is not an event id`,
		`- H C "P 1`:                       `line 1: a quoted word does not end: "P 1`,
		"- H C P 1 Level=bad":              "line 1: Level=bad: not a level: critical, error, warning, information, verbose, or a number",
		"- H C P 1 Hex=0":                  "line 1: Hex=0: encoding/hex: odd length hex string",
		"2006-09-25":                       `line 1: "2006-09-25" is not a time`,
		"\n\n- H C P 1\n- H C P x":         `line 4: "x" is not an event id`,
		"- H C P 1 Code=0x1FFFFFFFF":       `line 1: Code=0x1FFFFFFFF: strconv.ParseUint: parsing "0x1FFFFFFFF": value out of range`,
		"2006-09-25 11:09:00 H C P 1 \"x=": `line 1: a quoted word does not end: "x=`,
	} {
		_, err := ruletest.ParseTimeline(&event.Source{}, line)
		if err == nil || err.Error() != want {
			t.Errorf("%q gives %v, want %s", line, err, want)
		}
	}
}

func FuzzParseTimeline(f *testing.F) {
	f.Add("2006-09-25 11:09:00 H C P 1 a b=c \"d e\" # f\n+1h - - P 2\n- H C P 3 Level=2 Hex=00")
	f.Fuzz(func(t *testing.T, text string) {
		events, err := ruletest.ParseTimeline(&event.Source{}, text)
		if err != nil && events != nil {
			t.Error("events beside an error")
		}
		if n := strings.Count(text, "\n") + 1; len(events) > n {
			t.Errorf("%d events in %d lines", len(events), n)
		}
	})
}

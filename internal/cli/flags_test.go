package cli

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

func ft(t *testing.T, s string) event.FILETIME {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return event.FromTime(at)
}

func TestMoment(t *testing.T) {
	t.Parallel()
	newest := "2006-09-25T12:00:00Z"
	tests := map[string]struct{ in, start, end string }{
		"RFC 3339":         {"2006-09-25T11:09:18Z", "2006-09-25T11:09:18Z", "2006-09-25T11:09:18Z"},
		"with a zone":      {"2006-09-25T11:09:18+04:00", "2006-09-25T07:09:18Z", "2006-09-25T07:09:18Z"},
		"with a fraction":  {"2006-09-25T11:09:18.25Z", "2006-09-25T11:09:18.25Z", "2006-09-25T11:09:18.25Z"},
		"without a zone":   {"2006-09-25 11:09", "2006-09-25T11:09:00Z", "2006-09-25T11:09:00Z"},
		"a date":           {"2006-09-25", "2006-09-25T00:00:00Z", "2006-09-25T23:59:59.9999999Z"},
		"days back":        {"2d", "2006-09-23T12:00:00Z", "2006-09-23T12:00:00Z"},
		"minutes back":     {"-90m", "2006-09-25T10:30:00Z", "2006-09-25T10:30:00Z"},
		"weeks back":       {"1w", "2006-09-18T12:00:00Z", "2006-09-18T12:00:00Z"},
		"longer than time": {"4000000000w", "", ""},
		"a word":           {"yesterday", "", ""},
		"nothing":          {"", "", ""},
		"no such day":      {"2006-02-30", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m moment
			if err := m.Set(tt.in); err != nil {
				if tt.start != "" {
					t.Error(err)
				}
				return
			}
			if tt.start == "" {
				t.Fatalf("%q was taken", tt.in)
			}
			if got, want := m.start(ft(t, newest)), ft(t, tt.start); got != want {
				t.Errorf("start = %v, want %v", got, want)
			}
			if got, want := m.end(ft(t, newest)), ft(t, tt.end); got != want {
				t.Errorf("end = %v, want %v", got, want)
			}
		})
	}
}

func TestRanges(t *testing.T) {
	t.Parallel()
	r := ranges{max: 65535}
	for _, s := range []string{"7000-7045,4292", "0x10"} {
		if err := r.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := r.String(), "7000-7045,4292,16"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	for n, want := range map[uint64]bool{6999: false, 7000: true, 7045: true, 7046: false, 4292: true, 16: true, 0: false} {
		if got := r.has(n); got != want {
			t.Errorf("has(%d) = %v, want %v", n, got, want)
		}
	}
	for _, s := range []string{"", "x", "9-7", "65536", "1,", "-3"} {
		if err := r.Set(s); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestWildcard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		pattern, s string
		want       bool
	}{
		{"", "", true},
		{"", "a", false},
		{"*", "", true},
		{"*", "anything", true},
		{"srv0?", "srv01", true},
		{"srv0?", "srv0", false},
		{"сервер?", "сервер1", true},
		{"*/operational", "microsoft-windows-dns-client/operational", true},
		{"microsoft-*-dns*/op*", "microsoft-windows-dns-client/operational", true},
		{"a*b*c", "a-b-b-c-c", true},
		{"a*b*c", "a-c-b", false},
		{"*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
	}
	for _, tt := range tests {
		if got := wildcard(tt.pattern, tt.s); got != tt.want {
			t.Errorf("wildcard(%q, %q) = %v", tt.pattern, tt.s, got)
		}
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	events := []*event.Event{
		{
			Header: event.Header{
				Record: 1, Time: ft(t, "2006-09-25T11:09:18Z"), Computer: "SRV01.example.org", Channel: "System",
				Provider: "Service Control Manager", EventID: 7023, Level: event.Error,
			},
			Data: []event.Field{{Name: "param1", Value: event.String("IPSEC Services")}},
		},
		{
			Header: event.Header{
				Record: 2, Time: ft(t, "2006-09-25T23:00:00Z"), Computer: "SRV02", Channel: "Application",
				Provider: "Microsoft-Windows-Winlogon", EventID: 4101, Level: event.LogAlways,
			},
			UserData: &event.Element{Name: "X", Children: []event.Element{{Name: "Y", Value: event.String("polstore.dll")}}},
		},
		{Header: event.Header{Record: 3, Provider: "IPSec", EventID: 4292, Level: event.Warning}, Binary: []byte{0xc4, 0x10}},
	}
	tests := map[string]struct {
		set  func(f *filter)
		want []uint64
	}{
		"none":              {func(*filter) {}, []uint64{1, 2, 3}},
		"id":                {func(f *filter) { f.ids.list = [][2]uint64{{7000, 7045}} }, []uint64{1}},
		"record":            {func(f *filter) { f.records.list = [][2]uint64{{2, 3}} }, []uint64{2, 3}},
		"provider":          {func(f *filter) { f.providers = []string{"service*"} }, []uint64{1}},
		"folded provider":   {func(f *filter) { f.providers = []string{"Winlogon"} }, []uint64{2}},
		"channel":           {func(f *filter) { f.channels = []string{"SYSTEM"} }, []uint64{1}},
		"host by its label": {func(f *filter) { f.hosts = []string{"srv01"} }, []uint64{1}},
		"host as logged":    {func(f *filter) { f.hosts = []string{"srv01.*"} }, []uint64{1}},
		"level":             {func(f *filter) { _ = f.levels.Set("error,3") }, []uint64{1, 3}},
		"information":       {func(f *filter) { _ = f.levels.Set("information") }, []uint64{2}},
		"since; undated events pass": {
			func(f *filter) { _ = f.since.Set("2006-09-25T12:00:00Z") },
			[]uint64{2, 3},
		},
		"until a day":  {func(f *filter) { _ = f.until.Set("2006-09-25") }, []uint64{1, 2, 3}},
		"around":       {func(f *filter) { _ = f.around.Set("2006-09-25T11:00:00Z/10m") }, []uint64{1, 3}},
		"grep data":    {func(f *filter) { _ = f.grep.Set("ipsec s") }, []uint64{1}},
		"grep element": {func(f *filter) { _ = f.grep.Set(`POLSTORE\.`) }, []uint64{2}},
		"grep hex":     {func(f *filter) { _ = f.grep.Set("C410") }, []uint64{3}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f filter
			tt.set(&f)
			f.resolve(ft(t, "2006-09-25T23:00:00Z"))
			var got []uint64
			for _, e := range events {
				if f.header(&e.Header) && (f.grep.re == nil || f.grep.matches(e)) {
					got = append(got, e.Record)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestWantsColor(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	if !wantsColor("auto", true) || wantsColor("auto", false) || !wantsColor("always", false) || wantsColor("never", true) {
		t.Error("the flag does not decide")
	}
	t.Setenv("TERM", "dumb")
	if wantsColor("auto", true) {
		t.Error("colour on a dumb terminal")
	}
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	if wantsColor("auto", true) || !wantsColor("always", true) {
		t.Error("NO_COLOR does not decide, or overrules the flag")
	}
}

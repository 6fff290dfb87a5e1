package text

import (
	"testing"
	"time"
)

func TestParseStamp(t *testing.T) {
	tests := []struct {
		in    string
		want  string // RFC 3339 with open dates read as month/day
		order dateOrder
	}{
		{"12/31/2005 1:02:03 PM", "2005-12-31T13:02:03Z", monthFirst},
		{"31/12/2005 13:02:03", "2005-12-31T13:02:03Z", dayFirst},
		{"3/4/2005 12:02:03 AM", "2005-03-04T00:02:03Z", orderUnknown},
		{"4/4/2005 12:02:03 PM", "2005-04-04T12:02:03Z", dayFirst},
		{"31.12.2005 9:02:03", "2005-12-31T09:02:03Z", dayFirst},
		{"31-12-2005 09:02:03", "2005-12-31T09:02:03Z", dayFirst},
		{"2005-12-31 09:02:03", "2005-12-31T09:02:03Z", monthFirst},
		{"2005-12-31T09:02:03.25Z", "2005-12-31T09:02:03.25Z", monthFirst},
		{"2005-12-31T09:02:03.1234567+03:00", "2005-12-31T06:02:03.1234567Z", monthFirst},
		{"2005-12-31 09:02:03 -0530", "2005-12-31T14:32:03Z", monthFirst},
		{"2005. 12. 31. 9:02:03", "2005-12-31T09:02:03Z", monthFirst},
		{"2005.12.31. 9:02", "2005-12-31T09:02:00Z", monthFirst},
		{"2005-12-31 오후 1:02:03", "2005-12-31T13:02:03Z", monthFirst},
		{"2005/12/31 下午 01:02:03", "2005-12-31T13:02:03Z", monthFirst},
		{"2005/12/31 午後 4時 45分: 01", "2005-12-31T16:45:01Z", monthFirst},
		{"2005年12月31日 16:45:01", "2005-12-31T16:45:01Z", monthFirst},
		{"17/6/2000 14.56.53", "2000-06-17T14:56:53Z", dayFirst},
		{"19/06/2010 05:57:17 p.m.", "2010-06-19T17:57:17Z", dayFirst},
		{"19/06/2010 05:57:17 a. m.", "2010-06-19T05:57:17Z", dayFirst},
		{"04.01.12 15:37:21", "2012-01-04T15:37:21Z", dayFirst},
		{"10/25/93 4:58:39 PM", "1993-10-25T16:58:39Z", monthFirst},
		{"Jul 27, 2011 06:41:47 UTC", "2011-07-27T06:41:47Z", monthFirst},
		{"Wednesday, July 27, 2011 10:58:49 AM", "2011-07-27T10:58:49Z", monthFirst},
		{"25 сентября 2006 г. 11:10:22", "2006-09-25T11:10:22Z", monthFirst},
		{"\u200e7\u200e/\u200e29\u200e/\u200e2011\u00a010:58:49\u202fAM", "2011-07-29T10:58:49Z", monthFirst},
		{"4/30/2005, 10:02:03", "2005-04-30T10:02:03Z", monthFirst},
	}
	for _, tt := range tests {
		s, ok := parseStamp(tt.in)
		if !ok || !s.hasClock {
			t.Errorf("%q is not read: %+v", tt.in, s)
			continue
		}
		order, _ := s.decided()
		got, ok := s.in(time.UTC, monthFirst)
		if text := got.UTC().Format(time.RFC3339Nano); !ok || text != tt.want || order != tt.order {
			t.Errorf("%q = %s, %s; want %s, %s", tt.in, text, order, tt.want, tt.order)
		}
	}
}

func TestParseStampRefuses(t *testing.T) {
	for _, in := range []string{
		"", "Date", "Дата", "12", "12/31", "0/0/2005 1:00:00", "13/13/2005 1:00:00", "1/2/2005 25:00:00",
		"1/2/2005 13:00:00 PM", "1/2/2005 1:61:00", "1/2/20055 1:00:00", "1.2/2005 1:00:00", "May the force be with you",
		"1/2/2005 1:00:00 and more", "2005-12-31T09:02:03+99:00", "99999999999/1/1 1:00",
	} {
		if s, ok := parseStamp(in); ok && s.hasClock {
			t.Errorf("%q is read as %+v", in, s)
		}
	}
	s, ok := parseStamp("30.02.2005 10:00:00")
	if !ok {
		t.Fatal("30 February does not look like a date")
	}
	if at, ok := s.in(time.UTC, dayFirst); ok {
		t.Errorf("30 February is %s", at)
	}
}

func TestParseMachineTime(t *testing.T) {
	for in, want := range map[string]string{
		`/Date(1311922729123)/`:                  "2011-07-29T06:58:49.123Z",
		`\/Date(1311922729123+0300)\/`:           "2011-07-29T06:58:49.123Z",
		"20050312102211.000000+180":              "2005-03-12T07:22:11Z",
		"20050312102211.500000-060":              "2005-03-12T11:22:11.5Z",
		"20051399999999.000000+000":              "",
		"/Date(x)/":                              "",
		"/Date(99999999999999999999999999999)/ ": "",
	} {
		got := ""
		if at, ok := parseMachineTime(in); ok {
			got = at.UTC().Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func FuzzParseStamp(f *testing.F) {
	f.Add("12/31/2005 1:02:03 PM")
	f.Add("2005-12-31T09:02:03.1234567+03:00")
	f.Add("2005/12/31 午後 4時 45分: 01")
	f.Add("25 сентября 2006 г. 11:10:22")
	f.Fuzz(func(t *testing.T, in string) {
		s, ok := parseStamp(in)
		if !ok {
			return
		}
		for _, order := range []dateOrder{dayFirst, monthFirst} {
			if at, ok := s.in(time.UTC, order); ok && (at.Year() < 1979 || at.Year() > 2201) {
				t.Errorf("%q = %s", in, at)
			}
		}
	})
}

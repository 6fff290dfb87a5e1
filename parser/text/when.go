package text

import (
	"regexp"
	"strconv"
	"time"
)

// dateOrder says how the first two numbers of a date with slashes stand.
type dateOrder uint8

const (
	orderUnknown dateOrder = iota
	dayFirst
	monthFirst
)

// String names the order as notes and repairs do.
func (o dateOrder) String() string {
	return [...]string{"unknown", "day/month", "month/day"}[o]
}

// stamp is a date and a time of day as a text shows them.
type stamp struct {
	year, a, b int // a and b are month and day, in an order that may be open
	order      dateOrder
	clock      time.Duration // since midnight
	hasClock   bool
	zone       *time.Location // nil if the text has none
}

// decided reports whether the stamp itself tells which number is the month.
func (s *stamp) decided() (dateOrder, bool) {
	switch {
	case s.order != orderUnknown:
		return s.order, true
	case s.a > 12:
		return dayFirst, true
	case s.b > 12:
		return monthFirst, true
	case s.a == s.b:
		return dayFirst, true
	}
	return orderUnknown, false
}

// in returns the moment, reading an open date in the given order and a time
// without zone as local time of zone. It is false for a date that is not in
// the calendar.
func (s *stamp) in(zone *time.Location, order dateOrder) (time.Time, bool) {
	if own, ok := s.decided(); ok {
		order = own
	}
	month, day := s.a, s.b
	if order == dayFirst {
		month, day = s.b, s.a
	}
	if s.zone != nil {
		zone = s.zone
	}
	midnight := time.Date(s.year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if int(midnight.Month()) != month || midnight.Day() != day {
		return time.Time{}, false
	}
	h, m := int(s.clock/time.Hour), int(s.clock/time.Minute)%60
	rest := s.clock % time.Minute
	return time.Date(s.year, time.Month(month), day, h, m, int(rest/time.Second), int(rest%time.Second), zone), true
}

// parseStamp reads a date, with or without a time of day, in any of the forms
// that Windows has for the languages it comes in:
//
//	12/31/2005 1:02:03 PM   31/12/2005 13:02:03   31.12.2005 13:02:03
//	2005-12-31T13:02:03.5Z  2005/12/31 13:02:03   7/6/2000 14.56.53
//	2005-12-31 오후 1:02:03  2005. 12. 31. 13:02   Jul 27, 2011 06:41:47 UTC
func parseStamp(text string) (stamp, bool) {
	toks := lex(text)
	toks, half := takeHalf(toks)
	s, toks, ok := takeDate(toks)
	if !ok {
		return stamp{}, false
	}
	s.clock, s.hasClock, toks, ok = takeClock(toks, half)
	if !ok {
		return stamp{}, false
	}
	s.zone, ok = takeZone(toks)
	return s, ok
}

// dayHalves gives the words for the halves of the day: 0 before noon, 12 after.
var dayHalves = map[string]int{
	"am": 0, "上午": 0, "午前": 0, "오전": 0, "pm": 12, "下午": 12, "午後": 12, "오후": 12,
}

// takeHalf takes out the mark of a 12-hour clock, wherever it stands. It
// returns -1 for a clock of 24 hours.
func takeHalf(toks []token) (rest []token, half int) {
	rest, half = toks[:0], -1
	for i := 0; i < len(toks); i++ {
		if h, ok := dayHalves[toks[i].text]; ok {
			half = h
			continue
		}
		if i+2 < len(toks) && (toks[i].text == "a" || toks[i].text == "p") && toks[i+1].text == "." && toks[i+2].text == "m" {
			half = dayHalves[toks[i].text+"m"]
			i += 2
			if i+1 < len(toks) && toks[i+1].text == "." {
				i++
			}
			continue
		}
		if toks[i].text != "" {
			rest = append(rest, toks[i])
		}
	}
	return rest, half
}

// takeDate takes a date from the front.
func takeDate(toks []token) (s stamp, rest []token, ok bool) {
	if s, rest, ok = takeNamedDate(toks); ok {
		return s, rest, true
	}
	if len(toks) < 5 || !toks[0].number || !toks[2].number || !toks[4].number || toks[1].text != toks[3].text {
		return s, nil, false
	}
	x, y, z, sep := toks[0], toks[2], toks[4], toks[1].text
	switch {
	case sep != "/" && sep != "." && sep != "-":
		return s, nil, false
	case len(x.text) == 4:
		s = stamp{year: x.value, a: y.value, b: z.value, order: monthFirst}
	case sep == "/":
		s = stamp{year: fullYear(z), a: x.value, b: y.value}
	default:
		s = stamp{year: fullYear(z), a: x.value, b: y.value, order: dayFirst}
	}
	rest = toks[5:]
	for len(rest) > 0 && (rest[0].text == "." || rest[0].text == "," || rest[0].text == "/" || rest[0].text == "t") {
		rest = rest[1:]
	}
	return s, rest, s.plausible()
}

// plausible reports whether the numbers can be a date in some order.
func (s *stamp) plausible() bool {
	low, high := min(s.a, s.b), max(s.a, s.b)
	return s.year >= 1980 && s.year <= 2200 && low >= 1 && low <= 12 && high <= 31
}

func fullYear(t token) int {
	switch {
	case len(t.text) > 2 || t.value < 0:
		return t.value
	case t.value < 70:
		return 2000 + t.value
	default:
		return 1900 + t.value
	}
}

var (
	// jsonTime is how Windows PowerShell 5 writes a time in JSON:
	// milliseconds since 1970, UTC.
	jsonTime = regexp.MustCompile(`^\\?/Date\((-?[0-9]{1,15})(?:[+-][0-9]{4})?\)\\?/$`)
	// cimTime is the DMTF form of WMI; the zone is in minutes.
	cimTime = regexp.MustCompile(`^([0-9]{14})\.([0-9]{6})([+-])([0-9]{3})$`)
)

// parseMachineTime reads the forms that only programs write.
func parseMachineTime(s string) (time.Time, bool) {
	if m := jsonTime.FindStringSubmatch(s); m != nil {
		ms, err := strconv.ParseInt(m[1], 10, 64)
		return time.UnixMilli(ms).UTC(), err == nil
	}
	m := cimTime.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, false
	}
	minutes, _ := strconv.Atoi(m[3] + m[4]) // digits, by the pattern
	t, err := time.ParseInLocation("20060102150405.000000", m[1]+"."+m[2], time.FixedZone("", minutes*60))
	return t, err == nil
}

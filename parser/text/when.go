package text

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
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

// token is a number, a word, or one sign. Blanks separate and are dropped.
type token struct {
	text   string
	number bool
	value  int
}

// maxTokens is more than any date has.
const maxTokens = 24

// lex cuts a date text into tokens.
func lex(s string) []token {
	toks := make([]token, 0, maxTokens)
	for s != "" && len(toks) < maxTokens {
		r, size := utf8.DecodeRuneInString(s)
		class := classOf(r)
		end := size
		for end < len(s) && class != signClass {
			next, n := utf8.DecodeRuneInString(s[end:])
			if classOf(next) != class {
				break
			}
			end += n
		}
		if class != blankClass {
			toks = append(toks, newToken(s[:end], class))
		}
		s = s[end:]
	}
	return toks
}

type runeClass uint8

const (
	blankClass runeClass = iota
	digitClass
	wordClass
	signClass
)

func classOf(r rune) runeClass {
	switch {
	case r >= '0' && r <= '9':
		return digitClass
	case unicode.IsSpace(r), unicode.Is(unicode.Cf, r): // direction marks stand around dates
		return blankClass
	case unicode.IsLetter(r):
		return wordClass
	}
	return signClass
}

func newToken(s string, class runeClass) token {
	t := token{text: strings.ToLower(s), number: class == digitClass}
	if t.number && len(s) <= 9 {
		for _, d := range s {
			t.value = t.value*10 + int(d-'0')
		}
	} else if t.number {
		t.value = -1
	}
	// The signs of a clock in East Asian text.
	switch t.text {
	case "年", "月", "年月":
		t.text = "/"
	case "時", "时", "点", "分", "：":
		t.text = ":"
	case "日", "秒":
		t.text = ""
	}
	return t
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

// takeNamedDate takes a date whose month is a word, with or without the day of
// the week: Jul 27, 2011 or 25 сентября 2006 г. or Wednesday, July 27, 2011.
func takeNamedDate(toks []token) (s stamp, rest []token, ok bool) {
	var numbers []token
	month := 0
	for i, t := range toks {
		switch {
		case t.number:
			numbers = append(numbers, t)
		case t.text == "," || t.text == "." || t.text == "-":
		case monthNumber(t.text) > 0 && month == 0:
			month = monthNumber(t.text)
		case len(numbers) > 0 || i > 0:
			return s, nil, false
		}
		if len(numbers) == 2 && month > 0 {
			day, year := numbers[0], numbers[1]
			s = stamp{year: fullYear(year), a: month, b: day.value, order: monthFirst}
			rest = toks[i+1:]
			for len(rest) > 0 && (rest[0].text == "г" || rest[0].text == "." || rest[0].text == ",") {
				rest = rest[1:]
			}
			return s, rest, s.plausible()
		}
		if len(numbers) > 2 {
			break
		}
	}
	return s, nil, false
}

var monthStems = [...][]string{
	{"jan", "янв"},
	{"feb", "фев"},
	{"mar", "мар", "mär"},
	{"apr", "апр"},
	{"may", "мая", "май", "mai"},
	{"jun", "июн"},
	{"jul", "июл"},
	{"aug", "авг"},
	{"sep", "сен"},
	{"oct", "окт", "okt"},
	{"nov", "ноя"},
	{"dec", "дек", "dez"},
}

// monthNumber returns 1 to 12 for the name of a month, and 0 for other words.
func monthNumber(word string) int {
	for i, stems := range monthStems {
		for _, stem := range stems {
			if strings.HasPrefix(word, stem) {
				return i + 1
			}
		}
	}
	return 0
}

// takeClock takes a time of day. The text may end before it; half is the mark
// of a 12-hour clock.
func takeClock(toks []token, half int) (clock time.Duration, has bool, rest []token, ok bool) {
	if len(toks) == 0 {
		return 0, false, nil, true
	}
	if len(toks) < 3 || !toks[0].number || !toks[2].number || toks[1].text != ":" && toks[1].text != "." {
		return 0, false, nil, false
	}
	h, m, sec := toks[0].value, toks[2].value, 0
	rest = toks[3:]
	var nanos time.Duration
	if len(rest) >= 2 && (rest[0].text == ":" || rest[0].text == toks[1].text) {
		for len(rest) > 0 && rest[0].text == ":" {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].text == "." {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].number {
			sec, rest = rest[0].value, rest[1:]
		}
		if len(rest) >= 2 && (rest[0].text == "." || rest[0].text == ",") && rest[1].number {
			nanos, rest = fraction(rest[1].text), rest[2:]
		}
	}
	for len(rest) > 0 && rest[0].text == ":" {
		rest = rest[1:]
	}
	if half >= 0 {
		if h < 1 || h > 12 {
			return 0, false, nil, false
		}
		h = h%12 + half
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 {
		return 0, false, nil, false
	}
	clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second + nanos
	return clock, true, rest, true
}

// fraction reads the digits behind the point of a second.
func fraction(digits string) time.Duration {
	digits = (digits + "000000000")[:9]
	var n time.Duration
	for _, d := range digits {
		n = n*10 + time.Duration(d-'0')
	}
	return n
}

// takeZone reads Z, UTC, GMT, +03:00 or +0300 at the end. Nothing is no zone;
// anything else is not a time.
func takeZone(toks []token) (*time.Location, bool) {
	switch {
	case len(toks) == 0:
		return nil, true
	case len(toks) == 1 && (toks[0].text == "z" || toks[0].text == "utc" || toks[0].text == "gmt"):
		return time.UTC, true
	case len(toks) < 2 || toks[0].text != "+" && toks[0].text != "-" || !toks[1].number:
		return nil, false
	}
	minutes := toks[1].value * 60
	switch {
	case len(toks) == 4 && toks[2].text == ":" && toks[3].number:
		minutes += toks[3].value
	case len(toks) == 2 && len(toks[1].text) == 4:
		minutes = toks[1].value/100*60 + toks[1].value%100
	case len(toks) != 2:
		return nil, false
	}
	if minutes < 0 || minutes > 15*60 {
		return nil, false
	}
	if toks[0].text == "-" {
		minutes = -minutes
	}
	return time.FixedZone("", minutes*60), true
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

package report

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// speech says numbers and times in a language and a time zone.
type speech struct {
	*words
	zone *time.Location
}

func newSpeech(doc *Document, opt Options) speech {
	lang := opt.Lang
	if lang == "" {
		lang = doc.Run.Lang
	}
	zone := opt.Zone
	if zone == nil {
		zone = time.UTC
	}
	return speech{wordsOf(lang), zone}
}

// number groups the digits of a number of five and more.
func (w *words) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	if len(strings.TrimPrefix(digits, "-")) < 5 {
		return digits
	}
	group := w.say("number.group")
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + group + digits[i:]
	}
	return digits
}

// percent says a probability. It never says 0 or 100 for what is not so.
func (w *words) percent(p float64) string {
	n := int(math.Round(p * 100))
	switch {
	case p > 0 && n == 0:
		return w.say("percent.under")
	case p < 1 && n == 100:
		return w.say("percent.over")
	}
	return strconv.Itoa(n) + " %"
}

// bits says log-odds with their sign.
func (w *words) bits(b float64) string {
	s := strconv.FormatFloat(math.Round(b*10)/10, 'f', -1, 64)
	if b >= 0 {
		s = "+" + s
	}
	return strings.Replace(s, ".", w.say("number.decimal"), 1)
}

// bytes says a size.
func (w *words) bytes(n int64) string {
	switch {
	case n >= 10<<20:
		return w.say("size.mb", "n", w.number(n>>20))
	case n >= 10<<10:
		return w.say("size.kb", "n", w.number(n>>10))
	}
	return w.say("size.b", "n", w.number(n))
}

func parseTime(ts string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, ts)
	return t, err == nil && t.Year() > 0 && t.Year() < 10000
}

// time says a time of the document as 2008-03-14 06:00:33, with a fraction
// where there is one; a date in that order needs no translation.
func (s speech) time(ts string) string {
	t, ok := parseTime(ts)
	if !ok {
		return s.say("undated")
	}
	return t.In(s.zone).Format("2006-01-02 15:04:05.9999999")
}

// seconds is time without the fraction.
func (s speech) seconds(ts string) string {
	whole, _, _ := strings.Cut(s.time(ts), ".")
	return whole
}

// zoneName names the time zone of all times of the report.
func (s speech) zoneName() string { return s.zone.String() }

// between says how long it is from one time to another, in its two largest
// units.
func (s speech) between(from, to string) string {
	a, ok := parseTime(from)
	b, ok2 := parseTime(to)
	if !ok || !ok2 {
		return s.say("undated")
	}
	return s.duration(b.Sub(a))
}

func (s speech) duration(d time.Duration) string {
	units := []struct {
		key  string
		unit time.Duration
	}{
		{"unit.d", 24 * time.Hour}, {"unit.h", time.Hour}, {"unit.min", time.Minute}, {"unit.s", time.Second}, {"unit.ms", time.Millisecond},
	}
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	for i, u := range units {
		if d < u.unit {
			continue
		}
		out := sign + s.number(int64(d/u.unit)) + " " + s.say(u.key)
		if rest := d % u.unit; i+1 < len(units) && rest >= units[i+1].unit && u.unit > time.Second {
			out += " " + s.number(int64(rest/units[i+1].unit)) + " " + s.say(units[i+1].key)
		}
		return out
	}
	return "0 " + s.say("unit.s")
}

package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/parser/event"
)

// moment is a flag that takes a point in time: RFC 3339, a date with or
// without a time, or a span such as 2d, counted back from the newest event of
// the logs. The clock of this machine says nothing about a log of 2006.
type moment struct {
	text string
	at   event.FILETIME
	back time.Duration // before the newest event, if at is 0
	day  bool          // a whole day was named
}

var timeLayouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04",
	time.DateOnly,
}

// Set implements pflag.Value.
func (m *moment) Set(s string) error {
	*m = moment{text: s}
	if span, ok := parseSpan(strings.TrimPrefix(s, "-")); ok {
		m.back = span
		return nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			m.at, m.day = event.FromTime(t), layout == time.DateOnly
			return nil
		}
	}
	return fmt.Errorf("%q is no time; write 2006-09-25, 2006-09-25T11:09:18Z, or 2d before the newest event", s)
}

// String implements pflag.Value.
func (m *moment) String() string { return m.text }

// Type implements pflag.Value.
func (m *moment) Type() string { return "TIME" }

// relative reports whether the newest event must be known.
func (m *moment) relative() bool { return m.text != "" && m.at == 0 }

// start returns the first instant that is meant.
func (m *moment) start(newest event.FILETIME) event.FILETIME {
	if m.relative() {
		return newest.Add(-m.back)
	}
	return m.at
}

// end returns the last instant that is meant: that of the day for a date.
func (m *moment) end(newest event.FILETIME) event.FILETIME {
	if m.day {
		return m.at.Add(24*time.Hour) - 1
	}
	return m.start(newest)
}

// parseSpan reads a number with a unit: s, m, h, d or w.
func parseSpan(s string) (time.Duration, bool) {
	if s == "" {
		return 0, false
	}
	units := map[byte]time.Duration{
		's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
	}
	unit, ok := units[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 32)
	if !ok || err != nil || n > uint64(1<<62/unit) {
		return 0, false
	}
	return time.Duration(n) * unit, true
}

// around is a flag that takes a time and how far to look on both sides of it.
type around struct {
	moment
	span time.Duration
}

// Set implements pflag.Value.
func (a *around) Set(s string) error {
	at, span, ok := strings.Cut(s, "/")
	a.span = time.Hour
	if ok {
		if a.span, ok = parseSpan(span); !ok {
			return fmt.Errorf("%q is no span of time; write 30m, 2h or 1d", span)
		}
	}
	if err := a.moment.Set(at); err != nil {
		return err
	}
	a.text = s
	return nil
}

// Type implements pflag.Value.
func (a *around) Type() string { return "TIME[/SPAN]" }

// ranges is a flag that takes numbers and ranges of them: 7000-7045,4292.
type ranges struct {
	list [][2]uint64
	max  uint64
}

// Set implements pflag.Value; a second one adds to the first.
func (r *ranges) Set(s string) error {
	for part := range strings.SplitSeq(s, ",") {
		lo, hi, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			hi = lo
		}
		first, err1 := strconv.ParseUint(lo, 0, 64)
		last, err2 := strconv.ParseUint(hi, 0, 64)
		if cmp.Or(err1, err2) != nil || first > last || last > r.max {
			return fmt.Errorf("%q is no number or range up to %d", part, r.max)
		}
		r.list = append(r.list, [2]uint64{first, last})
	}
	return nil
}

// String implements pflag.Value.
func (r *ranges) String() string {
	var parts []string
	for _, x := range r.list {
		part := strconv.FormatUint(x[0], 10)
		if x[0] != x[1] {
			part += "-" + strconv.FormatUint(x[1], 10)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ",")
}

// Type implements pflag.Value.
func (r *ranges) Type() string { return "RANGE" }

// has reports whether n is in a range, or there is none.
func (r *ranges) has(n uint64) bool {
	for _, x := range r.list {
		if n >= x[0] && n <= x[1] {
			return true
		}
	}
	return len(r.list) == 0
}

// choice is a flag that takes one of a few words.
type choice struct {
	value string
	of    []string
}

// Set implements pflag.Value.
func (c *choice) Set(s string) error {
	if slices.Contains(c.of, s) {
		c.value = s
		return nil
	}
	return fmt.Errorf("%q is none of %s", s, strings.Join(c.of, ", "))
}

// String implements pflag.Value.
func (c *choice) String() string { return c.value }

// Type implements pflag.Value.
func (c *choice) Type() string { return strings.Join(c.of, "|") }

// levels is a flag that takes levels by name or number.
type levels struct{ set map[event.Level]bool }

// Set implements pflag.Value; a second one adds to the first.
func (l *levels) Set(s string) error {
	if l.set == nil {
		l.set = map[event.Level]bool{}
	}
	for part := range strings.SplitSeq(strings.ToLower(s), ",") {
		level, ok := parseLevel(strings.TrimSpace(part))
		if !ok {
			return fmt.Errorf("%q is no level; write critical, error, warning, information or verbose", part)
		}
		l.set[level] = true
		if level == event.Information { // that is what the two look like
			l.set[event.LogAlways] = true
		}
	}
	return nil
}

func parseLevel(s string) (event.Level, bool) {
	for level := event.Verbose; level > event.LogAlways; level-- {
		if s == level.String() {
			return level, true
		}
	}
	n, err := strconv.ParseUint(s, 10, 8)
	return event.Level(n), err == nil
}

// String implements pflag.Value.
func (l *levels) String() string { return "" }

// Type implements pflag.Value.
func (l *levels) Type() string { return "LEVEL" }

// group marks the flags of a set as belonging together in the help.
func group(fs *pflag.FlagSet, title string, define func(fs *pflag.FlagSet)) {
	part := newFlagSet(title)
	define(part)
	part.VisitAll(func(f *pflag.Flag) {
		if f.Annotations == nil {
			f.Annotations = map[string][]string{}
		}
		f.Annotations[groupKey] = []string{title}
		fs.AddFlag(f)
	})
}

// groupKey is the annotation that names the group of a flag.
const groupKey = "group"

// offset is a flag that takes a place in a file: 4096 or 0x1000.
type offset int64

// Set implements pflag.Value.
func (o *offset) Set(s string) error {
	n, err := strconv.ParseInt(s, 0, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is no offset; write 4096 or 0x1000", s)
	}
	*o = offset(n)
	return nil
}

// String implements pflag.Value.
func (o *offset) String() string {
	if *o == 0 {
		return ""
	}
	return fmt.Sprintf("%#x", int64(*o))
}

// Type implements pflag.Value.
func (o *offset) Type() string { return "OFFSET" }

// size is a flag that takes a number of bytes: 512MiB, 2G, 100000.
type size int64

// Set implements pflag.Value.
func (z *size) Set(s string) error {
	number := strings.TrimRight(s, "kKmMgGtTiIbB")
	unit := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(s[len(number):]), "b"), "i")
	shift, ok := map[string]int{"": 0, "k": 10, "m": 20, "g": 30, "t": 40}[unit]
	n, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || n <= 0 || n > 1<<62>>shift {
		return fmt.Errorf("%q is no size; write 512MiB or 2GiB", s)
	}
	*z = size(n << shift)
	return nil
}

// String implements pflag.Value.
func (z *size) String() string {
	if *z == 0 {
		return ""
	}
	return strconv.FormatInt(int64(*z), 10)
}

// Type implements pflag.Value.
func (z *size) Type() string { return "SIZE" }

// codePage is a flag that takes the name of an encoding.
type codePage string

// Set implements pflag.Value.
func (e *codePage) Set(s string) error {
	if parser.CheckEncoding(s) != nil {
		return fmt.Errorf("%q is no encoding that is known; write windows-1251, cp866 or utf-16le", s)
	}
	*e = codePage(s)
	return nil
}

// String implements pflag.Value.
func (e *codePage) String() string { return string(*e) }

// Type implements pflag.Value.
func (e *codePage) Type() string { return "NAME" }

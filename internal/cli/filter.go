package cli

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/pflag"

	"culprit/parser/event"
)

// filter says which events are wanted. The flags mean the same in every
// command that reads logs.
type filter struct {
	since, until moment
	around       around
	ids, records ranges
	levels       levels
	providers    []string
	channels     []string
	hosts        []string
	grep         pattern

	from, to event.FILETIME // what the times come to; 0 if without bound
}

// define adds the flags that every command has.
func (f *filter) define(fs *pflag.FlagSet) {
	f.ids.max, f.records.max = 0xffff, 1<<64-1
	fs.Var(&f.since, "since", "only events from `TIME` on: a date, RFC 3339, or 2d before the newest event")
	fs.Var(&f.until, "until", "only events up to `TIME`; a date means the end of that day")
	fs.Var(&f.around, "around", "only events an hour around TIME, or `TIME/SPAN`, as in 2006-09-25T11:09:18/10m")
	fs.StringArrayVar(&f.hosts, "host", nil, "only events of computer `NAME`; * and ? match, also below (repeatable)")
	fs.StringArrayVar(&f.channels, "channel", nil, "only events of log `NAME` (repeatable)")
	fs.Var(&f.ids, "id", "only events with an id in `RANGE`, as in 7000-7045,4292 (repeatable)")
}

// defineMore adds the flags for looking at single events.
func (f *filter) defineMore(fs *pflag.FlagSet) {
	fs.StringArrayVar(&f.providers, "provider", nil, "only events of source `NAME` (repeatable)")
	fs.Var(&f.levels, "level", "only events of `LEVEL`: critical, error, warning, information, verbose (repeatable)")
	fs.Var(&f.records, "record", "only records numbered in `RANGE`")
	fs.Var(&f.grep, "grep", "only events with a value that matches the regular expression `RE`, in any case")
}

// relative reports whether the newest event must be known before.
func (f *filter) relative() bool {
	return f.since.relative() || f.until.relative() || f.around.relative()
}

// resolve works out the times.
func (f *filter) resolve(newest event.FILETIME) {
	if f.since.text != "" {
		f.from = f.since.start(newest)
	}
	if f.until.text != "" {
		f.to = f.until.end(newest)
	}
	if f.around.text != "" {
		f.from = max(f.from, f.around.start(newest).Add(-f.around.span))
		end := f.around.end(newest).Add(f.around.span)
		if f.to == 0 || end < f.to {
			f.to = end
		}
	}
}

// everything reports whether every event passes.
func (f *filter) everything() bool {
	return f.from == 0 && f.to == 0 && f.grep.re == nil && len(f.ids.list)+len(f.records.list)+len(f.levels.set) == 0 &&
		len(f.providers)+len(f.channels)+len(f.hosts) == 0
}

// wants tells a reader which kinds of events may pass.
func (f *filter) wants(channel, provider string, id uint16) bool {
	return f.ids.has(uint64(id)) && matchesAny(f.channels, channel) &&
		(len(f.providers) == 0 || matchesAny(f.providers, provider, event.FoldProvider(provider)))
}

// header reports whether a record passes, as far as its header tells. An
// event without a time passes every time.
func (f *filter) header(h *event.Header) bool {
	return f.wants(h.Channel, h.Provider, h.EventID) &&
		(h.Undated() || h.Time >= f.from && (f.to == 0 || h.Time <= f.to)) &&
		f.records.has(h.Record) &&
		(len(f.levels.set) == 0 || f.levels.set[h.Level]) &&
		(len(f.hosts) == 0 || matchesAny(f.hosts, h.Computer, h.Host())) // folding a name for each record costs
}

// matchesAny reports whether a name matches a pattern, or there is none.
func matchesAny(patterns []string, names ...string) bool {
	for _, p := range patterns {
		for _, name := range names {
			if wildcard(strings.ToLower(p), strings.ToLower(name)) {
				return true
			}
		}
	}
	return len(patterns) == 0
}

// wildcard matches * to any text and ? to one character. On a mismatch, the
// last * takes one character more; those before it need never change.
func wildcard(pattern, text string) bool {
	p, t := []rune(pattern), []rune(text)
	i, j, star, taken := 0, 0, -1, 0
	for j < len(t) {
		switch {
		case i < len(p) && p[i] == '*':
			star, taken = i, j
			i++
		case i < len(p) && (p[i] == '?' || p[i] == t[j]):
			i++
			j++
		case star >= 0:
			taken++
			i, j = star+1, taken
		default:
			return false
		}
	}
	return strings.Trim(string(p[i:]), "*") == ""
}

// pattern is a flag that takes a regular expression, matched in any case.
type pattern struct{ re *regexp.Regexp }

// Set implements pflag.Value.
func (p *pattern) Set(s string) (err error) {
	p.re, err = regexp.Compile("(?i)" + s)
	if err != nil {
		return fmt.Errorf("%q is no regular expression: %w", s, err)
	}
	return nil
}

// String implements pflag.Value.
func (p *pattern) String() string { return "" }

// Type implements pflag.Value.
func (p *pattern) Type() string { return "RE" }

// matches reports whether a value of the event matches.
func (p *pattern) matches(e *event.Event) bool {
	for i := range e.Data {
		if p.re.MatchString(e.Data[i].Value.Text()) {
			return true
		}
	}
	return p.re.MatchString(e.Message) ||
		p.re.MatchString(e.Provider) ||
		e.UserData != nil && p.inElement(e.UserData) ||
		len(e.Binary) > 0 && p.re.MatchString(hex.EncodeToString(e.Binary))
}

func (p *pattern) inElement(el *event.Element) bool {
	if p.re.MatchString(el.Value.Text()) {
		return true
	}
	for i := range el.Attrs {
		if p.re.MatchString(el.Attrs[i].Value.Text()) {
			return true
		}
	}
	for i := range el.Children {
		if p.inElement(&el.Children[i]) {
			return true
		}
	}
	return false
}

package ruletest

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

// ParseTimeline reads events written one a line:
//
//	2006-09-25 11:09:00  CALLPILOT System EventLog 6005
//	+18s  CALLPILOT System "Service Control Manager" 7023 "IPSEC Services" %%2   # a comment
//	-     CALLPILOT System IPSec 4292 Level=error
//
// The time is a date and time in UTC, a time after the line before (+90s, +1h),
// or - for an event without one. Computer, channel, provider and event id
// follow; - stands for an empty name. What comes then are insertion strings,
// or fields NAME=VALUE. Some names are of the header: Level, Record, Code,
// UserID, Hex, Message, Written. Records are numbered from 1 in each channel of
// each computer.
//
// A mistake is a [LineError].
func ParseTimeline(src *event.Source, text string) ([]*event.Event, error) {
	p := timelineParser{src: src, numbers: map[[2]string]uint64{}}
	for i, line := range strings.Split(text, "\n") {
		words, err := splitLine(line)
		if err == nil && len(words) > 0 {
			err = p.event(i+1, words)
		}
		if err != nil {
			return nil, &LineError{Line: i + 1, Err: err}
		}
	}
	return p.events, nil
}

// LineError is a mistake in a timeline. Line counts from 1.
type LineError struct {
	Line int
	Err  error
}

// Error returns line N: cause.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the cause.
func (e *LineError) Unwrap() error { return e.Err }

// word is a word of a line. What was quoted is never a field or a mark.
type word struct {
	name   string // before =, if it is a field
	text   string
	quoted bool
}

// splitLine splits a line into words, which may be quoted in whole or behind a
// field's name. A # begins a comment unless it is inside a word.
func splitLine(line string) ([]word, error) {
	var words []word
	for {
		line = strings.TrimLeft(line, " \t\r")
		if line == "" || line[0] == '#' {
			return words, nil
		}
		var w word
		if i := strings.IndexAny(line, "= \t\""); i > 0 && line[i] == '=' && isName(line[:i]) {
			w.name, line = line[:i], line[i+1:]
		}
		if strings.HasPrefix(line, `"`) {
			text, rest, ok := strings.Cut(line[1:], `"`)
			if !ok {
				return nil, fmt.Errorf("a quoted word does not end: %s", line)
			}
			w.text, w.quoted, line = text, true, rest
		} else {
			end := len(line)
			if i := strings.IndexAny(line, " \t\r"); i >= 0 {
				end = i
			}
			w.text, line = line[:end], line[end:]
		}
		words = append(words, w)
	}
}

func isName(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

type timelineParser struct {
	src     *event.Source
	events  []*event.Event
	last    event.FILETIME
	numbers map[[2]string]uint64 // the last record number of a channel of a computer
}

func (p *timelineParser) event(line int, words []word) error {
	at, words, err := p.time(words)
	if err != nil {
		return err
	}
	if len(words) < 4 {
		return fmt.Errorf("an event needs a time, computer, channel, provider and id")
	}
	id, err := strconv.ParseUint(words[3].text, 10, 16)
	if err != nil {
		return fmt.Errorf("%q is not an event id", words[3].text)
	}
	e := &event.Event{Header: event.Header{
		Source: p.src, Line: line, Time: at, Level: event.Information,
		Computer: name(words[0]), Channel: name(words[1]), Provider: name(words[2]), EventID: uint16(id),
	}}
	for _, w := range words[4:] {
		if err := addField(e, w); err != nil {
			return err
		}
	}
	p.number(e)
	p.events = append(p.events, e)
	return nil
}

func name(w word) string {
	if w.text == "-" && !w.quoted {
		return ""
	}
	return w.text
}

// number gives the record its number unless the line does.
func (p *timelineParser) number(e *event.Event) {
	key := [2]string{strings.ToLower(e.Computer), strings.ToLower(e.Channel)}
	if e.Record == 0 {
		e.Record = p.numbers[key] + 1
	}
	p.numbers[key] = e.Record
}

// time reads the time in front of an event.
func (p *timelineParser) time(words []word) (event.FILETIME, []word, error) {
	first := words[0].text
	switch {
	case first == "-":
		return 0, words[1:], nil
	case strings.HasPrefix(first, "+"):
		d, err := parseDelta(first[1:])
		if err == nil && p.last == 0 {
			err = fmt.Errorf("%s follows no time", first)
		}
		p.last = p.last.Add(d)
		return p.last, words[1:], err
	case len(words) < 2:
		return 0, nil, fmt.Errorf("%q is not a time", first)
	}
	t, err := time.Parse("2006-01-02 15:04:05", first+" "+words[1].text)
	if err != nil {
		return 0, nil, fmt.Errorf("%q is not a time such as 2006-09-25 11:09:00, +90s or -", first+" "+words[1].text)
	}
	p.last = event.FromTime(t)
	return p.last, words[2:], nil
}

// parseDelta reads a duration with days: 90s, 1h30m, 2d.
func parseDelta(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 15)
		if err != nil {
			return 0, fmt.Errorf("%q is not a duration such as 90s, 5m, 1h or 2d", s)
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is not a duration such as 90s, 5m, 1h or 2d", s)
	}
	return d, nil
}

// levels are the names that Level= takes, beside numbers.
var levels = []string{"", "critical", "error", "warning", "information", "verbose"}

// addField adds an insertion string, a named value, or a field of the header.
func addField(e *event.Event, w word) (err error) {
	switch w.name {
	case "":
		n := 1 + len(slices.DeleteFunc(slices.Clone(e.Data), func(f event.Field) bool { return !strings.HasPrefix(f.Name, "param") }))
		e.Data = append(e.Data, event.Field{Name: event.Param(n), Value: event.String(w.text)})
	case "Level":
		e.Level, err = parseLevel(w.text)
	case "Record":
		e.Record, err = strconv.ParseUint(w.text, 10, 64)
	case "Code":
		var code uint64
		code, err = strconv.ParseUint(w.text, 0, 32)
		e.EventID, e.Qualifiers, e.HasQualifiers = uint16(code), uint16(code>>16), true
	case "UserID":
		e.UserID = w.text
	case "Hex":
		e.Binary, err = hex.DecodeString(w.text)
	case "Message":
		e.Message = w.text
	case "Written":
		var t time.Time
		t, err = time.Parse("2006-01-02 15:04:05", w.text)
		e.Written = event.FromTime(t)
	default:
		e.Data = append(e.Data, event.Field{Name: w.name, Value: event.String(w.text)})
	}
	if err != nil {
		return fmt.Errorf("%s=%s: %w", w.name, w.text, err)
	}
	return nil
}

func parseLevel(s string) (event.Level, error) {
	if i := slices.Index(levels, strings.ToLower(s)); i > 0 {
		return event.Level(i), nil
	}
	n, err := strconv.ParseUint(s, 10, 8)
	if err != nil {
		return 0, fmt.Errorf("not a level: critical, error, warning, information, verbose, or a number")
	}
	return event.Level(n), nil
}

package samples

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"culprit/parser/event"
)

// catalog knows the events of one Windows version by source and number.
type catalog map[string]kind

// kind is what all events of a source and number have in common.
type kind struct {
	code    uint32 // severity, facility and number, or the number alone
	level   event.Level
	channel string // System if empty
	task    uint16
	user    string
	guid    string // of the provider; its events are not classic ones
	// fill sets data and binary from the words of the timeline, which
	// otherwise are the insertion strings.
	fill func(e *event.Event, words []string)
	// en and ru are what Event Viewer of Windows Server 2003 shows; {1} is the
	// first word of the timeline.
	en, ru string
}

// events reads a timeline: a time or the distance from the line before, the
// computer, the source, the number, and what tells this event from others of
// its kind. Words with blanks stand in quotes.
func (c catalog) events(t *testing.T, timeline string) []event.Event {
	t.Helper()
	var events []event.Event
	var now time.Time
	for line := range strings.Lines(timeline) {
		w := words(line)
		if len(w) == 0 {
			continue
		}
		now, w = when(t, now, w)
		k, ok := c[w[1]+" "+w[2]]
		if !ok {
			t.Fatalf("not in the catalog: %s", line)
		}
		events = append(events, k.event(now, w[0], w[1], w[3:]))
	}
	return events
}

// when takes the time off the front of a line.
func when(t *testing.T, now time.Time, w []string) (time.Time, []string) {
	t.Helper()
	if strings.HasPrefix(w[0], "+") {
		d, err := time.ParseDuration(w[0][1:])
		if err != nil {
			t.Fatal(err)
		}
		return now.Add(d), w[1:]
	}
	at, err := time.Parse("2006-01-02 15:04:05", w[0]+" "+w[1])
	if err != nil {
		t.Fatal(err)
	}
	return at, w[2:]
}

// words splits a line at blanks outside of quotes.
func words(line string) []string {
	var out []string
	for i, part := range strings.Split(strings.TrimSpace(line), `"`) {
		if i%2 == 1 {
			out = append(out, part)
			continue
		}
		out = append(out, strings.Fields(part)...)
	}
	return out
}

func (k *kind) event(at time.Time, computer, source string, words []string) event.Event {
	e := event.Event{Task: k.task, UserID: k.user, ProviderGUID: k.guid}
	e.Time = event.FromTime(at)
	e.Written = e.Time
	e.Computer, e.Provider, e.Channel, e.Level = computer, source, k.channel, k.level
	e.EventID, e.Qualifiers, e.HasQualifiers = uint16(k.code), uint16(k.code>>16), k.code > 0xffff || k.guid == ""
	if e.Channel == "" {
		e.Channel = "System"
	}
	if k.guid == "" {
		e.Keywords = 0x0080000000000000 // Classic
	}
	fill := k.fill
	if fill == nil {
		fill = inserted
	}
	fill(&e, words)
	return e
}

// inserted takes the words of the timeline as insertion strings.
func inserted(e *event.Event, words []string) {
	for i, w := range words {
		e.Data = append(e.Data, event.Field{Name: event.Param(i + 1), Value: event.String(w)})
	}
}

// numbered gives events record numbers from first on.
func numbered(events []event.Event, first uint64) []event.Event {
	for i := range events {
		events[i].Record = first + uint64(i)
	}
	return events
}

// where keeps the events for which keep is true.
func where(events []event.Event, keep func(e *event.Event) bool) []event.Event {
	var kept []event.Event
	for i := range events {
		if keep(&events[i]) {
			kept = append(kept, events[i])
		}
	}
	return kept
}

func of(channel string) func(*event.Event) bool {
	return func(e *event.Event) bool { return e.Channel == channel }
}

// replace puts the words of a timeline into a text with {1}, {2}, ….
func replace(text string, words []string) string {
	for i, w := range words {
		text = strings.ReplaceAll(text, "{"+strconv.Itoa(i+1)+"}", w)
	}
	return text
}

package cli

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"culprit/parser/event"
	"culprit/rules/detect"
)

// sketch is a rule that is being made from events: the symptom, what came
// before it and what came after.
type sketch struct {
	name    string
	symptom *sketched
	before  []*sketched // the nearest first
	after   []*sketched
}

// sketched is a kind of events and the one that stands for it.
type sketched struct {
	class string
	event *event.Event
	code  string // the error code, if the event gives one
	away  time.Duration
}

// maxEvidence bounds the kinds of events that a sketch takes up on either side.
const maxEvidence = 6

// newSketch chooses the symptom, the gravest kind of event nearest to the time,
// and arranges around it what else went wrong on that host. It returns nil if
// there are no events.
func newSketch(name string, events []*event.Event, at event.FILETIME) *sketch {
	if len(events) == 0 {
		return nil
	}
	distance := func(e *event.Event) time.Duration { return max(e.Time.Sub(at), at.Sub(e.Time)) }
	symptom := slices.MinFunc(events, func(a, b *event.Event) int {
		return cmp.Or(cmp.Compare(gravity(a), gravity(b)), cmp.Compare(distance(a), distance(b)), cmp.Compare(a.Record, b.Record))
	})
	s := &sketch{name: name}
	s.symptom = s.kind(symptom)
	near := func(e *event.Event) time.Duration { return max(e.Time.Sub(symptom.Time), symptom.Time.Sub(e.Time)) }
	slices.SortStableFunc(events, func(a, b *event.Event) int { return cmp.Compare(near(a), near(b)) })
	for _, e := range events {
		if e.Host() != symptom.Host() || e.Level == event.LogAlways || e.Level > event.Warning || s.has(e) {
			continue
		}
		k := s.kind(e)
		k.away = near(e)
		if list := s.side(e); len(*list) < maxEvidence {
			*list = append(*list, k)
		}
	}
	if len(s.before) == 0 && len(s.after) > 0 { // logs order cause and effect as they like
		s.before, s.after = s.after[:1], s.after[1:]
	}
	return s
}

// gravity puts errors before warnings and those before the rest.
func gravity(e *event.Event) int {
	switch e.Level {
	case event.Critical, event.Error:
		return 0
	case event.Warning:
		return 1
	default:
		return 2
	}
}

func (s *sketch) side(e *event.Event) *[]*sketched {
	if e.Time > s.symptom.event.Time {
		return &s.after
	}
	return &s.before
}

func (s *sketch) all() []*sketched {
	list := append([]*sketched{s.symptom}, s.before...)
	return append(list, s.after...)
}

// has reports whether the event is of a kind that is there already.
func (s *sketch) has(e *event.Event) bool {
	return slices.ContainsFunc(s.all(), func(k *sketched) bool {
		return k.event.Channel == e.Channel && k.event.EventID == e.EventID &&
			event.FoldProvider(k.event.Provider) == event.FoldProvider(e.Provider)
	})
}

// kind makes a kind of an event, with a name of its own.
func (s *sketch) kind(e *event.Event) *sketched {
	k := &sketched{event: e, class: className(e)}
	if codes := detect.FieldsOf(e).ErrorCodes(); len(codes) > 0 {
		k.code = codes[0]
	}
	if s.symptom == nil {
		return k
	}
	for _, other := range s.all() {
		if other.class == k.class { // sources that differ in their signs only
			k.class += "_" + strconv.Itoa(len(s.all()))
		}
	}
	return k
}

// className makes the name of a class of the source and the id of an event.
func className(e *event.Event) string {
	word := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, event.FoldProvider(e.Provider))
	word = strings.Trim(word, "_")
	if word == "" || word[0] <= '9' {
		word = strings.Trim("event_"+word, "_") // names begin with a letter
	}
	return fmt.Sprintf("%s_%d", word, e.EventID)
}

// rule writes the rule file.
func (s *sketch) rule() string {
	var b strings.Builder
	fmt.Fprintf(&b, "problem: %s\nversion: 1\ntitle: %s\nseverity: high\n\nevents:\n", s.name, quoted("What a user notices, in one line: "+s.name))
	for _, k := range s.all() {
		k.write(&b)
	}
	fmt.Fprintf(&b, "\n# Repeats within an hour are one incident.\nsymptom: {see: %s, quiet: 1h}\n\ncauses:\n", s.symptom.class)
	b.WriteString("  - id: first-cause\n    title: What broke, in one line\n")
	if len(s.before) == 0 {
		b.WriteString("    prior: usual\n")
	} else {
		b.WriteString("    # decisive 6, strong 4, moderate 2, weak 1 bits; else: is for when the log shows that it is not there\n    evidence:\n")
	}
	for i, k := range s.before {
		weight := "weak}"
		if i == 0 {
			weight = "decisive, required: true}"
		}
		fmt.Fprintf(&b, "      - {see: %s, window: %s, weight: %s\n", k.class, windowFor(k.away), weight)
	}
	b.WriteString("    ask:\n      - {run: the command that tells more, look: what in its output speaks for this cause}\n" +
		"    fix:\n      - What to do\n    verify: How one sees that it is mended\n" +
		"    # refs: [KB123456], or https addresses\n")
	if len(s.after) > 0 {
		b.WriteString("\n# What followed within the hour; take out what does not belong to it.\nexplains:\n")
		for _, k := range s.after {
			fmt.Fprintf(&b, "  - %s\n", k.class)
		}
	}
	return b.String()
}

// write writes the event class, with the values of its event as a comment: one
// of them often tells it from others.
func (k *sketched) write(b *strings.Builder) {
	eachValue(k.event, func(name, value string) {
		fmt.Fprintf(b, "  %s\n", strings.TrimSpace(fmt.Sprintf("# %s: %s", oneLine(name), oneLine(value))))
	})
	fmt.Fprintf(b, "  %s:\n", k.class)
	if k.event.Channel != "" {
		fmt.Fprintf(b, "    Channel: %s\n", quoted(k.event.Channel))
	}
	fmt.Fprintf(b, "    Provider_Name: %s\n    EventID: %d\n", quoted(k.event.Provider), k.event.EventID)
	if k.code != "" {
		fmt.Fprintf(b, "    ErrorCode: %s\n", k.code)
	}
}

// windowFor returns a round window on both sides that holds what is so far away.
func windowFor(d time.Duration) string {
	for _, w := range []struct {
		length time.Duration
		text   string
	}{{time.Minute, "1m"}, {5 * time.Minute, "5m"}, {time.Hour, "1h"}, {24 * time.Hour, "1d"}, {7 * 24 * time.Hour, "7d"}} {
		if d <= w.length/2 {
			return "-" + w.text + "..+" + w.text
		}
	}
	return "-90d..+90d"
}

// test writes the test file.
func (s *sketch) test() string {
	var b strings.Builder
	fmt.Fprintf(&b, "problem: %s\ntests:\n  - name: as it was in the log\n    events: |\n", s.name)
	list := s.all()
	slices.SortStableFunc(list, func(a, b *sketched) int { return cmp.Compare(a.event.Time, b.event.Time) })
	for _, k := range list {
		fmt.Fprintf(&b, "      %s\n", timelineLine(k.event))
	}
	if len(s.before) > 0 {
		b.WriteString("    expect:\n      - {cause: first-cause, rank: 1}\n")
	} else {
		b.WriteString("    # Nothing else went wrong at that time, so nothing tells the cause yet.\n    expect:\n      - {cause: first-cause, verdict: unlikely}\n")
	}
	return b.String()
}

// timelineLine writes an event as a line of a rule test, which
// [ruletest.ParseTimeline] reads.
func timelineLine(e *event.Event) string {
	words := []string{
		e.Time.Time().UTC().Format("2006-01-02 15:04:05.9999999"), timelineWord(e.Computer), timelineWord(e.Channel),
		timelineWord(e.Provider), strconv.Itoa(int(e.EventID)),
	}
	if e.Level != event.Information && e.Level != event.LogAlways {
		words = append(words, "Level="+e.Level.String())
	}
	n := 0
	for i := range e.Data {
		f := &e.Data[i]
		switch {
		case f.Name == event.Param(n+1):
			n++
			words = append(words, timelineWord(f.Value.Text()))
		case isTimelineName(f.Name):
			words = append(words, f.Name+"="+timelineWord(f.Value.Text()))
		}
	}
	if len(e.Binary) > 0 {
		words = append(words, "Hex="+hex.EncodeToString(e.Binary[:min(len(e.Binary), 256)]))
	}
	return strings.Join(words, " ")
}

// maxTimelineWord bounds a value, for a test is there to be read.
const maxTimelineWord = 200

// timelineWord quotes a value that is no plain word. A quotation mark inside it
// cannot be written and becomes an apostrophe.
func timelineWord(s string) string {
	s = strings.ReplaceAll(oneLine(s), `"`, "'")
	if s == "" || s == "-" || strings.ContainsAny(s, " \t#='") {
		return `"` + s + `"`
	}
	return s
}

// isTimelineName reports whether a value can stand as NAME=VALUE, and is not
// one of the names that mean the header there.
func isTimelineName(s string) bool {
	header := slices.Contains([]string{"Level", "Record", "Code", "UserID", "Hex", "Message", "Written"}, s)
	return !header && s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) < 0
}

// oneLine cuts a text and makes it a line that can stand in a YAML file.
func oneLine(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > maxTimelineWord {
		r = append(r[:maxTimelineWord], '…')
	}
	for i, c := range r {
		if !yamlPrintable(c) {
			r[i] = '·'
		}
	}
	return string(r)
}

func yamlPrintable(c rune) bool {
	return c >= ' ' && c < 0x7f || c >= 0xa0 && c != 0xfeff && c < 0xfff0
}

// quoted writes a text as YAML does, with quotes where it needs them.
func quoted(s string) string {
	text, err := yaml.Marshal(s)
	if err != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSpace(string(text))
}

package text

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

// draft is an event as a text shows it: words whose meaning is still open.
// Every format is brought into this form; build then gives it meaning.
type draft struct {
	off int64
	num int

	values  [numFields]string
	present [numFields]bool

	strings []string // insertion strings, nil if the format has none
	named   []event.Field
	half    bool // the last of named has no value yet
	binary  []byte

	userData *event.Element
	repairs  []string
	langs    langSet
	ready    *event.Event // the event itself, if the format holds all of it
}

func (d *draft) set(f field, value string) {
	d.values[f], d.present[f] = strings.TrimSpace(value), true
}

// repaired notes what was read other than it stood, once.
func (d *draft) repaired(how string) {
	if len(d.repairs) < maxRepairs && !slices.Contains(d.repairs, how) {
		d.repairs = append(d.repairs, how)
	}
}

// complete reports whether enough is known to call it an event: a number and
// the source it belongs to, or at least three further fields.
func (d *draft) complete() bool {
	if d.ready != nil {
		return true
	}
	_, short := parseID(d.values[eventID])
	if _, full := parseID(d.values[fullID]); !short && !full {
		return false
	}
	if known(d.values[source]) != "" {
		return true
	}
	others := 0
	for f := logName; f < description; f++ {
		if f != eventID && d.present[f] && d.values[f] != "" {
			others++
		}
	}
	return others >= 3
}

// parseID reads an event identifier: 7023, 0xC0001B6F, 3221232495 or several
// of them, as in "0x8000a001 (2147524609)".
func parseID(s string) (uint32, bool) {
	s = strings.TrimSpace(s)
	if end := strings.IndexAny(s, " \t(,.;/|<"); end >= 0 {
		s = s[:end]
	}
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(s), "0x"); ok {
		s, base = hex, 16
	}
	n, err := strconv.ParseUint(s, base, 32)
	return uint32(n), err == nil
}

// builder turns drafts into events. It knows what is decided once per file.
type builder struct {
	src   *event.Source
	zone  *time.Location
	order func() (order dateOrder, sure bool) // of dates with slashes, found on demand
	notes *notes
}

// build gives a draft its meaning.
func (b *builder) build(d *draft) *event.Event {
	e := d.ready
	if e == nil {
		e = &event.Event{}
		b.interpret(e, d)
	} else if e.Message == "" {
		e.Message = d.message()
	}
	e.Source, e.Offset, e.Line = b.src, d.off, d.num
	e.Repairs = d.repairs
	return e
}

// interpret reads the words of a draft.
func (b *builder) interpret(e *event.Event, d *draft) {
	b.identify(e, d)
	b.grade(e, d)
	b.date(e, d)
	e.Computer = strings.TrimLeft(known(d.values[computer]), `\`)
	e.Record, _ = strconv.ParseUint(d.values[record], 10, 64)
	if e.UserID = known(d.values[userSID]); e.UserID == "" {
		e.UserID = accountSID(known(d.values[user]))
	}
	e.Binary = d.binary
	e.Message = d.message()
	e.Data, e.UserData = d.named, d.userData
	for i, s := range d.strings {
		e.Data = append(e.Data, event.Field{Name: event.Param(i + 1), Value: event.String(s)})
	}
	d.finish(e)
	qualify(e)
	if len(e.Data) == 0 {
		fromMessage(e, d)
	}
}

// message returns the description without what Event Viewer appends, and cut
// to the length that one can have.
func (d *draft) message() string {
	s := strings.TrimSpace(cutTrailer(d.values[description]))
	if len(s) > maxDescription {
		d.repaired("the description was cut at 64 KiB")
		s = strings.ToValidUTF8(s[:maxDescription], "")
	}
	return s
}

// identify sets provider, channel and identifier.
func (b *builder) identify(e *event.Event, d *draft) {
	logged := known(d.values[source])
	e.Provider = canonicalSource(logged)
	if e.Provider != logged {
		d.repaired(fmt.Sprintf("source %q read as %s", logged, e.Provider))
	}
	e.Channel = canonicalChannel(known(d.values[logName]), e.Provider, b.src.Path)
	// .NET's EventID lacks the two highest bits of the identifier, so only its
	// low half is of use; InstanceId and EventIdentifier have them all.
	id, _ := parseID(d.values[eventID])
	if full, ok := parseID(d.values[fullID]); ok {
		id = full
		e.Qualifiers, e.HasQualifiers = uint16(id>>16), true
	}
	e.EventID = uint16(id)
	// A category is printed as a number in brackets if its name is not known.
	if n, err := strconv.ParseUint(strings.Trim(d.values[category], "()"), 10, 16); err == nil {
		e.Task = uint16(n)
	}
}

// grade sets level and keywords from the event type, the level and the words
// for keywords.
func (b *builder) grade(e *event.Event, d *draft) {
	e.Level, e.Keywords = d.grade()
	for w := range strings.SplitSeq(d.values[keywords]+","+d.values[keywordNames], ",") {
		e.Keywords |= parseKeyword(w)
	}
}

// grade returns the level, and the keyword if the type is one of the audits.
func (d *draft) grade() (event.Level, uint64) {
	for _, f := range []field{level, levelName} {
		word := d.values[f]
		if l, audit, ok := parseLevel(word); ok {
			return l, audit
		}
		if n, err := strconv.ParseUint(word, 10, 8); err == nil {
			return event.Level(n), 0
		}
		if known(word) != "" {
			d.repaired(fmt.Sprintf("event type %q is not known", word))
		}
	}
	n := d.values[typeNumber] // .NET prints it as a word, its JSON as a number
	if l, audit, ok := parseLevel(n); ok {
		return l, audit
	}
	return typeLevels[n], typeAudits[n]
}

// parseKeyword reads a mask of keywords as a number, which PowerShell prints
// with a sign, or the word for a keyword.
func parseKeyword(s string) uint64 {
	s = strings.TrimSpace(s)
	if n, err := strconv.ParseUint(s, 0, 64); err == nil {
		return n
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return uint64(n)
	}
	if isClassic[fold(s)] {
		return keywordClassic
	}
	return auditWords[fold(s)]
}

// isClassic holds the words for the keyword of sources without a manifest.
var isClassic = wordTable("classic", "классический", "klassisch", "classique", "clásico", "clássico", "classico", "klasyczny", "クラシック", "经典")

// when returns the date and the time of day of the draft.
func (d *draft) when() string {
	return strings.TrimSpace(known(d.values[date]) + " " + known(d.values[clock]))
}

// date sets the times of the event.
func (b *builder) date(e *event.Event, d *draft) {
	if when := d.when(); when != "" {
		e.Time = b.moment(when, d)
	}
	if w := known(d.values[written]); w != "" {
		e.Written = b.moment(w, d)
	}
}

// moment reads a date with a time of day; without one there is no moment.
func (b *builder) moment(when string, d *draft) event.FILETIME {
	if t, ok := parseMachineTime(when); ok {
		return event.FromTime(t)
	}
	s, ok := parseStamp(when)
	switch {
	case !ok:
		d.repaired(fmt.Sprintf("date and time %q not understood", when))
		return 0
	case !s.hasClock:
		d.repaired(fmt.Sprintf("date %q has no time of day", when))
		return 0
	}
	order := orderUnknown
	if _, ok := s.decided(); !ok {
		var sure bool
		if order, sure = b.order(); !sure {
			d.repaired(fmt.Sprintf("date %q read as %s, though nothing in the text decides", when, order))
		}
	}
	t, ok := s.in(b.zone, order)
	if !ok {
		d.repaired(fmt.Sprintf("date %q is not in the calendar", when))
		return 0
	}
	if s.zone == nil {
		b.notes.localTime(b.zone)
	}
	return event.FromTime(t)
}

// qualify takes the upper half of the identifier from the I/O manager's
// packet, which the data of every driver event begins with (wdm.h,
// IO_ERROR_LOG_PACKET): ErrorCode, at 0x0C, is the whole identifier.
func qualify(e *event.Event) {
	const header = 0x28
	if e.HasQualifiers || len(e.Binary) < header {
		return
	}
	le := binary.LittleEndian
	code := le.Uint32(e.Binary[0x0C:])
	if uint16(code) == e.EventID && int(le.Uint16(e.Binary[2:])) == len(e.Binary)-header {
		e.Qualifiers, e.HasQualifiers = uint16(code>>16), true
	}
}

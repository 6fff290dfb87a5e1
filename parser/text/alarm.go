package text

import (
	"regexp"
	"strconv"
	"strings"

	"culprit/parser/event"
)

// An alarm is one line of an appliance's own log that carries the text of a
// Windows event, as Nortel's CallPilot writes it:
//
//	25.09.2006 11:10:22 Critical NGen 40592 N/A HOST … [IPSec] : … Description: The IPSec driver has entered Block mode. …
//
// Source and number in the line are the appliance's. The event is known by the
// beginning of its text, so the line must begin with a date: prose that quotes
// the same sentence is no event.

// opening is how the text of an event begins.
type opening struct {
	source string
	id     uint16
	level  string
	re     *regexp.Regexp
}

// ipsecOpenings tell the modes of the IPSec driver in English and Russian,
// those of translators included. The others are the phrases of the Service
// Control Manager.
var ipsecOpenings = []opening{
	{"IPSec", 4292, "error", regexp.MustCompile(`(?i)IPSec driver has entered (?:the )?Block mode`)},
	{"IPSec", 4294, "information", regexp.MustCompile(`(?i)IPSec driver has entered (?:the )?Secure mode`)},
	{"IPSec", 4295, "information", regexp.MustCompile(`(?i)IPSec driver is starting in (?:the )?(?:Bypass|Permit)`)},
	{"IPSec", 4292, "error", regexp.MustCompile(`(?i)Драйвер IPSec (?:перешел|переш[ёе]л|вошел|переключ[её]н|переведен) в (?:блочный режим|режим блокир)`)},
	{"IPSec", 4294, "information", regexp.MustCompile(`(?i)Драйвер IPSec (?:перешел|переш[ёе]л|вошел|переключ[её]н|переведен) в (?:безопасный режим|режим безопасн|защищенный режим)`)},
	{"IPSec", 4295, "information", regexp.MustCompile(`(?i)Драйвер IPSec запускается в режиме (?:обхода|пропуск|разреш)`)},
}

var (
	alarmStamp = regexp.MustCompile(`^\s*(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?,?[ T\t]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?)\s+(\S.*)$`)
	// alarmHead is the appliance's own part: level, source, number, user.
	alarmHead = regexp.MustCompile(`^(.{1,60}?)\s+(\S{1,60})\s+(\d{1,10})\s+(.*)$`)
	// alarmHost is a NetBIOS name among the words before the bracket.
	alarmHost = regexp.MustCompile(`(?:^|\s)([A-Z][A-Z0-9-]{2,14})(?:\s|$)`)
	alarmText = regexp.MustCompile(`(?i)(?:Description|Описание|Beschreibung)\s*:\s*(.+)$`)
)

// wrapped reads an alarm line as the Windows event that it carries.
func wrapped(s string) (*draft, bool) {
	if s == "" || len(s) > maxDescription {
		return nil, false
	}
	m := alarmStamp.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	text := m[2]
	labelled := alarmText.FindStringSubmatch(text)
	if labelled != nil {
		text = labelled[1]
	}
	o, at, ok := findOpening(text)
	if !ok {
		return nil, false
	}
	if labelled != nil {
		at = 0
	}
	d := &draft{}
	d.set(date, m[1])
	d.set(source, o.source)
	d.set(eventID, strconv.Itoa(int(o.id)))
	d.set(level, o.level)
	d.set(description, text[at:])
	d.unwrap(m[2])
	return d, true
}

// unwrap takes the host out of the appliance's part of the line, and notes
// whose line it was.
func (d *draft) unwrap(line string) {
	whose := "another system"
	if h := alarmHead.FindStringSubmatch(line); h != nil {
		whose = strings.TrimSpace(h[2] + " " + h[3] + ", " + h[1])
		before, _, _ := strings.Cut(h[4], "[")
		before, _, _ = strings.Cut(before, ":")
		if host := alarmHost.FindStringSubmatch(before); host != nil {
			d.set(computer, host[1])
		}
	}
	d.repaired("a line of another system (" + whose + ") wraps the event; it was known by its text")
}

// findOpening finds the first known beginning of an event's text in s.
func findOpening(s string) (o opening, at int, ok bool) {
	for _, o := range ipsecOpenings {
		if loc := o.re.FindStringIndex(s); loc != nil {
			return o, loc[0], true
		}
	}
	if !mentionsService(s) {
		return opening{}, 0, false
	}
	for _, shape := range scmShapes() {
		if loc := shape.re.FindStringIndex(s); loc != nil {
			return opening{serviceControlManager, shape.id, scmLevel(shape.id), nil}, loc[0], true
		}
	}
	return opening{}, 0, false
}

// mentionsService is a cheap test before the phrases are tried.
func mentionsService(s string) bool {
	return strings.Contains(s, "service") || strings.Contains(s, "лужб")
}

// scmLevel returns the event type of the Service Control Manager's events
// (netevent.h): all are errors but these.
func scmLevel(id uint16) string {
	switch id {
	case 7035, 7036, 7040, 7042, 7045:
		return "information"
	case 7039, 7044:
		return "warning"
	}
	return event.Error.String()
}

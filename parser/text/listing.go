package text

import (
	"regexp"
	"strings"

	"culprit/parser/event"
)

// A listing has a line for each property of an event. Its names are a
// program's, in English whatever the language of the system:
//
//	EntryType  : Error            PowerShell's Format-List; more lines of a
//	Message    : The IPSEC …      value are indented to its column
//	             The system …
//	EventCode=7023                wmic … /format:list
//	Source name		: IPSec         evtexport
//
// An event ends where its first property appears again.
type listing struct {
	d      *draft
	first  string // the name that begins an event
	sep    string // what stands behind names: a colon or an equals sign
	spaced bool   // with space before it
	last   field  // of the value that the next line may go on with
	str    bool   // the next line may go on with the last of d.strings
	value  strings.Builder
	yield  sink
	more   bool
}

var listLine = regexp.MustCompile(`^ ?(String: \d{1,3}|[A-Za-z_][A-Za-z_ ]{1,40}?)(\s*)([:=])\s?(.*)$`)

// own are the names that no other text has; a listing shows two of them.
var own = wordTable("entrytype", "instanceid", "timegenerated", "timewritten", "replacementstrings", "providername",
	"timecreated", "leveldisplayname", "eventcode", "eventidentifier", "logfile", "sourcename", "machinename", "logname",
	"categorynumber", "event number", "creation time", "written time", "event identifier", "number of strings")

// seesListing looks for lines of a listing close to each other.
func seesListing(start string) bool {
	near := 0 // lines for which the last name found counts
	found := map[string]bool{}
	for text := range strings.Lines(start) {
		m := listLine.FindStringSubmatch(strings.TrimRight(text, "\r\n"))
		switch {
		case m != nil && own[fold(m[1])]:
			found[fold(m[1])] = true
			near = 12
			if len(found) >= 2 {
				return true
			}
		case near > 0:
			near--
		default:
			clear(found)
		}
	}
	return false
}

func readListing(in *input, yield sink) error {
	l := &listing{yield: yield, more: true}
	for l.more {
		ln, err := in.readLine()
		if err != nil {
			l.end()
			return err
		}
		l.line(ln)
	}
	return nil
}

// line takes one line of the text.
func (l *listing) line(ln line) {
	m := listLine.FindStringSubmatch(ln.text)
	if m == nil || l.d != nil && l.inValue(m) {
		l.goOn(ln.text)
		return
	}
	name := fold(m[1])
	f, known := columns[name]
	if strings.HasPrefix(name, "string: ") {
		f = insertions
	}
	if l.d == nil && !known {
		return
	}
	if l.d == nil || name == l.first {
		if l.end(); !l.more {
			return
		}
		l.d = &draft{off: ln.off, num: ln.num, langs: langEN}
		l.first, l.sep, l.spaced = name, m[3], m[2] != ""
	}
	l.store()
	if l.str = f == insertions && !known; l.str {
		if len(l.d.strings) < maxFields {
			l.d.strings = append(l.d.strings, m[4])
		}
		return
	}
	l.last = f
	l.value.WriteString(m[4])
}

// inValue reports whether a line that looks like a property is part of the
// value before it: it has another sign behind its name, or, where nothing
// marks the lines of a value, a name that is not known.
func (l *listing) inValue(m []string) bool {
	_, known := columns[fold(m[1])]
	known = known || strings.HasPrefix(m[1], "String: ")
	return m[3] != l.sep || l.spaced && m[2] == "" || !known && (l.sep == "=" || l.str)
}

// goOn adds a line to the value at hand.
func (l *listing) goOn(text string) {
	if l.str && strings.TrimSpace(text) != "" {
		if last := &l.d.strings[len(l.d.strings)-1]; len(*last) < maxDescription {
			*last += "\n" + text
		}
		return
	}
	if l.last == noField || l.value.Len() > maxDescription {
		return
	}
	if l.last != description { // the console's width broke it
		l.value.WriteString(strings.TrimSpace(text))
		return
	}
	l.value.WriteString("\n" + strings.TrimSpace(text))
}

// store sets the value that was collected.
func (l *listing) store() {
	if l.last != noField {
		l.d.put(l.last, strings.TrimSpace(l.value.String()))
	}
	l.value.Reset()
	l.last, l.str = noField, false
}

// end hands on the event at hand.
func (l *listing) end() {
	if l.d == nil {
		return
	}
	l.store()
	d := l.d
	l.d = nil
	if !d.complete() {
		l.more = l.yield(nil, &event.Damage{Offset: d.off, Structure: "listing of an event", Cause: "neither an event identifier nor a source in it"})
		return
	}
	l.more = l.yield(d, nil)
}

package wincode

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// events lists the events that matter for a diagnosis, a line each:
//
//	providers  code  roles  English title  Russian title
//
// Providers are separated by |, the classic name before that of the manifest;
// * stands for any driver (the codes of facility 4 are shared by all storage
// drivers). The code is the full 32-bit identifier in eight hex digits, or the
// 16-bit one in decimal where the severity is not known or there is none. The
// roles name the insertion strings in order; a title holds them as %1, %2, ….
//
//go:embed events.tsv
var events string

// Event is an event that the table knows.
type Event struct {
	Providers []string
	ID        uint16   // low 16 bits of the identifier
	Code      uint32   // full identifier; 0 if not known or a manifest event
	Params    []string // what the insertion strings are: service, error, drive, …
	title     both
}

// Title says in a few words what the event tells, with %1, %2, … in place of
// its insertion strings, in English or, for "ru", in Russian.
func (e *Event) Title(lang string) string { return e.title.in(lang) }

// ErrorParam returns which insertion string, from 1, is the error code, or 0.
func (e *Event) ErrorParam() int { return slices.Index(e.Params, "error") + 1 }

// Says returns the title with the insertion strings filled in. A code is given
// with its meaning; a string that is not there becomes a question mark.
func (e *Event) Says(lang string, params []string) string {
	title := e.Title(lang)
	var b strings.Builder
	for {
		before, after, found := strings.Cut(title, "%")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n, digits := leadingInt(after)
		title = after[digits:]
		b.WriteString(e.param(lang, params, n))
	}
}

func leadingInt(s string) (n, digits int) {
	for digits < len(s) && '0' <= s[digits] && s[digits] <= '9' {
		digits++
	}
	n, _ = strconv.Atoi(s[:digits]) // titles are ours and tested
	return n, digits
}

// param returns the n-th insertion string as a person should read it.
func (e *Event) param(lang string, params []string, n int) string {
	if n < 1 || n > len(params) || strings.TrimSpace(params[n-1]) == "" {
		return "?"
	}
	s := strings.TrimSpace(params[n-1])
	if n == e.ErrorParam() {
		if c, ok := Parse(s); ok {
			return c.Describe(lang)
		}
	}
	return s
}

// eventKey is how an event is found.
type eventKey struct {
	provider string // folded
	id       uint16
}

var eventIndex = sync.OnceValue(func() map[eventKey]*Event {
	m := map[eventKey]*Event{}
	for line := range strings.Lines(events) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			continue
		}
		e := &Event{Providers: strings.Split(f[0], "|"), title: both{f[3], f[4]}}
		e.ID, e.Code = parseEventCode(f[1])
		if f[2] != "" {
			e.Params = strings.Split(f[2], ",")
		}
		for _, p := range e.Providers {
			m[eventKey{foldProvider(p), e.ID}] = e
		}
	}
	return m
})

// parseEventCode reads the code column; see events.
func parseEventCode(s string) (id uint16, code uint32) {
	if len(s) == 8 {
		n, _ := strconv.ParseUint(s, 16, 32) // tested
		return uint16(n), uint32(n)
	}
	n, _ := strconv.ParseUint(s, 10, 16) // tested
	return uint16(n), 0
}

// foldProvider brings the names of a classic source and of its manifest
// together, as event.FoldProvider does.
func foldProvider(name string) string {
	return strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "microsoft-windows-")
}

// KnownEvent returns the event with that provider and identifier. The code is
// the full 32-bit identifier, or the 16-bit one if no more is known. An
// identifier whose high half differs from the table's is another event: 4292
// of Tcpip is none of IPSec, and 0x800010C4 is not 0xC00010C4.
func KnownEvent(provider string, code uint32) (*Event, bool) {
	for _, p := range []string{foldProvider(provider), "*"} {
		e, ok := eventIndex()[eventKey{p, uint16(code)}]
		full := code>>16 != 0
		switch {
		case !ok, p == "*" && !full:
		case full && e.Code != 0 && e.Code != code:
		default:
			return e, true
		}
	}
	return nil, false
}

// EventsByCode returns the events with that full 32-bit identifier, whatever
// their provider. A code that is there once names its provider.
func EventsByCode(code uint32) []*Event {
	var found []*Event
	for _, e := range eventIndex() {
		if code != 0 && e.Code == code && !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	slices.SortFunc(found, func(a, b *Event) int { return strings.Compare(a.Providers[0], b.Providers[0]) })
	return found
}

// Title returns the title of a known event, or "". See [Event.Title].
func Title(provider string, code uint32, lang string) string {
	if e, ok := KnownEvent(provider, code); ok {
		return e.Title(lang)
	}
	return ""
}

// OfEvent returns the error code that an event reports in its insertion
// strings: of a known event the string that is one by its role, of others the
// first string in the form of a parameter (%%2) or of an HRESULT or NTSTATUS.
// A bare small number is not taken for a code without such a role.
func OfEvent(provider string, id uint16, params []string) (Code, bool) {
	if e, ok := KnownEvent(provider, uint32(id)); ok && e.ErrorParam() > 0 {
		if n := e.ErrorParam(); n <= len(params) {
			if c, ok := Parse(params[n-1]); ok {
				return c, true
			}
			return FromText(params[n-1])
		}
		return Code{}, false
	}
	for _, s := range params {
		s = strings.TrimSpace(s)
		c, ok := Code{}, false
		switch {
		case strings.HasPrefix(s, "%%"):
			c, ok = Parse(s)
		case len(s) >= 8 && len(s) <= 11:
			c, ok = Parse(s)
			ok = ok && c.Kind != Win32
		}
		if ok {
			return c, true
		}
	}
	return Code{}, false
}

package detect

import (
	"strings"
	"sync"
	"unicode/utf8"

	"culprit/parser/event"
)

// Fields gives the values of one event under the names that rules use, whatever
// the event was read from. A name may have several values; an item of a rule
// holds if one of them matches.
//
//	Channel, Computer           as logged; Computer also without its domain
//	Provider_Name               with and without Microsoft-Windows- in front
//	Provider_Guid
//	EventID                     the low 16 bits
//	Code                        all 32 bits of a classic event, 0xc00010c4
//	EventID_Qualifiers          its high 16 bits, decimal
//	Level                       the number and the English name, 2 and error
//	Version, Task, Opcode       numbers
//	Keywords                    0x…; for audits also the English name
//	UserID, Security_UserID     the SID
//	Execution_ProcessID, Execution_ThreadID
//	Correlation_ActivityID, Correlation_RelatedActivityID
//	EventRecordID, TimeCreated_SystemTime
//	Message                     the rendered text, if the input carried one
//	Hex                         binary data as hex: bytes, and as 32-bit words
//	ErrorCode                   see [Fields.ErrorCodes]
//	param1, param2, …           insertion strings; data by place where it has other names
//	Data                        any insertion string or named value
//	Data[1], Data[2], …         by place
//	anything else               data of that name, spaces left out of it; or
//	                            a leaf of UserData, or its attribute as Element_Attribute
//
// Data that has the name of a header field is what that name means, as events
// about logs have a Level of their own. Only Provider_Name, EventID, Channel and
// Computer always mean the header's; the last two only outside Sigma rules, where
// the log source says them.
//
// A Fields keeps what it has worked out and may be reused for the next event
// with [Fields.Reset]. It must not be used by two goroutines at once.
type Fields struct {
	Event *event.Event

	slots    []slot   // by fieldID
	sources  []source // likewise, as of the last look at the registry
	round    uint32   // of Reset; a slot of another round is stale
	provider folded
	computer folded
	vars     Vars // of the Match under way
}

type slot struct {
	round  uint32 // the round it was filled in, plus one
	values []value
}

// value is one value of a field with its case-folded form, made when needed.
type value struct {
	raw    string
	lower  string
	folded bool
}

// text returns the value for comparison.
func (v *value) text(cased bool) string {
	switch {
	case cased:
		return v.raw
	case !v.folded:
		v.lower, v.folded = fold(v.raw), true
	}
	return v.lower
}

// is reports whether the value is that folded text. It spares the folding where
// the bytes tell as much; folding makes at most one byte of three.
func (v *value) is(text string) bool {
	switch {
	case len(v.raw) > 3*len(text):
		return false
	case v.folded || !isASCII(v.raw):
		return v.text(false) == text
	}
	return len(v.raw) == len(text) && strings.EqualFold(v.raw, text)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// fold is how all text is folded before it is compared without regard to case.
func fold(s string) string { return strings.ToLower(s) }

// folded remembers the folded form of a header string, which is the same in
// most events of a log.
type folded struct{ raw, short string }

func (m *folded) of(s string, fold func(string) string) string {
	if m.raw != s {
		m.raw, m.short = s, fold(s)
	}
	return m.short
}

// FieldsOf returns the fields of the event.
func FieldsOf(e *event.Event) *Fields { return &Fields{Event: e} }

// Reset makes f the fields of another event.
func (f *Fields) Reset(e *event.Event) {
	f.Event = e
	f.round++
}

// Value returns the first value of the named field, and whether there is one.
func (f *Fields) Value(name string) (string, bool) {
	if vs := f.values(intern(name)); len(vs) > 0 {
		return vs[0].raw, true
	}
	return "", false
}

// Values returns all values of the named field.
func (f *Fields) Values(name string) []string {
	var all []string
	for _, v := range f.values(intern(name)) {
		all = append(all, v.raw)
	}
	return all
}

// values returns the values of a field. They are worked out once per event.
func (f *Fields) values(id fieldID) []value {
	if int(id) >= len(f.slots) {
		f.sources = registry.all()
		f.slots = append(f.slots, make([]slot, len(f.sources)-len(f.slots))...)
	}
	s := &f.slots[id]
	if s.round != f.round+1 {
		s.round = f.round + 1
		s.values = f.sources[id](f, s.values[:0])
	}
	return s.values
}

// fieldID stands for the name of a field, so that the values of an event can
// be kept in a slice rather than a map.
type fieldID int32

// source appends the values of one field.
type source func(f *Fields, dst []value) []value

// names holds every field name that a rule of this process has used.
type names struct {
	sync.RWMutex
	ids     map[string]fieldID
	sources []source
}

var registry = names{ids: map[string]fieldID{}}

// intern returns the number of a field name.
func intern(name string) fieldID {
	registry.RLock()
	id, ok := registry.ids[name]
	registry.RUnlock()
	if ok {
		return id
	}
	registry.Lock()
	defer registry.Unlock()
	if id, ok := registry.ids[name]; ok {
		return id
	}
	id = fieldID(len(registry.sources))
	registry.ids[name] = id
	registry.sources = append(registry.sources, sourceOf(name))
	return id
}

// all returns the sources of all fields named so far.
func (n *names) all() []source {
	n.RLock()
	defer n.RUnlock()
	return n.sources
}

package event

import (
	"strconv"
	"strings"
)

// Source is one input as a person named it: a file, a member of an archive, or
// standard input. Every event and damage record of one input points to the
// same Source.
type Source struct {
	Path      string   // as given or found, with forward slashes
	Container []string // archives around it, outermost first
	Format    string   // evtx, evt, text, xml, …; empty before detection
	Index     int      // place in the run's order of inputs; breaks ties in time
}

// Name returns the path behind the archives around it, all joined by slashes,
// as if an archive were a folder.
func (s *Source) Name() string {
	if len(s.Container) == 0 {
		return s.Path
	}
	return strings.Join(s.Container, "/") + "/" + s.Path
}

// Origin says how a record came to be read.
type Origin uint8

// The origins, from the most to the least trustworthy.
const (
	Live      Origin = iota // where the log's own structures say it is
	Recovered               // found by its signature beside damage
	Slack                   // left over in space that the log no longer uses
	Torn                    // header readable, body cut or overwritten
)

// String returns live, recovered, slack or torn.
func (o Origin) String() string {
	return [...]string{"live", "recovered", "slack", "torn"}[o&3]
}

// Level is the severity of an event as Windows numbers it. In a .evt log it is
// derived from the event type; classic audits have level 0 and a keyword.
type Level uint8

// The levels that Windows defines (winmeta.xml).
const (
	LogAlways   Level = 0
	Critical    Level = 1
	Error       Level = 2
	Warning     Level = 3
	Information Level = 4
	Verbose     Level = 5
)

// String returns the English name of the level.
func (l Level) String() string {
	names := [...]string{"information", "critical", "error", "warning", "information", "verbose"}
	if int(l) < len(names) {
		return names[l]
	}
	return "level " + strconv.Itoa(int(l))
}

// Keywords that classic audits carry (winmeta.xml).
const (
	AuditFailure uint64 = 0x0010000000000000
	AuditSuccess uint64 = 0x0020000000000000
)

// Header is the part of a record that every reader can give without decoding
// the whole: where it lies, when it was, what kind of event it is. Strings are
// interned by the reader and may be kept.
type Header struct {
	Source *Source
	Offset int64 // of the record in the source, in bytes
	Line   int   // of the record in a text source, from 1; 0 elsewhere
	Origin Origin

	Record       uint64 // EventRecordID, or RecordNumber in .evt; 0 if the format has none
	HeaderRecord uint64 // id in the record header; differs from Record in exported logs

	Time    FILETIME // when the event happened; 0 if the source does not say
	Written FILETIME // when it was written to the log; 0 if unknown

	Computer string // as logged; empty if the source does not say
	Channel  string // System, Application, …; empty if unknown
	Provider string // as logged; the classic source name where the record gives one
	Manifest string // manifest name of the provider, if the record gives it beside Provider

	EventID       uint16 // low 16 bits of the identifier
	Qualifiers    uint16 // high 16 bits of the identifier of a classic event
	HasQualifiers bool   // whether the record carried qualifiers at all
	Level         Level
}

// Code returns the full 32-bit event identifier: severity, facility and id.
// It equals the identifier only of classic events; see HasQualifiers.
func (h *Header) Code() uint32 { return uint32(h.Qualifiers)<<16 | uint32(h.EventID) }

// Undated reports whether the source did not say when the event happened.
func (h *Header) Undated() bool { return h.Time == 0 }

// Event is a record decoded in full. A field that the source did not carry has
// its zero value.
type Event struct {
	Header

	ProviderGUID      string // {xxxxxxxx-…}, upper case as Windows prints it
	Version           uint8
	Task              uint16 // also the category of a classic event
	Opcode            uint8
	Keywords          uint64
	UserID            string // SID, S-1-5-…; the name of the account if a text gives no more
	ProcessID         uint32
	ThreadID          uint32
	ActivityID        string
	RelatedActivityID string

	// Data holds the event data in the order logged: insertion strings as
	// param1, param2, …, fields of manifest events under their own names.
	Data []Field
	// DataName is the name that the manifest gives to this set of data.
	DataName string
	// UserData is the provider's own element in place of event data.
	UserData *Element
	// Binary is the raw data attached to a classic event.
	Binary []byte
	// Message is the rendered text, only if the source carried one.
	Message string
	// Other holds what the input carried beside all this: the rendering info
	// of a forwarded event, parts of the system section that have no field
	// here, sections that no schema names.
	Other []Element
	// Repairs says, in words for the report, what of a record had been damaged
	// and how it was read all the same.
	Repairs []string
}

// Field is a named value. Names need not be unique and may be empty.
type Field struct {
	Name  string
	Value Value
}

// Element is an XML element of UserData.
type Element struct {
	Name     string
	Attrs    []Field
	Value    Value // the text, if the element has no children
	Children []Element
}

// Param returns the name of the n-th insertion string, counted from 1.
func Param(n int) string { return "param" + strconv.Itoa(n) }

// Lookup returns the first field of the event data, or else the first leaf of
// UserData, with the given name.
func (e *Event) Lookup(name string) (Value, bool) {
	for i := range e.Data {
		if e.Data[i].Name == name {
			return e.Data[i].Value, true
		}
	}
	if e.UserData != nil {
		return e.UserData.lookup(name)
	}
	return Value{}, false
}

func (el *Element) lookup(name string) (Value, bool) {
	for i := range el.Children {
		c := &el.Children[i]
		if c.Name == name && len(c.Children) == 0 {
			return c.Value, true
		}
		if v, ok := c.lookup(name); ok {
			return v, true
		}
	}
	return Value{}, false
}

package event

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlNamespace is that of the schema of events.
const xmlNamespace = "http://schemas.microsoft.com/win/2004/08/events/event"

// AppendXML appends the event as Windows itself shows it, on one line: what
// wevtutil qe /f:xml prints. Where the event came from, in which file and
// whether it was recovered, has no place in that schema.
func AppendXML(dst []byte, e *Event) []byte {
	x := xmlWriter{append(dst, "<Event xmlns='"+xmlNamespace+"'><System>"...)}
	x.system(e)
	x.dst = append(x.dst, "</System>"...)
	if e.UserData != nil {
		x.dst = append(x.dst, "<UserData>"...)
		x.element(e.UserData)
		x.dst = append(x.dst, "</UserData>"...)
	} else {
		x.data(e)
	}
	rendered := false
	for i := range e.Other {
		rendered = rendered || e.Other[i].Name == "RenderingInfo"
		x.element(&e.Other[i])
	}
	if e.Message != "" && !rendered {
		x.dst = append(x.dst, "<RenderingInfo>"...)
		x.leaf("Message", e.Message)
		x.dst = append(x.dst, "</RenderingInfo>"...)
	}
	return append(x.dst, "</Event>"...)
}

type xmlWriter struct{ dst []byte }

func (x *xmlWriter) system(e *Event) {
	x.provider(e)
	x.dst = append(x.dst, "<EventID"...)
	if e.HasQualifiers {
		x.attr("Qualifiers", strconv.Itoa(int(e.Qualifiers)))
	}
	x.dst = strconv.AppendUint(append(x.dst, '>'), uint64(e.EventID), 10)
	x.dst = append(x.dst, "</EventID>"...)
	x.number("Version", uint64(e.Version))
	x.number("Level", uint64(e.Level))
	x.number("Task", uint64(e.Task))
	x.number("Opcode", uint64(e.Opcode))
	x.leaf("Keywords", "0x"+strconv.FormatUint(e.Keywords, 16))
	x.empty("TimeCreated", "SystemTime", e.Time.String())
	x.number("EventRecordID", e.Record)
	x.empty("Correlation", "ActivityID", e.ActivityID, "RelatedActivityID", e.RelatedActivityID)
	x.dst = append(x.dst, "<Execution"...)
	x.attr("ProcessID", strconv.FormatUint(uint64(e.ProcessID), 10))
	x.attr("ThreadID", strconv.FormatUint(uint64(e.ThreadID), 10))
	x.dst = append(x.dst, "/>"...)
	x.leaf("Channel", e.Channel)
	x.leaf("Computer", e.Computer)
	x.empty("Security", "UserID", e.UserID)
}

func (x *xmlWriter) provider(e *Event) {
	name, source := e.Provider, ""
	if e.Manifest != "" {
		name, source = e.Manifest, e.Provider
	}
	x.empty("Provider", "Name", name, "Guid", e.ProviderGUID, "EventSourceName", source)
}

// data writes the event data. Insertion strings have no names in XML, but a
// manifest may name its fields param1 and so on: the one has a GUID, the other
// has not.
func (x *xmlWriter) data(e *Event) {
	x.dst = append(x.dst, "<EventData"...)
	if e.DataName != "" {
		x.attr("Name", e.DataName)
	}
	if len(e.Data) == 0 && len(e.Binary) == 0 {
		x.dst = append(x.dst, "/>"...)
		return
	}
	x.dst = append(x.dst, '>')
	for i := range e.Data {
		f := &e.Data[i]
		x.dst = append(x.dst, "<Data"...)
		if f.Name != "" && (e.ProviderGUID != "" || f.Name != Param(i+1)) {
			x.attr("Name", f.Name)
		}
		x.dst = append(x.dst, '>')
		x.text(f.Value.Text())
		x.dst = append(x.dst, "</Data>"...)
	}
	if len(e.Binary) > 0 {
		b := Binary(e.Binary)
		x.leaf("Binary", b.Text())
	}
	x.dst = append(x.dst, "</EventData>"...)
}

func (x *xmlWriter) element(el *Element) {
	name := XMLName(el.Name)
	x.dst = append(append(x.dst, '<'), name...)
	for i := range el.Attrs {
		x.attr(XMLName(el.Attrs[i].Name), el.Attrs[i].Value.Text())
	}
	if el.Value.IsNull() && len(el.Children) == 0 {
		x.dst = append(x.dst, "/>"...)
		return
	}
	x.dst = append(x.dst, '>')
	x.text(el.Value.Text())
	for i := range el.Children {
		x.element(&el.Children[i])
	}
	x.end(name)
}

func (x *xmlWriter) end(name string) {
	x.dst = append(append(append(x.dst, '<', '/'), name...), '>')
}

func (x *xmlWriter) number(name string, n uint64) {
	x.leaf(name, strconv.FormatUint(n, 10))
}

func (x *xmlWriter) leaf(name, text string) {
	x.dst = append(append(append(x.dst, '<'), name...), '>')
	x.text(text)
	x.end(name)
}

// empty writes an element that has attributes only; those without a value are
// left out.
func (x *xmlWriter) empty(name string, attrs ...string) {
	x.dst = append(append(x.dst, '<'), name...)
	for i := 0; i < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			x.attr(attrs[i], attrs[i+1])
		}
	}
	x.dst = append(x.dst, "/>"...)
}

func (x *xmlWriter) attr(name, value string) {
	x.dst = append(append(append(x.dst, ' '), name...), "='"...)
	x.dst = append(AppendXMLText(x.dst, value, true), '\'')
}

func (x *xmlWriter) text(s string) { x.dst = AppendXMLText(x.dst, s, false) }

// AppendXMLText appends s as text of an element or, if attr is set, of an
// attribute in single quotes.
func AppendXMLText(dst []byte, s string, attr bool) []byte {
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '<' && c != '>' && c != '&' && c != '\'' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = AppendXMLRune(append(dst, s[start:i]...), r, attr)
		i += n
		start = i
	}
	return append(dst, s[start:]...)
}

// AppendXMLRune appends one character of such text, in six bytes at most. A
// parser would make one line feed of a carriage return, and blanks of all line
// breaks in an attribute, so these are written as references; what XML cannot
// hold at all becomes U+FFFD.
func AppendXMLRune(dst []byte, r rune, attr bool) []byte {
	switch {
	case r == '&':
		return append(dst, "&amp;"...)
	case r == '<':
		return append(dst, "&lt;"...)
	case r == '>':
		return append(dst, "&gt;"...)
	case r == '\'' && attr:
		return append(dst, "&apos;"...)
	case r == '\r':
		return append(dst, "&#xD;"...)
	case r == '\n' && attr:
		return append(dst, "&#xA;"...)
	case r == '\t' && attr:
		return append(dst, "&#x9;"...)
	case r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff:
		r = utf8.RuneError
	}
	return utf8.AppendRune(dst, r)
}

// XMLName returns a name that XML allows. Those of Windows are of ASCII letters
// and pass as they are; a crafted log may name an element anything.
func XMLName(s string) string {
	colon := strings.IndexByte(s, ':')
	for i := range len(s) {
		if !xmlNameByte(s[i], i == 0 || i == colon+1) && (i != colon || i == 0 || i == len(s)-1) {
			return replaceXMLName(s)
		}
	}
	if s == "" {
		return "_"
	}
	return s
}

func xmlNameByte(c byte, first bool) bool {
	letter := c == '_' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
	return letter || !first && (c == '-' || c == '.' || c >= '0' && c <= '9')
}

func replaceXMLName(s string) string {
	name := []byte{'_'}
	for i := range len(s) {
		if xmlNameByte(s[i], false) {
			name = append(name, s[i])
		} else {
			name = append(name, '_')
		}
	}
	return string(name)
}

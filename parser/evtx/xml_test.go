package evtx_test

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
)

// xmlEvent is what encoding/xml finds in a rendered event.
type xmlEvent struct {
	System struct {
		Provider struct {
			Name   string `xml:"Name,attr"`
			GUID   string `xml:"Guid,attr"`
			Source string `xml:"EventSourceName,attr"`
		}
		EventID struct {
			Qualifiers string `xml:"Qualifiers,attr"`
			ID         string `xml:",chardata"`
		}
		Version, Level, Task, Opcode, Keywords string
		EventRecordID, Channel, Computer       string
		TimeCreated                            struct {
			SystemTime string `xml:"SystemTime,attr"`
		}
		Correlation struct {
			ActivityID        string `xml:"ActivityID,attr"`
			RelatedActivityID string `xml:"RelatedActivityID,attr"`
		}
		Execution struct {
			ProcessID string `xml:"ProcessID,attr"`
			ThreadID  string `xml:"ThreadID,attr"`
		}
		Security struct {
			UserID string `xml:"UserID,attr"`
		}
	}
	EventData *struct {
		Data []struct {
			Name *string `xml:"Name,attr"`
			Text string  `xml:",chardata"`
		}
		ComplexData []struct {
			Name *string `xml:"Name,attr"`
			Text string  `xml:",chardata"`
		}
		Binary string
	}
	UserData *struct {
		Root xmlNode `xml:",any"`
	}
}

type xmlNode struct {
	XMLName  xml.Name
	Text     string    `xml:",chardata"`
	Children []xmlNode `xml:",any"`
}

// TestXMLSaysWhatTheEventSays renders all records of the corpus as XML, reads
// that with another parser, and compares it with the decoded events: two ways
// through the reader that share little behind the slots.
func TestXMLSaysWhatTheEventSays(t *testing.T) {
	for _, c := range counts(t) {
		var events []*event.Event
		for v, d := range open(t, c.path).Records(evtx.Options{}) {
			if d == nil {
				if e, d := v.Event(); d == nil {
					events = append(events, e)
				}
			}
		}
		rendered := 0
		for text, d := range open(t, c.path).Render(evtx.XML, evtx.Options{Keep: undamaged}) {
			if d != nil {
				continue
			}
			dec := xml.NewDecoder(bytes.NewReader(text))
			for {
				var x xmlEvent
				if err := dec.Decode(&x); err != nil {
					break
				}
				if diff := compare(events[rendered], &x); diff != "" {
					t.Errorf("%s: record %d: %s", c.path, events[rendered].HeaderRecord, diff)
				}
				rendered++
			}
		}
		if rendered != len(events) {
			t.Errorf("%s: %d events as XML, %d decoded", c.path, rendered, len(events))
		}
	}
}

func undamaged(v *event.View) bool {
	_, d := v.Event()
	return d == nil
}

// compare returns the first field in which the two differ.
func compare(e *event.Event, x *xmlEvent) string {
	s := &x.System
	name, manifest := s.Provider.Name, ""
	if s.Provider.Source != "" && s.Provider.Source != name {
		name, manifest = s.Provider.Source, name
	}
	qualifiers := ""
	if e.HasQualifiers {
		qualifiers = strconv.Itoa(int(e.Qualifiers))
	}
	pairs := [][3]string{
		{"provider", e.Provider, name},
		{"manifest", e.Manifest, manifest},
		{"guid", e.ProviderGUID, strings.ToUpper(s.Provider.GUID)},
		{"id", number(uint64(e.EventID)), zero(s.EventID.ID)},
		{"qualifiers", qualifiers, s.EventID.Qualifiers},
		{"version", number(uint64(e.Version)), zero(s.Version)},
		{"level", number(uint64(e.Level)), zero(s.Level)},
		{"task", number(uint64(e.Task)), zero(s.Task)},
		{"opcode", number(uint64(e.Opcode)), zero(s.Opcode)},
		{"keywords", "0x" + strconv.FormatUint(e.Keywords, 16), s.Keywords},
		{"time", e.Time.String()[:23], s.TimeCreated.SystemTime[:23]},
		{"record", number(e.Record), zero(s.EventRecordID)},
		{"activity", e.ActivityID, strings.ToUpper(s.Correlation.ActivityID)},
		{"related", e.RelatedActivityID, strings.ToUpper(s.Correlation.RelatedActivityID)},
		{"process", number(uint64(e.ProcessID)), zero(s.Execution.ProcessID)},
		{"thread", number(uint64(e.ThreadID)), zero(s.Execution.ThreadID)},
		{"channel", e.Channel, s.Channel},
		{"computer", e.Computer, s.Computer},
		{"user", e.UserID, s.Security.UserID},
		{"data", dataOf(e), dataIn(x)},
	}
	for _, p := range pairs {
		if p[1] != p[2] {
			return p[0] + ": event " + strconv.Quote(p[1]) + ", XML " + strconv.Quote(p[2])
		}
	}
	return ""
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

func zero(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return "0"
	}
	return s
}

// plain replaces what XML cannot hold.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return '\ufffd'
		}
		return r
	}, s)
}

func dataOf(e *event.Event) string {
	var b strings.Builder
	for _, f := range e.Data {
		b.WriteString(plain(f.Name) + "=" + plain(f.Value.Text()) + "\n")
	}
	if e.UserData != nil {
		flatElement(&b, e.UserData)
	}
	if bin := event.Binary(e.Binary); len(e.Binary) > 0 {
		b.WriteString("binary=" + bin.Text())
	}
	return b.String()
}

func flatElement(b *strings.Builder, el *event.Element) {
	b.WriteString("<" + el.Name + ">" + strings.TrimSpace(plain(el.Value.Text())) + "\n")
	for i := range el.Children {
		flatElement(b, &el.Children[i])
	}
}

func dataIn(x *xmlEvent) string {
	var b strings.Builder
	if d := x.EventData; d != nil {
		params := 0
		for _, f := range append(d.Data, d.ComplexData...) {
			name := ""
			if f.Name != nil {
				name = *f.Name
			} else {
				params++
				name = event.Param(params)
			}
			b.WriteString(name + "=" + f.Text + "\n")
		}
	}
	if x.UserData != nil {
		flatNode(&b, &x.UserData.Root)
	}
	if d := x.EventData; d != nil && d.Binary != "" {
		b.WriteString("binary=" + d.Binary)
	}
	return b.String()
}

func flatNode(b *strings.Builder, n *xmlNode) {
	if n.XMLName.Local == "" {
		return
	}
	b.WriteString("<" + n.XMLName.Local + ">" + strings.TrimSpace(n.Text) + "\n")
	for i := range n.Children {
		flatNode(b, &n.Children[i])
	}
}

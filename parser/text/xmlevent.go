package text

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

// event reads the tree of an <Event> element. ref: the event schema of
// http://schemas.microsoft.com/win/2004/08/events/event
func (n *node) event() (*event.Event, error) {
	system := n.kid("System")
	if system == nil || system.kid("EventID") == nil {
		return nil, errors.New("an <Event> without <System> or <EventID>")
	}
	e := &event.Event{}
	system.system(e)
	for _, k := range n.kids {
		switch k.name {
		case "System":
		case "EventData", "BinaryEventData":
			k.eventData(e)
		case "UserData":
			if len(k.kids) > 0 {
				el := k.kids[0].element()
				e.UserData = &el
			}
		case "RenderingInfo":
			if m := k.kid("Message"); m != nil {
				e.Message = strings.TrimSpace(m.text)
			}
		default:
			e.Other = append(e.Other, k.element())
		}
	}
	return e, nil
}

// system reads the <System> element.
func (n *node) system(e *event.Event) {
	for _, k := range n.kids {
		switch k.name {
		case "Provider":
			k.provider(e)
			e.ProviderGUID = braced(k.attr("Guid"))
		case "EventID":
			id := k.number(k.text, 32)
			e.EventID, e.Qualifiers = uint16(id), uint16(id>>16)
			e.HasQualifiers = id > 0xFFFF // some writers leave them there
			if q := k.attr("Qualifiers"); q != "" {
				e.Qualifiers, e.HasQualifiers = uint16(k.number(q, 16)), true
			}
		case "Version":
			e.Version = uint8(k.number(k.text, 8))
		case "Level":
			e.Level = event.Level(k.number(k.text, 8))
		case "Task":
			e.Task = uint16(k.number(k.text, 16))
		case "Opcode":
			e.Opcode = uint8(k.number(k.text, 8))
		case "Keywords":
			e.Keywords = k.number(k.text, 64)
		case "TimeCreated":
			e.Time = systemTime(k.attr("SystemTime"))
		case "EventRecordID":
			e.Record = k.number(k.text, 64)
		case "Correlation":
			e.ActivityID, e.RelatedActivityID = braced(k.attr("ActivityID")), braced(k.attr("RelatedActivityID"))
		case "Execution":
			e.ProcessID, e.ThreadID = uint32(k.number(k.attr("ProcessID"), 32)), uint32(k.number(k.attr("ThreadID"), 32))
		case "Channel":
			e.Channel = strings.TrimSpace(k.text)
		case "Computer":
			e.Computer = strings.TrimSpace(k.text)
		case "Security":
			e.UserID = k.attr("UserID")
		}
	}
}

// provider takes the source name of a classic event if it has one: that is the
// name under which .evt logs and older systems know it.
func (n *node) provider(e *event.Event) {
	e.Provider = n.attr("Name")
	if classic := n.attr("EventSourceName"); classic != "" && classic != e.Provider {
		e.Provider, e.Manifest = classic, e.Provider
	}
}

// eventData reads <EventData>: named fields, or the insertion strings of a
// classic event, which have no names, and its data in hex.
func (n *node) eventData(e *event.Event) {
	e.DataName = n.attr("Name")
	strs := 0
	for _, k := range n.kids {
		name := k.attr("Name")
		switch {
		case k.name == "Binary":
			e.Binary, _ = hex.DecodeString(strings.TrimSpace(k.text))
		case k.name != "Data" && k.name != "ComplexData" || len(e.Data) >= maxFields:
			continue
		case name == "":
			strs++
			name = event.Param(strs)
			fallthrough
		default:
			e.Data = append(e.Data, event.Field{Name: name, Value: event.String(k.text)})
		}
	}
	if n.name == "BinaryEventData" {
		e.Binary, _ = hex.DecodeString(strings.TrimSpace(n.text))
	}
}

// element turns a node of <UserData> into the element of the event model.
func (n *node) element() event.Element {
	el := event.Element{Name: n.name}
	for _, a := range n.attrs {
		name := a.Name.Local
		if a.Name.Space == "xmlns" {
			name = "xmlns:" + name
		}
		el.Attrs = append(el.Attrs, event.Field{Name: name, Value: event.String(a.Value)})
	}
	for _, k := range n.kids {
		el.Children = append(el.Children, k.element())
	}
	if len(n.kids) == 0 && n.text != "" {
		el.Value = event.String(n.text)
	}
	return el
}

func (n *node) kid(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// number reads a number of an element, decimal or with 0x; 0 if it is none or
// too large, as a missing element is.
func (*node) number(s string, bits int) uint64 {
	v, err := strconv.ParseUint(strings.TrimSpace(s), 0, bits)
	if err != nil {
		return 0
	}
	return v
}

// systemTime reads the time of <TimeCreated>, which is in UTC.
func systemTime(s string) event.FILETIME {
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return event.FromTime(t)
	}
	st, ok := parseStamp(s)
	if !ok {
		return 0
	}
	t, ok := st.in(time.UTC, monthFirst)
	if !ok {
		return 0
	}
	return event.FromTime(t)
}

package evtxtest

import (
	"encoding/binary"
	"strconv"

	"culprit/parser/event"
)

const namespace = "http://schemas.microsoft.com/win/2004/08/events/event"

// Slots of the outer template, numbered as Windows numbers them.
const (
	slotLevel = iota
	slotOpcode
	slotTask
	slotEventID
	slotQualifiers
	slotKeywords
	slotTime
	slotActivity
	slotProcess
	slotThread
	slotRecord
	slotVersion
	slotUser
	slotRelated = 18
	slotPayload = 19
	slotCount   = 20
)

// document builds a tree together with the values for its slots, or, if it is
// plain, with the values as text.
type document struct {
	plain  bool
	values []value
}

// at gives a tree the place of a value: a slot, or its text.
func (d *document) at(id int, v value, typ byte, optional bool, text string) (*slot, string) {
	if d.plain {
		return nil, text
	}
	for len(d.values) <= id {
		d.values = append(d.values, value{})
	}
	d.values[id] = v
	return &slot{id: uint16(id), typ: typ, optional: optional}, ""
}

// element is an element that Windows leaves out when it has no value.
func (d *document) element(name string, id int, v value, text string) node {
	s, text := d.at(id, v, v.typ, true, text)
	return node{name: name, value: s, text: text, depends: s != nil}
}

// attribute is nil if it would be empty in a plain document.
func (d *document) attribute(name string, id int, v value, typ byte, text string) []attribute {
	if d.plain && text == "" {
		return nil
	}
	s, text := d.at(id, v, typ, true, text)
	return []attribute{{name: name, value: s, text: text}}
}

// event writes an event as the body of a record.
func (c *chunk) event(e *event.Event, opt *Options) error {
	d := document{plain: opt.Plain}
	system, err := d.system(e)
	if err != nil {
		return err
	}
	payload, err := newPayload(e, opt)
	if err != nil {
		return err
	}
	root := node{name: "Event", attrs: []attribute{{name: "xmlns", text: namespace}}, children: []node{system}}
	if opt.Plain {
		root.children = append(root.children, payload.root)
		if e.Message != "" {
			root.children = append(root.children, rendering(e.Message))
		}
		return c.plain(&root)
	}
	v := value{typ: typBinXML, nested: func() error { return c.instance(&payload.root, payload.values) }}
	s, _ := d.at(slotPayload, v, typBinXML, true, "")
	root.children = append(root.children, node{value: s})
	return c.instance(&root, d.values)
}

func rendering(message string) node {
	return node{
		name:     "RenderingInfo",
		attrs:    []attribute{{name: "Culture", text: "en-US"}},
		children: []node{{name: "Message", text: message}},
	}
}

// isClassic reports whether an event is one of the old interface, which does
// not know of versions, opcodes, processes and activities.
func isClassic(e *event.Event) bool {
	return e.HasQualifiers && e.ProviderGUID == "" && e.Version == 0 && e.Opcode == 0 &&
		e.ProcessID == 0 && e.ThreadID == 0 && e.ActivityID == "" && e.RelatedActivityID == ""
}

func (d *document) system(e *event.Event) (node, error) {
	user, err := encodeSID(e.UserID)
	if err != nil {
		return node{}, err
	}
	id := d.element("EventID", slotEventID, word(e.EventID), strconv.Itoa(int(e.EventID)))
	id.attrs = d.qualifiers(e)
	n := []node{provider(e), id}
	full := !isClassic(e)
	if full {
		n = append(n, d.element("Version", slotVersion, single(e.Version), strconv.Itoa(int(e.Version))))
	}
	n = append(n,
		d.element("Level", slotLevel, single(uint8(e.Level)), strconv.Itoa(int(e.Level))),
		d.element("Task", slotTask, word(e.Task), strconv.Itoa(int(e.Task))))
	if full {
		n = append(n, d.element("Opcode", slotOpcode, single(e.Opcode), strconv.Itoa(int(e.Opcode))))
	}
	n = append(n,
		d.element("Keywords", slotKeywords, quad(typHex64, e.Keywords), "0x"+strconv.FormatUint(e.Keywords, 16)),
		node{name: "TimeCreated", attrs: d.time(e.Time)},
		d.element("EventRecordID", slotRecord, quad(typUint64, e.Record), strconv.FormatUint(e.Record, 10)))
	if full {
		correlation, err := d.correlation(e)
		if err != nil {
			return node{}, err
		}
		n = append(n, correlation, d.execution(e))
	}
	n = append(n,
		node{name: "Channel", text: e.Channel},
		node{name: "Computer", text: e.Computer},
		node{name: "Security", attrs: d.attribute("UserID", slotUser, user, typSID, e.UserID)})
	return node{name: "System", children: n}, nil
}

// provider is spelled out in the template: all its events share it.
func provider(e *event.Event) node {
	attrs := []attribute{{name: "Name", text: e.Provider}}
	if e.ProviderGUID != "" {
		attrs = append(attrs, attribute{name: "Guid", text: e.ProviderGUID})
	}
	return node{name: "Provider", attrs: attrs}
}

func (d *document) qualifiers(e *event.Event) []attribute {
	if !e.HasQualifiers {
		return d.attribute("Qualifiers", slotQualifiers, value{}, typUint16, "")
	}
	return d.attribute("Qualifiers", slotQualifiers, word(e.Qualifiers), typUint16, strconv.Itoa(int(e.Qualifiers)))
}

func (d *document) time(t event.FILETIME) []attribute {
	v := quad(typFileTime, uint64(t))
	if t == 0 {
		v = value{}
	}
	return d.attribute("SystemTime", slotTime, v, typFileTime, t.String())
}

func (d *document) correlation(e *event.Event) (node, error) {
	activity, err := encodeGUID(e.ActivityID)
	if err != nil {
		return node{}, err
	}
	related, err := encodeGUID(e.RelatedActivityID)
	attrs := append(
		d.attribute("ActivityID", slotActivity, activity, typGUID, e.ActivityID),
		d.attribute("RelatedActivityID", slotRelated, related, typGUID, e.RelatedActivityID)...)
	return node{name: "Correlation", attrs: attrs}, err
}

func (d *document) execution(e *event.Event) node {
	attrs := append(
		d.attribute("ProcessID", slotProcess, double(e.ProcessID), typUint32, strconv.FormatUint(uint64(e.ProcessID), 10)),
		d.attribute("ThreadID", slotThread, double(e.ThreadID), typUint32, strconv.FormatUint(uint64(e.ThreadID), 10))...)
	return node{name: "Execution", attrs: attrs}
}

func single(u uint8) value { return value{typ: typUint8, bytes: []byte{u}} }
func word(u uint16) value {
	return value{typ: typUint16, bytes: binary.LittleEndian.AppendUint16(nil, u)}
}

func double(u uint32) value {
	return value{typ: typUint32, bytes: binary.LittleEndian.AppendUint32(nil, u)}
}

func quad(typ byte, u uint64) value {
	return value{typ: typ, bytes: binary.LittleEndian.AppendUint64(nil, u)}
}

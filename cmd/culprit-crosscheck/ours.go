package main

import (
	"encoding/hex"
	"fmt"
	"strings"

	"culprit/parser/event"
)

// mismatch is a field that our reader has otherwise than the bytes.
type mismatch struct {
	field, bytes, ours string
	unfit              bool // the value is none that the field can hold, and ours is empty
}

// judge compares an event of our reader with the elements that the bytes of
// its record make.
type judge struct {
	e     *event.Event
	wrong []mismatch
}

// compareOurs returns what of an event is not as the bytes have it.
func compareOurs(e *event.Event, root *elem) []mismatch {
	j := judge{e: e}
	if root.name != "Event" {
		root = &elem{name: "Event", kids: []*elem{root}}
	}
	var others []leaf
	for _, sec := range root.kids {
		switch sec.name {
		case "System":
			others = append(others, j.system(sec)...)
		case "EventData":
			j.eventData(sec)
		case "BinaryEventData":
			j.same("BinaryEventData", hexOf(sec.value), event.Binary(e.Binary))
		default:
			others = append(others, payload(sec)...)
		}
	}
	j.elements(others)
	return j.wrong
}

func (j *judge) differ(field, bytes, ours string) {
	j.wrong = append(j.wrong, mismatch{field: field, bytes: bytes, ours: ours})
}

// same compares two values; a kind of its own matters too.
func (j *judge) same(field string, bytes, ours event.Value) {
	if b, o := bytes.Text(), ours.Text(); b != o || bytes.Kind() != ours.Kind() {
		j.differ(field, b, o)
	}
}

// eventData compares the entries one by one, by name and order.
func (j *judge) eventData(sec *elem) {
	if name, _ := sec.attr("Name"); name != j.e.DataName {
		j.differ("EventData@Name", name, j.e.DataName)
	}
	var binary event.Value
	want := entries(sec, &binary)
	j.same("EventData/Binary", binary, ourBinary(j.e))
	for i := range max(len(want), len(j.e.Data)) {
		var w, o event.Field
		if i < len(want) {
			w = want[i]
		}
		if i < len(j.e.Data) {
			o = j.e.Data[i]
		}
		field := fmt.Sprintf("EventData/Data[%s]", w.Name)
		if w.Name != o.Name {
			j.differ(fmt.Sprintf("EventData, name %d", i+1), w.Name, o.Name)
			return // what follows is shifted
		}
		j.same(field, w.Value, o.Value)
	}
}

func ourBinary(e *event.Event) event.Value {
	if len(e.Binary) == 0 {
		return event.Value{}
	}
	return event.Binary(e.Binary)
}

// entries lists event data as package event has it: unnamed entries are
// param1, param2, …; structured ones are given by their leaves; Binary stands
// apart.
func entries(sec *elem, binary *event.Value) (list []event.Field) {
	params := 0
	for _, k := range sec.kids {
		name, named := k.attr("Name")
		switch {
		case len(k.kids) > 0:
			list = append(list, bottom(k)...)
			continue
		case k.name == "Binary" && !named:
			v := hexOf(k.value)
			if v.IsNull() || v.Kind() == event.KindBinary && len(v.Bytes()) == 0 {
				continue
			}
			if v.Kind() == event.KindBinary && binary.IsNull() {
				*binary = v
				continue
			}
			list = append(list, event.Field{Name: k.name, Value: v})
			continue
		case named:
		case k.name == "Data":
			params++
			name = event.Param(params)
		default:
			name = k.name
		}
		list = append(list, event.Field{Name: name, Value: k.value})
	}
	return list
}

// bottom lists the elements below el that hold values.
func bottom(el *elem) (list []event.Field) {
	for _, k := range el.kids {
		if len(k.kids) > 0 {
			list = append(list, bottom(k)...)
			continue
		}
		name, ok := k.attr("Name")
		if !ok {
			name = k.name
		}
		list = append(list, event.Field{Name: name, Value: k.value})
	}
	return list
}

// hexOf returns bytes that may stand as hex in a text.
func hexOf(v event.Value) event.Value {
	if v.Kind() == event.KindString {
		if b, err := hex.DecodeString(v.Text()); err == nil {
			return event.Binary(b)
		}
	}
	return v
}

// payload lists the leaves of a section that holds the provider's own element.
// The namespace of the section itself is none of them.
func payload(sec *elem) (list []leaf) {
	bare := &elem{name: sec.name, value: sec.value, kids: sec.kids}
	for _, a := range sec.attrs {
		if a.Name != "xmlns" {
			bare.attrs = append(bare.attrs, a)
		}
	}
	return bare.leaves(nil, sec.name)
}

// elements compares what has no field of its own with the elements of the
// event, in the order of the bytes.
func (j *judge) elements(want []leaf) {
	left := map[leafKey]int{}
	for _, l := range j.ourLeaves() {
		left[keyOf(l)]++
	}
	for _, l := range want {
		if k := keyOf(l); left[k] > 0 {
			left[k]--
		} else if _, name, ok := strings.Cut(l.path, "/Message"); !ok || name != "" || l.value.Text() != j.e.Message {
			j.differ(l.path, l.value.Text(), "")
		}
	}
	for _, l := range j.ourLeaves() {
		if k := keyOf(l); left[k] > 0 {
			left[k]--
			j.differ(l.path, "", l.value.Text())
		}
	}
}

type leafKey struct {
	path string
	kind event.Kind
	text string
}

// keyOf leaves out the section of user data, as our reader does.
func keyOf(l leaf) leafKey {
	return leafKey{strings.TrimPrefix(l.path, "UserData/"), l.value.Kind(), l.value.Text()}
}

// ourLeaves lists what the event holds as elements, by the paths of the log.
func (j *judge) ourLeaves() (list []leaf) {
	if u := j.e.UserData; u != nil {
		list = append(list, fromEvent(u).leaves(nil, u.Name)...)
	}
	for i := range j.e.Other {
		list = append(list, payload(fromEvent(&j.e.Other[i]))...)
	}
	return list
}

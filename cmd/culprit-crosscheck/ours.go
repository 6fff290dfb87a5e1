package main

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

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

// system compares the system section and returns the leaves that have no field
// of their own.
func (j *judge) system(sec *elem) (rest []leaf) {
	all := sec.leaves(nil, "")
	times := map[string]int{} // an array makes an element of each item
	for _, l := range all {
		times[l.path]++
	}
	for _, l := range all {
		name := strings.TrimPrefix(l.path, "/")
		compare, ok := systemFields[name]
		switch {
		case ok:
			if ours, same := compare(j.e, l.value); !same {
				j.differ("System/"+name, l.value.Text(), ours)
				j.wrong[len(j.wrong)-1].unfit = times[l.path] > 1 || !fits(name, l.value)
			}
		case !strings.HasSuffix(name, "@xmlns"):
			rest = append(rest, leaf{"System/" + name, l.value})
		}
	}
	return rest
}

// systemField tells what our reader has for a value, and whether it is that.
type systemField func(e *event.Event, v event.Value) (ours string, same bool)

var systemFields = map[string]systemField{
	"Provider@Name":                 text(func(e *event.Event) string { return manifestName(e) }),
	"Provider@EventSourceName":      text(func(e *event.Event) string { return e.Provider }),
	"Provider@Guid":                 upper(func(e *event.Event) string { return e.ProviderGUID }),
	"EventID":                       eventID,
	"EventID@Qualifiers":            number(func(e *event.Event) uint64 { return uint64(e.Qualifiers) }),
	"Version":                       number(func(e *event.Event) uint64 { return uint64(e.Version) }),
	"Level":                         number(func(e *event.Event) uint64 { return uint64(e.Level) }),
	"Task":                          number(func(e *event.Event) uint64 { return uint64(e.Task) }),
	"Opcode":                        number(func(e *event.Event) uint64 { return uint64(e.Opcode) }),
	"Keywords":                      number(func(e *event.Event) uint64 { return e.Keywords }),
	"TimeCreated@SystemTime":        timeCreated,
	"EventRecordID":                 number(func(e *event.Event) uint64 { return e.Record }),
	"Correlation@ActivityID":        upper(func(e *event.Event) string { return e.ActivityID }),
	"Correlation@RelatedActivityID": upper(func(e *event.Event) string { return e.RelatedActivityID }),
	"Execution@ProcessID":           number(func(e *event.Event) uint64 { return uint64(e.ProcessID) }),
	"Execution@ThreadID":            number(func(e *event.Event) uint64 { return uint64(e.ThreadID) }),
	"Channel":                       text(func(e *event.Event) string { return e.Channel }),
	"Computer":                      text(func(e *event.Event) string { return e.Computer }),
	"Security@UserID":               text(func(e *event.Event) string { return e.UserID }),
}

func manifestName(e *event.Event) string {
	if e.Manifest != "" {
		return e.Manifest
	}
	return e.Provider
}

func text(get func(*event.Event) string) systemField {
	return func(e *event.Event, v event.Value) (string, bool) {
		ours := get(e)
		return ours, ours == v.Text()
	}
}

func upper(get func(*event.Event) string) systemField {
	return func(e *event.Event, v event.Value) (string, bool) {
		ours := get(e)
		return ours, ours == strings.ToUpper(v.Text())
	}
}

func number(get func(*event.Event) uint64) systemField {
	return func(e *event.Event, v event.Value) (string, bool) {
		ours := get(e)
		want, ok := asNumber(v)
		return strconv.FormatUint(ours, 10), ok && want == ours
	}
}

// asNumber reads a number of any type, or of bytes that could be one.
func asNumber(v event.Value) (uint64, bool) {
	switch k := v.Kind(); {
	case k == event.KindBool || k == event.KindTime || k == event.KindInt:
		return v.Uint64(), true
	case k == event.KindList && len(v.Items()) == 1:
		return asNumber(v.Items()[0])
	case k == event.KindBinary:
		b := make([]byte, 8)
		n := copy(b, v.Bytes())
		return le.Uint64(b), n == len(v.Bytes())
	}
	n, err := strconv.ParseUint(strings.TrimSpace(v.Text()), 0, 64)
	return n, err == nil
}

// fits reports whether a value is one that a system field can hold.
func fits(name string, v event.Value) bool {
	bits, isNumber := numberBits[name]
	switch {
	case name == "TimeCreated@SystemTime":
		_, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(v.Text()))
		return v.Kind() == event.KindTime || err == nil
	case !isNumber:
		return true
	}
	switch v.Kind() {
	case event.KindBinary, event.KindList, event.KindGUID, event.KindSID, event.KindFloat32, event.KindFloat64:
		return false
	default:
	}
	n, ok := asNumber(v)
	return ok && n>>(bits-1)>>1 == 0
}

// numberBits is how wide the numbers of the system section are.
var numberBits = map[string]int{
	"EventID": 32, "EventID@Qualifiers": 16, "Version": 8, "Level": 8, "Task": 16, "Opcode": 8, "Keywords": 64,
	"EventRecordID": 64, "Execution@ProcessID": 32, "Execution@ThreadID": 32,
}

// eventID allows for qualifiers in the upper half.
func eventID(e *event.Event, v event.Value) (string, bool) {
	want, ok := asNumber(v)
	ours := uint64(e.EventID)
	if want > 0xffff {
		ours = uint64(e.Code())
	}
	return strconv.FormatUint(ours, 10), ok && want == ours
}

func timeCreated(e *event.Event, v event.Value) (string, bool) {
	if v.Kind() == event.KindTime {
		return e.Time.String(), e.Time == event.FILETIME(v.Uint64())
	}
	want, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(v.Text()))
	return e.Time.String(), err == nil && event.FromTime(want) == e.Time
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

package main

import (
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

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

package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"culprit/parser/event"
)

// agrees reports whether what golang-evtx has for a value, decoded from JSON,
// is that value. Numbers and truth values are texts there, GUIDs have no
// braces, hex is padded, times have no zeros at the end.
func agrees(v event.Value, got any) bool {
	if v.Kind() == event.KindList {
		return agreesList(v.Items(), got)
	}
	if n, ok := got.(json.Number); ok {
		return v.Text() == n.String()
	}
	s, ok := got.(string)
	if !ok {
		return v.IsNull() && got == nil
	}
	switch v.Kind() {
	case event.KindNull:
		return s == ""
	case event.KindHex32, event.KindHex64:
		u, err := strconv.ParseUint(s, 0, 64)
		return err == nil && u == v.Uint64()
	case event.KindFloat32, event.KindFloat64:
		f, err := strconv.ParseFloat(s, 64)
		want, _ := strconv.ParseFloat(v.Text(), 64)
		return err == nil && f == want
	case event.KindGUID:
		return s == strings.Trim(v.Text(), "{}")
	case event.KindTime:
		return s == event.FILETIME(v.Uint64()).Time().Format(time.RFC3339Nano)
	default:
		return s == v.Text()
	}
}

func agreesList(items []event.Value, got any) bool {
	list, ok := got.([]any)
	if !ok || len(list) != len(items) {
		return got == nil && len(items) == 0
	}
	for i := range items {
		if !agrees(items[i], list[i]) {
			return false
		}
	}
	return true
}

// peerShown is how a value of golang-evtx is shown to a person.
func peerShown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return err.Error()
		}
		return string(b)
	}
}

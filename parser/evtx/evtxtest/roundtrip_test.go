package evtxtest_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

func read(t *testing.T, file []byte) []event.Event {
	t.Helper()
	log, err := evtx.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "log.evtx"})
	if err != nil {
		t.Fatal(err)
	}
	var events []event.Event
	for v, d := range log.Records(evtx.Options{}) {
		if d != nil {
			t.Fatal(d)
		}
		e, d := v.Event()
		if d != nil {
			t.Fatal(d)
		}
		e.Source, e.Offset = nil, 0
		events = append(events, *e)
	}
	return events
}

// TestRoundTrip reads logs with our own reader, which tells all types apart.
func TestRoundTrip(t *testing.T) {
	for name, opt := range map[string]evtxtest.Options{
		"default": {}, "small chunks": {PerChunk: 7}, "version 3.2": {Minor: 2}, "no checksums": {NoChecksums: true},
		"dirty": {Dirty: true, PerChunk: 9, Spare: 3},
	} {
		t.Run(name, func(t *testing.T) {
			events := story(400)
			got := read(t, write(t, events, opt))
			for i := range events {
				e := &events[i]
				e.HeaderRecord, e.Written = e.Record, e.Time
				nameData(e)
			}
			if diff := cmp.Diff(events, got, cmp.AllowUnexported(event.Value{})); diff != "" {
				t.Errorf("-written +read:\n%.4000s", diff)
			}
		})
	}
}

// nameData names the datum without a name as readers do.
func nameData(e *event.Event) {
	if n := len(e.Data); n > 0 && e.Data[n-1].Name == "" {
		e.Data[n-1].Name = event.Param(1)
	}
}

// TestPlain reads records without templates: their values are text, so only
// the text is compared.
func TestPlain(t *testing.T) {
	events := story(40)
	for i := range events {
		events[i].Message = "What happened."
	}
	got := read(t, write(t, events, evtxtest.Options{Plain: true}))
	if len(got) != len(events) {
		t.Fatalf("%d events of %d", len(got), len(events))
	}
	for i := range events {
		nameData(&events[i])
		if diff := cmp.Diff(texts(&events[i]), texts(&got[i])); diff != "" {
			t.Errorf("event %d: -written +read:\n%s", i, diff)
		}
	}
}

func texts(e *event.Event) []string {
	lines := []string{describe(e), e.Message}
	if e.UserData != nil {
		userLines(&lines, "", e.UserData)
	}
	return lines
}

package evt_test

import (
	"bytes"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evt"
	"culprit/parser/evt/evttest"
)

// BenchmarkRecords reads a log of 100,000 records: their views alone, and all
// of them decoded.
func BenchmarkRecords(b *testing.B) {
	file := write(b, story(100_000), evttest.Options{})
	log, err := evt.Open(bytes.NewReader(file), int64(len(file)), &event.Source{Path: "SysEvent.Evt"})
	if err != nil {
		b.Fatal(err)
	}
	for name, want := range map[string]event.Want{
		"views":  nil,
		"events": func(string, string, uint16) bool { return true },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			for b.Loop() {
				records := 0
				for v, d := range log.Records(evt.Options{Want: want}) {
					if d != nil || want != nil && v.Full == nil {
						b.Fatal(d)
					}
					records++
				}
				if records != 100_000 {
					b.Fatal(records)
				}
			}
		})
	}
}

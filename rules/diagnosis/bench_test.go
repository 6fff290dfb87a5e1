package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
)

// BenchmarkRules diagnoses one log with few and with many rules. A rule costs
// when it is loaded, not with each record.
func BenchmarkRules(b *testing.B) {
	src := &event.Source{Path: "System.evtx"}
	var events []*event.Event
	for i := range 50_000 {
		events = append(events, &event.Event{Header: event.Header{
			Source: src, Computer: "H", Channel: "System", Provider: fmt.Sprint("P", i%50), EventID: uint16(i % 300),
			Record: uint64(i + 1), Time: event.FromUnix(int64(1e9+i), 0), Level: event.Information,
		}})
	}
	for _, n := range []int{100, 5000} {
		var texts []string
		for i := range n {
			text := strings.ReplaceAll(head, "problem: p", fmt.Sprint("problem: p", i))
			texts = append(texts, strings.ReplaceAll(text, "Provider_Name: App", fmt.Sprint("Provider_Name: App", i)))
		}
		set := ruleSet(b, texts...)
		b.Run(fmt.Sprint("new/", n), func(b *testing.B) {
			for b.Loop() {
				diagnosis.New(set, diagnosis.Options{})
			}
		})
		b.Run(fmt.Sprint("run/", n), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				c := diagnosis.New(set, diagnosis.Options{})
				b.StartTimer()
				tally := c.Begin(src)
				for _, e := range events {
					tally.Add(event.ViewOf(e))
				}
				tally.End(diagnosis.Facts{})
				c.Result()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(events)), "ns/record")
		})
	}
}

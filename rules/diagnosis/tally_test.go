package diagnosis_test

import (
	"testing"

	"culprit/parser/event"
	"culprit/rules/diagnosis"
)

// views are records of a busy server that no rule asks for.
func views() []event.View {
	kinds := []struct {
		provider string
		id       uint16
		level    event.Level
	}{
		{"Service Control Manager", 7036, event.Information},
		{"Microsoft-Windows-GroupPolicy", 1500, event.Information},
		{"Microsoft-Windows-DNS-Client", 1014, event.Warning},
		{"Microsoft-Windows-Winlogon", 7001, event.Information},
	}
	src := &event.Source{Path: "System.evtx", Format: "evtx"}
	all := make([]event.View, 1000)
	for i := range all {
		k := kinds[i%len(kinds)]
		all[i] = event.View{Header: event.Header{
			Source: src, Computer: "SRV01.example.org", Channel: "System", Provider: k.provider, EventID: k.id, Level: k.level,
		}}
	}
	return all
}

// number gives the records the numbers and times that follow.
func number(all []event.View, from uint64) {
	const start = event.FILETIME(131_000_000_000_000_000)
	for i := range all {
		all[i].Record = from + uint64(i)
		all[i].Time = start + event.FILETIME(all[i].Record*10_000_000)
	}
}

// TestSkipPath holds what a record costs that nobody asks for to nothing.
func TestSkipPath(t *testing.T) {
	all := views()
	for i := range all {
		all[i].Level = event.Information
	}
	tally := diagnosis.New(builtins(t), diagnosis.Options{}).Begin(all[0].Source)
	record := uint64(1)
	feed := func() {
		number(all, record)
		record += uint64(len(all))
		for i := range all {
			tally.Add(&all[i])
		}
	}
	feed()
	if n := testing.AllocsPerRun(20, feed); n > 0 {
		t.Errorf("%g allocations for %d records", n, len(all))
	}
}

func BenchmarkAdd(b *testing.B) {
	all := views()
	tally := diagnosis.New(builtins(b), diagnosis.Options{}).Begin(all[0].Source)
	record := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		number(all, record)
		record += uint64(len(all))
		for i := range all {
			tally.Add(&all[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/record")
}

package text_test

import (
	"bytes"
	"os"
	"testing"

	"culprit/parser/text"
)

// BenchmarkRecords reads samples repeated to some megabytes.
func BenchmarkRecords(b *testing.B) {
	for _, name := range []string{
		"ipsec-2003-en.txt", "ipsec-2003-ru-1251.txt", "saved-2003-en.tsv", "get-winevent.csv", "wevtutil.xml",
		"evtx-dump.jsonl", "get-eventlog-list.txt",
	} {
		one, err := os.ReadFile("testdata/" + name)
		if err != nil {
			b.Fatal(err)
		}
		in := bytes.Repeat(one, 2<<20/len(one))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n = 0
				for v, damage := range open(b, name, in, text.Options{}).Records() {
					if damage == nil && v.EventID != 0 {
						n++
					}
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

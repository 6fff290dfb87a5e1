package parser

import (
	"testing"

	"culprit/parser/event"
)

// TestDumpAlone reads the data of an event that somebody saved without it.
func TestDumpAlone(t *testing.T) {
	tree(t, map[string]string{"data.txt": `0000: 00 00 00 00 01 00 54 00   ......T.
0008: 00 00 00 00 c4 10 00 c0   ........
0010: 01 00 00 00 00 00 00 00   ........
0018: 00 00 00 00 00 00 00 00   ........
0020: 00 00 00 00 00 00 00 00   ........
`})
	in := find(t, "data.txt").Inputs[0]
	log, err := in.Open(OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	n := 0
	for v, d := range log.Records(Options{}) {
		n++
		if d != nil || v.Provider != "IPSec" || v.Code() != 0xC00010C4 || v.Level != event.Error {
			t.Errorf("%+v, %v", v, d)
		}
	}
	if n != 1 || in.Source.Format != "hex" {
		t.Errorf("%d records, format %q", n, in.Source.Format)
	}
}

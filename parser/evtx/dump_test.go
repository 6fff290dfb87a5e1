package evtx_test

import (
	"bytes"
	"testing"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// TestDump holds the reader to the bytes: each golden is a log byte by byte,
// with what the reader makes of it.
func TestDump(t *testing.T) {
	classic := event.Event{
		Header: event.Header{
			Time: 127_000_000_000_000_000, Written: 127_000_000_000_000_001, Computer: "SRV01", Channel: "System",
			Provider: "Service Control Manager", EventID: 7023, Qualifiers: 0xc000, HasQualifiers: true, Level: event.Error,
		},
		Data: []event.Field{{Name: "param1", Value: event.String("IPSEC Services")}, {Name: "param2", Value: event.String("%%2")}},
	}
	tests := []struct {
		name string
		opt  evtxtest.Options
		off  int64
		harm func([]byte) []byte
	}{
		{"classic", evtxtest.Options{}, -1, nil},
		{"plain", evtxtest.Options{Plain: true}, 0x1200, nil},
		{"cut", evtxtest.Options{}, 0x1200, func(b []byte) []byte { return b[:0x1400] }},
		{"no-template", evtxtest.Options{}, 0x1200, func(b []byte) []byte {
			copy(b[0x1200+24+14+20:], "\xff\xff\xff\xff") // the size of the definition
			return b
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data, err := evtxtest.Write([]event.Event{classic}, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if tt.harm != nil {
				data = tt.harm(data)
			}
			var out bytes.Buffer
			if err := evtx.Dump(&out, bytes.NewReader(data), int64(len(data)), tt.off); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, "testdata/dump-"+tt.name+".txt", out.Bytes())
		})
	}
}

package parser

import (
	"bytes"
	"io"
	"os"
	"testing"
)

// FuzzArchive takes anything for standard input: whatever it is, and whatever
// is in it, is listed and read without panic and within bounds.
func FuzzArchive(f *testing.F) {
	logs := []member{{name: "a.evtx", content: evtxHead}, {name: "b.txt", content: textHead, stored: true}}
	for _, name := range []string{"ipsec-2003/SysEvent.Evt", "healthy/System.evtx", "ipsec-2003-ru/paste.txt"} {
		content, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
		f.Add([]byte(zipOf(f, member{name: name, content: string(content)})))
	}
	f.Add([]byte(zipOf(f, logs...)))
	f.Add([]byte(tarOf(f, logs...)))
	f.Add([]byte(gzipOf(f, tarOf(f, logs...))))
	f.Add([]byte(zipOf(f, member{name: "in.zip", content: zipOf(f, logs...)})))
	f.Fuzz(func(t *testing.T, data []byte) {
		found := Expand(t.Context(), []string{Stdin}, bytes.NewReader(data))
		if len(found.Inputs)+len(found.Errors) == 0 {
			t.Error("neither inputs nor errors")
		}
		for _, in := range found.Inputs {
			log, err := in.Open(OpenOptions{})
			if err != nil {
				continue
			}
			records := 0
			for v, d := range log.Records(Options{}) {
				if (v == nil) == (d == nil) {
					t.Fatal("neither a record nor damage, or both")
				}
				if records++; records > len(data)+int(in.Bytes)+10 {
					t.Fatal("more records than bytes")
				}
			}
			log.Close()
			_ = in.Dump(io.Discard, Part{Kind: AtOffset, N: in.Bytes / 2}) // any answer will do
			_ = in.Dump(io.Discard, Part{})
		}
		for _, in := range Carve(t.Context(), []string{Stdin}, bytes.NewReader(data)).Inputs {
			log, err := in.Open(OpenOptions{})
			if err != nil {
				continue
			}
			for v, d := range log.Records(Options{Slack: true}) {
				if d == nil {
					_, _ = v.Event()
				}
			}
			log.Close()
		}
	})
}

// FuzzDetect holds Detect to its word: it takes any bytes, and a log stays one
// however much of it is shown beyond what it wants.
func FuzzDetect(f *testing.F) {
	for _, m := range magics {
		f.Add(append(make([]byte, m.offset), m.bytes...))
	}
	f.Add([]byte(textHead))
	f.Add([]byte("0000: 00 00 00 00 01 00 54 00\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := Detect(data)
		if got == "" {
			t.Error("no format")
		}
		if (got == EVTX || got == EVT) && len(data) >= Sniffed && Detect(data[:Sniffed]) != got {
			t.Errorf("%s only beyond what Detect wants", got)
		}
	})
}

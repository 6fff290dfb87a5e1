package evtx

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx/evtxtest"
)

// amplified makes a chunk of two records. The second has, in place of its event
// data, as many instances of the template of the first one's as fit.
func amplified(t *testing.T) []byte {
	t.Helper()
	e := event.Event{
		Header:       event.Header{Channel: "System", Provider: "P", EventID: 1, Time: 133e15},
		ProviderGUID: "{11111111-2222-3333-4444-555555555555}",
	}
	for i := range 90 {
		e.Data = append(e.Data, event.Field{Name: fmt.Sprintf("A%0100d", i), Value: event.Uint(1)})
	}
	data, err := evtxtest.Write([]event.Event{e}, evtxtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := data[fileBlockSize:]
	r := newReader(NewTemplates(), &Options{})
	r.setChunk(c, 0, &Log{src: &event.Source{}})
	w := newWalker(c)
	rec, _, _ := w.next()
	in, flaw := r.begin(rec)
	if flaw != nil || in.n < 20 {
		t.Fatalf("%v, %d values", flaw, in.n)
	}
	nested := r.stack[in.base+19]
	id, def, _ := instanceHead(c, int(nested.off)+fragmentHeaderSize, len(c))
	rootID, rootDef, _ := instanceHead(c, rec.off+recordHeader+fragmentHeaderSize, len(c))

	at := rec.off + rec.size
	put32 := func(n uint32) { le.PutUint32(c[at:], n); at += 4 }
	head := func(id uint32, def int) {
		at += copy(c[at:], []byte{tokenInstance, 1})
		put32(id)
		put32(uint32(def))
	}
	start := at
	at += recordHeader
	at += copy(c[at:], []byte{tokenFragment, 1, 1, 0})
	head(rootID, rootDef)
	room := len(c) - at - 4 - 20*4 - recordTrailer
	count := room / (instanceHeader + 4)
	put32(20)
	for range 19 {
		put32(0)
	}
	put32(uint32(count*(instanceHeader+4)) | typeBinXML<<16)
	for range count {
		head(id, def)
		put32(0) // no values
	}
	size := at + recordTrailer - start
	copy(c[start:], recordSignature)
	le.PutUint32(c[start+4:], uint32(size))
	le.PutUint64(c[start+8:], 2)
	le.PutUint64(c[start+16:], 133e15)
	put32(uint32(size))
	le.PutUint32(c[48:], uint32(at))
	t.Logf("%d instances of a template of 90 fields", count)
	return data
}

// TestAmplification reads a record of 32 KB that would be 30 MB of JSON.
func TestAmplification(t *testing.T) {
	data := amplified(t)
	for name, read := range map[string]func(*Log) []byte{
		"decoded":  func(l *Log) []byte { return decodeAll(l, Options{}) },
		"rendered": func(l *Log) []byte { out, _ := renderAll(l, JSONL, Options{}); return out },
	} {
		l, err := Open(bytes.NewReader(data), int64(len(data)), &event.Source{})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		out := read(l)
		runtime.ReadMemStats(&after)
		if !strings.Contains(string(out), "expands to more than any real event") {
			t.Errorf("%s: the limit is not told of", name)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 128<<20 || len(out) > 20<<20 {
			t.Errorf("%s: %d MB allocated, %d MB written", name, grown>>20, len(out)>>20)
		}
	}
}

package evtx_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// rendered joins what Render yields, with damage in its place.
func rendered(l *evtx.Log, f evtx.Format, opt evtx.Options) []byte {
	var out []byte
	for text, d := range l.Render(f, opt) {
		if d != nil {
			text = fmt.Appendln(nil, d)
		}
		out = append(out, text...)
	}
	return out
}

// firstDiff shows where two texts of lines part.
func firstDiff(a, b []byte) string {
	la, lb := bytes.SplitAfter(a, []byte("\n")), bytes.SplitAfter(b, []byte("\n"))
	for i := range min(len(la), len(lb)) {
		if !bytes.Equal(la[i], lb[i]) {
			return fmt.Sprintf("line %d:\n%s%s", i+1, la[i], lb[i])
		}
	}
	return fmt.Sprintf("%d lines and %d", len(la), len(lb))
}

// TestLanesAgree compares lines written straight from the chunk with those of
// the decoded event.
func TestLanesAgree(t *testing.T) {
	for _, c := range counts(t) {
		fast := rendered(open(t, c.path), evtx.JSONL, evtx.Options{})
		slow := lines(t, open(t, c.path), evtx.Options{})
		if !bytes.Equal(fast, slow) {
			t.Errorf("%s: %s", c.path, firstDiff(fast, slow))
		}
	}
}

// TestPlainLanesAgree does the same for forwarded events, which have no
// templates but messages.
func TestPlainLanesAgree(t *testing.T) {
	head := event.Header{
		Time: 131_000_000_001_234_567, Written: 131_000_000_000_000_009, Computer: "SRV01", Channel: "ForwardedEvents",
		Provider: "Test \"quoted\" & <odd>", EventID: 4292, Level: event.Error,
	}
	events := []event.Event{
		{Header: head, Message: "The \"driver\"\r\nhas entered Block mode.", Keywords: 0x80000000000000, UserID: "S-1-5-18", ProcessID: 4},
		{Header: head, Data: []event.Field{
			{Name: "param1", Value: event.String("C:\\")},
			{Name: "param2", Value: event.String("")},
			{Name: "Named", Value: event.Int(-7)},
			{Name: "Null"},
		}, Binary: []byte{0, 0xab}, Message: "m"},
		{Header: head, UserData: &event.Element{Name: "Op", Children: []event.Element{
			{Name: "A", Value: event.String("x")}, {Name: "B", Children: []event.Element{{Name: "C"}}},
		}}},
		{Header: head, DataName: "Set", ActivityID: "{A1B2C3D4-0000-0000-0000-00000000000F}"},
	}
	data, err := evtxtest.Write(events, evtxtest.Options{Plain: true})
	if err != nil {
		t.Fatal(err)
	}
	fast := rendered(openBytes(t, data), evtx.JSONL, evtx.Options{})
	slow := lines(t, openBytes(t, data), evtx.Options{})
	if !bytes.Equal(fast, slow) || bytes.Count(fast, []byte("\n")) != len(events) {
		t.Error(firstDiff(fast, slow))
	}
	for i, want := range []string{
		`"message":"The \"driver\"\r\nhas entered Block mode."`, `"binary":"00AB","message":"m"`, `"user_data":{"name":"Op"`, `"event_id":4292`,
	} {
		if line := bytes.Split(fast, []byte("\n"))[i]; !bytes.Contains(line, []byte(want)) {
			t.Errorf("no %s in %s", want, line)
		}
	}
}

// TestWorkersAgree asks for the same bytes from any number of workers.
func TestWorkersAgree(t *testing.T) {
	for _, c := range counts(t) {
		want := rendered(open(t, c.path), evtx.JSONL, evtx.Options{})
		if got := rendered(open(t, c.path), evtx.JSONL, evtx.Options{Workers: 5}); !bytes.Equal(got, want) {
			t.Errorf("%s: %s", c.path, firstDiff(want, got))
		}
		if got := lines(t, open(t, c.path), evtx.Options{Workers: 2}); !bytes.Equal(got, want) {
			t.Errorf("%s: decoded: %s", c.path, firstDiff(want, got))
		}
	}
}

// TestManyLogs reads all logs in one go, small and big, and expects what
// reading one after the other gives.
func TestManyLogs(t *testing.T) {
	var paths []string
	for _, c := range counts(t) {
		paths = append(paths, c.path)
	}
	var want []byte
	for _, p := range paths {
		want = append(want, rendered(open(t, p), evtx.JSONL, evtx.Options{})...)
	}
	for _, workers := range []int{1, 4} {
		var got []byte
		var done []string
		opt := evtx.Options{Workers: workers, Done: func(l *evtx.Log) { done = append(done, l.Source().Path) }}
		logs := func(yield func(*evtx.Log) bool) {
			for _, p := range paths {
				if !yield(open(t, p)) {
					return
				}
			}
		}
		for text, d := range evtx.Render(logs, evtx.JSONL, opt) {
			if d != nil {
				text = fmt.Appendln(nil, d)
			}
			got = append(got, text...)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d workers: %s", workers, firstDiff(want, got))
		}
		if len(done) != len(paths) || done[0] != filepath.Base(paths[0]) {
			t.Errorf("%d workers: done %q", workers, done)
		}
	}
}

// TestStopping leaves the loop in the middle of a log; the workers must be gone
// when the loop is, since the caller may close the file then.
func TestStopping(t *testing.T) {
	data := sample(t, 20000, evtxtest.Options{})
	r := &guarded{Reader: bytes.NewReader(data)}
	l, err := evtx.Open(r, int64(len(data)), &event.Source{Path: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		n := 0
		for range l.Records(evtx.Options{Workers: 4}) { //nolint:errcheck // what is read does not matter
			if n++; n == 700 {
				break
			}
		}
		if r.inUse.Load() != 0 {
			t.Fatal("someone is still reading")
		}
	}
}

// guarded counts who is reading.
type guarded struct {
	*bytes.Reader
	inUse atomic.Int32
}

func (g *guarded) ReadAt(b []byte, off int64) (int, error) {
	g.inUse.Add(1)
	defer g.inUse.Add(-1)
	return g.Reader.ReadAt(b, off)
}

// TestTemplatesAreSharedAcrossChunks counts what is prepared for a log that has
// 15 chunks: each template once, though its names stand elsewhere in each.
func TestTemplatesAreSharedAcrossChunks(t *testing.T) {
	data := sample(t, 3000, evtxtest.Options{PerChunk: 50})
	l := openBytes(t, data)
	_ = rendered(l, evtx.JSONL, evtx.Options{})
	if n := l.Facts().Compiled; n != 4 { // an event and its data, of two kinds
		t.Errorf("%d templates prepared, want 4", n)
	}
}

package parser

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// dump reads an input to its end: a line per record, decoded, and per damage.
func dump(t testing.TB, in *Input, opt Options) []string {
	t.Helper()
	log, err := in.Open(OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var lines []string
	for v, d := range log.Records(opt) {
		if v != nil {
			var e *event.Event
			if e, d = v.Event(); e != nil {
				e.Source = nil
				lines = append(lines, string(event.AppendJSON(nil, e)))
			}
		}
		if d != nil {
			lines = append(lines, fmt.Sprintf("! %#x %s: %s", d.Offset, d.Structure, d.Cause))
		}
	}
	return lines
}

// sampleLogs returns the sample logs of the repository by name.
func sampleLogs(t testing.TB) map[string][]byte {
	t.Helper()
	logs := map[string][]byte{}
	err := filepath.Walk("../testdata", func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || !looksLikeLog(name) && filepath.Base(name) != "paste.txt" || info.Size() == 0 {
			return err
		}
		logs[name], err = os.ReadFile(name)
		return err
	})
	if err != nil || len(logs) == 0 {
		t.Fatal("no samples", err)
	}
	return logs
}

// TestOpenAnywhere reads each sample as a file, from memory, and out of
// archives: what is in it does not depend on where it lies.
func TestOpenAnywhere(t *testing.T) {
	for name, content := range sampleLogs(t) {
		base := filepath.Base(name)
		t.Run(name, func(t *testing.T) {
			direct := find(t, name).Inputs[0]
			want := dump(t, direct, Options{})
			if err := direct.Sum(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(want) == 0 {
				t.Fatal("nothing was read")
			}
			text := string(content)
			tree(t, map[string]string{
				"a.zip": zipOf(t, member{name: base, content: text}),
				"s.zip": zipOf(t, member{name: base, content: text, stored: true}),
				"b.tar": tarOf(t, member{name: "x", content: "x"}, member{name: base, content: text}),
				"c.tgz": gzipOf(t, tarOf(t, member{name: base, content: text})),
				"d.zip": zipOf(t, member{name: "in.zip", content: zipOf(t, member{name: base, content: text})}),
			})
			memory, err := FromBytes(&event.Source{Path: base}, content)
			if err != nil {
				t.Fatal(err)
			}
			inputs := append(find(t, ".").Inputs, memory)
			if len(inputs) != 6 {
				t.Fatalf("found %d inputs", len(inputs))
			}
			for _, in := range inputs {
				if d := cmp.Diff(want, dump(t, in, Options{Workers: 4})); d != "" {
					t.Errorf("%s: -file +%s:\n%s", name, in.Name(), d)
				}
				if err := in.Sum(t.Context()); err != nil || in.SHA256 != direct.SHA256 || in.Bytes != direct.Bytes {
					t.Errorf("%s: %d bytes, SHA-256 %s, %v", in.Name(), in.Bytes, in.SHA256, err)
				}
			}
		})
	}
}

// TestOpenLargeMember reads a log that is too large to be held in memory.
func TestOpenLargeMember(t *testing.T) {
	sample, err := os.ReadFile("../testdata/healthy/System.evtx")
	if err != nil {
		t.Fatal(err)
	}
	const chunks = maxHeld/65536 + 4
	large := string(sample[:4096]) + strings.Repeat(string(sample[4096:]), chunks)
	tree(t, map[string]string{
		"large.evtx": large,
		"large.zip":  zipOf(t, member{name: "large.evtx", content: large}),
		"cut.gz":     gzipOf(t, large)[:200_000],
	})
	plain := find(t, "large.evtx").Inputs[0]
	want := dump(t, plain, Options{})
	packed := find(t, "large.zip").Inputs[0]
	for _, workers := range []int{1, 4} {
		if d := cmp.Diff(want, dump(t, packed, Options{Workers: workers})); d != "" {
			t.Errorf("%d workers: -file +zip:\n%.2000s", workers, d)
		}
	}
	cut := dump(t, find(t, "cut.gz").Inputs[0], Options{})
	if last := cut[len(cut)-1]; !strings.Contains(last, "packed file: unexpected EOF") {
		t.Errorf("a broken archive ends with %q", last)
	}
	if len(cut) < 100 || cut[99] != want[99] {
		t.Errorf("%d lines before the break, or not the right ones", len(cut))
	}
}

// TestRender compares what a reader renders itself with events one by one.
func TestRender(t *testing.T) {
	t.Parallel()
	for name := range sampleLogs(t) {
		in := find(t, name).Inputs[0]
		log, err := in.Open(OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]bool{}
		var each bytes.Buffer
		for v, d := range log.Records(Options{}) {
			if v != nil {
				var e *event.Event
				if e, d = v.Event(); e != nil {
					each.Write(append(event.AppendJSON(nil, e), '\n'))
				}
			}
			if d != nil {
				want[d.Error()] = true
			}
		}
		var whole bytes.Buffer
		for text, d := range log.Render(JSONL, Options{Workers: 2}) {
			whole.Write(text)
			if d != nil && !want[d.Error()] {
				t.Errorf("%s: damage that reading does not tell: %v", name, d)
			}
		}
		if d := cmp.Diff(each.String(), whole.String()); d != "" {
			t.Errorf("%s: -each +whole:\n%s", name, d)
		}
		log.Close()
	}
}

// TestKeepAndWant leaves out records in both ways of reading.
func TestKeepAndWant(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"ipsec-2003/SysEvent.Evt", "ipsec-2003-evtx/System.evtx", "ipsec-2003-ru/paste.txt"} {
		log, err := find(t, filepath.Join("../testdata", name)).Inputs[0].Open(OpenOptions{})
		if err != nil {
			t.Fatal(err)
		}
		opt := Options{
			Want: func(_, provider string, _ uint16) bool { return provider == "IPSec" },
			Keep: func(v *event.View) bool { return v.EventID == 4292 || v.EventID == 7023 },
		}
		var ids []uint16
		for v := range views(log.Records(opt)) {
			ids = append(ids, v.EventID)
		}
		if d := cmp.Diff([]uint16{4292, 7023}, ids); d != "" {
			t.Errorf("%s: records: -want +got:\n%s", name, d)
		}
		lines := 0
		for text, d := range log.Render(JSONL, opt) {
			if d != nil {
				t.Error(d)
			}
			lines += bytes.Count(text, []byte("\n"))
		}
		if lines != 1 { // both must agree
			t.Errorf("%s: %d events rendered, want 1", name, lines)
		}
		log.Close()
	}
}

// views leaves the records without the damage.
func views(records Records) func(yield func(*event.View) bool) {
	return func(yield func(*event.View) bool) {
		for v, d := range records {
			if d == nil && !yield(v) {
				return
			}
		}
	}
}

func TestOpenCountsBytes(t *testing.T) {
	t.Parallel()
	var done atomic.Int64
	in := find(t, "../testdata/healthy/System.evtx").Inputs[0]
	log, err := in.Open(OpenOptions{Done: &done})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for range views(log.Records(Options{})) {
	}
	if done.Load() < in.Bytes {
		t.Errorf("%d of %d bytes were read", done.Load(), in.Bytes)
	}
	if log.Facts().EVTX == nil {
		t.Error("no facts")
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	in := &Input{Source: &event.Source{Path: "notes.txt"}, Format: Text, Named: true}
	if err := in.Verdict(0); !errors.Is(err, ErrNoEvents) {
		t.Errorf("a named text without events: %v", err)
	}
	if err := in.Verdict(1); err != nil {
		t.Errorf("a text with an event: %v", err)
	}
	in.Named = false
	if err := in.Verdict(0); err != nil {
		t.Errorf("a text that nobody named: %v", err)
	}
}

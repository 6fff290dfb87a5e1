package evtx_test

import (
	"bytes"
	"fmt"
	"testing"

	"culprit/parser/evtx"
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

// TestWorkersAgree asks for the same bytes from any number of workers.
func TestWorkersAgree(t *testing.T) {
	for _, c := range counts(t) {
		want := rendered(open(t, c.path), evtx.JSONL, evtx.Options{})
		for _, n := range []int{2, 5} {
			if got := rendered(open(t, c.path), evtx.JSONL, evtx.Options{Workers: n}); !bytes.Equal(got, want) {
				t.Errorf("%s: %d workers: %s", c.path, n, firstDiff(want, got))
			}
			if got := lines(t, open(t, c.path), evtx.Options{Workers: n}); !bytes.Equal(got, want) {
				t.Errorf("%s: %d workers, decoded: %s", c.path, n, firstDiff(want, got))
			}
		}
	}
}

package diagnosis

import (
	"fmt"
	"slices"
	"testing"

	"culprit/parser/event"
)

func TestRunSet(t *testing.T) {
	for _, tt := range []struct {
		name    string
		records []uint64
		want    string
	}{
		{"in order", []uint64{1, 2, 3}, "1-3"},
		{"backwards", []uint64{3, 2, 1}, "1-3"},
		{"a ring that was read from its middle", []uint64{50, 51, 10, 11, 12}, "10-12 50-51"},
		{"a hole that is filled later", []uint64{1, 2, 4, 5, 3}, "1-5"},
		{"filled from both sides", []uint64{1, 9, 3, 7, 5, 2, 8, 4, 6}, "1-9"},
		{"the same again", []uint64{4, 5, 4, 5, 5}, "4-5"},
		{"between runs without touching", []uint64{1, 9, 5}, "1-1 5-5 9-9"},
		{"the last number there is", []uint64{1<<64 - 2, 1<<64 - 1, 1}, "1-1 18446744073709551614-18446744073709551615"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var s runSet
			for _, r := range tt.records {
				s.add(r, event.FILETIME(r))
			}
			got := ""
			for i, r := range s.runs {
				if i > 0 {
					got += " "
				}
				got += fmt.Sprintf("%d-%d", r.lo, r.hi)
				if r.from != event.FILETIME(r.lo) || r.to != event.FILETIME(r.hi) {
					t.Errorf("run %d-%d spans %d-%d", r.lo, r.hi, r.from, r.to)
				}
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// Whatever the order in which records come, the runs are the same.
func TestRunSetOrder(t *testing.T) {
	records := []uint64{1, 2, 3, 7, 8, 20, 21, 22, 23, 40}
	var want runSet
	for _, r := range records {
		want.add(r, event.FILETIME(1000-r))
	}
	x := uint32(1)
	for range 200 {
		for i := range records {
			x = x*1664525 + 1013904223
			j := int(x>>8) % len(records)
			records[i], records[j] = records[j], records[i]
		}
		var got runSet
		for _, r := range records {
			got.add(r, event.FILETIME(1000-r))
		}
		if !slices.Equal(got.runs, want.runs) {
			t.Fatalf("%v gives %v, want %v", records, got.runs, want.runs)
		}
	}
}

func TestRunSetIsBounded(t *testing.T) {
	var s runSet
	for i := range uint64(3 * maxRuns) {
		s.add(2*i+1, 1)
	}
	if !s.sparse || len(s.runs) > maxRuns {
		t.Errorf("%d runs, sparse %t", len(s.runs), s.sparse)
	}
}

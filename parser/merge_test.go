package parser

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// times makes a log of records at the given times; a negative one is damage
// at that offset.
func times(name string, at ...int) Records {
	src := &event.Source{Path: name}
	return func(yield func(*event.View, *event.Damage) bool) {
		view := &event.View{} // reused, as readers do
		for i, t := range at {
			if t < 0 {
				if !yield(nil, &event.Damage{Source: src, Offset: int64(-t)}) {
					return
				}
				continue
			}
			view.Header = event.Header{Source: src, Time: event.FILETIME(t), Record: uint64(i + 1)}
			if !yield(view, nil) {
				return
			}
		}
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	type step struct {
		Name string
		Time int // negative for damage
	}
	tests := map[string]struct {
		logs []Records
		want []step
	}{
		"nothing": {nil, nil},
		"one":     {[]Records{times("a", 1, 2)}, []step{{"a", 1}, {"a", 2}}},
		"in turn": {
			[]Records{times("a", 1, 4, 5), times("b", 2, 3, 6)},
			[]step{{"a", 1}, {"b", 2}, {"b", 3}, {"a", 4}, {"a", 5}, {"b", 6}},
		},
		"the same time": {
			[]Records{times("a", 3, 3), times("b", 3)},
			[]step{{"a", 3}, {"a", 3}, {"b", 3}},
		},
		"a clock that was set back": {
			[]Records{times("a", 5, 2, 9), times("b", 3, 6)},
			[]step{{"b", 3}, {"a", 5}, {"a", 2}, {"b", 6}, {"a", 9}},
		},
		"records without a time": {
			[]Records{times("a", 5, 0, 9), times("b", 3, 6), times("c", 0)},
			[]step{{"c", 0}, {"b", 3}, {"a", 5}, {"a", 0}, {"b", 6}, {"a", 9}},
		},
		"damage": {
			[]Records{times("a", 5, -100, 7, -200), times("b", 6, 8)},
			[]step{{"a", 5}, {"a", -100}, {"b", 6}, {"a", 7}, {"a", -200}, {"b", 8}},
		},
		"an empty log": {
			[]Records{times("a"), times("b", 1)},
			[]step{{"b", 1}},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []step
			for v, d := range Merge(tt.logs...) {
				if d != nil {
					got = append(got, step{d.Source.Path, -int(d.Offset)})
				} else {
					got = append(got, step{v.Source.Path, int(v.Time)})
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestMergeStopsEarly(t *testing.T) {
	t.Parallel()
	ended := 0
	log := func(yield func(*event.View, *event.Damage) bool) {
		defer func() { ended++ }()
		for i := range 10 {
			if !yield(&event.View{Header: event.Header{Time: event.FILETIME(i)}}, nil) {
				return
			}
		}
	}
	for v, d := range Merge(log, log, log) {
		if v != nil || d != nil {
			break
		}
	}
	if ended != 3 {
		t.Errorf("%d of 3 logs were ended", ended)
	}
}

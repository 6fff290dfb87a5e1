package cli

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"culprit/parser"
	"culprit/parser/event"
)

// TestStreamKeepsOrder has inputs of very different lengths give chunks at
// their own pace.
func TestStreamKeepsOrder(t *testing.T) {
	t.Parallel()
	var list []*parser.Input
	for i := range 40 {
		list = append(list, &parser.Input{Source: &event.Source{Index: i}})
	}
	chunksOf := func(i int) int { return i * 7 % 60 } // more than a queue holds
	for _, workers := range []int{1, 2, 8, 100} {
		a := &app{ctx: t.Context()}
		var got []string
		err := a.stream(list, workers, func(in *parser.Input, _ int, emit func(chunk) bool) {
			rnd := rand.New(rand.NewPCG(uint64(in.Source.Index), 1))
			for n := range chunksOf(in.Source.Index) {
				if rnd.IntN(10) == 0 {
					time.Sleep(time.Duration(rnd.IntN(200)) * time.Microsecond)
				}
				emit(chunk{text: [][]byte{fmt.Append(nil, in.Source.Index, ".", n)}})
			}
		}, func(c chunk) error {
			got = append(got, string(c.text[0]))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for i := range list {
			for n := range chunksOf(i) {
				want = append(want, fmt.Sprint(i, ".", n))
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d workers: out of order", workers)
		}
	}
}

// TestStreamStops ends a run by an error of the consumer: no worker is left
// behind, however much they had to give.
func TestStreamStops(t *testing.T) {
	t.Parallel()
	list := []*parser.Input{{}, {}, {}, {}}
	full := errors.New("disk full")
	a := &app{ctx: t.Context()}
	err := a.stream(list, 3, func(_ *parser.Input, _ int, emit func(chunk) bool) {
		for emit(chunk{}) {
		}
	}, func(chunk) error { return full })
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// TestStreamCarriesPanics has a worker fail by a fault of our own.
func TestStreamCarriesPanics(t *testing.T) {
	t.Setenv("CULPRIT_PANIC", "")
	a := &app{ctx: t.Context()}
	err := a.stream([]*parser.Input{{}, {}}, 2, func(*parser.Input, int, func(chunk) bool) {
		panic("index out of range")
	}, func(c chunk) error { return c.err })
	if !errors.Is(err, errPanic) {
		t.Errorf("got %v, want the panic", err)
	}
}

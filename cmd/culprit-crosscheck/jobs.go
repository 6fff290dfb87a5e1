package main

import (
	"context"
	"fmt"
	"iter"
	"runtime/debug"

	"culprit/parser"
)

// checked is the result of a file, or why there is none.
type checked struct {
	*result
	err error
}

// guarded is check, in which a panic of ours is a finding like any other.
func guarded(ctx context.Context, p *peer, in *parser.Input, keep int) (res checked) {
	defer func() {
		if r := recover(); r != nil {
			r := fmt.Sprintf("panic: %v\n%s", r, debug.Stack())
			res.result = newResult(in, max(1, keep))
			res.add(oursWrong, finding{Field: "file", Ours: shorten(r)})
		}
	}()
	res.result, res.err = check(ctx, p, in, keep)
	return res
}

// checkAll compares the readers on several files at a time and yields the
// results in the order of the files.
func checkAll(ctx context.Context, p *peer, list []*parser.Input, opt *options) iter.Seq2[*parser.Input, checked] {
	return func(yield func(*parser.Input, checked) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		results := make([]chan checked, len(list))
		slots := make(chan struct{}, opt.jobs)
		for i := range results {
			results[i] = make(chan checked, 1)
		}
		go func() {
			for i, in := range list {
				slots <- struct{}{}
				go func() {
					results[i] <- guarded(ctx, p, in, opt.examples)
					<-slots
				}()
			}
		}()
		for i, in := range list {
			if !yield(in, <-results[i]) {
				return
			}
		}
	}
}

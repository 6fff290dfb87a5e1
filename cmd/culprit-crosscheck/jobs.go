package main

import (
	"context"
	"iter"

	"culprit/parser"
)

// checked is the result of a file, or why there is none.
type checked struct {
	*result
	err error
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
					res, err := check(ctx, p, in, opt.examples)
					results[i] <- checked{res, err}
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

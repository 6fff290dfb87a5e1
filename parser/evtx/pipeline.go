package evtx

import (
	"iter"
	"sync"
)

// pipeline reads logs block by block. With workers, blocks are decoded in
// parallel and used in order; how many there are at a time is bounded, so
// memory does not depend on the input:
//
//	dispatch ──jobs──▶ workers (read, decode) ──block.done──▶ run
//	    └───────────────────order──────────────────────────▶
//	    ◀───────────────────free────────────────────────────
//
// Blocks are cut at fixed offsets, before anyone has seen their bytes. Where
// that turns out wrong because chunks do not stand at their places, the rest of
// the log is read by one goroutine.
type pipeline struct {
	opt   Options
	store *Templates
	own   *reader // of the goroutine that uses the blocks
	use   func(*block) bool

	free, jobs, order chan *block
	stop              chan struct{}
	working           sync.WaitGroup
}

// read hands the blocks of all logs to use, in order, until it returns false.
func read(logs iter.Seq[*Log], opt Options, use func(*block) bool) {
	p := &pipeline{opt: opt, store: opt.Templates, use: use}
	if p.store == nil {
		p.store = NewTemplates()
	}
	p.own = newReader(p.store, &p.opt)
	if opt.Workers <= 1 {
		b := newBlock()
		for l := range logs {
			if !p.serial(l, b, l.start) {
				return
			}
			p.finish(l)
		}
		return
	}
	p.parallel(logs)
}

// serial reads a log from an offset on with one block.
func (p *pipeline) serial(l *Log, b *block, from int64) bool {
	b.log, b.off, b.n, b.used, b.last = l, from, 0, 0, false
	for !b.last {
		if l.stream != nil {
			b.follow(l.stream, b)
		} else {
			b.load(l.at, b.off+int64(b.used), l.size)
		}
		b.scan(p.own, &p.opt)
		if !p.consume(b) {
			return false
		}
	}
	return true
}

// consume accounts for a block and uses it.
func (p *pipeline) consume(b *block) bool {
	b.log.account(b, &p.opt)
	b.lazy, b.current = p.own, -1
	return p.use(b)
}

func (p *pipeline) finish(l *Log) {
	l.facts.Compiled = p.store.Count()
	if p.opt.Done != nil {
		p.opt.Done(l)
	}
}

// account takes the facts of a block that is about to be used.
func (l *Log) account(b *block, opt *Options) {
	if l.tail != nil && (b.facts.Chunks > 0 || b.facts.Live+b.facts.Recovered > 0 || len(b.items) > 0) {
		b.prepend(l.tail)
		l.tail = nil
	}
	if b.off == l.start && l.flaw != nil {
		b.prepend(l.flaw)
	}
	if l.tail != nil && b.tail != nil {
		l.tail.Lost += b.tail.Lost
	} else if b.tail != nil {
		l.tail = b.tail
	}
	l.facts.add(&b.facts)
	if opt.Chunk != nil {
		for i := range b.chunks {
			opt.Chunk(&b.chunks[i])
		}
	}
}

func (p *pipeline) parallel(logs iter.Seq[*Log]) {
	n := 2*p.opt.Workers + 1
	p.free, p.order = make(chan *block, n), make(chan *block, n)
	p.jobs = make(chan *block, n)
	p.stop = make(chan struct{})
	for range n {
		p.free <- newBlock()
	}
	for range p.opt.Workers {
		p.working.Go(p.work)
	}
	p.working.Go(func() { p.dispatch(logs) })
	for b := range p.order {
		<-b.done
		if !p.ordered(b) {
			break
		}
		p.free <- b
	}
	close(p.stop)
	p.working.Wait() // the logs are the caller's again
}

// ordered uses a block whose turn it is.
func (p *pipeline) ordered(b *block) bool {
	switch {
	case b.end:
		p.finish(b.log)
	case b.alone:
		return p.serial(b.log, newBlock(), b.log.start)
	case b.log.shifted.Load():
	case !p.consume(b):
		return false
	case b.used < b.n && !b.last && b.log.stream == nil:
		b.log.shifted.Store(true)
		return p.serial(b.log, newBlock(), b.off+int64(b.used))
	}
	return true
}

func (p *pipeline) work() {
	r := newReader(p.store, &p.opt)
	for b := range p.jobs {
		if b.log.stream == nil {
			b.load(b.log.at, b.off, b.log.size)
		}
		b.scan(r, &p.opt)
		b.done <- struct{}{}
	}
}

// dispatch cuts the logs into blocks.
func (p *pipeline) dispatch(logs iter.Seq[*Log]) {
	defer close(p.order)
	defer close(p.jobs)
	for l := range logs {
		ok := false
		switch {
		case l.carved != nil:
			ok = p.mark(l, func(b *block) { b.alone = true })
		case l.stream != nil:
			ok = p.dispatchStream(l)
		default:
			ok = p.dispatchBlocks(l)
		}
		if !ok || !p.mark(l, func(b *block) { b.end = true }) {
			return
		}
	}
}

// mark puts a block without content into the order.
func (p *pipeline) mark(l *Log, set func(*block)) bool {
	b := p.take(l)
	if b == nil {
		return false
	}
	set(b)
	b.done <- struct{}{}
	p.order <- b
	return true
}

// take waits for a block that is free; nil if all is to stop.
func (p *pipeline) take(l *Log) *block {
	select {
	case b := <-p.free:
		b.log, b.end, b.alone = l, false, false
		return b
	case <-p.stop:
		return nil
	}
}

func (p *pipeline) dispatchBlocks(l *Log) bool {
	for off := l.start; !l.shifted.Load(); off += blockSize {
		b := p.take(l)
		if b == nil {
			return false
		}
		b.off = off
		p.jobs <- b
		p.order <- b
		if off+blockSize >= l.size {
			break
		}
	}
	return true
}

// dispatchStream reads, too, as only one can.
func (p *pipeline) dispatchStream(l *Log) bool {
	before := &block{off: l.start}
	for !before.last {
		b := p.take(l)
		if b == nil {
			return false
		}
		b.follow(l.stream, before)
		before = b.rest()
		p.jobs <- b
		p.order <- b
	}
	return true
}

// rest copies what of a block is left to the next, so that the block can be
// given away.
func (b *block) rest() *block {
	left := make([]byte, b.n-b.used)
	copy(left, b.buf[b.used:b.n])
	return &block{off: b.off + int64(b.used), buf: left, n: len(left), last: b.last}
}

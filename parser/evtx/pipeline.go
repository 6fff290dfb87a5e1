package evtx

// blocks reads the log block by block and hands each to use, in order, until
// it returns false.
func (l *Log) blocks(opt Options, use func(*block) bool) {
	store := opt.Templates
	if store == nil {
		store = NewTemplates()
	}
	r := newReader(store)
	if opt.ANSI != nil {
		r.ansi = opt.ANSI
	}
	b := newBlock()
	b.src, b.lazy = l.src, r
	b.off = l.start
	for more := true; more; {
		if l.stream != nil {
			b.follow(l.stream, b)
		} else {
			b.load(l.at, b.off+int64(b.used), l.size)
		}
		b.scan(r, &opt)
		l.account(b, &opt)
		more = use(b) && !b.last && b.used > 0
	}
	l.facts.Compiled = store.Count()
}

// account takes the facts of a block that is about to be used.
func (l *Log) account(b *block, opt *Options) {
	l.facts.add(&b.facts)
	if opt.Chunk != nil {
		for i := range b.chunks {
			opt.Chunk(&b.chunks[i])
		}
	}
}

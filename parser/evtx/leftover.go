package evtx

import (
	"sync"

	"culprit/parser/event"
)

// maxLeftovers bounds the records in unused space whose copies are looked for;
// a folder of logs of one machine has some thousands.
const maxLeftovers = 1 << 18

// identity tells records apart: no two have the same id and were written at the
// same 100 ns.
type identity struct {
	id      uint64
	written event.FILETIME
}

func identityOf(c []byte, off int) identity {
	return identity{le.Uint64(c[off+8:]), event.FILETIME(le.Uint64(c[off+16:]))}
}

// leftovers knows, of each record in unused space, whether the log has it in
// use as well, and where its best copy is.
type leftovers struct {
	once sync.Once
	best map[identity]copyAt
}

type copyAt struct {
	off  int64
	torn bool
	used bool // a record in use has the identity
}

// keeps reports whether a leftover is the one copy to be delivered. That takes
// two walks over the log, when the first leftover is met; a stream cannot be
// walked twice, so there all are.
func (l *Log) keeps(rec record, c []byte, base int64) bool {
	if l.at == nil {
		return true
	}
	l.left.once.Do(l.findLeftovers)
	best, known := l.left.best[identityOf(c, rec.off)]
	return !known || !best.used && best.off == base+int64(rec.off)
}

func (l *Log) findLeftovers() {
	best := map[identity]copyAt{}
	l.survey(true, func(c []byte, base int64, rec record) {
		if rec.origin < event.Slack || len(best) >= maxLeftovers {
			return
		}
		id, torn := identityOf(c, rec.off), rec.origin == event.Torn
		if old, known := best[id]; !known || old.torn && !torn {
			best[id] = copyAt{off: base + int64(rec.off), torn: torn}
		}
	})
	l.survey(false, func(c []byte, _ int64, rec record) {
		id := identityOf(c, rec.off)
		if b, known := best[id]; known && !b.used {
			b.used = true
			best[id] = b
		}
	})
	l.left.best = best
}

// survey visits the records of a log, and what is left over if slack is set,
// without decoding them.
func (l *Log) survey(slack bool, visit func(c []byte, base int64, rec record)) {
	b := newBlock()
	b.log, b.off = l, l.start
	for !b.last {
		b.load(l.at, b.off+int64(b.used), l.size)
		for _, s := range b.spans {
			c := b.buf[s.off : s.off+s.n]
			w := newWalker(c)
			if s.window > 0 {
				w = newBlobWalker(c, s.window)
			}
			w.slack = slack && s.window == 0
			for rec, f, ok := w.next(); ok; rec, f, ok = w.next() {
				if f == nil {
					visit(c, b.off+int64(s.off), rec)
				}
			}
		}
	}
}

package evt

import (
	"io"

	"culprit/parser/event"
)

// Carve looks for records in anything: a memory dump, a disk image, a page
// file. They are recognised by their signature, both copies of their length,
// and fields that fit together, and are recovered; what lies between is no
// damage. Their channel is that of their source, if it writes to one log only.
// A record met again, as in a dump that has several copies of a page, is
// dropped and counted. Of a blob above 1 TiB, the rest is not looked at.
func Carve(r io.ReaderAt, size int64, src *event.Source) *Log {
	size = min(max(size, 0), maxSize-1)
	return &Log{r: r, size: size, src: src, limit: size, origin: event.Recovered, carved: true}
}

// again reports whether a carved record is a copy of one met before.
func (w *walk) again(f *found) bool {
	if !w.log.carved || !w.seen[f.identity()] {
		return false
	}
	w.duplicates++
	return true
}

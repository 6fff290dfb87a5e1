package evt

import "culprit/parser/event"

// maxSeen bounds the records remembered to tell copies in the slack.
const maxSeen = 1 << 20

// identity tells records apart. Numbers alone do not: they begin again when a
// log is cleared.
type identity struct {
	number, generated, id uint32
	source                string
}

func (f *found) identity() identity {
	return identity{f.number, f.generated, f.id, f.source}
}

func (w *walk) remember(f *found) {
	if w.seen != nil && len(w.seen) < maxSeen {
		w.seen[f.identity()] = true
	}
}

// leftovers yields the intact records in n bytes of slack. A log that was
// enlarged has been moved, and its slack then holds copies of records in use.
func (w *walk) leftovers(off, n int64) {
	w.begin, w.limit, w.origin = w.offset(w.position(off)), n, event.Slack
	for pos := w.nextCredible(0); pos < w.limit; pos = w.nextCredible(pos) {
		f := w.at(pos)
		switch {
		case f.torn:
			pos++
			continue
		case w.seen[f.identity()]:
			w.duplicates++
		case !w.show(&f, int(f.length), event.Slack):
			return
		}
		pos += int64(f.length)
	}
}

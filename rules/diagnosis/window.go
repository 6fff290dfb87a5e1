package diagnosis

import (
	"slices"
	"time"

	"culprit/parser/event"
	"culprit/rules"
)

// window is a window laid on a timeline.
type window struct {
	lo, hi    event.FILETIME
	fromStart bool // begins with the log, whatever the channel
	toEnd     bool // ends with the log
	open      bool // where it begins is before what the log tells
	void      bool // cannot be laid: its anchor is missing, or time is unknown
}

// moment is what windows are measured from.
type moment struct {
	at    event.FILETIME
	place int
}

// lay puts a rule's window on the timeline. t0 is the start of the incident,
// t1 its end, and picked the events that evidence of the cause picked so far.
func (l *timeline) lay(rw rules.Window, t0 moment, t1 event.FILETIME, picked map[*rules.Class]moment) window {
	if rw.Anchor != nil {
		var ok bool
		if t0, ok = picked[rw.Anchor]; !ok {
			return window{void: true}
		}
	}
	if l.key.undated && (far(rw.Lo) || far(rw.Hi)) {
		return window{void: true}
	}
	w := window{fromStart: rw.Lo.Kind == rules.ToStart, toEnd: rw.Hi.Kind == rules.ToEnd}
	var known bool
	w.lo, known = l.bound(rw.Lo, t0, t1)
	w.open = !known
	w.hi, known = l.bound(rw.Hi, t0, t1)
	w.void = !known || w.lo > w.hi
	return w
}

// far reports whether a bound is further away than undated events are known
// to be.
func far(b rules.WindowBound) bool {
	return b.Kind != rules.Offset || b.Offset.Abs() > neighbours
}

// bound returns the time of a bound, and whether it is known. The boot session
// of a time before the first boot mark began at an unknown time.
func (l *timeline) bound(b rules.WindowBound, t0 moment, t1 event.FILETIME) (at event.FILETIME, known bool) {
	switch b.Kind {
	case rules.ToBoot:
		for _, boot := range slices.Backward(l.boots) {
			if boot <= t0.place {
				return l.times[boot].Add(b.Offset), true
			}
		}
		return 0, false
	case rules.ToStart:
		return l.start.Add(b.Offset), true
	case rules.ToEnd:
		return l.end.Add(b.Offset), true
	case rules.ToClear:
		return t1.Add(b.Offset), true
	default:
		return t0.at.Add(b.Offset), true
	}
}

// distance is how far apart two times are.
func distance(a, b event.FILETIME) time.Duration { return a.Sub(b).Abs() }

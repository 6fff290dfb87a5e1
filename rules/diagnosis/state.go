package diagnosis

import (
	"cmp"
	"slices"

	"culprit/parser/event"
	"culprit/rules"
)

// Stay is a time spent in one state.
type Stay struct {
	State    *rules.State
	Value    string
	From, To event.FILETIME // 0 if undated
	Open     bool           // still so at the end of the log
	Enter    *event.Event   // nil at the start or the end of the log
	Leave    *event.Event   // nil if open

	begin, end event.FILETIME // on the timeline
	lo, hi     int            // first and last place in the timeline
	signals    []*event.Event // all that said so
}

// signal moves a state machine.
type signal struct {
	at    int // place in the timeline; -1 and len(events) stand for its ends
	value int // index of the state's value
}

// signals returns what moves the state machine, in order. Of several values
// at one place the last of the rule counts.
func (l *timeline) signals(s *rules.State) []signal {
	var all []signal
	for i, v := range s.Values {
		switch v.Trigger {
		case rules.OnClass:
			for _, h := range l.look(v.Class, nil, 0, len(l.events), nil) {
				all = append(all, signal{h.at, i})
			}
		case rules.OnBoot:
			for _, at := range l.boots {
				all = append(all, signal{at, i})
			}
		case rules.OnStart:
			all = append(all, signal{-1, i})
		case rules.OnEnd:
			all = append(all, signal{len(l.events), i})
		}
	}
	slices.SortStableFunc(all, func(a, b signal) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(b.value, a.value)) })
	return slices.CompactFunc(all, func(a, b signal) bool { return a.at == b.at })
}

// staysIn returns the stays of a state machine, in order. Before its first
// signal nothing is known of it.
func (l *timeline) staysIn(s *rules.State) []*Stay {
	if stays, ok := l.stays[s]; ok {
		return stays
	}
	var stays []*Stay
	var last *Stay
	for _, sig := range l.signals(s) {
		e, at := l.place(sig.at)
		if value := s.Values[sig.value].Name; last == nil || last.Value != value {
			last.leave(e, at, sig.at)
			last = &Stay{State: s, Value: value, Enter: e, begin: at, lo: max(sig.at, 0)}
			stays = append(stays, last)
		}
		if e != nil {
			last.signals = append(last.signals, e)
		}
	}
	if last != nil {
		last.leave(nil, l.end, len(l.events))
		last.Open = true
	}
	if !l.key.undated {
		for _, stay := range stays {
			stay.From, stay.To = stay.begin, stay.end
		}
	}
	l.stays[s] = stays
	return stays
}

// place returns the event at a place and its time.
func (l *timeline) place(at int) (*event.Event, event.FILETIME) {
	switch {
	case at < 0:
		return nil, l.start
	case at >= len(l.events):
		return nil, l.end
	}
	return l.events[at].Event, l.times[at]
}

// leave ends the stay, if there is one, where the next begins.
func (s *Stay) leave(e *event.Event, at event.FILETIME, place int) {
	if s != nil {
		s.Leave, s.end, s.hi = e, max(at, s.begin), max(place-1, s.lo)
	}
}

// meets reports whether the stay holds at some moment of the window. The
// moment at which it is left belongs to the next stay.
func (s *Stay) meets(w window) bool {
	return s.begin <= w.hi && (s.end > w.lo || s.end == w.lo && (s.Open || s.begin == s.end))
}

// stayIn looks for a stay in the state within the window, and says whether it
// is known that there is none.
func (l *timeline) stayIn(ref rules.StateRef, w window) (stay *Stay, known bool) {
	stays := l.staysIn(ref.State)
	for _, s := range stays {
		known = known || s.begin <= w.lo
		if s.Value == ref.Value && s.meets(w) {
			return s, true
		}
	}
	for _, v := range ref.State.Values {
		known = known && (v.Trigger != rules.OnClass || l.covers(v.Class, w))
	}
	return nil, known
}

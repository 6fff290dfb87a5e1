package evtx

import "culprit/parser/event"

// wanted remembers the answers of a Want. Logs repeat few kinds of events, so
// nearly every question is one that was asked just before.
type wanted struct {
	want  event.Want
	table [256]answer
}

type answer struct {
	channel, provider string
	id                uint16
	known, yes        bool
}

func (w *wanted) ask(channel, provider string, id uint16) bool {
	h := uint(id) + uint(len(provider))<<3 + uint(len(channel))<<5
	if n := len(provider); n > 0 {
		h += uint(provider[n-1]) + uint(provider[n/2])<<2
	}
	a := &w.table[h%uint(len(w.table))]
	// Comparing interned strings is comparing pointers, as a rule.
	if !a.known || a.id != id || a.provider != provider || a.channel != channel {
		*a = answer{channel, provider, id, true, w.want(channel, provider, id)}
	}
	return a.yes
}

// event reports whether the event of a header is wanted, under either name of
// its provider.
func (w *wanted) event(h *event.Header) bool {
	return w.ask(h.Channel, h.Provider, h.EventID) ||
		h.Manifest != "" && w.ask(h.Channel, h.Manifest, h.EventID)
}

package detect

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
)

// Key names a kind of event that a selection can match. An empty string or
// AnyID true leaves that part open. Channel is in lower case and Provider
// folded, see [event.FoldProvider].
type Key struct {
	Channel  string
	Provider string
	ID       uint16
	AnyID    bool
}

// Covers reports whether an event with that header can be meant. A channel
// that the input does not say may be any.
func (k Key) Covers(channel, provider string, id uint16) bool {
	return (k.AnyID || k.ID == id) &&
		(k.Channel == "" || channel == "" || strings.EqualFold(k.Channel, channel)) &&
		(k.Provider == "" || k.Provider == event.FoldProvider(provider))
}

// anyKey is the key of everything.
var anyKey = Key{AnyID: true}

// maxKeys bounds the keys of one selection. A product beyond it is not worth
// an index; its providers are left open instead.
const maxKeys = 1024

// Keys returns the kinds of events that the selection can match, sorted. They
// are necessary, not sufficient; no key at all means that nothing matches.
func (s *Selection) Keys() []Key {
	var keys []Key
	for i := range s.alternatives {
		keys = append(keys, s.alternatives[i].keys()...)
	}
	return Simplify(keys)
}

func (c *conjunction) keys() []Key {
	keys := []Key{anyKey}
	for i := range c.items {
		keys = Both(keys, c.items[i].keys())
	}
	return keys
}

// keys returns the kinds of events in which the item can hold.
func (it *item) keys() []Key {
	if it.texts == nil || it.negate {
		return []Key{anyKey}
	}
	var keys []Key
	switch it.name {
	case "EventID":
		for _, id := range eventIDs(it.texts) {
			keys = append(keys, Key{ID: id})
		}
	case "Channel":
		for _, s := range it.texts {
			keys = append(keys, Key{Channel: s, AnyID: true})
		}
	case "Provider_Name":
		for _, s := range it.texts {
			keys = append(keys, Key{Provider: s, AnyID: true})
		}
	default:
		return []Key{anyKey}
	}
	return keys
}

// Both returns the kinds of events that are in a and in b.
func Both(a, b []Key) []Key {
	if len(a)*len(b) > maxKeys {
		return a
	}
	var keys []Key
	for _, k := range a {
		for _, l := range b {
			if both, ok := k.and(l); ok {
				keys = append(keys, both)
			}
		}
	}
	return keys
}

func (k Key) and(l Key) (Key, bool) {
	ok := (k.AnyID || l.AnyID || k.ID == l.ID) &&
		(k.Channel == "" || l.Channel == "" || k.Channel == l.Channel) &&
		(k.Provider == "" || l.Provider == "" || k.Provider == l.Provider)
	if k.AnyID {
		k.ID, k.AnyID = l.ID, l.AnyID
	}
	k.Channel = cmp.Or(k.Channel, l.Channel)
	k.Provider = cmp.Or(k.Provider, l.Provider)
	return k, ok
}

// Simplify sorts keys and drops those that another one holds.
func Simplify(keys []Key) []Key {
	set := map[Key]bool{}
	for _, k := range keys {
		set[k] = true
	}
	keys = slices.DeleteFunc(slices.Clone(keys), func(k Key) bool { return k.heldByAnother(set) })
	slices.SortFunc(keys, compareKeys)
	return slices.Compact(keys)
}

// heldByAnother reports whether a key of the set leaves open more than k does
// and is the same in the rest.
func (k Key) heldByAnother(set map[Key]bool) bool {
	for open := 1; open < 8; open++ {
		wider := k
		if open&1 != 0 {
			wider.Channel = ""
		}
		if open&2 != 0 {
			wider.Provider = ""
		}
		if open&4 != 0 {
			wider.ID, wider.AnyID = 0, true
		}
		if wider != k && set[wider] {
			return true
		}
	}
	return false
}

func compareKeys(a, b Key) int {
	open := func(k Key) int {
		if k.AnyID {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Provider, b.Provider),
		cmp.Compare(open(a), open(b)), cmp.Compare(a.ID, b.ID))
}

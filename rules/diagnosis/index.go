package diagnosis

import (
	"slices"
	"strings"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// index tells which kinds of events are worth decoding. Nearly every class of
// every rule names a provider and an id, so that one look finds all of them.
type index struct {
	kinds   map[eventKind][]string // the channels asked for; "" is any
	loose   []detect.Key           // those that leave provider or id open
	classes map[*rules.Class][]detect.Key
}

// eventKind is a provider, folded, and an id.
type eventKind struct {
	provider string
	id       uint16
}

func newIndex(set *rules.Set) *index {
	ix := &index{kinds: map[eventKind][]string{}, classes: map[*rules.Class][]detect.Key{}}
	for _, p := range set.Problems {
		for _, c := range p.Classes {
			keys := c.Keys()
			ix.classes[c] = keys
			for _, key := range keys {
				ix.add(key)
			}
		}
	}
	return ix
}

func (ix *index) add(key detect.Key) {
	if key.AnyID || key.Provider == "" {
		if !slices.Contains(ix.loose, key) {
			ix.loose = append(ix.loose, key)
		}
		return
	}
	kind := eventKind{key.Provider, key.ID}
	if channels := ix.kinds[kind]; !slices.Contains(channels, key.Channel) {
		ix.kinds[kind] = append(channels, key.Channel)
	}
}

// asked reports whether a rule may ask for such events. The provider is folded.
// A channel that the input does not name may be any.
func (ix *index) asked(channel, provider string, id uint16) bool {
	for _, c := range ix.kinds[eventKind{provider, id}] {
		if c == "" || channel == "" || strings.EqualFold(c, channel) {
			return true
		}
	}
	return slices.ContainsFunc(ix.loose, func(k detect.Key) bool { return k.Covers(channel, provider, id) })
}

// change returns what such events change on a machine, or nil. The provider is
// folded.
func (*index) change(provider string, id uint16) *changeRule {
	for i := range changeRules[id] {
		if r := &changeRules[id][i]; r.provider == provider {
			return r
		}
	}
	return nil
}

// wants is the [event.Want] of a collector.
func (ix *index) wants(channel, provider string, id uint16) bool {
	folded := event.FoldProvider(provider)
	return ix.asked(channel, folded, id) || ix.change(folded, id) != nil
}

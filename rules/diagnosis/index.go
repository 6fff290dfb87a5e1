package diagnosis

import (
	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

// index tells which kinds of events are worth decoding.
type index struct {
	byID  map[uint16][]detect.Key
	anyID []detect.Key
}

func newIndex(set *rules.Set) *index {
	ix := &index{byID: map[uint16][]detect.Key{}}
	for _, key := range set.Keys() {
		ix.add(key)
	}
	return ix
}

func (ix *index) add(key detect.Key) {
	if key.AnyID {
		ix.anyID = append(ix.anyID, key)
	} else {
		ix.byID[key.ID] = append(ix.byID[key.ID], key)
	}
}

// asked reports whether a rule may ask for such events.
func (ix *index) asked(channel, provider string, id uint16) bool {
	for _, keys := range [...][]detect.Key{ix.byID[id], ix.anyID} {
		for _, key := range keys {
			if key.Covers(channel, provider, id) {
				return true
			}
		}
	}
	return false
}

// change returns what such events change on a machine, or nil. Provider is folded.
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
	return ix.asked(channel, provider, id) || ix.change(event.FoldProvider(provider), id) != nil
}

package detect

import "culprit/parser/event"

// WantOf returns what tells a reader that it must decode the events of these
// keys and no others.
func WantOf(keys []Key) event.Want {
	byID := map[uint16][]Key{}
	var open []Key
	for _, k := range keys {
		if k.AnyID {
			open = append(open, k)
		} else {
			byID[k.ID] = append(byID[k.ID], k)
		}
	}
	return func(channel, provider string, id uint16) bool {
		for _, some := range [...][]Key{byID[id], open} {
			for _, k := range some {
				if k.Covers(channel, provider, id) {
					return true
				}
			}
		}
		return false
	}
}

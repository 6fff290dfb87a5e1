package text

import (
	"slices"
	"time"
)

// notes collects what was assumed about a whole text, in words.
type notes struct {
	list []string
	zone bool
}

func (n *notes) add(what string) {
	if what != "" && !slices.Contains(n.list, what) {
		n.list = append(n.list, what)
	}
}

// localTime notes that times without a zone were read as local time of one.
func (n *notes) localTime(zone *time.Location) {
	if !n.zone {
		n.zone = true
		n.add("times have no zone; they were read as " + zone.String())
	}
}

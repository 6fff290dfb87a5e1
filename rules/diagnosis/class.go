package diagnosis

import (
	"maps"

	"culprit/rules"
	"culprit/rules/detect"
)

// fixed reports whether membership in the class depends on the event alone,
// not on captured values.
func fixed(c *rules.Class) bool {
	for i := range c.Alternatives {
		alt := &c.Alternatives[i]
		if alt.Is != nil && !fixed(alt.Is) || alt.Select != nil && len(alt.Select.Expands()) > 0 {
			return false
		}
	}
	return true
}

// with returns the variables of both; what is in more wins. It changes neither.
func with(vars, more detect.Vars) detect.Vars {
	both := make(detect.Vars, len(vars)+len(more))
	maps.Copy(both, vars)
	maps.Copy(both, more)
	return both
}

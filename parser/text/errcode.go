package text

import (
	"strconv"
	"strings"

	"culprit/parser/wincode"
)

// codeNumber returns the number of an error that a message tells in words or
// digits, as Windows stores it in an insertion string: decimal, all 32 bits.
func codeNumber(s string) (string, bool) {
	s = strings.TrimSpace(s)
	c, ok := wincode.Parse(s)
	if !ok {
		c, ok = wincode.FromText(s)
	}
	if !ok || c.Kind == wincode.Jet { // stored as the negative number it is
		return "", false
	}
	return strconv.FormatUint(uint64(c.Number), 10), true
}

// errorString writes the error that a message ends in as Windows stores it,
// %% and the number. One that is not known stays as it stands.
func errorString(s string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if n, ok := codeNumber(first); ok {
		return "%%" + n
	}
	return strings.TrimSpace(first)
}

package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// marks are the bounds that are not measured from the anchor.
var marks = map[string]BoundKind{"boot": ToBoot, "start": ToStart, "end": ToEnd, "clear": ToClear}

// window reads [EVENT] LO..HI.
func (p *parser) window(n *yaml.Node) Window {
	var w Window
	s, ok := p.Text(n, "a window")
	if !ok {
		return w
	}
	bounds := strings.TrimSpace(s)
	if name, rest, ok := strings.Cut(bounds, " "); ok {
		w.Anchor = p.class(n, name)
		bounds = strings.TrimSpace(rest)
	}
	lo, hi, ok := strings.Cut(bounds, "..")
	if !ok {
		p.Addf(n, "a window is LO..HI, such as -5m..+5m, boot..0 or 0..clear, not %q", s)
		return w
	}
	var err error
	for _, b := range []struct {
		text string
		to   *WindowBound
	}{{lo, &w.Lo}, {hi, &w.Hi}} {
		if *b.to, err = parseBound(b.text); err != nil {
			p.Addf(n, "window %q: %v", s, err)
			return w
		}
	}
	if w.Lo.Kind == w.Hi.Kind && w.Lo.Offset > w.Hi.Offset {
		p.Addf(n, "window %q ends before it begins", s)
	}
	return w
}

// parseBound reads a signed duration, or a mark, which a signed duration may
// follow.
func parseBound(s string) (WindowBound, error) {
	name := s
	if i := strings.IndexAny(s, "+-"); i > 0 {
		name = s[:i]
	}
	if kind, ok := marks[name]; ok {
		d, err := parseOffset(s[len(name):])
		return WindowBound{Kind: kind, Offset: d}, err
	}
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return WindowBound{}, fmt.Errorf("%q is neither a duration nor boot, start, end or clear", s)
	}
	if s != "0" && (s == "" || s[0] != '+' && s[0] != '-') {
		return WindowBound{}, fmt.Errorf("%q needs a sign: before (-) or after (+) the anchor", s)
	}
	d, err := parseOffset(s)
	return WindowBound{Offset: d}, err
}

// parseOffset reads a duration with an optional sign; nothing is 0.
func parseOffset(s string) (time.Duration, error) {
	switch {
	case s == "":
		return 0, nil
	case s[0] == '-':
		d, err := parseDuration(s[1:])
		return -d, err
	}
	return parseDuration(strings.TrimPrefix(s, "+"))
}

var units = map[byte]time.Duration{
	's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
}

// maxDuration is the longest duration a rule may give: no log goes back further.
const maxDuration = 100 * 365 * 24 * time.Hour

// parseDuration reads a whole number with a unit: 90s, 5m, 24h, 30d, 2w; or 0.
func parseDuration(s string) (time.Duration, error) {
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return 0, fmt.Errorf("a duration is missing")
	}
	unit, ok := units[s[len(s)-1]]
	n, err := strconv.ParseUint(s[:len(s)-1], 10, 31)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is not a duration such as 90s, 5m, 24h, 30d or 2w", s)
	}
	if n > uint64(maxDuration/unit) {
		return 0, fmt.Errorf("%q is longer than a hundred years", s)
	}
	return time.Duration(n) * unit, nil
}

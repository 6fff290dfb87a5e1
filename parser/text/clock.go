package text

import "time"

// takeClock takes a time of day. The text may end before it; half is the mark
// of a 12-hour clock.
func takeClock(toks []token, half int) (clock time.Duration, has bool, rest []token, ok bool) {
	if len(toks) == 0 {
		return 0, false, nil, true
	}
	if len(toks) < 3 || !toks[0].number || !toks[2].number || toks[1].text != ":" && toks[1].text != "." {
		return 0, false, nil, false
	}
	h, m, sec := toks[0].value, toks[2].value, 0
	rest = toks[3:]
	var nanos time.Duration
	if len(rest) >= 2 && (rest[0].text == ":" || rest[0].text == toks[1].text) {
		for len(rest) > 0 && rest[0].text == ":" {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].text == "." {
			rest = rest[1:]
		}
		if len(rest) > 0 && rest[0].number {
			sec, rest = rest[0].value, rest[1:]
		}
		if len(rest) >= 2 && (rest[0].text == "." || rest[0].text == ",") && rest[1].number {
			nanos, rest = fraction(rest[1].text), rest[2:]
		}
	}
	for len(rest) > 0 && rest[0].text == ":" {
		rest = rest[1:]
	}
	if half >= 0 {
		if h < 1 || h > 12 {
			return 0, false, nil, false
		}
		h = h%12 + half
	}
	if h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 {
		return 0, false, nil, false
	}
	clock = time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(sec)*time.Second + nanos
	return clock, true, rest, true
}

// fraction reads the digits behind the point of a second.
func fraction(digits string) time.Duration {
	digits = (digits + "000000000")[:9]
	var n time.Duration
	for _, d := range digits {
		n = n*10 + time.Duration(d-'0')
	}
	return n
}

// takeZone reads Z, UTC, GMT, +03:00 or +0300 at the end. Nothing is no zone;
// anything else is not a time.
func takeZone(toks []token) (*time.Location, bool) {
	switch {
	case len(toks) == 0:
		return nil, true
	case len(toks) == 1 && (toks[0].text == "z" || toks[0].text == "utc" || toks[0].text == "gmt"):
		return time.UTC, true
	case len(toks) < 2 || toks[0].text != "+" && toks[0].text != "-" || !toks[1].number:
		return nil, false
	}
	minutes := toks[1].value * 60
	switch {
	case len(toks) == 4 && toks[2].text == ":" && toks[3].number:
		minutes += toks[3].value
	case len(toks) == 2 && len(toks[1].text) == 4:
		minutes = toks[1].value/100*60 + toks[1].value%100
	case len(toks) != 2:
		return nil, false
	}
	if minutes < 0 || minutes > 15*60 {
		return nil, false
	}
	if toks[0].text == "-" {
		minutes = -minutes
	}
	return time.FixedZone("", minutes*60), true
}

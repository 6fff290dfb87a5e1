package hexdata

import (
	"strings"
	"unicode/utf8"
)

// scanner walks the digits of a row, one character of s at a time.
type scanner struct {
	s       string
	at      int // in bytes
	col     int // in characters, from 1
	ocr     bool
	repairs []Repair
}

// next returns the character at hand as the ASCII one that it stands for, and
// its length in bytes.
func (sc *scanner) next() (b byte, n int) {
	r, n := utf8.DecodeRuneInString(sc.s[sc.at:])
	if n == 0 || r == utf8.RuneError {
		return 0, n
	}
	return fold(r, sc.ocr), n
}

// take steps over the character at hand and records it if it was repaired.
// Spaces and dashes only separate; what kind they are changes nothing.
func (sc *scanner) take(b byte, n int) {
	r, _ := utf8.DecodeRuneInString(sc.s[sc.at:])
	if r != rune(b) && b != ' ' && b != '-' {
		sc.repairs = append(sc.repairs, Repair{
			Column: sc.col, Was: r, Read: b, Unsure: isUnsure(r),
		})
	}
	sc.at += n
	sc.col++
}

// maxRun is the longest run of hex digits that is looked at: a whole row.
const maxRun = 32

// digits takes a run of hex digits, one more than maxRun at most.
func (sc *scanner) digits() string {
	var run [maxRun + 1]byte
	n := 0
	for n < len(run) {
		b, size := sc.next()
		if !isHex(b) {
			break
		}
		run[n] = b
		n++
		sc.take(b, size)
	}
	return string(run[:n])
}

// width returns the length of the run of hex digits at hand without taking it,
// or 0 if something is glued to it.
func (sc *scanner) width() int {
	ahead, n := *sc, 0
	for n <= maxRun {
		b, size := ahead.next()
		if !isHex(b) {
			if size > 0 && b != ' ' && b != '\t' && b != '-' && b != '|' {
				return 0
			}
			break
		}
		n++
		ahead.at += size
	}
	return n
}

// groups takes up to limit groups of hex digits of the given width, separated
// by one dash or at most gap spaces, and returns the digits. The last group
// may be shorter if groups are of several bytes (xxd).
func (sc *scanner) groups(width, limit, gap int) string {
	var all strings.Builder
	all.Grow(maxRun)
	for ahead := *sc; limit > 0; limit-- {
		run := ahead.width()
		short := run < width && run%2 == 0 && gap == 2
		if run == 0 || run != width && !short {
			break
		}
		all.WriteString(ahead.digits())
		*sc = ahead
		if short || !ahead.separator(gap) {
			break
		}
	}
	return all.String()
}

// separator steps over what may stand between two groups.
func (sc *scanner) separator(gap int) bool {
	spaces, dashes := 0, 0
	for {
		b, n := sc.next()
		switch {
		case b == ' ' || b == '\t':
			spaces++
		case b == '-' && dashes == 0:
			dashes++
		default:
			return dashes > 0 && spaces <= 2 || spaces > 0 && spaces <= gap
		}
		sc.take(' ', n)
	}
}

func (sc *scanner) spaces() {
	for {
		b, n := sc.next()
		if b != ' ' && b != '\t' {
			return
		}
		sc.take(' ', n)
	}
}

// skip steps over a text if it is at hand.
func (sc *scanner) skip(text string) bool {
	ahead := *sc
	for i := range len(text) {
		b, n := ahead.next()
		if b != text[i] {
			return false
		}
		ahead.take(b, n)
	}
	*sc = ahead
	return true
}

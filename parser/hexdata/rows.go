package hexdata

import (
	"slices"
	"strconv"
	"strings"
)

// columnRow reads a row whose offset is set off by spaces alone: hexdump, od,
// Format-Hex. Offsets have 6 to 8 digits, in PowerShell 7 16, and 4 in some
// packet dumps. od counts in octal unless told otherwise.
func columnRow(s string) (Line, bool) {
	sc := scanner{s: s, col: 1}
	sc.spaces()
	offset := sc.digits()
	if n := len(offset); n != 4 && (n < 6 || n > 8) && n != 16 {
		return Line{}, false
	}
	start := sc.at
	sc.spaces()
	if sc.at == start || len(offset) == 4 && sc.at < start+2 {
		return Line{}, false
	}
	l := Line{Offset: parseOffset(offset, 16), octal: parseOffset(offset, 8), decimal: parseOffset(offset, 10)}
	if l.Offset < 0 {
		return Line{}, false
	}
	l.column(&sc, len(offset))
	l.Tail, l.Repairs = s[sc.at:], sc.repairs
	return l, len(l.Data) > 0
}

// parseOffset returns -1 for digits that are no offset in the base.
func parseOffset(digits string, base int) int {
	n, err := strconv.ParseUint(digits, base, 31)
	if err != nil {
		return -1
	}
	return int(n)
}

// column reads the digits of a columnRow. Groups of 2 or 4 bytes are words of
// the host that printed them, most likely a little-endian one. Behind eight
// digits groups of eight are more likely all of them data.
func (l *Line) column(sc *scanner, offsetDigits int) {
	l.Kind, l.perRow, l.notation = Bytes, 16, OD
	width := sc.width()
	switch {
	case width == 2:
		l.Data = unhex(sc.groups(2, 16, 2))
		if tail := strings.TrimSpace(sc.s[sc.at:]); strings.HasPrefix(tail, "|") {
			l.notation = HexdumpC
		} else if tail != "" {
			l.notation = FormatHex
		}
	case (width == 4 || width == 8) && width != offsetDigits:
		l.notation = HostWords
		l.other = unhex(sc.groups(width, maxRun/width, 1))
		l.Data = swapped(slices.Clone(l.other), width/2)
	}
}

// offsetOnly reads the line that closes a dump of hexdump or od: the length.
func offsetOnly(s string) (l Line, ok bool) {
	s = strings.TrimSpace(s)
	if len(s) < 6 || len(s) > 8 {
		return Line{}, false
	}
	l = Line{Offset: parseOffset(s, 16), octal: parseOffset(s, 8), decimal: parseOffset(s, 10)}
	return l, l.Offset >= 0
}

// radixes are those that offsets are printed in, the commonest first.
var radixes = []int{16, 8, 10}

// in returns the printed offset read in a radix.
func (l *Line) in(radix int) int {
	switch radix {
	case 8:
		return l.octal
	case 10:
		return l.decimal
	}
	return l.Offset
}

// at returns the offset of a row as the dump counts. The first row behind the
// start tells in which radix that is: the one in which it continues the dump.
func (d *Dump) at(l *Line) int {
	if d.radix == 0 {
		for _, radix := range radixes {
			if next := d.Base + len(d.Data); next > 0 && l.in(radix) == next {
				d.radix = radix
			}
		}
	}
	return l.in(d.radix)
}

// isHeader reports whether a line belongs to a dump without being a row: the
// column header of Format-Hex, its label, the radio buttons of Event Viewer.
func isHeader(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.HasPrefix(s, "00 01 02 03") && strings.Contains(s, "0d 0e 0f") {
		return true
	}
	if strings.HasPrefix(s, "offset") && strings.Contains(s, "bytes") || strings.HasPrefix(s, "----") {
		return true
	}
	for _, p := range []string{"label:", "path:", "in words", "in bytes"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

package hexdata

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Kind says how the digits of a row stand for bytes.
type Kind uint8

// The kinds.
const (
	Bytes Kind = iota + 1 // in the order of the bytes, in groups of any width
	Words                 // 32-bit words, each with its highest digit first
)

// String returns bytes or words.
func (k Kind) String() string {
	if k == Words {
		return "words"
	}
	return "bytes"
}

// Line is one row of a dump.
type Line struct {
	Head   string // what stands before the offset: a heading such as "Data:"
	Offset int    // as printed: of the first byte of the row
	Kind   Kind
	Data   []byte
	// Tail is the text behind the last byte, untouched: the character column,
	// and in a damaged paste perhaps the start of the next event.
	Tail    string
	Repairs []Repair // in the offset and the digits, Line being 0

	perRow   int // the most bytes that a row of this shape holds
	notation Notation
	other    []byte // the reading in the other byte order, if that is open
	octal    int    // the offset read as od prints it by default, or -1
	decimal  int    // the offset read as od -A d prints it, or -1
}

// ParseLine reads a row whose offset ends in a colon: Event Viewer's views and
// xxd. A heading may stand before the first row; of anything else before the
// offset only quotation marks and spaces are tolerated.
func ParseLine(s string) (Line, bool) { return parseLine(s, 8) }

// parseLine is ParseLine for a dump whose rows are known to hold perRow bytes.
func parseLine(s string, perRow int) (Line, bool) {
	lead := len(s) - len(strings.TrimLeft(s, " \t\u00a0\ufeff>|"))
	sc := scanner{s: s, at: lead, col: 1 + utf8.RuneCountInString(s[:lead])}
	if l, ok := rowAt(sc, perRow); ok {
		return l, true
	}
	// A heading stands only before the first row, whose offset is 0.
	for sc.at < len(s) {
		r, n := utf8.DecodeRuneInString(s[sc.at:])
		sc.at += n
		sc.col++
		if !strings.ContainsRune(" \t\u00a0:：)>.", r) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(s[sc.at:]); fold(next, true) != '0' {
			continue
		}
		if l, ok := rowAt(sc, perRow); ok && l.Offset == 0 {
			l.Head = s[:sc.at]
			return l, true
		}
	}
	return Line{}, false
}

// rowAt reads the row at the scanner. Misread digits are mended only if that
// makes a full row of what is none, or a shorter one.
func rowAt(sc scanner, perRow int) (Line, bool) {
	l, ok := row(sc, perRow)
	if ok && len(l.Data) >= l.perRow {
		return l, true
	}
	sc.ocr = true
	if m, mended := row(sc, perRow); mended && len(m.Data) >= m.perRow && len(m.Repairs) > len(l.Repairs) {
		return m, true
	}
	return l, ok
}

// row reads offset, colon and digits.
func row(sc scanner, perRow int) (Line, bool) {
	prefixed := sc.skip("0x")
	offset := sc.digits()
	if len(offset) < 4 || len(offset) > 8 {
		return Line{}, false
	}
	sc.spaces()
	if !sc.skip(":") {
		return Line{}, false
	}
	sc.spaces()
	l := Line{octal: -1, decimal: -1}
	at64, err := strconv.ParseUint(offset, 16, 31)
	if err != nil {
		return Line{}, false
	}
	l.Offset = int(at64)
	if viewer := len(offset) < 6 && !prefixed; viewer {
		l.viewer(&sc, perRow)
	} else {
		l.xxd(&sc)
	}
	l.Tail, l.Repairs = sc.s[sc.at:], sc.repairs
	return l, len(l.Data) > 0
}

// viewer reads the digits of an Event Viewer row: 8 bytes or 4 words. A row of
// up to 16 bytes is accepted too if its second half cannot be the character
// column, which has 8 characters at most and so holds no more than 3 pairs.
func (l *Line) viewer(sc *scanner, perRow int) {
	wide := *sc
	wide.repairs = slices.Clip(wide.repairs)
	switch sc.width() {
	case 2:
		l.Kind, l.perRow, l.notation = Bytes, perRow, ViewerBytes
		l.Data = unhex(sc.groups(2, perRow, 1))
		if all := unhex(wide.groups(2, 16, 1)); len(all) > 8+3 {
			*sc, l.Data, l.perRow = wide, all, 16
		}
	case 8:
		l.Kind, l.perRow, l.notation = Words, 16, ViewerWords
		l.Data = swapped(unhex(sc.groups(8, 4, 8)), 4)
	}
}

// xxd reads groups of any width, up to 16 bytes. Groups of 4 bytes may also
// have been printed by xxd -e, highest digit first; the character column, being
// always in the order of the bytes, may tell.
func (l *Line) xxd(sc *scanner) {
	width := sc.width()
	if width < 2 || width > maxRun || width%2 != 0 {
		return
	}
	l.Kind, l.perRow, l.notation = Bytes, 16, XXD
	l.Data = unhex(sc.groups(width, maxRun/width, 2))
	if width != 8 {
		return
	}
	l.other = swapped(slices.Clone(l.Data), 4)
	column := strings.TrimSpace(sc.s[sc.at:])
	if asBytes, asWords := inColumn(l.Data, column), inColumn(l.other, column); asBytes != asWords {
		l.choose(asWords)
	}
}

// choose settles a row on one of its two readings.
func (l *Line) choose(other bool) {
	if other && l.other != nil {
		l.Kind, l.Data = Words, l.other
	}
	l.other = nil
}

// inColumn reports whether the text may be the character column of the bytes.
func inColumn(data []byte, column string) bool {
	if len(column) < len(data) {
		return false
	}
	for i, b := range data {
		want := byte('.')
		if b > ' ' && b < 0x7F {
			want = b
		}
		if b != ' ' && column[i] != want {
			return false
		}
	}
	return true
}

// unhex decodes an even run of hex digits.
func unhex(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		return nil
	}
	return b
}

// swapped reverses each whole group of width bytes, 2 or 4, in place.
func swapped(b []byte, width int) []byte {
	for i := 0; i+width <= len(b); i += width {
		if width == 2 {
			binary.LittleEndian.PutUint16(b[i:], binary.BigEndian.Uint16(b[i:]))
		} else {
			binary.LittleEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
		}
	}
	return b
}

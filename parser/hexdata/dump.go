package hexdata

import "fmt"

// MaxDump is the most bytes that a dump may hold. An event record limits its
// data to 64 KiB; nothing larger can have come out of one.
const MaxDump = 64 << 10

// Notation names the tool or convention that a dump was written in.
type Notation string

// The notations.
const (
	ViewerBytes Notation = "Event Viewer, bytes"
	ViewerWords Notation = "Event Viewer, words"
	XXD         Notation = "xxd"
	HexdumpC    Notation = "hexdump -C"
	OD          Notation = "od -t x1"
	FormatHex   Notation = "Format-Hex"
	HostWords   Notation = "hexdump, 16-bit words"
	Plain       Notation = "plain hex"
	Decimal     Notation = "decimal bytes"
	RegFile     Notation = ".reg file"
)

// Gap tells of rows that are missing from a dump.
type Gap struct {
	Line   int // of the row behind the gap, from 1; 0 if not known
	Offset int // where the missing bytes begin
	Length int // how many there are
}

// String says what is missing.
func (g *Gap) String() string {
	return fmt.Sprintf("%d bytes are missing at %#x", g.Length, g.Offset)
}

// Dump is the data that one run of rows shows. The zero Dump is empty and
// takes any row.
type Dump struct {
	Notation  Notation
	Kind      Kind
	Line      int    // first line of the dump in the text, from 1
	LastLine  int    // last line
	Base      int    // offset printed in the first row; not 0 if the start is missing
	Data      []byte // at most MaxDump bytes
	Tail      string // of the last row; see Line.Tail
	Repairs   []Repair
	Missing   *Gap // rows missing behind the last one
	Truncated bool // cut at MaxDump, or by the tool that printed it

	// Ambiguous says why the order of the bytes is open; Other then holds them
	// in the order that Data does not have.
	Ambiguous string
	Other     []byte

	perRow int // bytes in a full row
	radix  int // of the offsets; 0 while it is open
}

// Append adds the row found in line n of the text, if it continues the dump.
// If it does not because rows are missing, it sets Missing.
func (d *Dump) Append(n int, l Line) bool {
	next := d.Base + len(d.Data)
	offset := d.at(&l)
	switch {
	case len(d.Data) == 0:
		*d = Dump{Notation: l.notation, Kind: l.Kind, Line: n, Base: l.Offset, perRow: l.perRow}
	case !d.agree(&l):
		return false
	case offset > next && offset <= MaxDump:
		d.Missing = &Gap{Line: n, Offset: next, Length: offset - next}
		return false
	case offset != next:
		return false
	}
	d.LastLine, d.Tail = n, l.Tail
	d.perRow = max(d.perRow, l.perRow)
	for _, r := range l.Repairs {
		r.Line = n
		d.Repairs = append(d.Repairs, r)
	}
	d.add(l.Data, l.other)
	return true
}

// agree reports whether row and dump are of one kind. Where one of them leaves
// the order of the bytes open, the other settles it.
func (d *Dump) agree(l *Line) bool {
	switch {
	case l.other != nil && d.Other == nil:
		l.choose(d.Kind == Words)
	case l.other == nil && d.Other != nil && l.notation == d.Notation:
		d.choose(l.Kind == Words)
	}
	return l.Kind == d.Kind
}

// choose settles the dump on one of its two readings.
func (d *Dump) choose(other bool) {
	if other {
		d.Kind, d.Data = Words, d.Other
	}
	d.Other, d.Ambiguous = nil, ""
}

// add appends bytes up to the limit. other is the second reading, nil if there
// is none.
func (d *Dump) add(data, other []byte) {
	if len(d.Data)+len(data) > MaxDump {
		data = data[:MaxDump-len(d.Data)]
		d.Truncated = true
	}
	if other != nil && len(d.Data) == 0 {
		d.Other = []byte{}
		d.Ambiguous = "the text does not say in which order the bytes of a word were printed"
	}
	if other == nil {
		other = data
	}
	if d.Other != nil {
		d.Other = append(d.Other, other[:len(data)]...)
	}
	d.Data = append(d.Data, data...)
}

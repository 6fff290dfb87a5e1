package main

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf16"
)

// readValue is a value as golang-evtx reads it.
type readValue struct {
	value  *value // as the bytes have it; nil for a literal
	json   any
	null   bool
	nested *frame
	stop   fault // what using it leads to
	shift  int   // how far from the value it is read
	size   int   // how many bytes it takes
	failed bool
}

// read reads the values of an instance as golang-evtx does: one behind the
// other, each as long as its type is, whatever its description says. Shift is
// how far the first is from where it should be; the result, the next.
func (m *model) read(in *instance, shift int) (f *frame, next int) {
	f = &frame{instance: in}
	m.parses(in.root)
	for i := range in.values {
		v := &in.values[i]
		r := m.readValue(v, v.off+shift)
		r.shift = shift
		f.values = append(f.values, r)
		shift += r.size - len(v.raw)
		if r.failed && i == len(in.values)-1 { // the failures of others are not looked at
			m.halt(cmp.Or(r.stop, lastValue))
		}
	}
	return f, shift
}

// readValue is ParseValueReader.
func (m *model) readValue(v *value, pos int) *readValue {
	r := &readValue{value: v}
	if v.typ == typeBinXML {
		m.readNested(r, pos)
		return r
	}
	b := m.chunk[min(max(pos, 0), len(m.chunk)):]
	r.size = r.width(b)
	if r.size > len(b) {
		r.size, r.failed, r.stop = len(b), true, wrongPlace
		return r
	}
	r.json = r.decode(b[:r.size], pos)
	return r
}

// readNested reads binary XML, of which it takes one fragment, to the end of
// that. An element outside of a template is read as if it had the dependency
// id that only those inside have.
func (m *model) readNested(r *readValue, pos int) {
	in := m.fragmentAt(r.value, pos)
	switch {
	case m.stop != "":
	case in == nil:
		r.stop, r.size = nestedEmpty, 1
	case in.odd:
		m.halt(unknownToken)
	case in.bare:
		m.halt(nestedElement)
	default:
		var shift int
		r.nested, shift = m.read(in, 0)
		r.size = in.end + shift - pos
	}
}

// fragmentAt returns the fragment that golang-evtx finds for a value; nil if
// there is but the end of one.
func (m *model) fragmentAt(v *value, pos int) *instance {
	if pos < 0 || pos >= len(m.chunk) {
		m.halt(wrongPlace)
		return nil
	}
	if m.chunk[pos] == 0x00 {
		return nil
	}
	if pos == v.off && len(v.nested) > 0 {
		return v.nested[0]
	}
	if pos == v.off && v.err != nil {
		m.halt(nestedDamaged)
		return nil
	}
	d := decoder{c: m.chunk, pos: pos, end: len(m.chunk), steps: new(int), left: m.left}
	in := d.fragment()
	if d.err != nil {
		m.halt(wrongPlace)
	}
	return in
}

// arrayOf is how golang-evtx tells what an array holds: the bits of the type
// must be set, others may be.
func arrayOf(typ, of byte) bool { return typ&typeArray != 0 && typ&of == of }

// width returns how many bytes are taken for the value, which begins b.
func (r *readValue) width(b []byte) int {
	n := len(r.value.raw)
	switch t := r.value.typ; {
	case t == 0x13 && len(b) > 1:
		return 8 + 4*int(b[1])
	case t == 0x01 || arrayOf(t, 0x01):
		return n &^ 1
	case t == 0x0b: // skipped as unknown
		return n
	case arrayOf(t, 0x06) && n%2 != 0, arrayOf(t, 0x0a) && !arrayOf(t, 0x06) && n%8 != 0:
		return 0
	case widths[t] > 0:
		return widths[t]
	default:
		return n
	}
}

// decode returns what JSON has for the bytes of a value. Some sizes fail; what
// there is of the value is kept all the same.
func (r *readValue) decode(b []byte, pos int) any {
	n := len(r.value.raw)
	switch t := r.value.typ; {
	case t == typeNull:
		r.null = true
		return nil
	case t == 0x01:
		r.failed = n == 1
		return peerText(b)
	case t == 0x02:
		r.failed = n == 0
		return base64.StdEncoding.EncodeToString(b)
	case t == 0x0e:
		return fmt.Sprintf("%X", b)
	case t == 0x0f:
		return strings.Trim(guidText(b), "{}")
	case t == 0x13:
		r.failed = len(b) == 8
		return sidText(b)
	case arrayOf(t, 0x01):
		return peerStrings(b)
	case arrayOf(t, 0x06):
		r.failed = n%2 != 0
		return peerNumbers(b, 2)
	case arrayOf(t, 0x0a):
		r.failed = n%8 != 0
		return peerNumbers(b, 8)
	case t != 0x0b && widths[t] > 0:
		return peerNumber(t, b)
	}
	d := fmt.Sprintf("Size: %d ValType: 0x%02x Unk: 0x%02x", n, r.value.typ, r.value.unused)
	return fmt.Sprintf("Unknown value: %s @ 0x%08x", d, pos)
}

// peerNumber is the text of the types of a fixed width.
func peerNumber(typ byte, b []byte) any {
	var u uint64
	for i, x := range b[:min(len(b), 8)] {
		u |= uint64(x) << (8 * i)
	}
	shift := 64 - 8*min(len(b), 8)
	switch typ {
	case 0x03, 0x05, 0x07, 0x09:
		return fmt.Sprint(int64(u<<shift) >> shift)
	case 0x0c:
		return fmt.Sprintf("%f", math.Float64frombits(u))
	case 0x0d:
		return fmt.Sprint(u == 1)
	case 0x11:
		return peerFileTime(int64(u)).UTC().Format(time.RFC3339Nano)
	case 0x12:
		return peerSystemTime(b).UTC().Format(time.RFC3339Nano)
	case 0x14:
		return fmt.Sprintf("0x%04x", u)
	case 0x15:
		return fmt.Sprintf("0x%08x", u)
	default:
		return fmt.Sprint(u)
	}
}

// peerFileTime converts by way of a floating point number, as golang-evtx does.
func peerFileTime(ticks int64) time.Time {
	seconds := int64(float64(ticks)/1e7 - 11644473600.0)
	return time.Unix(seconds, ((ticks-11644473600*1e7)-seconds*1e7)*100)
}

// peerSystemTime takes milliseconds for microseconds, as golang-evtx does.
func peerSystemTime(b []byte) time.Time {
	n := func(i int) int { return int(int16(le.Uint16(b[2*i:]))) }
	return time.Date(n(0), time.Month(n(1)), n(3), n(4), n(5), n(6), n(7)*1000, time.UTC)
}

func peerText(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = le.Uint16(b[2*i:])
	}
	return strings.TrimRight(string(utf16.Decode(units)), "\x00")
}

// peerStrings splits at NULs. Empty strings, and one without a NUL behind it,
// are left out.
func peerStrings(b []byte) any {
	var list []any
	from := 0
	for i := 0; i+1 < len(b); i += 2 {
		if b[i]|b[i+1] != 0 {
			continue
		}
		if i > from {
			list = append(list, peerText(b[from:i]))
		}
		from = i + 2
	}
	if list == nil {
		return nil
	}
	return list
}

func peerNumbers(b []byte, width int) any {
	if len(b) == 0 {
		return nil
	}
	list := make([]any, 0, len(b)/width)
	for ; len(b) >= width; b = b[width:] {
		u := uint64(le.Uint16(b))
		if width == 8 {
			u = le.Uint64(b)
		}
		list = append(list, json.Number(fmt.Sprint(u)))
	}
	return list
}

// whyWrong names the fault of a value that is not what the bytes say.
func (r *readValue) whyWrong() fault {
	n := len(r.value.raw)
	switch t := r.value.typ; {
	case r.shift != 0 || r.size != n:
		return sizeIgnored
	case t == 0x02:
		return ansiBytes
	case t == 0x0d:
		return boolNotOne
	case t == 0x12:
		return systemTime
	case t == 0x11:
		return timeRange
	case t == 0x0c:
		return floatDigits
	case t == 0x81:
		return emptyItems
	case arrayOf(t, 0x01), arrayOf(t, 0x06), arrayOf(t, 0x0a):
		return arrayType
	case t&typeArray != 0, t == 0x0b, t == 0x10, t > 0x15:
		return typeUnknown
	}
	return notModelled
}

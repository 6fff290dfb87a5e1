package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// JSON writes doc as the contract says (schema/report-1.json): keys in the
// order of the types, events in the order e1, e2, …, e10, an empty list where
// there is none, numbers beyond 2^53 as strings, two blanks of indentation.
// The same document gives the same bytes. A byte that is not UTF-8 is written
// the way safetext shows it, as \xff, since JSON cannot carry it.
//
// It writes as it goes: encoding/json would hold the whole text, twice.
func JSON(w io.Writer, doc *Document) error {
	e := encoder{w: bufio.NewWriterSize(w, 1<<16), keys: map[reflect.Type][]key{}}
	e.value(reflect.ValueOf(doc).Elem(), "\n")
	e.w.WriteByte('\n')
	return e.close()
}

// encoder writes values; indent is the line break and blanks before a key.
type encoder struct {
	w       *bufio.Writer
	keys    map[reflect.Type][]key // asked for once per type
	compact bool                   // all on one line
	err     error
}

// key is the key of a struct's field.
type key struct {
	name      string
	omitEmpty bool
}

// maxExact is the largest integer that every JSON reader keeps exact.
const maxExact = 1 << 53

func (e *encoder) value(v reflect.Value, indent string) {
	switch v.Kind() {
	case reflect.Struct:
		e.object(v, indent)
	case reflect.Pointer:
		e.value(v.Elem(), indent) // nil pointers are left out by omitempty
	case reflect.Map:
		e.mapping(v, indent)
	case reflect.Slice:
		e.list(v, indent)
	case reflect.String:
		e.string(v.String())
	case reflect.Bool:
		e.w.WriteString(strconv.FormatBool(v.Bool()))
	case reflect.Int, reflect.Int64:
		e.integer(strconv.FormatInt(v.Int(), 10), v.Int() > maxExact || v.Int() < -maxExact)
	case reflect.Uint64:
		e.integer(strconv.FormatUint(v.Uint(), 10), v.Uint() > maxExact)
	case reflect.Float64:
		e.float(v.Float())
	default:
		e.err = cmp.Or(e.err, fmt.Errorf("report: no JSON for %s", v.Type()))
	}
}

func (e *encoder) object(v reflect.Value, indent string) {
	e.fields(v, '{', indent)
	e.w.WriteString(indent + "}")
}

// fields writes the keys and values of a struct, open before the first.
func (e *encoder) fields(v reflect.Value, open byte, indent string) {
	inner := e.inner(indent)
	for i, k := range e.keysOf(v.Type()) {
		if k.omitEmpty && v.Field(i).IsZero() {
			continue
		}
		e.key(open, inner, k.name)
		e.value(v.Field(i), inner)
		open = ','
	}
}

// inner is the indent one level deeper.
func (e *encoder) inner(indent string) string {
	if e.compact {
		return ""
	}
	return indent + "  "
}

func (e *encoder) key(open byte, indent, name string) {
	e.w.WriteByte(open)
	if e.compact && open == ',' {
		indent = " "
	}
	e.w.WriteString(indent)
	e.string(name)
	e.w.WriteString(": ")
}

func (e *encoder) keysOf(t reflect.Type) []key {
	keys, known := e.keys[t]
	if !known {
		for f := range t.Fields() {
			name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
			keys = append(keys, key{name, option == "omitempty"})
		}
		e.keys[t] = keys
	}
	return keys
}

func (e *encoder) mapping(v reflect.Value, indent string) {
	if v.Len() == 0 {
		e.w.WriteString("{}")
		return
	}
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return naturalOrder(a.String(), b.String()) })
	open, inner := byte('{'), e.inner(indent)
	for _, k := range keys {
		e.key(open, inner, k.String())
		e.value(v.MapIndex(k), inner)
		open = ','
	}
	e.w.WriteString(indent + "}")
}

// list writes a list of plain values on one line.
func (e *encoder) list(v reflect.Value, indent string) {
	inner, sep := e.inner(indent), ","
	switch {
	case v.Len() == 0:
		e.w.WriteString("[]")
		return
	case e.compact || v.Type().Elem().Kind() == reflect.String:
		inner, indent, sep = "", "", ", "
	}
	e.w.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			e.w.WriteString(sep)
		}
		e.w.WriteString(inner)
		e.value(v.Index(i), inner)
	}
	e.w.WriteString(indent + "]")
}

func (e *encoder) integer(digits string, large bool) {
	if large {
		digits = `"` + digits + `"`
	}
	e.w.WriteString(digits)
}

func (e *encoder) float(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		e.err = cmp.Or(e.err, fmt.Errorf("report: no JSON for the number %v", f))
		return
	}
	e.w.WriteString(strconv.FormatFloat(f, 'f', -1, 64))
}

func (e *encoder) string(s string) {
	e.w.WriteByte('"')
	if plainJSON(s) {
		e.w.WriteString(s)
		e.w.WriteByte('"')
		return
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(e.w, `\\x%02x`, s[i])
		case r == '"' || r == '\\':
			e.w.WriteString(`\` + s[i:i+1])
		case r == '\n':
			e.w.WriteString(`\n`)
		case r == '\t':
			e.w.WriteString(`\t`)
		case r < 0x20, r == 0x7f, r == '\u2028', r == '\u2029':
			fmt.Fprintf(e.w, `\u%04x`, r)
		default:
			e.w.WriteString(s[i : i+n])
		}
		i += n
	}
	e.w.WriteByte('"')
}

// plainJSON reports whether s is ASCII that stands for itself.
func plainJSON(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// naturalOrder compares strings that may end in a number: e2 before e10.
func naturalOrder(a, b string) int {
	pa, na := splitNumber(a)
	pb, nb := splitNumber(b)
	return cmp.Or(cmp.Compare(pa, pb), cmp.Compare(len(na), len(nb)), cmp.Compare(na, nb), cmp.Compare(a, b))
}

// splitNumber cuts the decimal number off the end of s, without its zeros.
func splitNumber(s string) (prefix, number string) {
	prefix = strings.TrimRight(s, "0123456789")
	return prefix, strings.TrimLeft(s[len(prefix):], "0")
}

// EventIDs returns the ids of the events that doc cites, in their order.
func (d *Document) EventIDs() []string {
	return slices.SortedFunc(maps.Keys(d.Events), naturalOrder)
}

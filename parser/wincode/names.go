package wincode

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed names/win32.txt
var win32Names string

//go:embed names/ntstatus.txt
var ntstatusNames string

//go:embed names/hresult.txt
var hresultNames string

//go:embed names/jet.txt
var jetNames string

//go:embed names/event.txt
var eventNames string

func (k Kind) table() string {
	switch k {
	case Win32:
		return win32Names
	case NTStatus:
		return ntstatusNames
	case HResult:
		return hresultNames
	case Jet:
		return jetNames
	}
	return ""
}

// Symbol returns the name that the headers of Windows give the number, or ""
// if they give it none. Of several names it is the usual one.
func (c Code) Symbol() string { return symbol(c.Kind.table(), c.Number) }

// EventSymbol returns the name that netevent.h or ntiologc.h gives the full
// 32-bit identifier of an event, such as EVENT_SERVICE_EXIT_FAILED, or "".
func EventSymbol(code uint32) string { return symbol(eventNames, code) }

func symbol(table string, number uint32) string {
	name, _, _ := strings.Cut(lookup(table, number), " ")
	return name
}

// lookup finds the line of a number by bisection over the text itself and
// returns what stands behind the number.
func lookup(table string, number uint32) string {
	for lo, hi := 0, len(table); lo < hi; {
		start := lo + strings.LastIndexByte(table[lo:(lo+hi)/2], '\n') + 1
		line, _, _ := strings.Cut(table[start:hi], "\n")
		n, names := parseNameLine(line)
		switch {
		case n == number:
			return names
		case n < number:
			lo = start + len(line) + 1
		default:
			hi = start
		}
	}
	return ""
}

func parseNameLine(line string) (number uint32, names string) {
	digits, names, _ := strings.Cut(line, " ")
	n, _ := strconv.ParseUint(digits, 16, 32) // the table is generated and tested
	return uint32(n), names
}

// bySymbol maps every name, in upper case, to its code.
var bySymbol = sync.OnceValue(func() map[string]Code {
	m := make(map[string]Code, 7000)
	for kind := Win32; kind <= Jet; kind++ {
		for line := range strings.Lines(kind.table()) {
			n, names := parseNameLine(strings.TrimSuffix(line, "\n"))
			for name := range strings.FieldsSeq(names) {
				if name = strings.ToUpper(name); m[name].Kind == 0 {
					m[name] = Code{kind, n}
				}
			}
		}
	}
	return m
})

// FromSymbol returns the code of that name; letter case does not matter.
func FromSymbol(name string) (Code, bool) {
	c, ok := bySymbol()[strings.ToUpper(name)]
	return c, ok
}

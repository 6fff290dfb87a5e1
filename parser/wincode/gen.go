//go:build ignore

// Command gen makes the tables of symbolic names under names/ out of the
// mingw-w64 headers, which are in the public domain (Debian package
// mingw-w64-common), and of names/extra.h, which holds what they lack.
//
//	MINGW_INCLUDE=DIR go generate ./parser/wincode
//
// A table is text, one number a line in ascending order of its unsigned value,
// eight hex digits, then its names, the usual one first:
//
//	80070002 NAME [OTHER_NAME…]
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// source says which defines of a header go to which table.
type source struct {
	header string
	table  string
	want   string // of the name
	value  string // of the text behind the name
}

var sources = []source{
	{"extra.h", "win32", `^ERROR_`, ``},
	{"extra.h", "hresult", `_E_`, ``},
	{"extra.h", "ntstatus", `^STATUS_`, ``},
	{"extra.h", "jet", `^JET_`, ``},
	{"winerror.h", "win32", `^[A-Z]`, `__MSABI_LONG|WSABASEERR|ERROR|_BASE`},
	{"wininet.h", "win32", `^ERROR_`, `INTERNET_ERROR_BASE`},
	{"lmerr.h", "win32", `^NERR_`, `NERR_BASE`},
	{"winerror.h", "hresult", `^[A-Z]`, `HRESULT|SCODE`},
	{"wuerror.h", "hresult", `^WU_`, `HRESULT`},
	{"vsserror.h", "hresult", `^VSS_`, `HRESULT`},
	{"bitsmsg.h", "hresult", `^BG_`, `MSABI_LONG`},
	{"slerror.h", "hresult", `^SL_`, `0x`},
	{"ntstatus.h", "ntstatus", `^STATUS_|^DBG_|^RPC_NT`, `NTSTATUS`},
	{"esent.h", "jet", `^JET_(err|wrn)`, ``},
	{"netevent.h", "event", ``, `MSABI_LONG`},
	{"ntiologc.h", "event", `^IO_`, `NTSTATUS`},
}

// notCodes are defines that bound ranges or build codes.
var notCodes = regexp.MustCompile(`^FACILITY_|^SEVERITY_|_(FIRST|LAST|BASE|MASK)$|^STATUS_SEVERITY|^(NERR|JET_err)_?Success$|CODES_BASE|JET_wrnNyi`)

var define = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(.+?)[ \t]*(?:/[*/].*)?$`)

func main() {
	include := flag.String("include", "", "folder of the mingw-w64 headers")
	out := flag.String("out", "names", "folder of the tables and of extra.h")
	flag.Parse()
	tables := map[string]map[uint32][]string{}
	for _, s := range sources {
		dir := *include
		if s.header == "extra.h" {
			dir = *out
		}
		text, err := os.ReadFile(filepath.Join(dir, s.header))
		if err != nil {
			log.Fatal(err)
		}
		if tables[s.table] == nil {
			tables[s.table] = map[uint32][]string{}
		}
		s.read(text, tables[s.table])
	}
	for name, table := range tables {
		if err := os.WriteFile(filepath.Join(*out, name+".txt"), print(table), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// read adds the names of one header to a table.
func (s source) read(text []byte, table map[uint32][]string) {
	want, value := regexp.MustCompile(s.want), regexp.MustCompile(s.value)
	known := map[string]uint32{}
	for _, m := range define.FindAllSubmatch(text, -1) {
		name, expr := string(m[1]), string(m[2])
		n, ok := evaluate(expr, known)
		if !ok {
			continue
		}
		known[name] = n
		if !want.MatchString(name) || !value.MatchString(expr) || notCodes.MatchString(name) {
			continue
		}
		switch {
		case slices.Contains(table[n], name):
		case name == "S_OK": // the usual name of 0, though others come before it
			table[n] = slices.Insert(table[n], 0, name)
		default:
			table[n] = append(table[n], name)
		}
	}
}

var (
	noise   = regexp.MustCompile(`\((?:HRESULT|NTSTATUS|SCODE|DWORD|LONG)\)|__MSABI_LONG|_HRESULT_TYPEDEF_|_NDIS_ERROR_TYPEDEF_`)
	literal = regexp.MustCompile(`^-?(?:0[xX][0-9A-Fa-f]+|\d+)[uUlL]*$`)
)

// evaluate computes a literal, an earlier name, or the sum of two of them.
func evaluate(expr string, known map[string]uint32) (sum uint32, ok bool) {
	expr = strings.Trim(noise.ReplaceAllString(expr, ""), "() ")
	for _, term := range strings.Split(expr, "+") {
		term = strings.Trim(term, "() ")
		n, isName := known[term]
		if !isName {
			if !literal.MatchString(term) {
				return 0, false
			}
			v, err := strconv.ParseInt(strings.TrimRight(term, "uUlL"), 0, 64)
			if err != nil {
				return 0, false
			}
			n = uint32(v)
		}
		sum += n
	}
	return sum, true
}

func print(table map[uint32][]string) []byte {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	for _, n := range slices.Sorted(maps.Keys(table)) {
		fmt.Fprintf(w, "%08X %s\n", n, strings.Join(table[n], " "))
	}
	w.Flush()
	return b.Bytes()
}

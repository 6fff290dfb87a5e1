package evt_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/evt"
)

// outline writes a log down in short: the records by number, marked with
// their origin unless they are live, and damage as structure and lost bytes.
func outline(log *evt.Log, opt evt.Options) []string {
	var out []string
	for v, d := range log.Records(opt) {
		switch {
		case d != nil:
			out = append(out, fmt.Sprintf("! %s at %#x, lost %d", d.Structure, d.Offset, d.Lost))
		case v.Origin != 0:
			out = append(out, fmt.Sprintf("%d %s", v.Record, v.Origin))
		default:
			out = append(out, fmt.Sprint(v.Record))
		}
	}
	return out
}

func numbers(from, to int) []string {
	var out []string
	for ; from <= to; from++ {
		out = append(out, fmt.Sprint(from))
	}
	return out
}

// TestSynthetic reads logs that an independent program made wrong in one
// respect each.
func TestSynthetic(t *testing.T) {
	dir := corpus(t, "synthetic")
	for name, want := range map[string][]string{
		"clean":         numbers(1, 5),
		"dirty":         numbers(1, 5),
		"dirty_garbage": numbers(1, 5), // offsets 0x7fffffff in the header
		"wrap_split":    numbers(12, 23),
		"wrap_pad4":     numbers(12, 23),
		"wrap_pad8":     numbers(12, 23),
		"wrap_pad40":    numbers(12, 23),
		"wrap_pad52":    numbers(12, 23),
		"sidpad_HOST":   numbers(1, 1),
		"sidpad_HOSTX":  numbers(1, 1),
		"unicode":       numbers(1, 1),
		"noeof": {
			"! end-of-file record at 0x10000, lost 0",
			"1 recovered", "2 recovered", "3 recovered", "4 recovered", "5 recovered",
		},
		"trunc": { // ends within the fixed part of record 5
			"! end-of-file record at 0x1b6, lost 0",
			"1", "2", "3", "4", "! record at 0x180, lost 54",
		},
		"badlen":  {"1", "2", "! record at 0xd8, lost 84", "4 recovered", "5"},
		"badtail": {"1", "2", "3 torn", "! record at 0xd8, lost 0", "4", "5"},
		"unaligned": { // a byte before the header
			"! header at 0x0, lost 49",
			"1 recovered", "2 recovered", "3 recovered", "4 recovered", "5 recovered",
		},
	} {
		t.Run(name, func(t *testing.T) {
			log := open(t, filepath.Join(dir, name+".evt"))
			if diff := cmp.Diff(want, outline(log, evt.Options{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSyntheticFields(t *testing.T) {
	dir := corpus(t, "synthetic")
	for _, test := range []struct {
		name, sid, data string
		strings         []string
	}{
		{"sidpad_HOST", "S-1-5-18", "deadbeef01020304", []string{}},
		{"sidpad_HOSTX", "S-1-5-18", "deadbeef01020304", []string{}},
		{"unicode", "", "02000000", []string{"ĀĀx", "Служба", "\U0001F4A9"}},
	} {
		for v, d := range open(t, filepath.Join(dir, test.name+".evt")).Records(evt.Options{}) {
			if d != nil {
				t.Fatal(d)
			}
			e, d := v.Event()
			if d != nil {
				t.Fatal(d)
			}
			r := asReference(e)
			if e.UserID != test.sid || r.Data != test.data || !cmp.Equal(r.Strings, test.strings) {
				t.Errorf("%s: SID %q, data %s, strings %q", test.name, e.UserID, r.Data, r.Strings)
			}
			if e.Provider != "Src" || e.Host() != "host" && e.Host() != "hostx" {
				t.Errorf("%s: source %q on %q", test.name, e.Provider, e.Computer)
			}
		}
	}
}

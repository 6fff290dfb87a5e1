package text_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/parser/text"
)

// shared finds a file of the test corpus, which lies outside the module, or
// skips the test.
func shared(t testing.TB, name string) []byte {
	t.Helper()
	root := os.Getenv("CULPRIT_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	b, err := os.ReadFile(filepath.Join(root, "corpus", name))
	if err != nil {
		t.Skipf("the test corpus is not here: %v", err)
	}
	return b
}

// TestPage reads a whole web page, machine-translated, with six events and an
// appliance's alarm amid 150 lines of prose.
func TestPage(t *testing.T) {
	l := open(t, "page.txt", shared(t, "text/ipsec-block-mode-2003-ru.txt"), text.Options{})
	type found struct {
		Line     int
		Provider string
		Code     uint32
		Level    event.Level
		User     string
		Computer string
		Time     string
		Data     string
		Binary   string
	}
	const packet = "00000000010054000000000000000000" + "0100000000000000" + "00000000000000000000000000000000"
	dump := func(code string) string { return packet[:24] + code + packet[32:] }
	want := []found{
		{75, "Service Control Manager", 7040, event.Information, "S-1-5-18", "", "", "param1=IPSEC Services param2=disabled param3=auto start", ""},
		{84, "IPSec", 0x400010C6, event.Information, "", "", "", "", dump("c6100040")},
		{97, "IPSec", 0xC00010C4, event.Error, "", "", "", "", dump("c41000c0")},
		{110, "Service Control Manager", 7035, event.Information, "S-1-5-18", "", "", "param1=служб IPSEC param2=start", ""},
		{118, "Service Control Manager", 7036, event.Information, "", "", "", "param1=служб IPSEC param2=stopped", ""},
		{126, "Service Control Manager", 7023, event.Error, "", "", "", "param1=служб IPSEC param2=%%2", ""},
		{150, "IPSec", 4292, event.Error, "", "ANCCALLPILOT", "2006-09-25T11:10:22.0000000Z", "", ""},
	}
	var got []found
	for v, damage := range l.Records() {
		if damage != nil {
			t.Fatal(damage)
		}
		e := v.Full
		f := found{e.Line, e.Provider, e.Code(), e.Level, e.UserID, e.Computer, e.Time.String(), "", hex.EncodeToString(e.Binary)}
		f.Data = strings.Join(dumpEvent(e).Data, " ")
		if e.Channel != "System" || len(e.Repairs) == 0 {
			t.Errorf("line %d: channel %q, repairs %q", e.Line, e.Channel, e.Repairs)
		}
		got = append(got, f)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestPageRepairs checks that what was mended in the page is said.
func TestPageRepairs(t *testing.T) {
	l := open(t, "page.txt", shared(t, "text/ipsec-block-mode-2003-ru.txt"), text.Options{})
	var all []string
	for _, d := range collect(l) {
		all = append(all, d.Repairs...)
	}
	for _, want := range []string{
		"tag < br /> removed",
		"stray > removed",
		"line 107, column 19: Cyrillic letter U+0441 read as 'c'",
		"line 107, column 28: Cyrillic letter U+0441 read as 'c'",
		"character column does not agree",
		`source "Диспетчер управления службами" read as Service Control Manager`,
		"the text has no date",
		"a line of another system (NGen 40592, Критическая ошибка) wraps the event",
	} {
		if !strings.Contains(strings.Join(all, "\n"), want) {
			t.Errorf("no repair says %q", want)
		}
	}
}

// TestPageEncodings re-encodes the page: every encoding gives the same events.
func TestPageEncodings(t *testing.T) {
	page := shared(t, "text/ipsec-block-mode-2003-ru.txt")
	want := collect(open(t, "page.txt", page, text.Options{}))
	for _, name := range []string{"utf-16le", "utf-16be", "windows-1251", "ibm866", "koi8-r"} {
		l := open(t, "page.txt", reencode(t, name, page), text.Options{})
		if l.Encoding() != name {
			t.Errorf("%s was read as %s", name, l.Encoding())
		}
		got := collect(l)
		for i := range got {
			got[i].Offset = want[min(i, len(want)-1)].Offset
		}
		// Signs that the code page lacks become question marks in the messages.
		ignore := cmp.FilterPath(func(p cmp.Path) bool {
			return p.Last().String() == ".Message" || p.Last().String() == ".Repairs"
		}, cmp.Ignore())
		if d := cmp.Diff(want, got, ignore); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if bytes.Equal(reencode(t, "ibm866", page), page) {
		t.Error("the page was not re-encoded")
	}
}

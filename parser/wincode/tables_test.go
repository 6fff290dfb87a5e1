package wincode

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// The tables are edited by hand; each line is held to its form here.

func TestNamesAreSorted(t *testing.T) {
	for name, table := range map[string]string{
		"win32": win32Names, "ntstatus": ntstatusNames, "hresult": hresultNames, "jet": jetNames, "event": eventNames,
	} {
		last := int64(-1)
		for line := range strings.Lines(table) {
			n, names := parseNameLine(strings.TrimSuffix(line, "\n"))
			if int64(n) <= last || names == "" {
				t.Fatalf("%s: %q is out of order or empty", name, line)
			}
			if got := lookup(table, n); got != names {
				t.Fatalf("%s: lookup(%#x) = %q, want %q", name, n, got, names)
			}
			last = int64(n)
		}
	}
}

func TestSymbols(t *testing.T) {
	for _, tt := range []struct {
		code Code
		want string
	}{
		{Code{Win32, 0}, "ERROR_SUCCESS"},
		{Code{Win32, 2}, "ERROR_FILE_NOT_FOUND"},
		{Code{Win32, 14}, "ERROR_OUTOFMEMORY"},
		{Code{Win32, 1290}, "ERROR_INCOMPATIBLE_SERVICE_SID_TYPE"},
		{Code{Win32, 2114}, "NERR_ServerNotStarted"},
		{Code{Win32, 10048}, "WSAEADDRINUSE"},
		{Code{Win32, 12007}, "ERROR_INTERNET_NAME_NOT_RESOLVED"},
		{Code{Win32, 0xFFFFFFFF}, ""},
		{Code{NTStatus, 0}, "STATUS_SUCCESS"},
		{Code{NTStatus, 0xC0000034}, "STATUS_OBJECT_NAME_NOT_FOUND"},
		{Code{HResult, 0x80040154}, "REGDB_E_CLASSNOTREG"},
		{Code{HResult, 0x800F0831}, "CBS_E_STORE_CORRUPTION"},
		{Code{HResult, 0x80042302}, "VSS_E_UNEXPECTED"},
		{Code{HResult, 0x80240016}, "WU_E_INSTALL_NOT_ALLOWED"},
		{Code{Jet, 0xFFFFF8F0}, "JET_errDiskFull"},
		{Code{}, ""},
	} {
		if got := tt.code.Symbol(); got != tt.want {
			t.Errorf("%v %v: symbol %q, want %q", tt.code.Kind, tt.code, got, tt.want)
		}
	}
	if got := EventSymbol(0xC0001B6F); got != "EVENT_SERVICE_EXIT_FAILED" {
		t.Errorf("0xC0001B6F: %q", got)
	}
}

func TestMeanings(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(meanings) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%q has %d fields", line, len(f))
		}
		if c, ok := FromSymbol(f[0]); !ok || c.Symbol() != f[0] {
			t.Errorf("%s is not the usual name of a code", f[0])
		}
		if seen[f[0]] {
			t.Errorf("%s stands twice", f[0])
		}
		seen[f[0]] = true
		checkPhrase(t, f[1], f[2])
	}
	if len(seen) < 400 {
		t.Errorf("only %d meanings", len(seen))
	}
}

// checkPhrase holds a text of ours to the house style in both languages.
func checkPhrase(t *testing.T, en, ru string) {
	t.Helper()
	for _, s := range []string{en, ru} {
		if s == "" || strings.TrimSpace(s) != s || strings.HasSuffix(s, ".") || !utf8.ValidString(s) {
			t.Errorf("bad form: %q", s)
		}
	}
	if !strings.ContainsAny(ru, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя") {
		t.Errorf("not Russian: %q", ru)
	}
	if strings.ContainsAny(en, "абвгдеёжзийклмнопрстуфхцчшщъыьэюя") {
		t.Errorf("not English: %q", en)
	}
}

func TestMeaning(t *testing.T) {
	for _, tt := range []struct{ in, en, ru string }{
		{"2", "a file, registry key or device does not exist", "нет файла, раздела реестра или устройства"},
		{"0x80070002", "a file, registry key or device does not exist", "нет файла, раздела реестра или устройства"},
		{"0xC0000061", "the account lacks a privilege", "у учётной записи нет нужной привилегии"}, // by way of Win32 1314
		{"0x80041010", "WMI does not know the class", "WMI не знает этого класса"},
		{"-1808", "the disk is full", "на диске нет места"},
		{"54321", "", ""},
	} {
		c, _ := Parse(tt.in)
		if en, ru := c.Meaning("en"), c.Meaning("ru"); en != tt.en || ru != tt.ru {
			t.Errorf("%s: %q, %q", tt.in, en, ru)
		}
	}
	c, _ := Parse("2147942402")
	if got, want := c.Describe("en"), "0x80070002 ERROR_FILE_NOT_FOUND: a file, registry key or device does not exist"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTexts holds every text to be found whole and within a description, and
// as the code it stands for.
func TestTexts(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(texts) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%q has %d fields", line, len(f))
		}
		n, err := strconv.ParseUint(f[0], 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		want := Code{Win32, uint32(n)}
		if want.Symbol() == "" || want.Meaning("en") == "" || want.Meaning("ru") == "" {
			t.Errorf("%s has no symbol or meaning", f[0])
		}
		if folded := foldText(f[2]); len(folded) < keyLen || seen[folded] != "" {
			t.Errorf("%q is too short or stands twice (%s, %s)", f[2], seen[folded], f[0])
		} else {
			seen[folded] = f[0]
		}
		if c, ok := Parse(f[2]); !ok || c != want {
			t.Errorf("Parse(%q) = %v", f[2], c)
		}
		if c, ok := FromText("Service X: " + f[2] + "\r\n\r\nSee http://go.microsoft.com/fwlink/events.asp."); !ok || c != want {
			t.Errorf("FromText(…%q…) = %v", f[2], c)
		}
	}
}

// TestRelatedNamesAgree compares the names of a status and its error. The
// exceptions are those of RtlNtStatusToDosError.
func TestRelatedNamesAgree(t *testing.T) {
	exceptions := map[string]bool{
		"TIMEOUT": true, "NO_SUCH_DEVICE": true, "DLL_NOT_FOUND": true, "BUFFER_OVERFLOW": true, "WRONG_PASSWORD": true,
	}
	for status, win32 := range dosErrors {
		s := strings.TrimPrefix(strings.TrimPrefix(Code{NTStatus, status}.Symbol(), "STATUS_"), "RPC_NT_")
		w := Code{Win32, win32}.Symbol()
		if s == "" || w == "" {
			t.Errorf("%#x or %d has no name", status, win32)
		}
		if c, ok := FromSymbol("ERROR_" + s); ok && c != (Code{Win32, win32}) && !exceptions[s] {
			t.Errorf("STATUS_%s is mapped to %d %s, but ERROR_%s exists", s, win32, w, s)
		}
	}
	if c, ok := (Code{NTStatus, 0xC0000034}).Related(); !ok || c != (Code{Win32, 2}) {
		t.Errorf("0xC0000034: %v", c)
	}
}

func TestEvents(t *testing.T) {
	seen := map[eventKey]bool{}
	for line := range strings.Lines(events) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 5 {
			t.Fatalf("%q has %d fields", line, len(f))
		}
		id, code := parseEventCode(f[1])
		if id == 0 {
			t.Errorf("%q: no identifier", line)
		}
		for p := range strings.SplitSeq(f[0], "|") {
			key := eventKey{foldProvider(p), id}
			if seen[key] {
				t.Errorf("%v stands twice", key)
			}
			seen[key] = true
		}
		e, ok := KnownEvent(strings.Split(f[0], "|")[0], uint32(id))
		if code != 0 {
			e, ok = KnownEvent(strings.Split(f[0], "|")[0], code)
		}
		if !ok {
			t.Fatalf("%q is not found", line)
		}
		checkPhrase(t, f[3], f[4])
		checkParams(t, e)
	}
}

// checkParams holds a title to name only strings that the event has.
func checkParams(t *testing.T, e *Event) {
	t.Helper()
	for _, title := range []string{e.Title("en"), e.Title("ru")} {
		for rest := title; ; {
			_, after, found := strings.Cut(rest, "%")
			if !found {
				break
			}
			n, digits := leadingInt(after)
			if n < 1 || n > len(e.Params) {
				t.Errorf("%v %d: %q names a string that is not there", e.Providers, e.ID, title)
			}
			rest = after[digits:]
		}
	}
	if strings.Count(strings.Join(e.Params, ",")+",", "error,") > 1 {
		t.Errorf("%v %d has two errors", e.Providers, e.ID)
	}
}

func TestKnownEvent(t *testing.T) {
	for _, tt := range []struct {
		provider string
		code     uint32
		want     uint32
		ok       bool
	}{
		{"IPSec", 0xC00010C4, 0xC00010C4, true},
		{"IPSEC", 4292, 0xC00010C4, true},
		{"Tcpip", 0x800010C4, 0x800010C4, true},
		{"IPSec", 0x800010C4, 0, false},
		{"Tcpip", 0xC00010C4, 0, false},
		{"Microsoft-Windows-Service Control Manager", 7023, 0xC0001B6F, true},
		{"disk", 7, 0xC0040007, true},
		{"iaStorV", 0xC0040009, 0xC0040009, true}, // any storage driver
		{"iaStorV", 9, 0, false},                  // but not by a bare id
		{"Ntfs", 55, 0xC0040037, true},
		{"nobody", 1, 0, false},
	} {
		e, ok := KnownEvent(tt.provider, tt.code)
		if ok != tt.ok || ok && e.Code != tt.want {
			t.Errorf("KnownEvent(%q, %#x) = %+v, %v", tt.provider, tt.code, e, ok)
		}
	}
	if es := EventsByCode(0xC00010C4); len(es) != 1 || es[0].Providers[0] != "IPSec" {
		t.Errorf("0xC00010C4: %v", es)
	}
	if es := EventsByCode(0); es != nil {
		t.Errorf("0: %v", es)
	}
}

func TestSays(t *testing.T) {
	e, _ := KnownEvent("Service Control Manager", 7023)
	got := e.Says("en", []string{"IPSEC Services", "%%2"})
	if want := "the service IPSEC Services ended with an error: 2 ERROR_FILE_NOT_FOUND: a file, registry key or device does not exist"; got != want {
		t.Errorf("got %q", got)
	}
	if got := e.Says("ru", []string{"100%"}); got != "служба 100% завершилась с ошибкой: ?" {
		t.Errorf("got %q", got)
	}
	if got := Title("Srv", 2013, "en"); got != "the disk %2 is at or near capacity" {
		t.Errorf("got %q", got)
	}
	if got := Title("Srv", 1, "en"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestOfEvent(t *testing.T) {
	for _, tt := range []struct {
		provider string
		id       uint16
		params   []string
		want     string
	}{
		{"Service Control Manager", 7023, []string{"IPSEC Services", "%%2"}, "2"},
		{"Service Control Manager", 7001, []string{"A", "B", "%%1068"}, "1068"},
		{"Service Control Manager", 7001, []string{"A", "5", "Отказано в доступе."}, "5"},
		{"Service Control Manager", 7001, []string{"A", "B"}, ""},
		{"Service Control Manager", 7036, []string{"A", "stopped"}, ""},
		{"Service Control Manager", 7009, []string{"30000", "A"}, ""},
		{"NETLOGON", 5719, []string{"CONTOSO", "%%1311"}, "1311"},
		{"DCOM", 10005, []string{"2147944122", "winmgmt", "", "{8BC3F05E-D86B-11D0-A075-00C04FB68820}"}, "1722"},
		{"LSASRV", 40960, []string{"cifs/DC", "Kerberos", "\"There are currently no logon servers available to service the logon request.\r\n (0xc000005e)\""}, "0xC000005E"},
		{"Some Provider", 1, []string{"5", "%%5"}, "5"},
		{"Some Provider", 1, []string{"x", "0x80040154"}, "0x80040154"},
		{"Some Provider", 1, []string{"x", "12", "30000"}, ""},
	} {
		c, ok := OfEvent(tt.provider, tt.id, tt.params)
		got := ""
		if ok {
			got = c.Unwrap().String()
		}
		if got != tt.want {
			t.Errorf("%s %d %q: %q, want %q", tt.provider, tt.id, tt.params, got, tt.want)
		}
	}
}

package safetext_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"culprit/internal/safetext"
)

func TestLine(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "IPSEC Services", "IPSEC Services"},
		{"cyrillic", "Службы IPSEC", "Службы IPSEC"},
		{"cjk", "サービス", "サービス"},
		{"line breaks become blanks", "a\r\nb\nc\td", "a b c d"},
		{"lone carriage return is shown", "ok\rFAKE", `ok\x0dFAKE`},
		{"escape sequence", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"hyperlink", "\x1b]8;;http://evil\x07x\x1b]8;;\x07", `\x1b]8;;http://evil\x07x\x1b]8;;\x07`},
		{"C1 as a character", "a\u009b31m", "a<U+009B>31m"},
		{"C1 as a byte", "a\x9b31m", `a\x9b31m`},
		{"DEL and NUL", "a\x7f\x00", `a\x7f\x00`},
		{"bidi override", "gpj\u202eexe.scr", "gpj<U+202E>exe.scr"},
		{"bidi isolates", "\u2066a\u2069", "<U+2066>a<U+2069>"},
		{"zero width", "ad\u200bmin\u200d\ufeff", "ad<U+200B>min<U+200D><U+FEFF>"},
		{"a date of Windows", "\u200e8/\u200e25/\u200e2015", "8/25/2015"},
		{"left-to-right mark elsewhere", "file\u200e1 \u200ex", "file<U+200E>1 <U+200E>x"},
		{"line separators", "a\u2028b\u2029c", "a<U+2028>b<U+2029>c"},
		{"tags", "a\U000e0041", "a<U+E0041>"},
		{"variation selectors", "a\ufe0fb\U000e0101", "a<U+FE0F>b<U+E0101>"},
		{"soft hyphen", "a\u00adb", "a<U+00AD>b"},
		{"private use", "\ue000", "<U+E000>"},
		{"fillers", "\u3164\u115f", "<U+3164><U+115F>"},
		{"not UTF-8", "\xff\xfe", `\xff\xfe`},
		{"no-break space stays", "1\u00a0204", "1\u00a0204"},
		{"piled marks", "e" + strings.Repeat("\u0301", 6), "e" + strings.Repeat("\u0301", 4) + "<U+0301><U+0301>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Line(tt.in); got != tt.want {
				t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestLines(t *testing.T) {
	got := safetext.Lines("one\r\ntwo\x1b\n\nfour")
	if want := []string{"one", `two\x1b`, "", "four"}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMixedScripts(t *testing.T) {
	for in, want := range map[string]bool{
		"admin": false, "админ": false, "аdmin": true, "Служба IPSEC": false, "SRV-ПОЧТА": false, "pαssword": true,
	} {
		if got := safetext.MixedScripts(in); got != want {
			t.Errorf("MixedScripts(%q) = %v", in, got)
		}
	}
}

func TestCSV(t *testing.T) {
	for in, want := range map[string]string{
		"=cmd|'/c calc'!A0": "'=cmd|'/c calc'!A0",
		"+1+1":              "'+1+1",
		"-2+3":              "'-2+3",
		"@SUM(A1)":          "'@SUM(A1)",
		"\t=1":              "' =1",
		"\r=1":              `\x0d=1`,
		`"=1+1"`:            `'"=1+1"`,
		"＝1":                "'＝1",
		"-12.5":             "-12.5",
		"+7":                "+7",
		"":                  "",
		"SRV2003":           "SRV2003",
		"a=b":               "a=b",
		"|calc":             "'|calc",
	} {
		if got := safetext.CSV(in); got != want {
			t.Errorf("CSV(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWorkflow(t *testing.T) {
	if got, want := safetext.Workflow("50 %\n::error::x"), "50 %25 ::error::x"; got != want {
		t.Errorf("Workflow = %q, want %q", got, want)
	}
	if got, want := safetext.WorkflowProperty("C:\\a,b"), `C%3A\a%2Cb`; got != want {
		t.Errorf("WorkflowProperty = %q, want %q", got, want)
	}
	for in, want := range map[string]string{
		"::error::pwned":        ": :error::pwned",
		"   ::set-env name=a::": "   : :set-env name=a::",
		"##[error]x":            "## [error]x",
		"a ##[group]x":          "a ## [group]x",
		"::1 is localhost":      "::1 is localhost",
		"see std::string::x":    "see std::string::x",
	} {
		if got := safetext.NoCommand(in); got != want {
			t.Errorf("NoCommand(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestHTTPS(t *testing.T) {
	for in, want := range map[string]bool{
		"https://support.microsoft.com/kb/870910": true,
		"http://support.microsoft.com/":           false,
		"javascript:alert(1)":                     false,
		"data:text/html,x":                        false,
		"//evil.example/x":                        false,
		"https://user@evil.example/":              false,
		"https://evil.example:8443/":              false,
		"https://":                                false,
		"https://a.example/\u202e":                false,
		"https://a.example/ onclick=x":            false,
		"HTTPS://a.example/":                      false,
	} {
		if got := safetext.HTTPS(in); got != want {
			t.Errorf("HTTPS(%q) = %v", in, got)
		}
	}
}

// FuzzLine checks that nothing but visible characters leaves the gate.
func FuzzLine(f *testing.F) {
	for _, s := range []string{"", "a\x1b[2Jb", "\u202e\xff\r\n", "日本\u0301\u0301\u0301\u0301\u0301", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := safetext.Line(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Line(%q) = %q is not UTF-8", s, got)
		}
		for _, r := range got {
			if r < 0x20 || r >= 0x7f && r <= 0x9f || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
				t.Fatalf("Line(%q) lets %U through", s, r)
			}
		}
		if again := safetext.Line(got); again != got {
			t.Fatalf("Line is not idempotent: %q, then %q", got, again)
		}
	})
}

func ExampleLine() {
	fmt.Println(safetext.Line("invoice\u202egpj.exe\x1b[2K\r\nService stopped"))
	// Output: invoice<U+202E>gpj.exe\x1b[2K Service stopped
}

package safetext_test

import (
	"slices"
	"strings"
	"testing"

	"culprit/internal/safetext"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		name, in string
		width    int
		want     []string
	}{
		{"empty", "", 10, []string{""}},
		{"at blanks", "the service did not start", 10, []string{"the", "service", "did not", "start"}},
		{"cyrillic", "Службы IPSEC остановлены", 12, []string{"Службы IPSEC", "остановлены"}},
		{"wide characters", "日本語の表題です", 6, []string{"日本語", "の表題", "です"}},
		{
			"a path breaks after a separator", `HKLM\SOFTWARE\Policies\Microsoft\Windows`, 24,
			[]string{`HKLM\SOFTWARE\Policies\`, `Microsoft\Windows`},
		},
		{"no separator", "0123456789abcdef", 6, []string{"012345", "6789ab", "cdef"}},
		{"a long word begins on the line before", `delete HKLM\SOFTWARE\Policies`, 20, []string{`delete HKLM\`, `SOFTWARE\Policies`}},
		{"one column", "日a", 1, []string{"日", "a"}},
		{"no column", "ab", 0, []string{"a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := safetext.Wrap(tt.in, tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestTruncate(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"exactly", 7, "exactly"},
		{"a longer text", 8, "a longe…"},
		{"日本語の表題", 7, "日本語…"},
		{"日本語の表題", 6, "日本…"},
		{"служба", 4, "слу…"},
		{"x", 0, ""},
		{"xy", 1, "…"},
	}
	for _, tt := range tests {
		got := safetext.Truncate(tt.in, tt.width)
		if got != tt.want || safetext.Width(got) > tt.width {
			t.Errorf("Truncate(%q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
	if got, want := safetext.TruncateMiddle(`C:\export\very\long\path\System.evtx`, 20), `C:\exp…\System.evtx`; safetext.Width(got) > 20 || !strings.HasSuffix(got, "System.evtx") {
		t.Errorf("TruncateMiddle = %q, want something like %q", got, want)
	}
}

func TestPad(t *testing.T) {
	if got := safetext.Pad("日本", 6) + "|"; got != "日本  |" {
		t.Errorf("Pad = %q", got)
	}
	if got := safetext.PadLeft("42", 5); got != "   42" {
		t.Errorf("PadLeft = %q", got)
	}
}

// FuzzWrap checks that lines fit and that no character is lost.
func FuzzWrap(f *testing.F) {
	f.Add("the service did not start", 10)
	f.Add(`C:\日本語\Службы e`+"\u0301", 3)
	f.Fuzz(func(t *testing.T, s string, width int) {
		if width < 2 || width > 200 {
			t.Skip()
		}
		s = safetext.Line(s)
		lines := safetext.Wrap(s, width)
		for _, line := range lines {
			if safetext.Width(line) > width {
				t.Errorf("%q is wider than %d", line, width)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := squeeze(strings.Join(lines, "")); got != squeeze(s) {
			t.Errorf("%q became %q", s, lines)
		}
		for _, cut := range []string{safetext.Truncate(s, width), safetext.TruncateMiddle(s, width)} {
			if safetext.Width(cut) > width {
				t.Errorf("%q is wider than %d", cut, width)
			}
		}
	})
}

func TestShort(t *testing.T) {
	for _, tt := range []struct {
		in    string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"a longer text", 8, "a longe…"},
		{strings.Repeat("日", 100), 7, "日日日…"},
		{"\x1b[31m" + strings.Repeat("x", 100), 8, `\x1b[31…`},
		{strings.Repeat("e\u0301", 100), 4, "e\u0301e\u0301e\u0301…"},
		{strings.Repeat("\u202e", 1000), 10, "<U+202E><…"},
	} {
		if got := safetext.Short(tt.in, tt.width); got != tt.want {
			t.Errorf("Short(%.10q, %d) = %q, want %q", tt.in, tt.width, got, tt.want)
		}
	}
}

package detect

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// show writes a pattern with its wildcards in brackets.
func (p pattern) show() string {
	names := map[tokenKind]string{many: "[*]", one: "[?]", dash: "[-]"}
	var b strings.Builder
	for _, t := range p {
		b.WriteString(names[t.kind] + t.text)
	}
	return b.String()
}

func TestParsePattern(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{``, ``},
		{`cmd.exe`, `cmd.exe`},
		{`a*b?c`, `a[*]b[?]c`},
		{`\*`, `*`},
		{`\?`, `?`},
		{`\\`, `\`},
		{`\\\\`, `\\`},
		{`\\*`, `\[*]`},
		{`\\\*`, `\*`},
		{`C:\Windows\Temp\`, `C:\Windows\Temp\`},
		{`\\share\x`, `\share\x`},
		{`\\\\share\x`, `\\share\x`},
		{`%temp%`, `%temp%`},
		{`**`, `[*][*]`},
	} {
		if got := parsePattern(c.in).show(); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

func TestWindash(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{` -enc`, ` [-]enc`},
		{`-a /b`, `[-]a [-]b`},
		{`a-b`, `a-b`},             // after a word
		{`- x`, `- x`},             // before no word
		{`--foo`, `-[-]foo`},       // the first stands before no word
		{`*-s*`, `[*][-]s[*]`},     // a wildcard is a boundary
		{`x*-s`, `x[*][-]s`},       // even behind a word
		{`/д`, `[-]д`},             // words of any script
		{`ж/д`, `ж/д`},             //
		{`—x`, `—x`},               // only - and / stand for all dashes
		{`http://x`, `http:/[-]x`}, // as pySigma has it
		{`schtasks /create`, `schtasks [-]create`},
	} {
		if got := parsePattern(c.in).windash().show(); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

func TestPatternMatch(t *testing.T) {
	for _, c := range []struct {
		pattern string
		yes, no []string
	}{
		{``, []string{``}, []string{`a`}},
		{`a`, []string{`a`}, []string{``, `aa`, `ba`}},
		{`a*`, []string{`a`, `ab`, "a\nb"}, []string{`ba`, ``}},
		{`*a`, []string{`a`, `ba`}, []string{`ab`}},
		{`*a*`, []string{`a`, `bab`}, []string{``, `b`}},
		{`*`, []string{``, `x`, "x\ny"}, nil},
		{`**`, []string{``, `x`}, nil},
		{`?`, []string{`x`, `ж`, "\n", "\xff"}, []string{``, `xx`}},
		{`a?c`, []string{`abc`, `aжc`}, []string{`ac`, `abbc`}},
		{`a*b*c`, []string{`abc`, `aXbYc`, `abbcc`}, []string{`ac`, `acb`, `abcd`}},
		{`ab*ba`, []string{`abba`, `abXba`}, []string{`aba`}},
		{`*a?b*`, []string{`aXb`, `aaXbb`, `zaabz`}, []string{`ab`, `a`}},
		{`??*`, []string{`ab`, `abc`}, []string{`a`}},
		{`*??`, []string{`ab`, `жж`}, []string{`ж`}},
		{`*a*a*a*b`, []string{`aaab`}, []string{`aab`, strings.Repeat("a", 5000)}},
	} {
		m := parsePattern(c.pattern).matcher()
		for _, s := range c.yes {
			if !m.matches(s) {
				t.Errorf("%s must match %q (%T)", c.pattern, s, m)
			}
		}
		for _, s := range c.no {
			if m.matches(s) {
				t.Errorf("%s must not match %q (%T)", c.pattern, s, m)
			}
		}
	}
}

// FuzzPattern compares our matchers with regular expressions.
func FuzzPattern(f *testing.F) {
	for _, s := range []string{`a*b?c`, `\\*`, `*-enc*`, `?*?`, `**a`, `\`, "\xff?"} {
		f.Add(s, "aXbcc", true)
		f.Add(s, " —enc ", false)
	}
	f.Fuzz(func(t *testing.T, p, s string, dashed bool) {
		if len(p) > 200 || len(s) > 2000 {
			return
		}
		// A regular expression over broken UTF-8 sees other characters than we do.
		p, s = strings.ToValidUTF8(p, "?"), strings.ToValidUTF8(s, "?")
		pat := parsePattern(p)
		if dashed {
			pat = pat.windash()
		}
		re := `(?s)\A`
		for _, tok := range pat {
			re += map[tokenKind]string{literal: regexp.QuoteMeta(tok.text), many: `.*`, one: `.`, dash: `[-/–—―]`}[tok.kind]
		}
		if want, got := regexp.MustCompile(re+`\z`).MatchString(s), pat.matcher().matches(s); got != want {
			t.Errorf("%q against %q: %v, want %v", s, p, got, want)
		}
	})
}

func TestEncode(t *testing.T) {
	for _, c := range []struct {
		text      string
		encodings []string
		want      []string
	}{
		{"foo", []string{"base64"}, []string{"Zm9v"}},
		{"/bin/bash", []string{"base64offset"}, []string{"L2Jpbi9iYXNo", "9iaW4vYmFza", "vYmluL2Jhc2"}},
		{"http://", []string{"wide", "base64offset"}, []string{"aAB0AHQAcAA6AC8ALw", "gAdAB0AHAAOgAvAC8A", "oAHQAdABwADoALwAvA"}},
		{"ab", []string{"utf16be", "base64"}, []string{"AGEAYg=="}},
		{"ab", []string{"utf16", "base64"}, []string{"//5hAGIA"}},
		{"ж", []string{"base64"}, []string{"0LY="}},
		{"жи", []string{"base64offset"}, []string{"0LbQu", "C20L", "QttC4"}},
	} {
		got := encode(c.text, c.encodings)
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s %v: %s", c.text, c.encodings, d)
		}
	}
}

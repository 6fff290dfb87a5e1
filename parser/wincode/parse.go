package wincode

import (
	"slices"
	"strconv"
	"strings"
)

// Parse reads one code in any dress: %%2, 2, 0x80070002, 80070002,
// 2147942402, -2147024894, (0xc000005e), hr=0x80040154, a symbol, or the text
// that Windows shows for it. An HRESULT that wraps another code stays an
// HRESULT; see [Code.Unwrap]. Where a number belongs to several kinds, the
// likeliest is returned; [Readings] gives them all.
func Parse(s string) (Code, bool) {
	if codes := Readings(s); len(codes) > 0 {
		return codes[0], true
	}
	return Code{}, false
}

// Normalize returns the spelling under which codes are compared, so that the
// dresses of one code are equal: the decimal number of a Win32 error, wrapped
// or not; of others the 32 bits as 0xC0000034; of Jet errors -1808. Rules
// compare the field ErrorCode in this form.
func Normalize(s string) (number string, ok bool) {
	c, ok := Parse(s)
	if !ok {
		return "", false
	}
	return c.Unwrap().String(), true
}

// Readings returns every code that s may stand for, the likeliest first, or
// none if it is not a code.
func Readings(s string) []Code {
	s = strings.TrimSpace(s)
	if len(s) > maxText {
		return nil
	}
	kind, number := undress(s)
	if n, hex, ok := parseNumber(number); ok {
		return prefer(readings(n, hex), kind)
	}
	if c, ok := FromSymbol(number); ok {
		return []Code{c}
	}
	if c, ok := exactText(s); ok {
		return []Code{c}
	}
	if inner, ok := parenthesis(s); ok {
		return Readings(inner)
	}
	return nil
}

// dress is what may stand before a number, and the kind it promises.
var dress = []struct {
	prefix string
	kind   Kind
}{
	{"%%", 0},
	{"hresult", HResult},
	{"hr", HResult},
	{"ntstatus", NTStatus},
	{"status", NTStatus},
	{"win32error", Win32},
	{"win32", Win32},
	{"error", 0},
	{"errorcode", 0},
	{"code", 0},
	{"system", 0},
	{"ошибка", 0},
	{"ошибки", 0},
	{"код", 0},
}

// undress takes prefixes, brackets, quotes and the final stop off a number.
// A word before it must be set off by a space, a colon or an equals sign.
func undress(s string) (kind Kind, number string) {
	const around = " \t\u00a0\"'`([{<>}])«»“”„"
	for {
		s = strings.Trim(strings.TrimRight(s, ".,;:"), around)
		stripped := false
		for _, d := range dress {
			rest, ok := cutPrefixFold(s, d.prefix)
			bare := strings.TrimLeft(rest, " \t\u00a0:=#")
			if !ok || bare == "" || bare == rest && d.prefix != "%%" {
				continue
			}
			if kind == 0 {
				kind = d.kind
			}
			s, stripped = bare, true
		}
		if !stripped {
			return kind, s
		}
	}
}

// cutPrefixFold is strings.CutPrefix for a lower-case prefix of any case of s.
func cutPrefixFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// parenthesis returns the number in brackets behind another: "8524 (0x214c)".
// The hexadecimal one of the two is preferred, as its width tells the kind.
func parenthesis(s string) (inner string, ok bool) {
	before, after, ok := strings.Cut(s, "(")
	inner, _, closed := strings.Cut(after, ")")
	if !ok || !closed || strings.ContainsRune(inner, '(') {
		return "", false
	}
	if strings.Contains(strings.ToLower(inner), "0x") {
		return inner, true
	}
	return before, strings.TrimSpace(before) != ""
}

// parseNumber reads a number of 32 bits. Numbers of 64 bits are accepted if
// they are the sign extension of one of 32, as some tools print an HRESULT.
func parseNumber(s string) (n uint32, hex, ok bool) {
	s = strings.TrimRight(s, "uUlL")
	s, minus := strings.CutPrefix(strings.Replace(s, "−", "-", 1), "-")
	digits, hex := cutPrefixFold(s, "0x")
	if !hex && isBareHex(s) {
		hex = true
	}
	if len(s) > 1 && strings.HasSuffix(s, "h") && !hex {
		digits, hex = s[:len(s)-1], true
	}
	base := 10
	if hex {
		base = 16
	}
	u, err := strconv.ParseUint(digits, base, 64)
	switch {
	case err != nil || minus && (hex || u > 1<<31 || u == 0):
		return 0, hex, false
	case minus:
		return uint32(-int64(u)), hex, true
	case u > 0xFFFFFFFF && u < 0xFFFFFFFF_80000000:
		return 0, hex, false
	}
	return uint32(u), hex, true
}

// isBareHex reports whether eight digits without a prefix are hexadecimal: an
// error as an HRESULT or NTSTATUS is written, or a padded small number. Eight
// decimal digits would be a number that no code has.
func isBareHex(s string) bool {
	if len(s) != 8 || !strings.ContainsRune("089CDEFcdef", rune(s[0])) {
		return false
	}
	return strings.Trim(s, "0123456789abcdefABCDEF") == ""
}

// readings returns the kinds that a number may be of. Below 65536 it is Win32
// first; above, the two kinds of 32 bits compete, and the one that names the
// number wins.
func readings(n uint32, hex bool) []Code {
	win, nt, hr, jet := Code{Win32, n}, Code{NTStatus, n}, Code{HResult, n}, Code{Jet, n}
	switch {
	case n < 1<<16:
		codes := []Code{win}
		if name := nt.Symbol(); hex && n != 0 && name != "" && !strings.HasPrefix(name, "STATUS_WAIT_") {
			codes = append(codes, nt)
		}
		return codes
	case int32(n) < 0 && int32(n) > -4096:
		return named(jet)
	case n&errorBit == 0:
		return named(hr, nt)
	case n>>30 == 3 && n&facilityNTBit == 0: // severity 3, so hardly an HRESULT
		return ranked(nt, hr)
	default:
		return ranked(hr, nt)
	}
}

// ranked returns the first reading, and the second too if it has a name; the
// second comes first if it alone has one.
func ranked(first, second Code) []Code {
	switch {
	case second.Symbol() == "":
		return []Code{first}
	case first.Symbol() == "" && first.Unwrap() == first:
		return []Code{second, first}
	}
	return []Code{first, second}
}

// named returns those of the codes that have a name.
func named(codes ...Code) []Code {
	return slices.DeleteFunc(codes, func(c Code) bool { return c.Symbol() == "" })
}

// prefer moves the reading of the kind to the front.
func prefer(codes []Code, kind Kind) []Code {
	i := slices.IndexFunc(codes, func(c Code) bool { return c.Kind == kind })
	if i > 0 {
		codes[0], codes[i] = codes[i], codes[0]
	}
	return codes
}

// FromNumber returns the codes that a number of 32 bits may be, the likeliest
// first: below 65536 a Win32 error, above an HRESULT or NTSTATUS.
func FromNumber(n uint32) []Code { return readings(n, true) }

package report

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameMatcher finds the known names in a text. One expression of all names
// would grow with the log; words are looked up instead, and names of several
// words by their first.
type nameMatcher struct {
	byFirst map[string][][]string // folded first word to the folded words of names
}

// shortest is the least length of a name that is looked for within texts;
// shorter ones are replaced only where they stand alone.
const shortest = 3

// compile puts the names in order, longest first.
func (r *redactor) compile() {
	r.rules.byFirst = map[string][][]string{}
	for spelling := range r.names {
		places := wordPlaces(spelling)
		if places == nil || utf8.RuneCountInString(spelling) < shortest {
			continue
		}
		first := spelling[places[0][0]:places[0][1]]
		words := make([]string, len(places))
		for i, p := range places {
			words[i] = spelling[p[0]:p[1]]
		}
		r.rules.byFirst[first] = append(r.rules.byFirst[first], words)
	}
	for _, list := range r.rules.byFirst {
		slices.SortFunc(list, func(a, b []string) int { return cmp.Or(len(b)-len(a), slices.Compare(a, b)) })
	}
}

// text redacts one string. Logs repeat themselves, so what came out is kept.
func (r *redactor) text(s string) string {
	if s == "" {
		return s
	}
	if out, known := r.seen[s]; known {
		return out
	}
	out := r.replace(s)
	if len(r.seen) < maxSeen {
		r.seen[s] = out
	}
	return out
}

// maxSeen bounds the memory of what came out.
const maxSeen = 1 << 14

// replace replaces first what has a form, then the known names. A look for a
// character that the form needs saves most of the searches.
func (r *redactor) replace(s string) string {
	if found, whole := r.names[strings.ToLower(strings.TrimSpace(s))]; whole {
		return r.token(found.kind, found.canonical, s)
	}
	if len(s) >= shortestEncoded {
		s = encoded.ReplaceAllStringFunc(s, r.encoded)
	}
	if strings.Contains(s, "S-1-") {
		s = sid.ReplaceAllStringFunc(s, r.sid)
	}
	if strings.Contains(s, "@") {
		s = mail.ReplaceAllStringFunc(s, func(m string) string { return r.token("mail", m, m) })
	}
	if strings.Count(s, ":") > 4 || strings.Count(s, "-") > 4 || strings.Count(s, ".") > 1 {
		s = mac.ReplaceAllStringFunc(s, func(m string) string { return r.token("mac", hexOnly(m), m) })
	}
	if strings.Count(s, ":") > 1 {
		s = ipv6.ReplaceAllStringFunc(s, r.ip) // may end in the form of IPv4
	}
	if strings.Count(s, ".") > 2 {
		s = ipv4.ReplaceAllStringFunc(s, r.ip)
	}
	return r.known(s)
}

// shortestEncoded is the least length of what encoded matches.
const shortestEncoded = 20

func (r *redactor) encoded(s string) string {
	if !carriesText(s) {
		return s
	}
	return r.token("text", s, s)
}

// sid keeps those that every Windows has, and the last number of an account
// that every domain has.
func (r *redactor) sid(s string) string {
	switch {
	case strings.HasPrefix(s, "S-1-5-21-"), strings.HasPrefix(s, "S-1-12-1-"), strings.HasPrefix(s, "S-1-5-82-"), strings.HasPrefix(s, "S-1-5-83-"):
	default:
		return s
	}
	rid := s[strings.LastIndexByte(s, '-')+1:]
	t := r.token("sid", s, s)
	if len(rid) < 4 && strings.HasPrefix(s, "S-1-5-21-") {
		t += "-" + rid
	}
	return t
}

func (r *redactor) ip(s string) string {
	bare, _, _ := strings.Cut(s, "%")
	addr, err := netip.ParseAddr(bare)
	if err != nil || addr.IsLoopback() || addr.IsUnspecified() || s == "255.255.255.255" {
		return s
	}
	if strings.HasSuffix(s, ".0") && addr.Is4() && !addr.IsPrivate() {
		return s // the version of a program; no host has such an address
	}
	return r.token("ip", addr.Unmap().String(), s)
}

func hexOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(":-.", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// wordPlaces returns where the words of s begin and end: runs of letters,
// digits and $. A hyphen or an underscore ends a word: the host is found in
// SRV01_System.evtx as well.
func wordPlaces(s string) [][2]int {
	var out [][2]int
	from := -1
	for i, c := range s {
		in := c == '$' || unicode.IsLetter(c) || unicode.IsNumber(c)
		switch {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			out, from = append(out, [2]int{from, i}), -1
		}
	}
	if from >= 0 {
		out = append(out, [2]int{from, len(s)})
	}
	return out
}

// known replaces the names that were collected.
func (r *redactor) known(s string) string {
	if len(r.rules.byFirst) == 0 {
		return s
	}
	places := wordPlaces(s)
	var b strings.Builder
	done := 0
	for i := 0; i < len(places); i++ {
		n := r.matchAt(s, places, i)
		if n == 0 {
			continue
		}
		from, to := places[i][0], places[i+n-1][1]
		found := r.names[strings.ToLower(s[from:to])]
		b.WriteString(s[done:from])
		b.WriteString(r.token(found.kind, found.canonical, s[from:to]))
		done = to
		i += n - 1
	}
	return b.String() + s[done:]
}

// matchAt returns of how many words the longest name is that begins at a
// word of s.
func (r *redactor) matchAt(s string, places [][2]int, i int) int {
	for _, words := range r.rules.byFirst[strings.ToLower(s[places[i][0]:places[i][1]])] {
		if i+len(words) > len(places) {
			continue
		}
		if _, known := r.names[strings.ToLower(s[places[i][0]:places[i+len(words)-1][1]])]; known {
			return len(words)
		}
	}
	return 0
}

var plainValue = regexp.MustCompile(`^(?:[+-]?[0-9.,]+|0[xX][0-9A-Fa-f]+|%%[0-9]+|[A-Za-z]:|)$`)

// harmless reports whether a value is a number, a code or a drive, which
// names nobody.
func harmless(s string) bool { return plainValue.MatchString(s) && len(s) < 24 && !ipv4.MatchString(s) }

// carriesText reports whether a run of characters is text in base64 or hex,
// as an encoded command line is.
func carriesText(s string) bool {
	trimmed := strings.TrimRight(s, "=")
	for _, enc := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if data, err := enc.DecodeString(trimmed); err == nil && printable(data) {
			return true
		}
	}
	data, err := hex.DecodeString(s)
	return err == nil && printable(data)
}

// printable reports whether data is ASCII or UTF-16 text through and through.
func printable(data []byte) bool {
	n := 0
	for _, c := range data {
		if c >= 0x20 && c < 0x7f || c == '\r' || c == '\n' || c == '\t' {
			n++
		}
	}
	return len(data) > 8 && (n == len(data) || 2*n >= len(data)-1 && zeros(data)*2 >= len(data)-1)
}

func zeros(data []byte) int { return strings.Count(string(data), "\x00") }

// readable reports whether binary data in hex holds a run of text, of four
// characters or more, one byte or two each.
func readable(digits string) bool {
	data, err := hex.DecodeString(digits)
	if err != nil {
		return digits != ""
	}
	run, wide := 0, 0
	for i, c := range data {
		letter := c >= 0x20 && c < 0x7f || c >= 0xc0
		if !letter {
			run = 0
			if c != 0 && c != 4 { // the high byte of Latin and Cyrillic in UTF-16
				wide = 0
			}
			continue
		}
		run++
		if i+1 < len(data) && data[i+1] <= 4 {
			wide++
		}
		if run >= 4 || wide >= 4 {
			return true
		}
	}
	return false
}

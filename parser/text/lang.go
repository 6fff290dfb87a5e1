package text

import (
	"strings"
	"unicode/utf8"
)

// langSet is a set of languages of Windows.
type langSet uint16

const (
	langEN langSet = 1 << iota
	langRU
	langDE
	langFR
	langES
	langPT
	langIT
	langPL
	langJA
	langZH
	anyLang langSet = 1<<iota - 1
)

// String returns the tags of the languages, joined by commas.
func (l langSet) String() string {
	tags := [...]string{"en", "ru", "de", "fr", "es", "pt", "it", "pl", "ja", "zh"}
	var names []string
	for i, tag := range tags {
		if l&(1<<i) != 0 {
			names = append(names, tag)
		}
	}
	return strings.Join(names, ",")
}

// foldMark replaces what differs between spellings of one label: hard and thin
// spaces, typographic apostrophes, ё, the wide letters of East Asian text.
var foldMark = strings.NewReplacer(
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u3000", " ", "\t", " ",
	"’", "'", "ё", "е", "**", "", "__", "", "`", "")

// fold brings a label, a word or a name into the form in which it is compared:
// lower case, single spaces, no quotes or full stop around it.
func fold(s string) string {
	s = strings.ToLower(s)
	if !isASCII(s) || strings.ContainsAny(s, "\t*_`") {
		s = foldMark.Replace(s)
	}
	s = strings.Trim(s, " \"'«»“”„.*_")
	if strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}

// lastWord returns what follows the last space or stop in a text.
func lastWord(s string) string {
	i := strings.LastIndexAny(s, " \t\u00a0\u202f.,;:>\"»)]/|-。*_")
	if i < 0 {
		return s
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i+size:]
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

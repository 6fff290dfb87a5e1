package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a number, a word, or one sign. Blanks separate and are dropped.
type token struct {
	text   string
	number bool
	value  int
}

// maxTokens is more than any date has.
const maxTokens = 24

// lex cuts a date text into tokens.
func lex(s string) []token {
	toks := make([]token, 0, maxTokens)
	for s != "" && len(toks) < maxTokens {
		r, size := utf8.DecodeRuneInString(s)
		class := classOf(r)
		end := size
		for end < len(s) && class != signClass {
			next, n := utf8.DecodeRuneInString(s[end:])
			if classOf(next) != class {
				break
			}
			end += n
		}
		if class != blankClass {
			toks = append(toks, newToken(s[:end], class))
		}
		s = s[end:]
	}
	return toks
}

type runeClass uint8

const (
	blankClass runeClass = iota
	digitClass
	wordClass
	signClass
)

func classOf(r rune) runeClass {
	switch {
	case r >= '0' && r <= '9':
		return digitClass
	case unicode.IsSpace(r), unicode.Is(unicode.Cf, r): // direction marks stand around dates
		return blankClass
	case unicode.IsLetter(r):
		return wordClass
	}
	return signClass
}

func newToken(s string, class runeClass) token {
	t := token{text: strings.ToLower(s), number: class == digitClass}
	if t.number && len(s) <= 9 {
		for _, d := range s {
			t.value = t.value*10 + int(d-'0')
		}
	} else if t.number {
		t.value = -1
	}
	// The signs of a clock in East Asian text.
	switch t.text {
	case "年", "月", "年月":
		t.text = "/"
	case "時", "时", "点", "分", "：":
		t.text = ":"
	case "日", "秒":
		t.text = ""
	}
	return t
}

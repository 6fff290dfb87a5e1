package wincode

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText is how much of a text is looked at. A description holds at most
// 31,839 characters (ReportEvent); the code stands near its end, or alone.
const maxText = 64 << 10

// texts lists the messages by which a code is recognised, a line each: Win32
// error, language, text. Where Windows versions or translators differ, all
// wordings are there.
//
//go:embed texts.tsv
var texts string

// message is one recognisable text, folded.
type message struct {
	text string
	code uint32
}

// keyLen is how much of a folded text is used to index it, in bytes. Every
// text is longer.
const keyLen = 6

type messageKey [keyLen]byte

// messages indexes the texts by their first bytes.
var messages = sync.OnceValue(func() map[messageKey][]message {
	m := map[messageKey][]message{}
	for line := range strings.Lines(texts) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(fields) != 3 {
			continue
		}
		n, err := strconv.ParseUint(fields[0], 10, 32)
		text := foldText(fields[2])
		if err != nil || len(text) < keyLen {
			continue
		}
		key := messageKey([]byte(text[:keyLen]))
		m[key] = append(m[key], message{text, uint32(n)})
	}
	return m
})

// FromText finds the code that a description speaks of: a parameter %%2, or
// else a number in the company of a word like error or in 0x80070002 form, or
// else the text of a known message in any of the languages of texts.tsv. Of
// several, the last counts: descriptions name the cause at their end.
func FromText(s string) (Code, bool) {
	if len(s) > maxText {
		s = s[len(s)-maxText:]
	}
	if i := strings.LastIndex(s, "%%"); i >= 0 {
		if c, ok := Parse(leadingNumber(s[i:])); ok {
			return c, true
		}
	}
	folded := foldText(s)
	if c, ok := lastNumber(folded); ok {
		return c, true
	}
	return lastMessage(folded)
}

// leadingNumber returns %% and the digits behind it.
func leadingNumber(s string) string {
	end := 2
	for end < len(s) && ('0' <= s[end] && s[end] <= '9' || s[end] == '-') {
		end++
	}
	return s[:end]
}

// exactText returns the code whose message is s and nothing else.
func exactText(s string) (Code, bool) {
	folded := foldText(s)
	m, ok := messageAt(folded)
	return Code{Win32, m.code}, ok && len(m.text) == len(folded)
}

// lastMessage finds the last known message in a folded text.
func lastMessage(folded string) (code Code, ok bool) {
	previous := ' '
	for i := 0; i < len(folded); {
		r, n := utf8.DecodeRuneInString(folded[i:])
		if !unicode.IsLetter(previous) || isCJK(r) {
			if m, found := messageAt(folded[i:]); found {
				code, ok = Code{Win32, m.code}, true
				i, previous = i+len(m.text), 'x'
				continue
			}
		}
		i, previous = i+n, r
	}
	return code, ok
}

// messageAt returns the longest known message that s begins with, if no word
// runs on behind it.
func messageAt(s string) (best message, ok bool) {
	if len(s) < keyLen {
		return message{}, false
	}
	for _, m := range messages()[messageKey([]byte(s[:keyLen]))] {
		rest, begins := strings.CutPrefix(s, m.text)
		if !begins || len(m.text) <= len(best.text) {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(rest); rest == "" || !unicode.IsLetter(next) || isCJK(next) {
			best, ok = m, true
		}
	}
	return best, ok
}

// isCJK reports whether words in the script of r stand without spaces.
func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// errorWords are the folded words that make a number behind them a code.
var errorWords = map[string]bool{
	"error": true, "errors": true, "errorcode": true, "win32": true, "hresult": true, "hr": true, "ntstatus": true,
	"ошибка": true, "ошибки": true, "ошибкои": true, "ошибке": true,
	"fehler": true, "fehlercode": true, "erreur": true, "errore": true, "erro": true, "bład": true, "błedu": true,
	"エラー": true, "错误": true,
}

// codeWords count as error words next to one: "error code 5", but not "exit
// code 5".
var codeWords = map[string]bool{"code": true, "код": true, "кодом": true, "value": true, "number": true, "status": true, "コード": true}

// lastNumber finds the last number in a folded text that is a code for sure.
func lastNumber(folded string) (code Code, ok bool) {
	var before, previous string
	for word := range strings.FieldsFuncSeq(folded, isGap) {
		marked := errorWords[previous] || codeWords[previous] && errorWords[before]
		if c, is := sureCode(word, marked); is {
			code, ok = c, true
		}
		before, previous = previous, word
	}
	return code, ok
}

func isGap(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '%'
}

// sureCode reads a word as a code if it has a name and is either marked by an
// error word or written as an error in eight hex digits.
func sureCode(word string, marked bool) (Code, bool) {
	word = strings.TrimRight(word, "-")
	full := strings.HasPrefix(word, "0x") && len(word) == 10
	if !marked && !full {
		return Code{}, false
	}
	n, hex, ok := parseNumber(word)
	if !ok || n == 0 || !marked && n&errorBit == 0 {
		return Code{}, false
	}
	for _, c := range readings(n, hex) {
		if c.Unwrap().Symbol() != "" {
			return c, true
		}
	}
	return Code{}, false
}

// foldText brings a text into the form in which messages are compared: lower
// case, without accents (so ё is е), quotation marks, invisible characters and
// the final stop, every run of white space being one space.
func foldText(s string) string {
	if !isASCII(s) {
		s = norm.NFKD.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r), strings.ContainsRune(`"'«»“”„‘’`+"`", r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(foldDash(r)))
	}
	return strings.TrimRight(b.String(), ".。 ")
}

func foldDash(r rune) rune {
	if r >= 0x2010 && r <= 0x2015 || r == 0x2212 {
		return '-'
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

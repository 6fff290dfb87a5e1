package wincode

import (
	_ "embed"
	"strings"
	"sync"
)

// meanings lists what codes mean, a line each: symbol, English, Russian.
//
//go:embed meanings.tsv
var meanings string

// both is one sentence in the two languages of the reports.
type both struct{ en, ru string }

func (b both) in(lang string) string {
	if lang == "ru" {
		return b.ru
	}
	return b.en
}

var meaningOf = sync.OnceValue(func() map[string]both {
	m := make(map[string]both, 500)
	for line := range strings.Lines(meanings) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); len(f) == 3 {
			m[f[0]] = both{f[1], f[2]}
		}
	}
	return m
})

// Meaning says in a few words what the code means, in English or, for "ru", in
// Russian: lower case, no full stop. What is true of a wrapped code is true of
// its wrapper, and so is that of the related Win32 error. It returns "" for
// codes that the table does not have.
func (c Code) Meaning(lang string) string {
	for _, try := range []Code{c, c.Unwrap()} {
		if m, ok := meaningOf()[try.Symbol()]; ok {
			return m.in(lang)
		}
	}
	if related, ok := c.Related(); ok {
		return meaningOf()[related.Symbol()].in(lang)
	}
	return ""
}

// Describe returns number, symbol and meaning as far as they are known:
// "2 ERROR_FILE_NOT_FOUND: a file … does not exist". The symbol of an HRESULT
// that wraps another code is that of the wrapped one.
func (c Code) Describe(lang string) string {
	s := c.String()
	symbol := c.Symbol()
	if symbol == "" {
		symbol = c.Unwrap().Symbol()
	}
	if symbol != "" {
		s += " " + symbol
	}
	if meaning := c.Meaning(lang); meaning != "" {
		s += ": " + meaning
	}
	return s
}

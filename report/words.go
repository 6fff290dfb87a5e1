package report

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Every fixed word of every renderer stands in lang/LANG.json, one file per
// language. A message is a text with {placeholders}, or one text per plural
// form of CLDR (one, few, many, other), chosen by the placeholder {n}. Adding
// a language is adding a file.
//
//go:embed lang/*.json
var langFiles embed.FS

// words are the messages of one language.
type words struct {
	lang     string
	tag      language.Tag
	messages map[string]message
}

// message has a text per plural form; a plain one has only "other".
type message map[string]string

// UnmarshalJSON takes a plain string for a message of one form.
func (m *message) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*m = message{"other": text}
		return nil
	}
	return json.Unmarshal(data, (*map[string]string)(m))
}

// Languages lists the languages that a report can be written in.
func Languages() []string {
	names, err := fs.Glob(langFiles, "lang/*.json")
	if err != nil {
		panic(err) // only of a malformed pattern
	}
	for i, name := range names {
		names[i] = strings.TrimSuffix(path.Base(name), ".json")
	}
	return names
}

// wordsOf returns the messages of a language, or of English if there is no
// such language.
func wordsOf(lang string) *words {
	if !slices.Contains(Languages(), lang) {
		lang = "en"
	}
	return catalogue()[lang]
}

var catalogue = sync.OnceValue(func() map[string]*words {
	all := map[string]*words{}
	for _, lang := range Languages() {
		w := &words{lang: lang, tag: language.Make(lang)}
		data, err := langFiles.ReadFile("lang/" + lang + ".json")
		if err == nil {
			err = json.Unmarshal(data, &w.messages)
		}
		if err != nil {
			panic(fmt.Sprintf("report: lang/%s.json: %v", lang, err)) // a test reads them all
		}
		all[lang] = w
	}
	return all
})

// say returns a message. args are pairs of placeholder and value.
func (w *words) say(key string, args ...string) string {
	return fill(w.form(key, "other"), args)
}

// has reports whether there is a message of that key.
func (w *words) has(key string) bool { return w.messages[key] != nil }

// count returns a message in the plural form for n, which fills {n}.
func (w *words) count(key string, n int, args ...string) string {
	form := plural.Cardinal.MatchPlural(w.tag, n, 0, 0, 0, 0)
	name := [...]string{plural.Other: "other", plural.One: "one", plural.Few: "few", plural.Many: "many"}
	chosen := "other"
	if int(form) < len(name) && name[form] != "" {
		chosen = name[form]
	}
	return fill(w.form(key, chosen), append([]string{"n", w.number(int64(n))}, args...))
}

func (w *words) form(key, form string) string {
	m, ok := w.messages[key]
	if !ok {
		return key
	}
	if text, ok := m[form]; ok {
		return text
	}
	return m["other"]
}

// fill puts the values in, all at once: a value may look like a placeholder.
func fill(text string, args []string) string {
	if len(args) == 0 {
		return text
	}
	pairs := slices.Clone(args)
	for i := 0; i < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

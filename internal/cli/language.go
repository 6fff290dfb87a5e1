package cli

import (
	"cmp"
	"embed"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"culprit/report"
)

// The words of the command line are written in English where they are used.
// lang/ru.json has the Russian for each: the English text, or format string, is
// the key. Another language is another file, named like that of the report.
//
//go:embed lang/*.json
var catalogues embed.FS

// language translates the words of the command line; nil leaves them English.
type language struct {
	name    string
	texts   map[string]string
	formats []wording
}

// wording translates what a format string gives: messages come as they were
// rendered, since errors carry no format.
type wording struct {
	re *regexp.Regexp
	to string
}

// loadLanguage returns the words of a language that the report has, too.
func loadLanguage(name string) *language {
	if !slices.Contains(report.Languages(), name) {
		return nil
	}
	data, err := catalogues.ReadFile("lang/" + name + ".json")
	if err != nil {
		return nil
	}
	l := &language{name: name}
	if json.Unmarshal(data, &l.texts) != nil {
		return nil
	}
	keys := slices.SortedFunc(maps.Keys(l.texts), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) // what says most is tried first
	})
	for _, key := range keys {
		if strings.Contains(key, "%") {
			l.formats = append(l.formats, wording{expression(key), l.texts[key]})
		}
	}
	return l
}

// verb is a verb of package fmt, with the index of its argument.
var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+#0 ]*\d*(?:\.\d+)?([a-zA-Z%])`)

// expression returns what matches the texts that a format string gives.
func expression(format string) *regexp.Regexp {
	var re strings.Builder
	at := 0
	for _, m := range verb.FindAllStringSubmatchIndex(format, -1) {
		re.WriteString(regexp.QuoteMeta(format[at:m[0]]))
		switch format[m[4]] {
		case '%':
			re.WriteString("%")
		case 'd':
			re.WriteString(`(-?\d+)`)
		case 'q':
			re.WriteString(`("(?:[^"\\]|\\.)*")`)
		default:
			re.WriteString(`(.*?)`)
		}
		at = m[1]
	}
	return regexp.MustCompile(`(?s)^` + re.String() + regexp.QuoteMeta(format[at:]) + `$`)
}

// say returns a text in the language: as a whole, or what stands behind the
// names in front of it, as in "a.evtx: no hex data". What is unknown stays as
// it is.
func (l *language) say(text string) string {
	if l == nil {
		return text
	}
	if to, ok := l.whole(text); ok {
		return to
	}
	for at, r := range text {
		if r == ':' && strings.HasPrefix(text[at:], ": ") {
			if to, ok := l.whole(text[at+2:]); ok {
				return text[:at+2] + to
			}
		}
	}
	return text
}

func (l *language) whole(text string) (string, bool) {
	if to, ok := l.texts[text]; ok {
		return to, true
	}
	for _, f := range l.formats {
		if parts := f.re.FindStringSubmatch(text); parts != nil {
			return l.fill(f.to, parts[1:]), true
		}
	}
	return "", false
}

// fill puts the parts of a message where the verbs of its translation stand. A
// part that is %v is a message itself, or a choice.
func (l *language) fill(format string, parts []string) string {
	next := 0
	return verb.ReplaceAllStringFunc(format, func(v string) string {
		m := verb.FindStringSubmatch(v)
		if m[2] == "%" {
			return "%"
		}
		if n, err := strconv.Atoi(m[1]); err == nil {
			next = n - 1
		}
		part := parts[next]
		next++
		if m[2] == "v" {
			part = l.choice(l.say(part))
		}
		return part
	})
}

// lastOr is the last word of a choice, as joinOr writes it.
var lastOr = regexp.MustCompile(`^((?:[^\s,]+, )*[^\s,]+) or ([^\s,]+)$`)

func (l *language) choice(text string) string {
	return lastOr.ReplaceAllString(text, "${1} "+l.texts["or"]+" $2")
}

// code returns the name of the language.
func (l *language) code() string {
	if l == nil {
		return "en"
	}
	return l.name
}

// languageAsked returns the value of --lang in arguments that were not parsed
// yet: what is wrong with them is told in that language, too.
func languageAsked(args []string) string {
	asked := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			asked = value
		} else if arg == "--lang" && i+1 < len(args) {
			asked = args[i+1]
		}
	}
	return asked
}

// languageOfLocale returns the language of the user, by the variables of
// POSIX: ru_RU.UTF-8 is ru. The first that is set decides.
func languageOfLocale(getenv func(string) string) string {
	locale := cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"))
	if end := strings.IndexAny(locale, "_.@"); end >= 0 {
		locale = locale[:end]
	}
	return strings.ToLower(locale)
}

// languageFor returns the language of a stream: what was asked for, or that of
// the locale if a person reads it. What goes into files and pipes does not
// depend on the machine.
func languageFor(asked string, terminal bool) *language {
	if asked == "" && terminal {
		asked = languageOfLocale(os.Getenv)
	}
	return loadLanguage(asked)
}

package cli

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"culprit/internal/safetext"
	"culprit/report"
)

// tree returns the commands of a run.
func tree(t *testing.T) *cobra.Command {
	t.Helper()
	a := &app{ctx: t.Context(), stdout: newOutput(&strings.Builder{}), ui: newUI(&strings.Builder{})}
	root := a.commands()
	root.InitDefaultHelpCmd()
	return root
}

// others are the languages besides English.
func others() []string {
	return slices.DeleteFunc(slices.Clone(report.Languages()), func(s string) bool { return s == "en" })
}

func TestLanguageOfEverything(t *testing.T) {
	t.Parallel()
	help, src := helpTexts(tree(t)), readSource(t, ".")
	for _, name := range others() {
		l := loadLanguage(name)
		if l == nil {
			t.Fatalf("lang/%s.json is missing or damaged", name)
		}
		for _, text := range slices.Sorted(maps.Keys(help)) {
			if _, ok := l.whole(text); !ok {
				t.Errorf("%s: no text for the help %q", name, text)
			}
		}
		for _, text := range slices.Sorted(maps.Keys(src.messages)) {
			if _, ok := l.whole(text); !ok && l.texts[text] == "" {
				t.Errorf("%s: no text for the message %q", name, text)
			}
		}
	}
}

func TestLanguageHasNothingElse(t *testing.T) {
	t.Parallel()
	help := helpTexts(tree(t))
	all := readSource(t, ".", "../../parser", "../../rules/detect").all
	for _, name := range others() {
		for _, key := range slices.Sorted(maps.Keys(loadLanguage(name).texts)) {
			re := expression(key)
			inHelp := slices.ContainsFunc(slices.Collect(maps.Keys(help)), re.MatchString)
			if key != "or" && !all[key] && !all["; "+key] && !help[key] && !inHelp {
				t.Errorf("%s: nothing says %q", name, key)
			}
		}
	}
}

func TestLanguageVerbsAgree(t *testing.T) {
	t.Parallel()
	for _, name := range others() {
		for key, text := range loadLanguage(name).texts {
			if diff := cmp.Diff(verbs(key), verbs(text)); diff != "" {
				t.Errorf("%s: %q: verbs (-English +translation):\n%s", name, key, diff)
			}
			if strings.Count(key, "`") != strings.Count(text, "`") {
				t.Errorf("%s: %q: the name of the value is not marked as in English", name, key)
			}
		}
	}
}

// verbs returns the kinds of the arguments of a format string in their order.
func verbs(format string) []string {
	if !strings.Contains(format, "%") {
		return nil
	}
	var kinds []string
	next := 0
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[2] == "%" {
			continue
		}
		if m[1] != "" {
			next = int(m[1][0] - '1')
		}
		for len(kinds) <= next {
			kinds = append(kinds, "")
		}
		kinds[next] = m[2]
		next++
	}
	return kinds
}

func TestHelpFits(t *testing.T) {
	t.Parallel()
	for _, name := range report.Languages() {
		eachCommand(tree(t), func(c *cobra.Command) {
			var b strings.Builder
			writeHelp(&b, c, loadLanguage(name))
			for line := range strings.SplitSeq(b.String(), "\n") {
				// A command to copy stays in one piece.
				if w := safetext.Width(line); w > defaultWidth && !strings.HasPrefix(line, "  culprit ") {
					t.Errorf("%s: %s: %d columns: %s", name, c.CommandPath(), w, line)
				}
			}
		})
	}
}

// TestHelpIsRussian looks for English sentences in the whole Russian help.
func TestHelpIsRussian(t *testing.T) {
	t.Parallel()
	english := regexp.MustCompile(`\b(the|of|is|and|or|which|by|with|from)\b [a-z]`)
	eachCommand(tree(t), func(c *cobra.Command) {
		var b strings.Builder
		writeHelp(&b, c, loadLanguage("ru"))
		for line := range strings.SplitSeq(b.String(), "\n") {
			if english.MatchString(line) && !strings.HasPrefix(line, "  culprit ") {
				t.Errorf("%s: %s", c.CommandPath(), line)
			}
		}
		if !strings.ContainsFunc(b.String(), func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			t.Errorf("%s: no Russian", c.CommandPath())
		}
	})
}

func TestMessagesInRussian(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args []string
		want string
	}{
		"a flag":        {[]string{"analyze", "--lang", "ru", "--bunlde", "x"}, "culprit: ошибка: неизвестный флаг --bunlde\nculprit: подсказка: возможно, имелось в виду \"--bundle\"?\n"},
		"a wrong value": {[]string{"events", "--since", "soon", "--lang=ru", "x"}, "culprit: ошибка: --since: \"soon\" - не время; пишите 2006-09-25, 2006-09-25T11:09:18Z или 2d (за два дня до последнего события)\nculprit: подсказка: см. culprit events --help\n"},
		"no input":      {[]string{"analyze", "--lang", "ru"}, "culprit: ошибка: нет входных данных\nculprit: подсказка: укажите файл, папку, архив или - для стандартного ввода\n"},
		"a command":     {[]string{"anlyze", "--lang", "ru"}, "culprit: ошибка: неизвестная команда \"anlyze\"\nculprit: подсказка: возможно, имелось в виду \"analyze\"?\n"},
		"in English":    {[]string{"analyze"}, "culprit: error: no input\nculprit: hint: name a file, a folder, an archive, or - for standard input\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := culprit(t, tt.args...)
			if diff := cmp.Diff(tt.want, got.stderr); diff != "" {
				t.Error(diff)
			}
			if got.status != ExitUsage {
				t.Errorf("status %d", got.status)
			}
		})
	}
}

func TestHelpCommandInRussian(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help", "--lang", "ru"}, {"--lang=ru", "--help"}, {"help", "--lang", "ru"}, {"man", "--lang", "ru"}} {
		if got := culprit(t, args...); got.status != ExitOK || !strings.Contains(got.stdout, "журнал") {
			t.Errorf("%v: status %d: %s%s", args, got.status, got.stdout, got.stderr)
		}
	}
}

func TestLanguageOfLocale(t *testing.T) {
	t.Parallel()
	tests := []struct {
		env  map[string]string
		want string
	}{
		{nil, ""},
		{map[string]string{"LANG": "ru_RU.UTF-8"}, "ru"},
		{map[string]string{"LANG": "RU"}, "ru"},
		{map[string]string{"LC_MESSAGES": "ru.UTF-8", "LANG": "en_US.UTF-8"}, "ru"},
		{map[string]string{"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "c"},
		{map[string]string{"LANG": "ru@latin"}, "ru"},
	}
	for _, tt := range tests {
		if got := languageOfLocale(func(k string) string { return tt.env[k] }); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.env, got, tt.want)
		}
	}
	for _, odd := range []string{"", "c", "xx", "../lang/ru"} {
		if l := loadLanguage(odd); l != nil {
			t.Errorf("%q is a language", odd)
		}
	}
}

package report

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// TestCatalogues compares each language with English: the same keys, the same
// placeholders, and the plural forms that CLDR has for the language.
func TestCatalogues(t *testing.T) {
	forms := map[string][]string{"en": {"one", "other"}, "ru": {"few", "many", "one", "other"}}
	en := wordsOf("en")
	for _, lang := range Languages() {
		w := wordsOf(lang)
		if d := cmp.Diff(slices.Sorted(maps.Keys(en.messages)), slices.Sorted(maps.Keys(w.messages))); d != "" {
			t.Errorf("%s: keys differ from English:\n%s", lang, d)
		}
		for key, m := range w.messages {
			if len(m) > 1 {
				if d := cmp.Diff(forms[lang], slices.Sorted(maps.Keys(m))); d != "" {
					t.Errorf("%s: %s: plural forms: %s", lang, key, d)
				}
			}
			if len(m) > 1 != (len(en.messages[key]) > 1) {
				t.Errorf("%s: %s: a plural here, none in English, or the other way", lang, key)
			}
			for form, text := range m {
				want := placeholders(en.messages[key]["other"])
				if d := cmp.Diff(want, placeholders(text)); d != "" {
					t.Errorf("%s: %s (%s): placeholders: %s", lang, key, form, d)
				}
				if text == "" || strings.TrimSpace(text) != text && key != "number.group" {
					t.Errorf("%s: %s (%s) is %q", lang, key, form, text)
				}
			}
		}
	}
}

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

var (
	usedKey = regexp.MustCompile(`\b(say|count)\("([a-z_.]+)"`)
	anyKey  = regexp.MustCompile(`"([a-z_]+\.[a-z_.]*)"`)
)

// TestKeys looks every key of the code up, and every message in the code.
func TestKeys(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	en := wordsOf("en")
	used, mentioned := map[string]bool{}, ""
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		mentioned += string(src)
		for _, m := range usedKey.FindAllStringSubmatch(string(src), -1) {
			used[m[2]] = true
			if strings.HasSuffix(m[2], ".") {
				continue // completed at run time
			}
			if plural := len(en.messages[m[2]]) > 1; en.messages[m[2]] == nil || plural != (m[1] == "count") {
				t.Errorf("%s: %s of %q: no such message, or the other kind", name, m[1], m[2])
			}
		}
	}
	for _, m := range anyKey.FindAllStringSubmatch(mentioned, -1) {
		used[m[1]] = true
	}
	for key := range en.messages {
		prefix := key[:strings.Index(key+".", ".")+min(1, strings.Count(key, "."))]
		if !used[key] && !used[prefix] && !strings.Contains(mentioned, `"`+strings.TrimPrefix(key, "title.")+`"`) {
			t.Errorf("message %q is never said", key)
		}
	}
}

func TestPlurals(t *testing.T) {
	ru := wordsOf("ru")
	for n, want := range map[int]string{
		0: "0 событий", 1: "1 событие", 2: "2 события", 5: "5 событий", 11: "11 событий", 21: "21 событие",
		104: "104 события", 112: "112 событий", 12345: "12\u00a0345 событий",
	} {
		if got := ru.count("events", n); got != want {
			t.Errorf("ru: %d is %q, want %q", n, got, want)
		}
	}
	en := wordsOf("en")
	for n, want := range map[int]string{0: "0 events", 1: "1 event", 2: "2 events", 1234567: "1,234,567 events", 9999: "9999 events"} {
		if got := en.count("events", n); got != want {
			t.Errorf("en: %d is %q, want %q", n, got, want)
		}
	}
	if got := wordsOf("tlh").say("next"); got != "Next:" {
		t.Errorf("an unknown language says %q", got)
	}
	if got := en.say("role.shows", "what", "{n} {what}"); got != "= {n} {what}" {
		t.Errorf("a value was filled again: %q", got)
	}
}

func TestSpeech(t *testing.T) {
	s := newSpeech(&Document{}, Options{})
	for _, tt := range []struct{ got, want string }{
		{s.between("2008-03-14T06:00:33.0000000Z", "2008-03-14T07:03:10.0000000Z"), "1 h 2 min"},
		{s.between("2008-03-14T06:00:33.0000000Z", "2008-03-14T06:00:33.2500000Z"), "250 ms"},
		{s.between("2008-03-14T06:00:33.0000000Z", "2008-03-14T06:00:34.2500000Z"), "1 s"},
		{s.between("2008-03-14T06:00:33.0000000Z", "2008-02-27T06:00:33.0000000Z"), "-16 d"},
		{s.between("", "2008-03-14T06:00:33.0000000Z"), "undated"},
		{s.time("2008-03-14T06:00:33.1234567Z"), "2008-03-14 06:00:33.1234567"},
		{s.seconds("2008-03-14T06:00:33.1234567Z"), "2008-03-14 06:00:33"},
		{s.time("\x1b"), "undated"},
		{s.percent(0.9389), "94 %"},
		{s.percent(0.9999), "over 99 %"},
		{s.percent(0.0001), "under 1 %"},
		{s.percent(0), "0 %"},
		{s.percent(1), "100 %"},
		{s.bits(4), "+4"},
		{s.bits(-2.25), "-2.3"},
		{newSpeech(&Document{Run: Run{Lang: "ru"}}, Options{}).bits(1.5), "+1,5"},
		{s.bytes(512), "512 bytes"},
		{s.bytes(131072), "128 KiB"},
		{s.bytes(20 << 30), "20,480 MiB"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

package report_test

import (
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/report"
)

// TestSchemaPage holds docs/report-schema.md to the types: a section for each
// struct, with a row for each field in their order, and nothing else.
func TestSchemaPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/report-schema.md")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	jsonFields(reflect.TypeFor[report.Document](), want)
	row := regexp.MustCompile("(?m)^\\| `(\\w+)` \\| .+ \\| .+ \\|$")
	got := map[string][]string{}
	for _, section := range strings.Split(string(page), "\n## ")[1:] {
		name, text, _ := strings.Cut(section, "\n")
		for _, m := range row.FindAllStringSubmatch(text, -1) {
			got[name] = append(got[name], m[1])
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-types +docs/report-schema.md:\n%s", d)
	}
}

// TestFormatsPage holds docs/formats.md to a row for each format.
func TestFormatsPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\|").FindAllStringSubmatch(string(page), -1) {
		got = append(got, m[1])
	}
	want := report.Formats()
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-formats +docs/formats.md:\n%s", d)
	}
}

// jsonFields collects the JSON names of the fields of t and of all structs
// below it, by the name of the type.
func jsonFields(t reflect.Type, into map[string][]string) {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Pointer:
		jsonFields(t.Elem(), into)
	case reflect.Struct:
		if _, known := into[t.Name()]; known {
			return
		}
		into[t.Name()] = nil
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			into[t.Name()] = append(into[t.Name()], name)
			jsonFields(field.Type, into)
		}
	default: // a value without fields
	}
}

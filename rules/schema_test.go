package rules_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"culprit/rules"
	"culprit/rules/builtin"
)

func ruleSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(rules.SchemaJSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:culprit:rule:1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:culprit:rule:1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON turns a rule file into what an editor checks against the schema.
func asJSON(t *testing.T, src []byte) any {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(src, &tree); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestSchemaAccepts holds the schema to every rule file that comes with
// culprit.
func TestSchemaAccepts(t *testing.T) {
	t.Parallel()
	s := ruleSchema(t)
	set, err := rules.Load(builtin.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Problems {
		src, err := fs.ReadFile(builtin.FS, p.File)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, src)); err != nil {
			t.Errorf("%s: %v", p.File, err)
		}
	}
}

// TestSchemaRefuses tries files with mistakes that can be seen without knowing
// what the names in them stand for.
func TestSchemaRefuses(t *testing.T) {
	t.Parallel()
	s := ruleSchema(t)
	for _, name := range []string{
		"a-list", "empty", "five-mistakes", "missing-parts", "texts", "weights-and-counts", "windows",
	} {
		src, err := os.ReadFile(filepath.Join("testdata", name+".bad.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(asJSON(t, src)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// TestSchemaKnows holds the schema to the keys that the parser knows.
func TestSchemaKnows(t *testing.T) {
	t.Parallel()
	calls := regexp.MustCompile(`p\.Known\(\w+, "[^"]*",([^)]*)\)`)
	words := regexp.MustCompile(`"(\w+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	known := 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range calls.FindAllSubmatch(src, -1) {
			for _, w := range words.FindAllSubmatch(call[1], -1) {
				if known++; !bytes.Contains(rules.SchemaJSON(), fmt.Appendf(nil, "%q: {", w[1])) {
					t.Errorf("%s: the schema lacks %s", name, w[1])
				}
			}
		}
	}
	if known < 40 {
		t.Errorf("only %d keys were found", known)
	}
}

package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
)

// compile compiles a selection written in YAML.
func compile(t testing.TB, src string, opt Options) (*Selection, Mistakes) {
	t.Helper()
	r := Reader{File: "test"}
	docs := r.Documents([]byte(src))
	if len(docs) != 1 {
		t.Fatalf("%d documents, mistakes %v", len(docs), r.Mistakes)
	}
	opt.File = "test"
	return CompileSelection(docs[0], opt)
}

func strs(s ...string) []event.Field {
	var fields []event.Field
	for i, v := range s {
		fields = append(fields, event.Field{Name: event.Param(i + 1), Value: event.String(v)})
	}
	return fields
}

var died = &event.Event{
	Header: event.Header{Channel: "System", Provider: "Service Control Manager", EventID: 7023, Level: event.Error},
	Data:   strs("IPSEC Services", "%%2"),
}

func TestMatchRegexBinds(t *testing.T) {
	s, ms := compile(t, `{EventID: 7023, 'param1|re': '^(?P<name>\w+) '}`, Options{})
	if ms != nil {
		t.Fatal(ms)
	}
	got, ok := s.Match(FieldsOf(died), nil)
	if d := cmp.Diff(Vars{"name": "IPSEC"}, got); !ok || d != "" {
		t.Error(ok, d)
	}
}

package detect_test

import (
	"fmt"

	"culprit/parser/event"
	"culprit/rules/detect"
)

func Example() {
	r := detect.Reader{File: "rule.yml"}
	docs := r.Documents([]byte(`{Provider_Name: Srv, EventID: 2013, Data|re: '^(?P<drive>[A-Z]:)'}`))
	selection, mistakes := detect.CompileSelection(docs[0], detect.Options{File: "rule.yml"})
	if mistakes != nil {
		fmt.Println(mistakes)
		return
	}
	fmt.Println(selection.Keys())
	e := &event.Event{
		Header: event.Header{Channel: "System", Provider: "Srv", EventID: 2013},
		Data:   []event.Field{{Name: "param1", Value: event.String("C:")}},
	}
	bound, ok := selection.Match(detect.FieldsOf(e), nil)
	fmt.Println(bound, ok)
	// Output:
	// [{ srv 2013 false}]
	// map[drive:C:] true
}

func ExampleMistakes() {
	r := detect.Reader{File: "rule.yml"}
	docs := r.Documents([]byte("EventID|conains: 4292\nCode|re: '('\n"))
	_, mistakes := detect.CompileSelection(docs[0], detect.Options{File: "rule.yml"})
	fmt.Println(mistakes)
	// Output:
	// rule.yml:1:1: unknown modifier "conains"; did you mean "contains"?
	// rule.yml:2:10: not a regular expression that can be used: missing closing ): `(`
}

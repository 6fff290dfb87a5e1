package rules_test

import (
	"fmt"
	"testing/fstest"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/detect"
)

func ExampleLoad() {
	set, err := rules.Load(fstest.MapFS{"disk-full.yml": {Data: []byte(`
problem: disk-full
title: '{{drive}} is full'
events:
  full: {Channel: System, Provider_Name: Srv, EventID: 2013, bind: {drive: param1}}
symptom: {see: full, quiet: 24h}
causes:
  - id: data-grew
    title: Files on {{drive}} grew
    ask: [{run: 'dir {{drive}}\ /s /o-s', look: the largest files, weight: moderate}]
    refs: [Q112509]
`)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	problem := set.Problem("disk-full")
	e := &event.Event{
		Header: event.Header{Channel: "System", Provider: "Srv", EventID: 2013},
		Data:   []event.Field{{Name: "param1", Value: event.String("C:")}},
	}
	vars, ok := problem.Symptom.See.Match(detect.FieldsOf(e), nil)
	fmt.Println(ok, problem.Title.Fill("en", vars))
	fmt.Println(set.Want()("System", "Srv", 2013), set.Want()("System", "Srv", 2019))
	// Output:
	// true C: is full
	// true false
}

func ExampleLoad_mistakes() {
	_, err := rules.Load(fstest.MapFS{"bad.yml": {Data: []byte(`
problem: disk-full
title: '{{drvie}} is full'
events:
  full: {Provider_Name: Srv, EventID: 2013, bind: {drive: param1}}
symptom: {see: ful}
causes: [{id: data-grew, title: Files grew, prior: often}]
`)}})
	fmt.Println(err)
	// Output:
	// bad.yml:3:8: the variable "drvie" has no value here
	// bad.yml:6:16: no event class "ful" in events; did you mean "full"?
	// bad.yml:7:52: prior must be one of usual, normal, rare, not "often"
}

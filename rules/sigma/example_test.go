package sigma_test

import (
	"fmt"
	"testing/fstest"

	"culprit/parser/event"
	"culprit/rules/sigma"
)

func Example() {
	set, err := sigma.Load(fstest.MapFS{
		"service.yml": {Data: []byte(`
title: Service from a temporary folder
logsource: {product: windows, service: system}
detection:
  selection: {Provider_Name: Service Control Manager, EventID: 7045, ImagePath|contains: '\Temp\'}
  condition: selection
level: high
`)},
		"linux.yml": {Data: []byte(`
title: Of another system
logsource: {product: linux}
detection: {keywords: [x], condition: keywords}
`)},
	}, sigma.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := set.Collector(0)
	c.Add(&event.Event{
		Header: event.Header{Channel: "System", Provider: "Service Control Manager", EventID: 7045, Computer: "SRV01"},
		Data:   []event.Field{{Name: "ImagePath", Value: event.String(`C:\Windows\Temp\x.exe`)}},
	})
	for _, hit := range c.Result().Hits {
		fmt.Println(hit.Rule.Level, hit.Rule.Title, hit.Host, len(hit.Occurrences))
	}
	for _, r := range set.Refused {
		fmt.Println(r.Mistakes)
	}
	// Output:
	// high Service from a temporary folder srv01 1
	// linux.yml:3:12: the log source {product: linux} is not one of Windows
}

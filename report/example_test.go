package report_test

import (
	"fmt"
	"strings"

	"culprit/report"
)

const saved = `{"schema": "culprit.report/1", "summary": {"verdict": "cause_found"},
 "incidents": [{"problem": "system-drive-full", "title": "Drive C: is full", "severity": "high", "host": "SRV01",
  "start": "2008-03-12T04:12:07.0000000Z", "count": 1,
  "causes": [{"id": "data-grew", "title": "Files grew", "verdict": "likely", "probability": 0.9}]}]}`

func ExampleWrite() {
	doc, err := report.Read(strings.NewReader(saved))
	if err != nil {
		fmt.Println(err)
		return
	}
	var b strings.Builder
	if err := report.Write(&b, "csv", doc, report.Options{}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(b.String(), "\r\n", "\n")) // RFC 4180 ends lines with both
	// Output:
	// "kind","incident","problem","severity","cause","verdict","probability","host","time","channel","provider","event_id","level","count","file","record","offset","says"
	// "incident","1","system-drive-full","high","Files grew","likely","0.9","SRV01","2008-03-12T04:12:07.0000000Z","","","","","1","","","","Drive C: is full"
}

func ExampleRedact() {
	doc, err := report.Read(strings.NewReader(saved))
	if err != nil {
		fmt.Println(err)
		return
	}
	salt := []byte("in real life: 32 random bytes")
	redacted, names, err := report.Redact(doc, report.RedactNames, salt)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.HasPrefix(redacted.Incidents[0].Host, "host-"), names[0].Kind, names[0].Original)
	// Output: true host SRV01
}

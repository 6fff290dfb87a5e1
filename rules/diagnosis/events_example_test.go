package diagnosis_test

import (
	"fmt"
	"os"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// A program that has events of its own, whatever they came from.
func ExampleCollector() {
	events, err := ruletest.ParseTimeline(nil, `
2006-09-25 11:09:00  SRV System EventLog 6005
+10s  SRV System "Service Control Manager" 7023 "IPSEC Services" %%2
+0s   SRV System IPSec 4292
+1h   SRV System EventLog 6013`)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	if err := analyzeEvents(events); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	// Output: SRV ipsec-block-mode policy-store-corrupt likely
}

func analyzeEvents(events []*event.Event) error {
	set, err := rules.Load(builtin.FS)
	if err != nil {
		return err
	}
	c := diagnosis.New(set, diagnosis.Options{})
	source := c.Begin(&event.Source{Path: "my events"})
	for _, e := range events {
		source.Add(event.ViewOf(e))
	}
	source.End(diagnosis.Facts{})
	for _, i := range c.Result().Incidents {
		if best := i.Best(); best != nil {
			fmt.Println(i.Host, i.Problem.ID, best.Cause.ID, best.Verdict)
		}
	}
	return nil
}

package diagnosis_test

import (
	"context"
	"fmt"
	"os"

	"culprit/parser"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/diagnosis"
)

func Example() {
	set, err := rules.Load(builtin.FS)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	c := diagnosis.New(set, diagnosis.Options{})
	for _, in := range parser.Expand(context.Background(), []string{"../../testdata/ipsec-2003"}, nil).Inputs {
		log, err := in.Open(parser.OpenOptions{})
		if err != nil {
			continue
		}
		tally := c.Begin(in.Source)
		for v, damage := range log.Records(parser.Options{Want: c.Want()}) {
			if damage != nil {
				tally.Damage(damage)
				continue
			}
			tally.Add(v)
		}
		tally.End(diagnosis.Facts{Bytes: in.Bytes})
	}
	best := c.Result().Incidents[0].Best()
	fmt.Printf("%s: %s, %.0f %%\n", best.Cause.ID, best.Verdict, 100*best.Probability)
	// Output: policy-store-corrupt: likely, 98 %
}

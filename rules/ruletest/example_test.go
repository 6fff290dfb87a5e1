package ruletest_test

import (
	"fmt"
	"os"
	"testing/fstest"

	"culprit/rules"
	"culprit/rules/ruletest"
)

func ExampleRunner() {
	files := fstest.MapFS{
		"broke.yml": {Data: []byte(small)},
		"broke_test.yml": {Data: []byte(`problem: broke
tests:
  - name: it broke for want of access
    events: |
      2020-01-01 00:00:00  SRV System EventLog 6005
      +1h  SRV System App 1
      +1s  SRV System App 2 it %%5
      +1h  SRV System EventLog 6013
    expect:
      - {cause: denied, rank: 1, confidence: medium}
    mutate: [split, drop]
`)},
	}
	set, err := rules.Load(files)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := (&ruletest.Runner{Set: set, FS: files}).Run("broke_test.yml")
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.Text(os.Stdout, true); err != nil {
		fmt.Println(err)
	}
	// Output:
	// broke_test.yml: 1 tests, 50 % of broke reached
	//   pass  it broke for want of access
	//       pass  split
	//       pass  drop: the symptom of denied
	//       pass  drop: code of denied
	//   broke.yml:8: no event is in the class disk
	//   broke.yml:10: no event is in the class after
	//   broke.yml:19: disk is never behind denied
	//   broke.yml:20: the cause worn is never found
	// 1 tests, 3 mutants, 0 failed, 0 known to fail
}

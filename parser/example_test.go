package parser_test

import (
	"context"
	"fmt"
	"os"

	"culprit/parser"
)

func ExampleExpand() {
	found := parser.Expand(context.Background(), []string{"../testdata/ipsec-2003", "missing.evtx"}, os.Stdin)
	for _, err := range found.Errors {
		fmt.Println(err)
	}
	for _, in := range found.Inputs {
		log, err := in.Open(parser.OpenOptions{})
		if err != nil {
			fmt.Println(err)
			continue
		}
		for view, damage := range log.Records(parser.Options{}) {
			if damage != nil {
				fmt.Println(damage)
				continue
			}
			if view.Provider == "IPSec" {
				fmt.Println(in.Format, view.Record, view.Time, view.Provider, view.EventID)
			}
		}
		log.Close()
	}
	// Output:
	// missing.evtx: no such file or folder
	// evt 4473 2006-09-20T08:00:20.0000000Z IPSec 4294
	// evt 4480 2006-09-25T11:09:10.0000000Z IPSec 4294
	// evt 4482 2006-09-25T11:09:18.0000000Z IPSec 4292
}

func ExampleDetect() {
	for _, content := range []string{"ElfFile\x00", "Event Type:\tError\n", "\xff\xd8\xff\xe0"} {
		f := parser.Detect([]byte(content))
		fmt.Println(f, f.IsLog())
	}
	// Output:
	// evtx true
	// text true
	// JPEG image false
}

package evtx_test

import (
	"bytes"
	"fmt"
	"os"

	"culprit/parser/event"
	"culprit/parser/evtx"
	"culprit/parser/evtx/evtxtest"
)

// exampleLog is a log of two events.
func exampleLog() []byte {
	data, err := evtxtest.Write([]event.Event{
		{
			Header: event.Header{
				Time: 131_000_000_000_000_000, Written: 131_000_000_000_000_000, Computer: "SRV01", Channel: "System",
				Provider: "Service Control Manager", EventID: 7023, Qualifiers: 0xc000, HasQualifiers: true, Level: event.Error,
			},
			Data: []event.Field{{Name: "param1", Value: event.String("IPSEC Services")}, {Name: "param2", Value: event.String("%%2")}},
		},
		{
			Header: event.Header{
				Time: 131_000_000_010_000_000, Written: 131_000_000_010_000_000, Computer: "SRV01", Channel: "System",
				Provider: "EventLog", EventID: 6013, Qualifiers: 0x8000, HasQualifiers: true, Level: event.Information,
			},
		},
	}, evtxtest.Options{})
	if err != nil {
		panic(err)
	}
	return data
}

func ExampleLog_Records() {
	data := exampleLog()
	log, err := evtx.Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "System.evtx"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for v, damage := range log.Records(evtx.Options{}) {
		if damage != nil {
			fmt.Println(damage)
			continue
		}
		fmt.Println(v.Time, v.Provider, v.EventID, v.Level)
		if v.Level > event.Error {
			continue // costs no more than its header
		}
		e, damage := v.Event()
		if damage != nil {
			fmt.Println(damage)
		}
		for _, f := range e.Data {
			fmt.Println(" ", f.Name, f.Value.Text())
		}
	}
	// Output:
	// 2016-02-15T08:53:20.0000000Z Service Control Manager 7023 error
	//   param1 IPSEC Services
	//   param2 %%2
	// 2016-02-15T08:53:21.0000000Z EventLog 6013 information
}

func ExampleLog_Render() {
	data := exampleLog()
	log, err := evtx.Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "System.evtx"})
	if err != nil {
		fmt.Println(err)
		return
	}
	want := func(_, _ string, id uint16) bool { return id == 7023 }
	for text, damage := range log.Render(evtx.JSONL, evtx.Options{Want: want, Workers: 4}) {
		if damage != nil {
			fmt.Println(damage)
			continue
		}
		fmt.Print(string(text))
	}
	// Output:
	// {"input":"System.evtx","record":1,"header_record":1,"offset":4608,"origin":"live","time":"2016-02-15T08:53:20.0000000Z","written":"2016-02-15T08:53:20.0000000Z","host":"SRV01","channel":"System","provider":"Service Control Manager","event_id":7023,"qualifiers":49152,"level":2,"fields":[["param1","IPSEC Services"],["param2","%%2"]]}
}

func ExampleDump() {
	data := exampleLog()
	if err := evtx.Dump(os.Stdout, bytes.NewReader(data), int64(len(data)), 0); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 0x00000000: 45 6c 66 46 69 6c 65 00                           # file header
	// 0x00000008: 00 00 00 00 00 00 00 00                           #   first chunk 0
	// 0x00000010: 00 00 00 00 00 00 00 00                           #   last chunk 0
	// 0x00000018: 03 00 00 00 00 00 00 00                           #   next record id 3
	// 0x00000020: 80 00 00 00                                       #   header size 128
	// 0x00000024: 01 00 03 00                                       #   version 3.1
	// 0x00000028: 00 10                                             #   block size 4096
	// 0x0000002a: 01 00 00 00                                       #   1 chunks
	// 0x00000078: 00 00 00 00                                       #   flags
	// 0x0000007c: d2 95 f9 0f                                       #   checksum, right
}

package wincode_test

import (
	"fmt"

	"culprit/parser/wincode"
)

func Example() {
	for _, s := range []string{"%%2", "2147942402", "Не удаётся найти указанный файл.", "0xC0000034", "-1808"} {
		c, _ := wincode.Parse(s)
		number, _ := wincode.Normalize(s)
		fmt.Printf("%s = %v %s %s\n", number, c.Kind, c.Unwrap().Symbol(), c.Meaning("ru"))
	}
	// Output:
	// 2 = Win32 ERROR_FILE_NOT_FOUND нет файла, раздела реестра или устройства
	// 2 = HRESULT ERROR_FILE_NOT_FOUND нет файла, раздела реестра или устройства
	// 2 = Win32 ERROR_FILE_NOT_FOUND нет файла, раздела реестра или устройства
	// 0xC0000034 = NTSTATUS STATUS_OBJECT_NAME_NOT_FOUND объекта (файла, раздела) нет
	// -1808 = ESE JET_errDiskFull на диске нет места
}

func ExampleFromText() {
	c, ok := wincode.FromText("The IPSEC Services service terminated with the following error: \r\nThe system cannot find the file specified. ")
	fmt.Println(c.Describe("en"), ok)
	// Output: 2 ERROR_FILE_NOT_FOUND: a file, registry key or device does not exist true
}

func ExampleOfEvent() {
	c, _ := wincode.OfEvent("Service Control Manager", 7023, []string{"IPSEC Services", "%%10048"})
	fmt.Println(c.Symbol())
	// Output: WSAEADDRINUSE
}

func ExampleKnownEvent() {
	e, _ := wincode.KnownEvent("Service Control Manager", 7040)
	fmt.Println(e.Says("en", []string{"IPSEC Services", "disabled", "auto start"}))
	// Output: the start type of the service IPSEC Services changed from disabled to auto start
}

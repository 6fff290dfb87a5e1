package text_test

import (
	"fmt"
	"strings"

	"culprit/parser/event"
	"culprit/parser/text"
)

func ExampleOpen() {
	paste := `Happens since the power cut, any idea? Тип события: Ошибка
Источник события: Диспетчер управления службами
Код события: 7023
Дата: 25.09.2006<br />Время: 11:09:18
Пользователь: Н/Д
Компьютер: MAIL01
Описание: Служба "Службы IPSEC" завершена из-за ошибки
Не удается найти указанный файл.
`
	log, err := text.Open(strings.NewReader(paste), int64(len(paste)), &event.Source{Path: "ticket.txt"}, text.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for view, damage := range log.Records() {
		if damage != nil {
			fmt.Println(damage)
			continue
		}
		e, _ := view.Event()
		fmt.Println(e.Time, e.Computer, e.Channel, e.Provider, e.EventID, e.Level)
		for i := range e.Data {
			fmt.Println(e.Data[i].Name, e.Data[i].Value.Text())
		}
		fmt.Println(strings.Join(e.Repairs, "\n"))
	}
	fmt.Println(log.Notes())
	// Output:
	// 2006-09-25T11:09:18.0000000Z MAIL01 System Service Control Manager 7023 error
	// param1 Службы IPSEC
	// param2 %%2
	// tag <br /> removed
	// source "Диспетчер управления службами" read as Service Control Manager
	// [times have no zone; they were read as UTC]
}

func ExampleDetect() {
	fmt.Println(text.Detect([]byte("Level,Date and Time,Source,Event ID,Task Category\r\n")))
	fmt.Println(text.Detect([]byte("Dear all, the server is down again.\n")))
	// Output:
	// table true
	// text false
}

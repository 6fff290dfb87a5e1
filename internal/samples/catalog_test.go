package samples

import (
	"encoding/binary"
	"unicode/utf16"

	"culprit/parser/event"
)

const system = "S-1-5-18"

// server2003 is Windows Server 2003. Codes are those of netevent.h and of the
// message files; which strings an event has is known from real logs.
var server2003 = catalog{
	"EventLog 6009": {
		code: 0x80001779, level: event.Information,
		fill: always("5.02.", "3790", "Service Pack 2", "Multiprocessor Free"),
		en:   "Microsoft (R) Windows (R) 5.02. 3790 Service Pack 2 Multiprocessor Free.",
		ru:   "Microsoft (R) Windows (R) 5.02. 3790 Service Pack 2 Multiprocessor Free.",
	},
	"EventLog 6005": {
		code: 0x80001775, level: event.Information, fill: always("", "", "", "", "27", "60", "0 GMT Standard Time"),
		en: "The Event log service was started.", ru: "Запущена служба журнала событий.",
	},
	"EventLog 6006": {
		code: 0x80001776, level: event.Information, fill: always("", "", "", "", "43", "60", "0 GMT Standard Time"),
		en: "The Event log service was stopped.", ru: "Служба журнала событий остановлена.",
	},
	"EventLog 6013": {
		code: 0x8000177d, level: event.Information,
		fill: func(e *event.Event, w []string) {
			inserted(e, []string{"", "", "", "", w[0], "60", "0 GMT Standard Time"})
		},
		en: "The system uptime is {1} seconds.", ru: "Время работы системы: {1} с.",
	},
	"Srv 2013": {
		code: 0x800007dd, level: event.Warning,
		fill: func(e *event.Event, w []string) {
			inserted(e, []string{`\Device\LanmanServer`, w[0]})
			e.Binary = packet(e, 2, []byte{0x20, 0x0a, 0, 0})
		},
		en: "The {1} disk is at or near capacity.  You may need to delete some files.",
		ru: "Диск {1} заполнен или почти заполнен.  Возможно, следует удалить ненужные файлы.",
	},
	"IPSec 4292": {
		code: 0xc00010c4, level: event.Error, fill: driver,
		en: "The IPSec driver has entered Block mode. IPSec will discard all inbound and outbound TCP/IP network traffic " +
			"that is not permitted by boot-time IPSec Policy exemptions. \n\nUser Action: To restore full unsecured TCP/IP " +
			"connectivity, disable the IPSec services, and then restart the computer. For detailed troubleshooting " +
			"information, review the events in the Security event log.",
		ru: "Драйвер IPSec перешел в режим блокировки. IPSec будет отбрасывать весь входящий и исходящий сетевой трафик " +
			"TCP/IP, не разрешенный исключениями политики IPSec времени загрузки. \n\nДействия пользователя: чтобы " +
			"восстановить незащищенные подключения TCP/IP, отключите службы IPSEC и перезагрузите компьютер. " +
			"Подробные сведения см. в журнале безопасности.",
	},
	"IPSec 4294": {
		code: 0x400010c6, level: event.Information, fill: driver,
		en: "The IPSec driver has entered Secure mode. IPSec policies, if they have been configured, are now being applied to this computer.",
		ru: "Драйвер IPSec перешел в безопасный режим. Политики IPSec, если они были настроены, теперь применяются к этому компьютеру.",
	},
	"IPSec 4295":                   {code: 0x400010c7, level: event.Information, fill: driver},
	"Service Control Manager 7000": {code: 0xc0001b58, level: event.Error},
	"Service Control Manager 7001": {code: 0xc0001b59, level: event.Error},
	"Service Control Manager 7023": {
		code: 0xc0001b6f, level: event.Error,
		en: "The {1} service terminated with the following error: \n{2} ", ru: "Служба \"{1}\" завершена из-за ошибки \n{2} ",
	},
	"Service Control Manager 7035": {
		code: 0x40001b7b, level: event.Information, user: system,
		en: "The {1} service was successfully sent a {2} control.", ru: "Службе \"{1}\" успешно отправлен управляющий элемент \"{2}\".",
	},
	"Service Control Manager 7036": {
		code: 0x40001b7c, level: event.Information,
		en: "The {1} service entered the {2} state.", ru: "Служба \"{1}\" перешла в состояние \"{2}\".",
	},
	"Service Control Manager 7040": {
		code: 0x40001b80, level: event.Information, user: system,
		en: "The start type of the {1} service was changed from {2} to {3}.",
		ru: "Тип запуска службы \"{1}\" изменен с \"{2}\" на \"{3}\".",
	},
	"NETLOGON 5719": {
		code: 0x1657, level: event.Error,
		fill: func(e *event.Event, w []string) { inserted(e, w); e.Binary = []byte{0x5e, 0, 0, 0xc0} }, // NO_LOGON_SERVERS
		en: "This computer was not able to set up a secure session with a domain controller in domain {1} due to the following: \n" +
			"{2} \nThis may lead to authentication problems.",
		ru: "Не удалось установить безопасный сеанс с контроллером домена в домене {1} по следующей причине: \n" +
			"{2} \nЭто может привести к ошибкам проверки подлинности.",
	},
	"W32Time 29": {
		code: 0xc25a001d, level: event.Error,
		en: "The time provider NtpClient is configured to acquire time from one or more time sources, however none of the " +
			"sources are currently accessible.  No attempt to contact a source will be made for {1} minutes. " +
			"NtpClient has no source of accurate time.",
		ru: "Поставщик времени NtpClient настроен на получение времени из одного или нескольких источников, но ни один из них " +
			"сейчас недоступен.  Попытки связаться с источником не будут выполняться в течение {1} мин. " +
			"У NtpClient нет источника точного времени.",
	},
	"W32Time 35":         {code: 0x425a0023, level: event.Information},
	"Tcpip 4201":         {code: 0x40001069, level: event.Information, fill: driver},
	"NtServicePack 4377": {code: 0x400e1119, level: event.Information, user: system},
	"DNS 2":              {code: 2, level: event.Information, channel: "DNS Server"},
	"NTDS General 1000":  {code: 0x400003e8, level: event.Information, channel: "Directory Service"},
	"NTDS ISAM 700":      {code: 700, level: event.Information, channel: "Directory Service"},
	"NtFrs 13516":        {code: 0x400034cc, level: event.Information, channel: "File Replication Service"},
	"ESENT 482":          {code: 482, level: event.Error, channel: "Application", task: 1},
}

const (
	scm           = "{555908D1-A6D7-4695-8E1E-26931D2012F4}"
	kernelGeneral = "{A68CA8B7-004F-D7B6-A698-07E2DE0F1F5D}"
)

// server2012 is Windows Server 2012 R2, whose Service Control Manager writes
// the key of the service as binary data.
var server2012 = catalog{
	"Microsoft-Windows-Kernel-General 12": {code: 12, level: event.Information, guid: kernelGeneral, task: 1, fill: started},
	"EventLog 6009":                       {code: 0x80001779, level: event.Information, fill: always("6.03.", "9600", "", "Multiprocessor Free", "17031")},
	"EventLog 6005":                       {code: 0x80001775, level: event.Information, fill: always("")},
	"EventLog 6006":                       {code: 0x80001776, level: event.Information, fill: always("")},
	"EventLog 6013": {
		code: 0x8000177d, level: event.Information,
		fill: func(e *event.Event, w []string) {
			inserted(e, []string{"", "", "", "", w[0], "60", "0 GMT Standard Time"})
		},
	},
	"Service Control Manager 7000": {code: 0xc0001b58, level: event.Error, guid: scm, fill: keyed("")},
	"Service Control Manager 7001": {code: 0xc0001b59, level: event.Error, guid: scm, fill: keyed("")},
	"Service Control Manager 7036": {code: 0x40001b7c, level: event.Information, guid: scm, fill: keyed("/")},
	"Service Control Manager 7038": {code: 0xc0001b7e, level: event.Error, guid: scm, fill: keyed("")},
	"Service Control Manager 7040": {code: 0x40001b80, level: event.Information, guid: scm, user: system},
	// EVENT_TCPIP_PCF_SET_FILTER_FAILURE: a network card that cannot coalesce
	// packets. The number is that of the IPSec driver's Block mode.
	"Tcpip 4292": {code: 0x800010c4, level: event.Warning, fill: driver},
}

// always gives all events of a kind the same strings.
func always(strings ...string) func(*event.Event, []string) {
	return func(e *event.Event, _ []string) { inserted(e, strings) }
}

// driver is an event with no string but the empty name of the device.
func driver(e *event.Event, w []string) {
	inserted(e, append([]string{""}, w...))
	e.Binary = packet(e, uint16(1+len(w)), nil)
}

// packet is the I/O error-log packet that a driver gives to the kernel
// (IO_ERROR_LOG_PACKET of the Windows Driver Kit).
func packet(e *event.Event, strings uint16, dump []byte) []byte {
	le := binary.LittleEndian
	b := make([]byte, 0x28, 0x28+len(dump))
	le.PutUint16(b[2:], uint16(len(dump)))
	le.PutUint16(b[4:], strings)
	le.PutUint16(b[6:], uint16(0x48+len(dump)+2*(len(e.Provider)+1))) // of the string, in the kernel's message
	le.PutUint32(b[0xc:], e.Code())
	le.PutUint32(b[0x10:], 1) // the driver's own number for the place
	return append(b, dump...)
}

// keyed takes the last word of the timeline as the key of the service. A
// state, if there is one, follows it.
func keyed(state string) func(*event.Event, []string) {
	return func(e *event.Event, w []string) {
		last := len(w) - 1
		inserted(e, w[:last])
		key := w[last]
		if state != "" {
			key += state + map[string]string{"stopped": "1", "running": "4"}[w[1]]
		}
		for _, u := range utf16.Encode([]rune(key + "\x00")) {
			e.Binary = binary.LittleEndian.AppendUint16(e.Binary, u)
		}
		e.ProcessID, e.ThreadID, e.Keywords = 492, 1188, 0x8080000000000000
	}
}

// started is what the kernel says of itself as it starts.
func started(e *event.Event, _ []string) {
	e.Keywords, e.ProcessID, e.ThreadID = 0x8000000000000080, 4, 8
	field := func(name string, v event.Value) { e.Data = append(e.Data, event.Field{Name: name, Value: v}) }
	field("MajorVersion", event.Uint(6))
	field("MinorVersion", event.Uint(3))
	field("BuildVersion", event.Uint(9600))
	field("QfeVersion", event.Uint(17031))
	field("ServiceVersion", event.Uint(0))
	field("BootMode", event.Uint(0))
	field("StartTime", event.Time(e.Time))
}

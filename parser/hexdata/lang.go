package hexdata

import "fmt"

// phrase is a sentence of ours in the two languages of the reports.
type phrase struct{ en, ru string }

func (p phrase) in(lang string, args ...any) string {
	s := p.en
	if lang == "ru" {
		s = p.ru
	}
	if len(args) == 0 {
		return s
	}
	return fmt.Sprintf(s, args...)
}

// severities are those of bits 31-30 of an event identifier or status.
var severities = [4]phrase{
	{"success", "успех"},
	{"information", "информация"},
	{"warning", "предупреждение"},
	{"error", "ошибка"},
}

var says = struct {
	packet, event, eventOf, eventSays, identifier, succeeded, status, retried,
	truncated, cut, mismatch, agrees, driverName, driverFits,
	srb, sense, wholeRead, wholeWrite, paging, retryable, unhandled, ioAt,
	shutdown, serviceState, serviceKey, heartbeat, heartbeatZone, bothReadings,
	ambiguous, gap, repaired phrase
}{
	packet: phrase{
		"this is the I/O manager's error-log packet, which every driver attaches to its events",
		"это пакет журнала ошибок диспетчера ввода-вывода, который прилагает к событию любой драйвер",
	},
	eventSays: phrase{"it belongs to event %d (0x%08X) of %s, severity %s: %s", "он относится к событию %d (0x%08X) источника %s, важность: %s: %s"},
	eventOf:   phrase{"it belongs to event %d (0x%08X) of %s, severity %s", "он относится к событию %d (0x%08X) источника %s, важность: %s"},
	identifier: phrase{
		"as the identifier of an event 0x%08X is %s: %s",
		"как код события 0x%08X - это %s: %s",
	},
	event:     phrase{"it belongs to event %d (0x%08X), severity %s; the source is not in the data", "он относится к событию %d (0x%08X), важность: %s; источника в данных нет"},
	succeeded: phrase{"FinalStatus is success: the data says that the driver reports this, not why", "FinalStatus - успех: данные говорят, что драйвер сообщил об этом, но не почему"},
	status:    phrase{"the operation ended with %s", "операция завершилась с %s"},
	retried:   phrase{"it was retried %d times", "повторов: %d"},
	truncated: phrase{
		"the packet announces %d bytes of dump data, but %d are here: the paste is cut",
		"пакет обещает %d байт данных, но здесь %d: текст обрезан",
	},
	cut: phrase{
		"a packet has at least %d bytes, but only %d are here: the paste is cut",
		"в пакете не меньше %d байт, а здесь только %d: текст обрезан",
	},
	mismatch: phrase{
		"the packet belongs to event %d, but the event says %d: the text was edited or pasted together",
		"пакет относится к событию %d, а в событии указано %d: текст правили или склеили",
	},
	agrees: phrase{"the identifier in the packet agrees with the event", "код в пакете совпадает с событием"},
	driverName: phrase{
		"StringOffset %#x would fit a driver whose name has %d letters, on Windows 2000 to 2003 (plausible, no proof)",
		"StringOffset %#x подходит драйверу с именем из %d букв в Windows 2000-2003 (правдоподобно, но не доказательство)",
	},
	driverFits: phrase{
		"StringOffset %#x would fit a driver whose name has %d letters, as %s has, on Windows 2000 to 2003 (plausible, no proof)",
		"StringOffset %#x подходит драйверу с именем из %d букв, как у %s, в Windows 2000-2003 (правдоподобно, но не доказательство)",
	},
	srb:        phrase{"the port driver ended the request with %s", "драйвер порта завершил запрос с %s"},
	sense:      phrase{"the device said: %s", "устройство сообщило: %s"},
	wholeRead:  phrase{"it was to read %d blocks at block %d", "надо было прочитать блоков: %d, начиная с %d"},
	wholeWrite: phrase{"it was to write %d blocks at block %d", "надо было записать блоков: %d, начиная с %d"},
	paging:     phrase{"the request was for paging", "запрос был к файлу подкачки"},
	retryable:  phrase{"the request was retried", "запрос повторён"},
	unhandled:  phrase{"the error was not handled", "ошибка не обработана"},
	ioAt:       phrase{"the fault is at byte %d of the device", "сбой в байте %d устройства"},
	shutdown:   phrase{"reason of the shutdown: %s", "причина завершения работы: %s"},
	serviceState: phrase{
		"the service with the key %s entered the state %s, whatever the language of the text",
		"служба с ключом %s перешла в состояние %s, на каком бы языке ни был текст",
	},
	serviceKey: phrase{"the service has the key %s, whatever the language of the text", "ключ службы - %s, на каком бы языке ни был текст"},
	heartbeat:  phrase{"the system was last known to run at %s, local time of the machine", "последний раз система точно работала в %s по местному времени машины"},
	heartbeatZone: phrase{
		"that is %s UTC, so the machine was at UTC%s",
		"это %s UTC, то есть часы машины стояли на UTC%s",
	},
	bothReadings: phrase{"the number alone does not tell the kind of code", "по одному числу вид кода не определить"},
	ambiguous: phrase{
		"the text does not say in which order the bytes of a word were printed; the reading that makes sense was taken",
		"в тексте не указан порядок байтов в слове; выбрано осмысленное прочтение",
	},
	gap:      phrase{"%d bytes are missing at %#x", "не хватает байт: %d, начиная с %#x"},
	repaired: phrase{"read in spite of damage: %s", "прочитано несмотря на повреждение: %s"},
}

package hexdata

import "strings"

// readReason reads the reason of a shutdown, the data of User32 1074 and 1076.
//
//	bit 31 planned, bit 30 defined by the administrator, bits 29-24 flags,
//	bits 23-16 major reason, bits 15-0 minor reason
//
// ref: reason.h, SHTDN_REASON_*.
func readReason(data []byte, hint Hint) *Explanation {
	if !strings.EqualFold(hint.Provider, "user32") || len(data) < 4 || len(data)%4 != 0 {
		return nil
	}
	b := newBuilder(LayoutReason, data, hint)
	n := b.u32("Reason")
	text := reasonText(n, hint.Lang)
	b.mean(text)
	b.words("Data")
	b.conclude(says.shutdown, text)
	return &b.Explanation
}

const (
	reasonPlanned = 1 << 31
	minorNone     = 0xFF
)

func reasonText(n uint32, lang string) string {
	planned := phrase{"unplanned", "незапланированное"}
	if n&reasonPlanned != 0 {
		planned = phrase{"planned", "запланированное"}
	}
	parts := []string{planned.in(lang)}
	if major := int(n >> 16 & 0xFF); major < len(reasonMajors) {
		parts = append(parts, reasonMajors[major].in(lang))
	}
	if p, ok := reasonMinors[uint16(n)]; ok {
		parts = append(parts, p.in(lang))
	}
	return strings.Join(parts, ", ")
}

var reasonMajors = []phrase{
	{"other", "прочее"},
	{"hardware", "оборудование"},
	{"operating system", "операционная система"},
	{"software", "программы"},
	{"application", "приложение"},
	{"system", "система"},
	{"power", "питание"},
	{"old interface", "старый интерфейс"},
}

var reasonMinors = map[uint16]phrase{
	0x01: {"maintenance", "обслуживание"}, 0x02: {"installation", "установка"}, 0x03: {"upgrade", "обновление"},
	0x04: {"reconfiguration", "изменение конфигурации"}, 0x05: {"hung", "зависание"}, 0x06: {"unstable", "нестабильность"},
	0x07: {"disk", "диск"}, 0x08: {"processor", "процессор"}, 0x09: {"network card", "сетевая карта"},
	0x0A: {"power supply", "блок питания"}, 0x0B: {"cord unplugged", "кабель отключён"}, 0x0C: {"environment", "окружение"},
	0x0D: {"hardware driver", "драйвер оборудования"}, 0x0E: {"other driver", "другой драйвер"}, 0x0F: {"blue screen", "синий экран"},
	0x10: {"service pack", "пакет обновления"}, 0x11: {"hotfix", "исправление"}, 0x12: {"security fix", "исправление безопасности"},
	0x13: {"security", "безопасность"}, 0x14: {"network connectivity", "сетевая связь"}, 0x15: {"WMI", "WMI"},
	0x16: {"service pack removed", "удаление пакета обновления"}, 0x17: {"hotfix removed", "удаление исправления"},
	0x18: {"security fix removed", "удаление исправления безопасности"}, 0x19: {"management console", "консоль управления"},
	0x1A: {"system restore", "восстановление системы"}, 0x20: {"terminal services", "службы терминалов"},
	0x21:      {"promotion to domain controller", "повышение до контроллера домена"},
	0x22:      {"demotion of domain controller", "понижение контроллера домена"},
	minorNone: {"no reason given", "причина не указана"},
}

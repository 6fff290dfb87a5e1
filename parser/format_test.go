package parser

import (
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	t.Parallel()
	tar := strings.Repeat("\x00", 257) + "ustar\x0000"
	tests := map[string]struct {
		prefix string
		want   Format
	}{
		"evtx":                     {"ElfFile\x00\x00\x00", EVTX},
		"evtx without file header": {strings.Repeat("\x00", 4096) + "ElfChnk\x00", EVTX},
		"evtx chunk alone":         {"ElfChnk\x00\x01", EVTX},
		"evt":                      {"\x30\x00\x00\x00LfLe\x01\x00\x00\x00", EVT},
		"evt without header":       {"\x00\x00\x54\x00\x00\x00LfLe\x07\x00\x00\x00", EVT},
		"zip":                      {"PK\x03\x04\x14\x00", Zip},
		"zip without members":      {"PK\x05\x06" + strings.Repeat("\x00", 18), Zip},
		"gzip":                     {"\x1f\x8b\x08\x00", Gzip},
		"tar":                      {tar, Tar},
		"text":                     {"Event Type:\tError\r\n", Text},
		"text of two letters":      {"MZ is what a program begins with\n", Text},
		"text in UTF-8":            {"Тип события:\tОшибка\r\n", Text},
		"text cut inside a letter": {"Тип события: О\xd1"[:len("Тип события: О")+1], Text},
		"text in UTF-16":           {"\xff\xfeE\x00v\x00", Text},
		"text in UTF-16, no mark":  {"E\x00v\x00e\x00n\x00t\x00 \x00T\x00y\x00p\x00e\x00", Text},
		"text in windows-1251":     {"\xd2\xe8\xef \xf1\xee\xe1\xfb\xf2\xe8\xff: \xce\xf8\xe8\xe1\xea\xe0, 7023, 25.09.2006", Text},
		"hex":                      {"0000: 00 00 00 00 01 00 54 00   ......T.\r\n0008: 00 00 00 00 c6 10 00 40   ....Æ..@\r\n", Hex},
		"report":                   {"{\n  \"schema\": \"culprit.report/1\",\n", report},
		"JPEG":                     {"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "JPEG image"},
		"program":                  {"MZ\x90\x00\x03\x00", "Windows program"},
		"empty":                    {"", empty},
		"zeros":                    {strings.Repeat("\x00", 512), zeros},
		"binary":                   {"\x01\x02\x03\x04\x00\x00\x05", unknown},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Detect([]byte(tt.prefix)); got != tt.want {
				t.Errorf("Detect(%.20q) = %q, want %q", tt.prefix, got, tt.want)
			}
		})
	}
}

func TestDetectWantsNoMoreThanSniffed(t *testing.T) {
	t.Parallel()
	for _, m := range magics {
		if end := m.offset + len(m.bytes); end > Sniffed {
			t.Errorf("%s: its signature ends at %d, beyond Sniffed", m.format, end)
		}
	}
}

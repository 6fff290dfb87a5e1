package wincode

import (
	"strings"
	"testing"
)

// FuzzParse holds every spelling to be stable: what a code is normalised to
// stands for the same code.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"%%2", "2", "0x80070002", "-2147024894", "(0xc000005e)", "hr = 0x80040154", "8524 (0x214c)", "-1808", "80070002h",
		"ERROR_FILE_NOT_FOUND", "Отказано в доступе.", "((((0x5))))", "код ошибки 5", "0xFFFFFFFF80070002", "%%%%", "1(", "−5",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range Readings(s) {
			text := c.Unwrap().String()
			if c.Kind == Win32 && c.Number >= 1<<16 {
				t.Fatalf("%q: Win32 %s is too large", s, c)
			}
			if again, ok := Parse(text); c.Unwrap().Symbol() != "" && (!ok || again.Number != c.Unwrap().Number) {
				t.Fatalf("%q = %v %s, but that is %v %s", s, c.Kind, text, again.Kind, again)
			}
			c.Describe("en")
		}
	})
}

func FuzzFromText(f *testing.F) {
	f.Add("The X service terminated with the following error: \r\n%%2")
	f.Add("…из-за следующей ошибки:\nСистеме не удается найти указанный файл.ПРИЧИНА")
	f.Add("error code 1252. hr = 0x80040154, エラー 5")
	f.Fuzz(func(t *testing.T, s string) {
		if c, ok := FromText(s); ok && c.Kind == 0 {
			t.Fatalf("%q: a code without a kind", s)
		}
	})
}

func BenchmarkSymbol(b *testing.B) {
	for b.Loop() {
		if (Code{NTStatus, 0xC0000034}).Symbol() == "" {
			b.Fatal("not found")
		}
	}
}

func BenchmarkNormalize(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Normalize("%%2147942402")
	}
}

func BenchmarkFromText(b *testing.B) {
	text := strings.Repeat("Служба не может открыть сетевое подключение к базе. ", 20) + "Системе не удается найти указанный файл."
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := FromText(text); !ok {
			b.Fatal("not found")
		}
	}
}

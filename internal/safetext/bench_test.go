package safetext_test

import (
	"strings"
	"testing"

	"culprit/internal/safetext"
)

func BenchmarkLine(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":    strings.Repeat("The IPSEC Services service terminated. ", 8),
		"cyrillic": strings.Repeat("Служба IPSEC остановлена. ", 8),
		"hostile":  strings.Repeat("a\x1b[31m\u202e\xff", 32),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				safetext.Line(s)
			}
		})
	}
}

// BenchmarkWrapLongWord shows that the time grows with the length alone.
func BenchmarkWrapLongWord(b *testing.B) {
	s := strings.Repeat("x", 1<<20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		safetext.Wrap(s, 20)
	}
}

package event

import "strings"

// FoldProvider returns the name under which a provider is compared: lower
// case, without the Microsoft-Windows- prefix that newer systems put before
// the names of old sources. A classic source and its manifest fold alike.
func FoldProvider(name string) string {
	s := strings.ToLower(strings.TrimSpace(name))
	s = strings.TrimPrefix(s, "microsoft-windows-")
	return s
}

// FoldHost returns the name under which a computer is compared: its first
// label in lower case, so that SRV01 and srv01.example.org are one host. An IP
// address is kept whole.
func FoldHost(computer string) string {
	s := strings.ToLower(strings.TrimSpace(strings.TrimLeft(computer, `\`)))
	if strings.Trim(s, "0123456789.") == "" || strings.Contains(s, ":") {
		return s
	}
	first, _, _ := strings.Cut(s, ".")
	return first
}

// Host returns the folded computer name.
func (h *Header) Host() string { return FoldHost(h.Computer) }

// IsBoot reports whether the record marks a start of the system: EventLog 6005
// (log service started) or 6009 (its version line), Kernel-General 12.
func (h *Header) IsBoot() bool {
	switch h.EventID {
	case 6005, 6009:
		return FoldProvider(h.Provider) == "eventlog"
	case 12:
		return FoldProvider(h.Provider) == "kernel-general"
	}
	return false
}

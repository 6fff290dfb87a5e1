package evttest

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"

	"culprit/parser/event"
)

// record encodes an event as an EVENTLOGRECORD.
func record(e *event.Event, number uint32) ([]byte, error) {
	sid, err := sidBytes(e.UserID)
	if err != nil {
		return nil, err
	}
	b := append([]byte(nil), make([]byte, fixedSize)...)
	b = text(b, e.Provider)
	b = text(b, e.Computer)
	b = align(b)
	sidOffset := len(b)
	b = append(b, sid...)
	stringOffset := len(b)
	for i := range e.Data {
		b = text(b, e.Data[i].Value.Text())
	}
	dataOffset := len(b)
	b = align(append(b, e.Binary...))
	length := uint32(len(b) + 4)
	b = binary.LittleEndian.AppendUint32(b, length)

	written := e.Written
	if written == 0 {
		written = e.Time
	}
	copy(b, words(length, 0x654c664c, number, seconds(e.Time), seconds(written), e.Code(),
		uint32(kind(e))|uint32(len(e.Data))<<16, uint32(e.Task), 0,
		uint32(stringOffset), uint32(len(sid)), uint32(sidOffset), uint32(len(e.Binary)), uint32(dataOffset)))
	return b, nil
}

// kind returns the event type.
func kind(e *event.Event) uint16 {
	switch {
	case e.Keywords&event.AuditSuccess != 0:
		return 8
	case e.Keywords&event.AuditFailure != 0:
		return 0x10
	case e.Level == event.Critical || e.Level == event.Error:
		return 1
	case e.Level == event.Warning:
		return 2
	}
	return 4
}

func seconds(t event.FILETIME) uint32 {
	if t == 0 {
		return 0
	}
	return uint32(t.Time().Unix())
}

// text appends UTF-16LE with its NUL.
func text(b []byte, s string) []byte {
	for _, u := range utf16.Encode([]rune(s + "\x00")) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func align(b []byte) []byte {
	return append(b, make([]byte, -len(b)&3)...)
}

// sidBytes encodes S-1-authority-sub-…, nothing for an empty text.
func sidBytes(s string) ([]byte, error) {
	if s == "" {
		return nil, nil
	}
	parts := strings.Split(s, "-")
	if len(parts) < 3 || parts[0] != "S" || parts[1] != "1" || len(parts) > 3+15 {
		return nil, fmt.Errorf("%q is not a SID", s)
	}
	authority, err := strconv.ParseUint(parts[2], 10, 48)
	if err != nil {
		return nil, fmt.Errorf("%q is not a SID: %w", s, err)
	}
	b := binary.BigEndian.AppendUint64(nil, authority)
	b[0], b[1] = 1, byte(len(parts)-3)
	for _, p := range parts[3:] {
		sub, err := strconv.ParseUint(p, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is not a SID: %w", s, err)
		}
		b = binary.LittleEndian.AppendUint32(b, uint32(sub))
	}
	return b, nil
}

package hexdata

import (
	"slices"
	"unicode/utf8"

	"culprit/parser/internal/cursor"
	"culprit/parser/wincode"
)

// packetLen is how much of IO_ERROR_LOG_PACKET stands before DumpData.
// In C the structure is 8 bytes longer; a logged one is not.
const packetLen = 0x28 // + DumpDataSize

// Packet is the header of the I/O manager's error-log packet, which is the
// data of every event that a driver logs. It has no pointers and is the same
// on all systems from NT 3.1 on.
// ref: wdm.h, IO_ERROR_LOG_PACKET.
type Packet struct {
	MajorFunctionCode uint8  // IRP_MJ_* of the failed request, or not set
	RetryCount        uint8  // retries so far
	DumpDataSize      uint16 // bytes behind the header
	NumberOfStrings   uint16 // including the device name that the I/O manager adds
	StringOffset      uint16 // of no use in a logged packet
	EventCategory     uint16
	Padding           uint16 // zero
	ErrorCode         uint32 // the full identifier of the event
	UniqueErrorValue  uint32 // where in the driver; private to it
	FinalStatus       uint32 // NTSTATUS
	SequenceNumber    uint32
	IoControlCode     uint32
	DeviceOffset      uint64 // in bytes
}

// ParsePacket reads the header of a packet. It reports false if the bytes
// cannot be one.
//
// Of an event whose identifier is known, the test is exact: no other payload
// holds the identifier of its own event at offset 0x0C and its length at 0x02.
// Without, the code must have the form of an identifier that a driver logs.
func ParsePacket(b []byte) (Packet, bool) {
	c := cursor.New(b)
	p := Packet{
		MajorFunctionCode: c.U8(),
		RetryCount:        c.U8(),
		DumpDataSize:      c.U16(),
		NumberOfStrings:   c.U16(),
		StringOffset:      c.U16(),
		EventCategory:     c.U16(),
		Padding:           c.U16(),
		ErrorCode:         c.U32(),
		UniqueErrorValue:  c.U32(),
		FinalStatus:       c.U32(),
		SequenceNumber:    c.U32(),
		IoControlCode:     c.U32(),
		DeviceOffset:      c.U64(),
	}
	return p, !c.Bad() && p.plausible(len(b))
}

const (
	maxMajorFunction = 0x1B // IRP_MJ_PNP
	maxStrings       = 64   // a packet has room for far fewer
	reservedBit      = 1 << 28
)

// plausible reports whether the packet can be one of n bytes. A paste may be
// cut; then bytes are missing, never too many.
func (p *Packet) plausible(n int) bool {
	return p.Padding == 0 &&
		p.MajorFunctionCode <= maxMajorFunction &&
		p.NumberOfStrings <= maxStrings &&
		p.ErrorCode>>30 != 0 && p.ErrorCode&reservedBit == 0 && uint16(p.ErrorCode) != 0 &&
		n <= packetLen+int(p.DumpDataSize)
}

// majorFunctions are the names of IRP_MJ_* (wdm.h).
var majorFunctions = [maxMajorFunction + 1]string{
	"CREATE", "CREATE_NAMED_PIPE", "CLOSE", "READ", "WRITE", "QUERY_INFORMATION", "SET_INFORMATION",
	"QUERY_EA", "SET_EA", "FLUSH_BUFFERS", "QUERY_VOLUME_INFORMATION", "SET_VOLUME_INFORMATION",
	"DIRECTORY_CONTROL", "FILE_SYSTEM_CONTROL", "DEVICE_CONTROL", "INTERNAL_DEVICE_CONTROL", "SHUTDOWN",
	"LOCK_CONTROL", "CLEANUP", "CREATE_MAILSLOT", "QUERY_SECURITY", "SET_SECURITY", "POWER",
	"SYSTEM_CONTROL", "DEVICE_CHANGE", "QUERY_QUOTA", "SET_QUOTA", "PNP",
}

// explainPacket writes a packet down field by field.
func explainPacket(data []byte, p *Packet, hint Hint) *Explanation {
	b := newBuilder(LayoutPacket, data, hint)
	b.u8("MajorFunctionCode")
	if name := "IRP_MJ_" + majorFunctions[p.MajorFunctionCode]; p.MajorFunctionCode > 0 {
		b.mean(name)
	} else {
		b.mean(name + phrase{", or not set", " или не задано"}.in(hint.Lang))
	}
	b.u8("RetryCount")
	b.decimal(uint64(p.RetryCount))
	b.u16("DumpDataSize")
	b.decimal(uint64(p.DumpDataSize))
	b.u16("NumberOfStrings")
	b.decimal(uint64(p.NumberOfStrings))
	b.mean(phrase{"including the device name", "включая имя устройства"}.in(hint.Lang))
	b.u16("StringOffset")
	b.u16("EventCategory")
	b.u16("Padding")
	b.u32("ErrorCode")
	b.Event = identify(p.ErrorCode, hint)
	b.mean(b.Event.describe())
	b.u32("UniqueErrorValue")
	b.u32("FinalStatus")
	status := wincode.Code{Kind: wincode.NTStatus, Number: p.FinalStatus}
	b.code(status)
	b.u32("SequenceNumber")
	b.u32("IoControlCode")
	b.u64("DeviceOffset")
	b.concludePacket(p, status)
	b.dumpData(p)
	return &b.Explanation
}

// identify looks the event up by its full identifier.
func identify(code uint32, hint Hint) *EventID {
	e := &EventID{
		ID:       uint16(code),
		Code:     wincode.Code{Kind: wincode.NTStatus, Number: code}.String(),
		Severity: severities[code>>30].in(hint.Lang),
		Facility: uint16(code >> 16 & 0xFFF),
		Symbol:   wincode.EventSymbol(code),
		full:     code,
	}
	known, ok := wincode.KnownEvent(hint.Provider, code)
	if all := wincode.EventsByCode(code); !ok && len(all) == 1 {
		known, ok = all[0], true
		if name := known.Providers[0]; len(known.Providers) == 1 && name != "*" {
			e.Provider = name
		}
	}
	if ok {
		e.Title = known.Says(hint.Lang, slices.Repeat([]string{"…"}, len(known.Params)))
	}
	if hint.Provider != "" {
		e.Provider = hint.Provider
	}
	return e
}

// describe returns the parts of the identifier: IPSec 4292, error.
func (e *EventID) describe() string {
	parts := wincode.Code{Kind: wincode.Win32, Number: uint32(e.ID)}.String() + ", " + e.Severity
	if e.Provider != "" {
		parts = e.Provider + " " + parts
	}
	if e.Symbol != "" {
		parts += ", " + e.Symbol
	}
	return parts
}

// concludeEvent names the event of a packet and compares it with the one that
// the packet was found in.
func (b *builder) concludeEvent() {
	b.conclude(says.packet)
	switch e := b.Event; {
	case e.Provider == "":
		b.conclude(says.event, e.ID, e.full, e.Severity)
	case e.Title == "":
		b.conclude(says.eventOf, e.ID, e.full, e.Provider, e.Severity)
	default:
		b.conclude(says.eventSays, e.ID, e.full, e.Provider, e.Severity, e.Title)
	}
	switch code := b.hint.Code; {
	case code == 0:
	case uint16(code) != b.Event.ID || code>>16 != 0 && code != b.Event.full:
		b.conclude(says.mismatch, b.Event.ID, uint16(code))
	default:
		b.conclude(says.agrees)
	}
}

func (b *builder) concludePacket(p *Packet, status wincode.Code) {
	b.concludeEvent()
	if p.FinalStatus == 0 {
		b.conclude(says.succeeded)
	} else {
		b.conclude(says.status, status.Describe(b.hint.Lang))
	}
	if p.RetryCount > 0 {
		b.conclude(says.retried, p.RetryCount)
	}
	if p.DeviceOffset > 0 {
		b.conclude(says.ioAt, p.DeviceOffset)
	}
	b.driverName(p)
	if here := b.cur.Len(); here < int(p.DumpDataSize) {
		b.Truncated = true
		b.conclude(says.truncated, p.DumpDataSize, here)
	}
}

// driverName weighs what StringOffset tells on systems before Vista. There it
// counts from the start of the I/O manager's message, in which 0x18 bytes, the
// packet, and the driver's name in UTF-16 stand before the strings. A driver
// without strings and dump data of its own has asked for a bare structure, 0x30
// bytes.
func (b *builder) driverName(p *Packet) {
	const messageHead, structure = 0x18, 0x30
	room := int(p.StringOffset) - messageHead - structure
	letters := room/2 - 1
	if p.NumberOfStrings != 1 || p.DumpDataSize != 0 || room%2 != 0 || letters < 1 || letters > 32 {
		return
	}
	name := b.Event.Provider
	if utf8.RuneCountInString(name) == letters {
		b.conclude(says.driverFits, p.StringOffset, letters, name)
		return
	}
	b.conclude(says.driverName, p.StringOffset, letters)
}

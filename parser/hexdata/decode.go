package hexdata

import (
	"cmp"
	"slices"

	"culprit/parser/wincode"
)

// Decode explains bytes that were the data of an event. It tries what data is
// known to hold, the surest test first, and falls back to showing dwords or
// bytes. It keeps parts of data. Empty data gives nil.
func Decode(data []byte, hint Hint) *Explanation {
	if len(data) == 0 {
		return nil
	}
	for _, read := range []func([]byte, Hint) *Explanation{
		readPacket, readCutPacket, readReason, readService, readStatus, readTimes, readSID, readText,
	} {
		if e := read(data, hint); e != nil {
			return e
		}
	}
	return readRest(data, hint)
}

// DecodeDump explains the data of a dump. Of two readings it takes the one
// that makes sense, and it says what the dump lacks and what was repaired.
func DecodeDump(d *Dump, hint Hint) *Explanation {
	b := builder{hint: hint}
	var e *Explanation
	if d.Base > 0 { // the start is missing: offsets mean nothing
		e = readRest(d.Data, hint)
		b.conclude(says.gap, d.Base, 0)
	} else {
		e = Decode(d.Data, hint)
	}
	if e == nil {
		return nil
	}
	if d.Other != nil && d.Base == 0 {
		switch other := Decode(d.Other, hint); {
		case e.Layout == LayoutPacket:
		case other.Layout == LayoutPacket:
			e = other
		default:
			e.Others = append(e.Others, other)
		}
		b.conclude(says.ambiguous)
	}
	if d.Missing != nil {
		b.conclude(says.gap, d.Missing.Length, d.Missing.Offset)
	}
	for _, r := range d.Repairs {
		b.conclude(says.repaired, r)
	}
	e.Truncated = e.Truncated || d.Truncated || d.Missing != nil
	e.Conclusions = append(e.Conclusions, b.Conclusions...)
	return e
}

func readPacket(data []byte, hint Hint) *Explanation {
	p, ok := ParsePacket(data)
	cut := len(data) != packetLen+int(p.DumpDataSize)
	other := hint.Code != 0 && uint16(hint.Code) != uint16(p.ErrorCode)
	if !ok || cut && other { // one flaw is damage, two are coincidence
		return nil
	}
	return explainPacket(data, &p, hint)
}

// readCutPacket recognises what is left of a packet that was cut within its
// header: its identifier is there, and belongs to the event or is known.
func readCutPacket(data []byte, hint Hint) *Explanation {
	if len(data) < 0x10 || len(data) >= packetLen || len(data)%4 != 0 {
		return nil
	}
	p, ok := ParsePacket(append(append([]byte(nil), data...), make([]byte, packetLen-len(data))...))
	expected := hint.Code != 0 && uint16(hint.Code) == uint16(p.ErrorCode)
	known := wincode.EventSymbol(p.ErrorCode) != "" || len(wincode.EventsByCode(p.ErrorCode)) > 0
	if !ok || !expected && !known {
		return nil
	}
	b := newBuilder(LayoutPacket, data, hint)
	b.words("Packet")
	b.Event, b.Truncated = identify(p.ErrorCode, hint), true
	b.Fields[3].Name = "ErrorCode"
	b.Fields[3].Meaning = b.Event.describe()
	b.concludeEvent()
	b.conclude(says.cut, packetLen+int(p.DumpDataSize), len(data))
	return &b.Explanation
}

// readStatus reads one dword as an error code. Data of that length is nearly
// always one; see readReason for the exception. Somebody may also have copied
// the identifier of an event out of a packet.
func readStatus(data []byte, hint Hint) *Explanation {
	if len(data) != 4 {
		return nil
	}
	b := newBuilder(LayoutStatus, data, hint)
	n := b.u32("Status")
	if n < 1<<16 {
		b.decimal(uint64(n))
	}
	codes := wincode.FromNumber(n)
	if e := identify(n, Hint{Lang: hint.Lang}); e.Title != "" || e.Symbol != "" {
		codes = slices.DeleteFunc(codes, func(c wincode.Code) bool { return c.Unwrap().Symbol() == "" })
		b.Event = e
		b.mean(e.describe())
		b.conclude(says.identifier, e.full, e.describe(), cmp.Or(e.Title, e.Symbol))
	}
	for _, c := range codes {
		b.code(c)
		b.Conclusions = append(b.Conclusions, c.Kind.String()+" "+c.Describe(hint.Lang))
	}
	if len(codes) > 0 {
		b.mean(about(codes[0], hint.Lang))
	}
	if len(b.Conclusions) > 1 {
		b.conclude(says.bothReadings)
	}
	if byteStrings(data) != nil { // four bytes of UTF-16 could be anything
		b.Others = append(b.Others, readText(data, hint))
	}
	return &b.Explanation
}

// readRest shows data that is nothing known: as dwords if it is made of them.
func readRest(data []byte, hint Hint) *Explanation {
	const most = 256
	if len(data)%4 != 0 || len(data) > most {
		b := newBuilder(LayoutRaw, data, hint)
		b.raw("Data", len(data))
		return &b.Explanation
	}
	b := newBuilder(LayoutWords, data, hint)
	b.words("Data")
	for _, c := range b.Codes {
		b.Conclusions = append(b.Conclusions, c.Describe(hint.Lang))
	}
	return &b.Explanation
}

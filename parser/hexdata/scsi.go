package hexdata

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// What storage drivers append to their packets is a SCSI_REQUEST_BLOCK and, if
// the device answered, its sense data.
//
//	class driver   0x28 TickCount 8, PortNumber 4, Flags 1, reserved 3,
//	               0x38 SRB 0x40 (32-bit) or 0x58 (64-bit), sense data 18, padding
//	port driver    0x28 four dwords of its own, 0x38 SRB
//	Windows 2000   0x28 address 12, unknown 4, status 2, …, sense code, CDB; no SRB
//
// ref: srb.h; Microsoft KB 244780.
const (
	srbOffset   = 0x38
	srbLen32    = 0x40
	srbLen64    = 0x58
	senseLen    = 18
	dump2000Len = 0x22
)

// Bits of SrbStatus beside the six of the code (srb.h).
const (
	srbQueueFrozen   = 0x40
	srbAutosense     = 0x80
	srbStatusCodeMax = 0x3F
)

// dumpData writes down what follows the header of a packet.
func (b *builder) dumpData(p *Packet) {
	rest := b.cur.Len()
	srbLen := 0
	if rest >= srbOffset-packetLen+2 {
		ahead := b.cur
		ahead.Seek(srbOffset)
		srbLen = int(ahead.U16())
	}
	storage := p.ErrorCode>>16&0xFFF == 4
	switch {
	case (srbLen == srbLen32 || srbLen == srbLen64) && rest >= srbOffset-packetLen+srbLen:
		b.classData(srbLen, rest-(srbOffset-packetLen)-srbLen)
	case storage && int(p.DumpDataSize) == dump2000Len && rest == dump2000Len:
		b.dump2000()
	default:
		b.words("DumpData")
	}
}

// classData reads the block of a class or port driver; behind is what stands
// behind the SRB. Only class drivers put the sense data there.
func (b *builder) classData(srbLen, behind int) {
	if behind >= senseLen {
		b.u64("TickCount")
		b.u32("PortNumber")
		flags := b.u8("Flags")
		b.classFlags(flags)
		b.raw("Reserved", 3)
	} else {
		for _, name := range []string{"PortData1", "PortData2", "PortData3", "PortData4"} {
			b.u32(name)
		}
	}
	status := b.srb(srbLen)
	if behind >= senseLen {
		b.sense(status)
		b.raw("Padding", b.cur.Len())
	}
	b.words("DumpData")
}

// classFlags reads the flags of the class driver (KB 244780).
func (b *builder) classFlags(flags uint8) {
	var set []string
	for i, p := range []phrase{says.paging, says.retryable, says.unhandled} {
		if flags>>i&1 != 0 {
			set = append(set, p.in(b.hint.Lang))
		}
	}
	b.mean(strings.Join(set, "; "))
}

// srb reads a SCSI_REQUEST_BLOCK and returns its SrbStatus.
func (b *builder) srb(length int) (srbStatus uint8) {
	b.u16("Srb.Length")
	b.u8("Srb.Function")
	srbStatus = b.u8("Srb.SrbStatus")
	b.mean(srbStatusName(srbStatus))
	scsi := b.u8("Srb.ScsiStatus")
	b.mean(scsiStatusName(scsi))
	for _, name := range []string{"PathId", "TargetId", "Lun", "QueueTag", "QueueAction", "CdbLength", "SenseInfoBufferLength"} {
		v := b.u8("Srb." + name)
		b.decimal(uint64(v))
	}
	flags := b.u32("Srb.SrbFlags")
	b.mean(srbDirection(flags))
	b.decimalU32("Srb.DataTransferLength")
	b.decimalU32("Srb.TimeOutValue")
	b.mean(phrase{"seconds", "секунды"}.in(b.hint.Lang))
	pointer := 4
	if length == srbLen64 {
		pointer = 8
	}
	for _, name := range []string{"DataBuffer", "SenseInfoBuffer", "NextSrb", "OriginalRequest", "SrbExtension"} {
		b.number("Srb."+name, pointer)
	}
	b.u32("Srb.InternalStatus")
	if pointer == 8 {
		b.u32("Srb.Reserved")
	}
	b.conclude(says.srb, srbStatusName(srbStatus))
	b.cdb("Srb.Cdb", 16)
	return srbStatus
}

func (b *builder) decimalU32(name string) {
	v := b.u32(name)
	b.decimal(uint64(v))
}

// cdb reads a command descriptor block, which is big-endian.
func (b *builder) cdb(name string, n int) {
	c := b.field(name, n)
	if c == nil {
		return
	}
	b.value(fmt.Sprintf("% x", c))
	op, known := opcodes[c[0]]
	if !known {
		return
	}
	lba, blocks, ok := extent(c)
	if !ok {
		b.mean(op)
		return
	}
	b.mean(fmt.Sprintf("%s, LBA %#x (%d), %d", op, lba, lba, blocks) + phrase{" blocks", " блоков"}.in(b.hint.Lang))
	if writes[c[0]] {
		b.conclude(says.wholeWrite, blocks, lba)
	} else {
		b.conclude(says.wholeRead, blocks, lba)
	}
}

// extent returns the blocks that a read or write command is about.
func extent(c []byte) (lba, blocks uint64, ok bool) {
	be := binary.BigEndian
	switch op := c[0]; {
	case op == 0x08 || op == 0x0A: // READ(6), WRITE(6): 21 bits, 0 means 256
		lba, blocks = uint64(c[1]&0x1F)<<16|uint64(be.Uint16(c[2:])), uint64(c[4])
		if blocks == 0 {
			blocks = 256
		}
		return lba, blocks, true
	case len(c) >= 9 && (op == 0x28 || op == 0x2A): // READ(10), WRITE(10)
		return uint64(be.Uint32(c[2:])), uint64(be.Uint16(c[7:])), true
	case len(c) >= 10 && (op == 0xA8 || op == 0xAA): // READ(12), WRITE(12)
		return uint64(be.Uint32(c[2:])), uint64(be.Uint32(c[6:])), true
	case len(c) >= 14 && (op == 0x88 || op == 0x8A): // READ(16), WRITE(16)
		return be.Uint64(c[2:]), uint64(be.Uint32(c[10:])), true
	}
	return 0, 0, false
}

// sense reads sense data of fixed format, which is there only if SrbStatus
// says so.
func (b *builder) sense(srbStatus uint8) {
	data := b.field("SenseData", senseLen)
	if data == nil {
		return
	}
	b.value(fmt.Sprintf("% x", data))
	if format := data[0] & 0x7F; srbStatus&srbAutosense == 0 || format != 0x70 && format != 0x71 {
		b.mean(phrase{"not valid", "недействительны"}.in(b.hint.Lang))
		return
	}
	text := senseText(data[2], data[12], data[13])
	b.mean(text)
	b.conclude(says.sense, text)
}

// dump2000 reads the short form of Windows 2000.
func (b *builder) dump2000() {
	b.decimalU32("PathId")
	b.decimalU32("TargetId")
	b.decimalU32("Lun")
	b.u32("Reserved")
	scsi := b.u8("ScsiStatus")
	b.mean(scsiStatusName(scsi))
	srbStatus := b.u8("SrbStatus")
	b.mean(srbStatusName(srbStatus))
	b.raw("Reserved", 2)
	ascq := b.u8("AdditionalSenseCodeQualifier")
	asc := b.u8("AdditionalSenseCode")
	key := b.u8("SenseKey")
	text := senseText(key, asc, ascq)
	b.mean(text)
	b.raw("Reserved", 1)
	b.conclude(says.srb, srbStatusName(srbStatus))
	if srbStatus&srbAutosense != 0 {
		b.conclude(says.sense, text)
	}
	b.cdb("Cdb", b.cur.Len())
}

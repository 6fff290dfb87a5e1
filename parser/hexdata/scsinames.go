package hexdata

import "fmt"

// srbStatuses are the codes of SrbStatus (srb.h, SRB_STATUS_*).
var srbStatuses = map[uint8]string{
	0x00: "PENDING", 0x01: "SUCCESS", 0x02: "ABORTED", 0x03: "ABORT_FAILED", 0x04: "ERROR", 0x05: "BUSY",
	0x06: "INVALID_REQUEST", 0x07: "INVALID_PATH_ID", 0x08: "NO_DEVICE", 0x09: "TIMEOUT", 0x0A: "SELECTION_TIMEOUT",
	0x0B: "COMMAND_TIMEOUT", 0x0D: "MESSAGE_REJECTED", 0x0E: "BUS_RESET", 0x0F: "PARITY_ERROR",
	0x10: "REQUEST_SENSE_FAILED", 0x11: "NO_HBA", 0x12: "DATA_OVERRUN", 0x13: "UNEXPECTED_BUS_FREE",
	0x14: "PHASE_SEQUENCE_FAILURE", 0x15: "BAD_SRB_BLOCK_LENGTH", 0x16: "REQUEST_FLUSHED", 0x20: "INVALID_LUN",
	0x21: "INVALID_TARGET_ID", 0x22: "BAD_FUNCTION", 0x23: "ERROR_RECOVERY", 0x24: "NOT_POWERED", 0x25: "LINK_DOWN",
	0x30: "INTERNAL_ERROR",
}

func srbStatusName(s uint8) string {
	name, ok := srbStatuses[s&srbStatusCodeMax]
	if !ok {
		name = fmt.Sprintf("%#02x", s&srbStatusCodeMax)
	}
	name = "SRB_STATUS_" + name
	if s&srbQueueFrozen != 0 {
		name += " | QUEUE_FROZEN"
	}
	if s&srbAutosense != 0 {
		name += " | AUTOSENSE_VALID"
	}
	return name
}

// scsiStatuses are the status bytes of the SCSI Architecture Model.
var scsiStatuses = map[uint8]string{
	0x00: "GOOD", 0x02: "CHECK CONDITION", 0x04: "CONDITION MET", 0x08: "BUSY", 0x10: "INTERMEDIATE",
	0x18: "RESERVATION CONFLICT", 0x22: "COMMAND TERMINATED", 0x28: "TASK SET FULL", 0x30: "ACA ACTIVE", 0x40: "TASK ABORTED",
}

func scsiStatusName(s uint8) string { return scsiStatuses[s] }

const (
	srbDataIn  = 0x40
	srbDataOut = 0x80
)

func srbDirection(flags uint32) string {
	switch flags & (srbDataIn | srbDataOut) {
	case srbDataIn:
		return "DATA_IN"
	case srbDataOut:
		return "DATA_OUT"
	}
	return ""
}

// senseKeys are those of SCSI Primary Commands.
var senseKeys = [16]string{
	"NO SENSE", "RECOVERED ERROR", "NOT READY", "MEDIUM ERROR", "HARDWARE ERROR", "ILLEGAL REQUEST", "UNIT ATTENTION",
	"DATA PROTECT", "BLANK CHECK", "VENDOR SPECIFIC", "COPY ABORTED", "ABORTED COMMAND", "EQUAL", "VOLUME OVERFLOW",
	"MISCOMPARE", "COMPLETED",
}

// senseCodes are the additional sense codes worth a name.
var senseCodes = map[uint8]string{
	0x02: "no seek complete", 0x03: "peripheral device write fault", 0x04: "logical unit not ready",
	0x05: "logical unit does not respond to selection", 0x08: "logical unit communication failure",
	0x0B: "warning", 0x0C: "write error", 0x10: "id CRC or ECC error", 0x11: "unrecovered read error",
	0x14: "recorded entity not found", 0x15: "random positioning error", 0x17: "recovered data with no error correction applied",
	0x18: "recovered data with error correction applied", 0x19: "defect list error", 0x1A: "parameter list length error",
	0x20: "invalid command operation code", 0x21: "logical block address out of range", 0x24: "invalid field in CDB",
	0x25: "logical unit not supported", 0x26: "invalid field in parameter list", 0x27: "write protected",
	0x28: "not ready to ready change, medium may have changed", 0x29: "power on, reset, or bus device reset occurred",
	0x2A: "parameters changed", 0x30: "incompatible medium installed", 0x31: "medium format corrupted",
	0x32: "no defect spare location available", 0x3A: "medium not present", 0x3E: "logical unit has not self-configured yet",
	0x3F: "target operating conditions have changed", 0x40: "RAM failure", 0x43: "message error", 0x44: "internal target failure",
	0x45: "select or reselect failure", 0x47: "SCSI parity error", 0x4B: "data phase error", 0x4C: "logical unit failed self-configuration",
	0x51: "erase failure", 0x53: "media load or eject failed", 0x5D: "failure prediction threshold exceeded",
	0x64: "illegal mode for this track",
}

func senseText(key, asc, ascq uint8) string {
	s := senseKeys[key&0xF]
	if asc == 0 && ascq == 0 {
		return s
	}
	s += fmt.Sprintf(", ASC/ASCQ %02X/%02X", asc, ascq)
	if name, ok := senseCodes[asc]; ok {
		s += " (" + name + ")"
	}
	return s
}

// opcodes are the commands that are met in event logs.
var opcodes = map[uint8]string{
	0x00: "TEST UNIT READY", 0x03: "REQUEST SENSE", 0x04: "FORMAT UNIT", 0x08: "READ(6)", 0x0A: "WRITE(6)", 0x12: "INQUIRY",
	0x15: "MODE SELECT(6)", 0x1A: "MODE SENSE(6)", 0x1B: "START STOP UNIT", 0x1E: "PREVENT ALLOW MEDIUM REMOVAL",
	0x25: "READ CAPACITY(10)", 0x28: "READ(10)", 0x2A: "WRITE(10)", 0x2E: "WRITE AND VERIFY(10)", 0x2F: "VERIFY(10)",
	0x35: "SYNCHRONIZE CACHE(10)", 0x42: "UNMAP", 0x43: "READ TOC/PMA/ATIP", 0x46: "GET CONFIGURATION",
	0x4A: "GET EVENT STATUS NOTIFICATION", 0x51: "READ DISC INFORMATION", 0x55: "MODE SELECT(10)", 0x5A: "MODE SENSE(10)",
	0x5E: "PERSISTENT RESERVE IN", 0x5F: "PERSISTENT RESERVE OUT", 0x88: "READ(16)", 0x8A: "WRITE(16)", 0x8F: "VERIFY(16)",
	0x91: "SYNCHRONIZE CACHE(16)", 0x9E: "SERVICE ACTION IN(16)", 0xA0: "REPORT LUNS", 0xA8: "READ(12)", 0xAA: "WRITE(12)",
	0xB9: "READ CD MSF", 0xBE: "READ CD",
}

var writes = map[uint8]bool{0x0A: true, 0x2A: true, 0xAA: true, 0x8A: true}

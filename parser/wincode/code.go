package wincode

import (
	"fmt"
	"strconv"
)

// Kind is the numbering that a code belongs to.
type Kind uint8

// The kinds. The zero Kind is that of no code.
const (
	Win32    Kind = iota + 1 // winerror.h, Winsock and the other ranges below 65536
	NTStatus                 // ntstatus.h, kernel and drivers
	HResult                  // COM and everything built on it
	Jet                      // esent.h, Extensible Storage Engine; negative numbers
)

// String returns the name by which the field knows the kind.
func (k Kind) String() string {
	names := [...]string{"", "Win32", "NTSTATUS", "HRESULT", "ESE"}
	if int(k) < len(names) {
		return names[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// Code is an error or status code. Number holds its 32 bits; those of Jet are
// the two's complement of a small negative number.
type Code struct {
	Kind   Kind
	Number uint32
}

const (
	facilityWin32 = 7       // FACILITY_WIN32, and FACILITY_NTWIN32 of NTSTATUS
	facilityNTBit = 1 << 28 // FACILITY_NT_BIT: an HRESULT that holds an NTSTATUS
	errorBit      = 1 << 31
)

// String returns the number as Windows writes it: decimal for Win32, signed
// decimal for Jet, 0x and eight hex digits for the others.
func (c Code) String() string {
	switch c.Kind {
	case Win32:
		return strconv.FormatUint(uint64(c.Number), 10)
	case Jet:
		return strconv.Itoa(int(int32(c.Number)))
	default:
		return fmt.Sprintf("0x%08X", c.Number)
	}
}

// Facility returns the part of the system that defined the code: 11 bits of an
// HRESULT, 12 bits of an NTSTATUS, 0 for the other kinds.
func (c Code) Facility() uint16 {
	switch c.Kind {
	case HResult:
		return uint16(c.Number >> 16 & 0x7FF)
	case NTStatus:
		return uint16(c.Number >> 16 & 0xFFF)
	default:
		return 0
	}
}

// Failed reports whether the code tells of an error or, of an NTSTATUS, at
// least a warning.
func (c Code) Failed() bool {
	if c.Kind == Win32 {
		return c.Number != 0
	}
	return c.Number&errorBit != 0
}

// Unwrap returns the code that c merely wraps: the Win32 error within
// HRESULT_FROM_WIN32 or NTSTATUS_FROM_WIN32, the NTSTATUS within
// HRESULT_FROM_NT; or c itself.
func (c Code) Unwrap() Code {
	switch {
	case c.Kind == HResult && c.Number&facilityNTBit != 0:
		return Code{NTStatus, c.Number &^ facilityNTBit}.Unwrap()
	case c.Number&errorBit != 0 && c.Facility() == facilityWin32:
		return Code{Win32, c.Number & 0xFFFF}
	}
	return c
}

// Win32 returns the Win32 error that c is or wraps.
func (c Code) Win32() (uint32, bool) {
	c = c.Unwrap()
	return c.Number, c.Kind == Win32
}

// Related returns the Win32 error that Windows hands to a program in place of
// an NTSTATUS (RtlNtStatusToDosError). Several statuses share one error, so
// the two are not the same.
func (c Code) Related() (Code, bool) {
	c = c.Unwrap()
	if c.Kind != NTStatus {
		return Code{}, false
	}
	n, ok := dosErrors[c.Number]
	return Code{Win32, n}, ok
}

// dosErrors holds the statuses whose errors reach event logs.
var dosErrors = map[uint32]uint32{
	0x00000102: 1460, // TIMEOUT
	0x80000005: 234,  // BUFFER_OVERFLOW
	0xC0000001: 31,   // UNSUCCESSFUL
	0xC0000002: 1,    // NOT_IMPLEMENTED
	0xC0000005: 998,  // ACCESS_VIOLATION
	0xC0000008: 6,    // INVALID_HANDLE
	0xC000000D: 87,   // INVALID_PARAMETER
	0xC000000E: 2,    // NO_SUCH_DEVICE
	0xC000000F: 2,    // NO_SUCH_FILE
	0xC0000010: 1,    // INVALID_DEVICE_REQUEST
	0xC0000011: 38,   // END_OF_FILE
	0xC0000013: 21,   // NO_MEDIA_IN_DEVICE
	0xC0000017: 8,    // NO_MEMORY
	0xC0000022: 5,    // ACCESS_DENIED
	0xC0000034: 2,    // OBJECT_NAME_NOT_FOUND
	0xC0000035: 183,  // OBJECT_NAME_COLLISION
	0xC000003A: 3,    // OBJECT_PATH_NOT_FOUND
	0xC0000043: 32,   // SHARING_VIOLATION
	0xC000005E: 1311, // NO_LOGON_SERVERS
	0xC0000061: 1314, // PRIVILEGE_NOT_HELD
	0xC0000064: 1317, // NO_SUCH_USER
	0xC000006A: 86,   // WRONG_PASSWORD
	0xC000006D: 1326, // LOGON_FAILURE
	0xC000006E: 1327, // ACCOUNT_RESTRICTION
	0xC000006F: 1328, // INVALID_LOGON_HOURS
	0xC0000070: 1329, // INVALID_WORKSTATION
	0xC0000071: 1330, // PASSWORD_EXPIRED
	0xC0000072: 1331, // ACCOUNT_DISABLED
	0xC000007A: 127,  // PROCEDURE_NOT_FOUND
	0xC000007B: 193,  // INVALID_IMAGE_FORMAT
	0xC000007F: 112,  // DISK_FULL
	0xC000009A: 1450, // INSUFFICIENT_RESOURCES
	0xC000009C: 23,   // DEVICE_DATA_ERROR
	0xC000009D: 1167, // DEVICE_NOT_CONNECTED
	0xC00000A2: 19,   // MEDIA_WRITE_PROTECTED
	0xC00000A3: 21,   // DEVICE_NOT_READY
	0xC00000B5: 121,  // IO_TIMEOUT
	0xC00000BB: 50,   // NOT_SUPPORTED
	0xC00000BE: 53,   // BAD_NETWORK_PATH
	0xC00000C9: 64,   // NETWORK_NAME_DELETED
	0xC00000CC: 67,   // BAD_NETWORK_NAME
	0xC00000E9: 59,   // UNEXPECTED_IO_ERROR
	0xC0000102: 1392, // FILE_CORRUPT_ERROR
	0xC000012D: 1455, // COMMITMENT_LIMIT
	0xC0000133: 1398, // TIME_DIFFERENCE_AT_DC
	0xC0000135: 126,  // DLL_NOT_FOUND
	0xC0000142: 1114, // DLL_INIT_FAILED
	0xC000014C: 1015, // REGISTRY_CORRUPT
	0xC000015B: 1385, // LOGON_TYPE_NOT_GRANTED
	0xC0000184: 22,   // INVALID_DEVICE_STATE
	0xC0000185: 1117, // IO_DEVICE_ERROR
	0xC000018A: 1786, // NO_TRUST_LSA_SECRET
	0xC000018B: 1787, // NO_TRUST_SAM_ACCOUNT
	0xC0000193: 1793, // ACCOUNT_EXPIRED
	0xC000020C: 1236, // CONNECTION_DISCONNECTED
	0xC0000224: 1907, // PASSWORD_MUST_CHANGE
	0xC0000225: 1168, // NOT_FOUND
	0xC0000233: 1908, // DOMAIN_CONTROLLER_NOT_FOUND
	0xC0000234: 1909, // ACCOUNT_LOCKED_OUT
	0xC0000236: 1225, // CONNECTION_REFUSED
	0xC000023C: 1231, // NETWORK_UNREACHABLE
	0xC000023D: 1232, // HOST_UNREACHABLE
	0xC00002A5: 8206, // DS_BUSY
	0xC0000388: 1265, // DOWNGRADE_DETECTED
	0xC0020017: 1722, // RPC_NT_SERVER_UNAVAILABLE
}

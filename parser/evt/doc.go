// Package evt reads the event logs of Windows NT, 2000, XP and 2003 (.evt).
//
// A log is a header and a ring of records. Every record is written behind the
// last one; when the end of the file is reached, writing goes on behind the
// header, and the oldest records are given up in whole numbers to make room.
// The end-of-file record floats behind the newest record and knows where the
// oldest one begins. All integers are little-endian, text is UTF-16LE with a
// NUL, times count seconds since 1970 in UTC.
//
//	      never wrapped                once around
//	0x00  header                       the header
//	0x30  record 1    oldest           rest of record 12
//	      record 2                     record 13
//	      record 3    newest           record 14   newest
//	      end-of-file record           end-of-file record
//	      unused                       slack       whole older records
//	                                   record 8    oldest
//	                                   …
//	size                               record 12   its first part
//
// The fixed part of a record is never split: where less than its 56 bytes are
// left, the words 0x00000027 fill the file up. All else may be split, the
// end-of-file record included.
//
//	0x00 4 Length               whole record, both lengths included
//	0x04 4 Signature            "LfLe"
//	0x08 4 RecordNumber         the order of writing
//	0x0c 4 TimeGenerated        when it happened
//	0x10 4 TimeWritten          when it was logged; later for drivers at boot
//	0x14 4 EventID              severity, facility and code
//	0x18 2 EventType            1 error, 2 warning, 4 information, 8 and 16 audits
//	0x1a 2 NumStrings
//	0x1c 2 EventCategory
//	0x1e 2 ReservedFlags        left uninitialised by drivers: ignored
//	0x20 4 ClosingRecordNumber  likewise
//	0x24 4 StringOffset         all offsets count from the start of the record
//	0x28 4 UserSidLength
//	0x2c 4 UserSidOffset
//	0x30 4 DataLength
//	0x34 4 DataOffset           meaningless if DataLength is 0
//	0x38   SourceName, Computername, SID, strings, data, padding
//	  -4 4 Length               again
//
// What the references forbid and real files hold is accepted: a log that was
// copied from a running system has a header that was never brought up to date
// (dirty), a SID that is not aligned, padding of up to 18 bytes, offsets
// outside the record where the length beside them is 0. A record whose
// neighbours are damaged is found again by its signature. See
// ELF_LOGFILE_HEADER, EVENTLOGRECORD and ELF_EOF_RECORD in the Windows SDK,
// [MS-EVEN], and the documentation of libevt.
package evt

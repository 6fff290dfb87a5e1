// Package hexdata reads the binary data of events as people paste it, and
// explains what it says.
//
// # Notations
//
// Event Viewer prints the data of a classic event in one of two views:
//
//	0000: 00 00 00 00 01 00 54 00   ......T.      Bytes: 8 a row
//	0000: 00000000 00540001 00000000 400010c6     Words: 4 little-endian dwords a row
//	└─offset, 4 hex digits        └─character column, Bytes only
//
// [ParseLine] reads one such row, [Dump.Append] joins rows, and [Parse] finds
// the dumps in a whole text. Parse also knows xxd, hexdump -C, od -t x1,
// PowerShell's Format-Hex, plain hex, 0x00,0x01, 00-01, {0, 1}, and the hex:
// of .reg files. hexdump without -C prints 16-bit words in the byte order of
// its host, which the text does not say; such a dump is marked ambiguous and
// carries both readings.
//
// # What is accepted though no tool prints it
//
// Pastes pass through web pages, translators and text recognition. In the
// offset and the digits, and only there, letters of other scripts that look
// like Latin ones are read as such (the с of "с4 10 00 с0" is U+0441), and so
// are full-width forms and all kinds of spaces and dashes; every replacement
// is recorded as a [Repair]. The character column is never used as data: it
// may be cut, recoded, or have the next event's first label glued to it. What
// stands behind the last byte of a row is handed back as [Line.Tail].
//
// # Meaning
//
// [Decode] explains bytes: first of all the I/O manager's packet that every
// driver event carries (IO_ERROR_LOG_PACKET in wdm.h), whose ErrorCode field
// is the full 32-bit identifier of the event it belongs to.
//
// Input is hostile: a dump is limited to [MaxDump] bytes, and no length that
// an input states is believed.
package hexdata

// Package evtx reads the event logs of Windows Vista and later.
//
// A log is a file header and a row of chunks, each of which can be read alone:
//
//	0x0000  ElfFile\0  file header, 128 bytes in a block of 4096
//	0x1000  ElfChnk\0  chunk, 65536 bytes
//	          0x000  header, 128 bytes
//	          0x080  string table: 64 offsets of names
//	          0x180  template table: 32 offsets of template definitions
//	          0x200  records, one behind the other, up to the free-space offset
//	0x11000 ElfChnk\0  …
//
// A record is a header, an event in binary XML, and its own size once more:
//
//	 0  2a 2a 00 00
//	 4  u32 size of the record, header and trailing copy included
//	 8  u64 record id
//	16  FILETIME written
//	24  binary XML
//	-4  u32 size again
//
// All numbers are little-endian. Binary XML is XML in tokens. Nearly always it
// is one template instance: the definition, an element tree with numbered
// holes, stands in the chunk once; a record names it and brings the values.
// Names of elements and attributes are stored once per chunk, too, and found by
// their offset.
//
// References: [MS-EVEN6] section 2.2.12 for binary XML; Joachim Metz, Windows
// XML Event Log (EVTX) format, for the file.
//
// # What is accepted beyond the specification
//
// The walk follows the bytes, never the counts: neither the header's number of
// chunks nor a chunk's last record id is trusted, as both are stale in every
// log copied from a running system. Checksums are evidence, not a gate. Behind
// a broken record, the next one is looked for by its signature; so it is in a
// chunk whose own signature is gone. The string and template tables are never
// walked: all that a record needs is reachable by offset from it, and the
// tables of a crafted file may be loops.
package evtx

package evtx

import (
	"hash/crc32"

	"culprit/parser/internal/cursor"
)

// Sizes of the fixed structures, in bytes.
const (
	fileHeaderSize  = 128
	fileBlockSize   = 4096 // of the block that holds the file header
	chunkSize       = 65536
	chunkHeaderSize = 512 // header, string table, template table
	recordHeader    = 24
	recordTrailer   = 4
	recordMin       = recordHeader + recordTrailer
)

const (
	fileSignature   = "ElfFile\x00"
	chunkSignature  = "ElfChnk\x00"
	recordSignature = "**\x00\x00"
)

// Flags of the file header.
const (
	FlagDirty      uint32 = 1 // not closed; header counts are stale
	FlagFull       uint32 = 2 // the maximum size was reached
	FlagNoChecksum uint32 = 4 // checksums are not kept
)

// FileHeader is the first structure of a log. What it counts is a hint: it is
// not brought up to date while the log is open.
//
// ref: libevtx documentation, 2. File header.
type FileHeader struct {
	FirstChunk   uint64
	LastChunk    uint64
	NextRecord   uint64 // id of the record to be written next
	HeaderSize   uint32 // 128
	MinorVersion uint16 // 1, or 2 since Windows 10 2004
	MajorVersion uint16 // 3
	BlockSize    uint16 // of the header's block; 4096
	Chunks       uint32 // 16 bits in version 3.1
	Flags        uint32 // FlagDirty, …
	Checksum     uint32 // CRC-32 of the first 120 bytes
	ChecksumOK   bool
}

// Is reports whether a file that begins with prefix is an event log.
func Is(prefix []byte) bool {
	return len(prefix) >= len(fileSignature) && string(prefix[:len(fileSignature)]) == fileSignature
}

func parseFileHeader(b []byte) (h FileHeader, ok bool) {
	if len(b) < fileHeaderSize || !Is(b) {
		return FileHeader{}, false
	}
	c := cursor.New(b)
	c.Skip(8)                  // 8 bytes: ElfFile\0
	h.FirstChunk = c.U64()     // 8 bytes: number of the first chunk
	h.LastChunk = c.U64()      // 8 bytes: number of the last chunk
	h.NextRecord = c.U64()     // 8 bytes: next record id
	h.HeaderSize = c.U32()     // 4 bytes: size of this header
	h.MinorVersion = c.U16()   // 2 bytes: minor version
	h.MajorVersion = c.U16()   // 2 bytes: major version
	h.BlockSize = c.U16()      // 2 bytes: size of the block
	h.Chunks = uint32(c.U16()) // 2 bytes: number of chunks
	if h.MinorVersion >= 2 {
		// Logs over 4 GiB have more chunks than 16 bits can count; since
		// version 3.2 the count goes on in the bytes that were unused.
		h.Chunks |= uint32(c.U16()) << 16
	}
	c.Seek(120)
	h.Flags = c.U32()    // 4 bytes: flags
	h.Checksum = c.U32() // 4 bytes: CRC-32
	h.ChecksumOK = crc32.ChecksumIEEE(b[:120]) == h.Checksum
	return h, true
}

// dataStart returns where the first chunk begins. A block size that no log can
// have is not believed.
func (h *FileHeader) dataStart() int64 {
	if h.BlockSize < fileHeaderSize || h.BlockSize%128 != 0 {
		return fileBlockSize
	}
	return int64(h.BlockSize)
}

// chunkHeader is the header of a chunk.
//
// ref: libevtx documentation, 3. Chunk.
type chunkHeader struct {
	firstNumber, lastNumber uint64 // record numbers, counted since the log was cleared
	firstID, lastID         uint64 // record ids
	headerSize              uint32 // 128
	lastRecord              uint32 // offset of the last record
	free                    uint32 // offset of the free space
	dataSum                 uint32 // CRC-32 of the records
	flags                   uint32
	headerSum               uint32 // CRC-32 of the header and its tables
}

func parseChunkHeader(b []byte) (h chunkHeader) {
	c := cursor.New(b)
	c.Skip(8)               // 8 bytes: ElfChnk\0
	h.firstNumber = c.U64() // 8 bytes: first record number
	h.lastNumber = c.U64()  // 8 bytes: last record number
	h.firstID = c.U64()     // 8 bytes: first record id
	h.lastID = c.U64()      // 8 bytes: last record id
	h.headerSize = c.U32()  // 4 bytes: size of the header
	h.lastRecord = c.U32()  // 4 bytes: offset of the last record
	h.free = c.U32()        // 4 bytes: offset of the free space
	h.dataSum = c.U32()     // 4 bytes: CRC-32 of the records
	c.Skip(64)              // 64 bytes: unknown
	h.flags = c.U32()       // 4 bytes: flags
	h.headerSum = c.U32()   // 4 bytes: CRC-32 of the header
	return h
}

// freeValid reports whether the free-space offset can be one.
func (h *chunkHeader) freeValid() bool { return h.free >= chunkHeaderSize && h.free <= chunkSize }

func headerSum(c []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE(c[:120]), crc32.IEEETable, c[128:chunkHeaderSize])
}

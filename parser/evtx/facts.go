package evtx

import "culprit/parser/event"

// Facts tell what a log holds. Those of the header are known once the log is
// open; the counts grow while its records are read.
type Facts struct {
	Header    FileHeader
	HasHeader bool // whether the file has a header at all

	Bytes       int64 // read
	Chunks      int   // with a signature
	Empty       int   // slots of the file that hold zeros only
	Unsigned    int   // slots with content but no chunk signature
	Truncated   int   // chunks that the file does not hold whole
	BadHeader   int   // chunks whose header checksum is wrong
	BadData     int   // chunks whose data checksum is wrong
	Live        int   // records where the log's own structures say they are
	Recovered   int   // records found beside damage
	Slack       int   // records left over in unused space
	Torn        int   // records cut or overwritten, of which the header is left
	Duplicate   int   // left-over records dropped because the log holds them
	Damaged     int   // damage records delivered
	BytesLost   int64 // bytes that these say were lost
	Compiled    int   // template definitions prepared, for all logs of the run
	FirstRecord uint64
	LastRecord  uint64 // ids in the record headers, lowest and highest of the live records
}

// ChunkFacts tell what one chunk says of itself and whether it is true.
type ChunkFacts struct {
	Offset           int64
	Signature        bool
	FirstNumber      uint64 // record numbers, counted since the log was cleared
	LastNumber       uint64
	FirstID          uint64 // record ids
	LastID           uint64
	Free             uint32 // offset of the free space
	HeaderOK, DataOK bool   // checksums
	Records          int    // live and recovered
	FirstTime        event.FILETIME
	LastTime         event.FILETIME // written, of the first and last record
	Bytes            int            // less than 65536 at the end of a cut file
}

func (f *Facts) live(id uint64) {
	if f.Live == 0 || id < f.FirstRecord {
		f.FirstRecord = id
	}
	f.LastRecord = max(f.LastRecord, id)
	f.Live++
}

// add brings the facts up to date with those of a block.
func (f *Facts) add(g *Facts) {
	f.Bytes += g.Bytes
	f.Chunks += g.Chunks
	f.Empty += g.Empty
	f.Unsigned += g.Unsigned
	f.Truncated += g.Truncated
	f.BadHeader += g.BadHeader
	f.BadData += g.BadData
	if g.Live > 0 {
		if f.Live == 0 || g.FirstRecord < f.FirstRecord {
			f.FirstRecord = g.FirstRecord
		}
		f.LastRecord = max(f.LastRecord, g.LastRecord)
	}
	f.Live += g.Live
	f.Recovered += g.Recovered
	f.Slack += g.Slack
	f.Torn += g.Torn
	f.Duplicate += g.Duplicate
	f.Damaged += g.Damaged
	f.BytesLost += g.BytesLost
}

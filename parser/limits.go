package parser

// What one input may cost. Sizes are in bytes.
const (
	// maxUnpacked is how much one archive may unpack to, counted as it is
	// read and never as its directory declares. The logs of a busy domain
	// controller stay below 4 GiB.
	maxUnpacked = 8 << 30

	// maxRatio is how many times its own size an archive may unpack to once
	// it has given freeUnpacked. Event logs shrink 10 to 30 times; a logfile
	// that was preallocated and never used shrinks 1,000 times but is small.
	maxRatio     = 200
	freeUnpacked = 100 << 20

	// maxEntries is how many members of one archive are looked at. A triage
	// collection of one host has some 2,000 files, logs being 400 of them.
	maxEntries = 50_000

	// maxDepth is how deep archives may lie in each other: a zip of one .gz
	// per host is common, a third level is not, and a bomb needs many.
	maxDepth = 2

	// maxDirectory is how much of a zip file may be read to list it: 50,000
	// entries with names of 300 bytes. It bounds the memory of the listing.
	maxDirectory = 16 << 20

	// maxNested is the largest zip file inside another archive. It must be
	// held in memory, because its directory lies at its end.
	maxNested = 64 << 20

	// maxHeld is the largest archive member that is held in memory while it
	// is open; a larger one is read as a stream.
	maxHeld = 16 << 20

	// window is how far back a reader may reach in such a stream without
	// unpacking it from the start again: 64 chunks of a .evtx log.
	window = 4 << 20

	// maxRewinds is how often a stream may be unpacked again. Reading a .evt
	// log that has wrapped needs four.
	maxRewinds = 32

	// maxPiped is how much of standard input, or of any other stream that
	// cannot be read twice, is taken into memory.
	maxPiped = 512 << 20

	// Sniffed is how much of a file [Detect] wants to see: a .evtx log with a
	// lost file header shows its first chunk at 4,096.
	Sniffed = 4096 + 512
)

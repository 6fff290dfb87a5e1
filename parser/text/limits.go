package text

// Every bound on what a text may make the reader hold, and its reason.
const (
	// PrefixSize is how much of the start of an input [Detect] makes use of.
	PrefixSize = 64 << 10
	// maxLine is the longest line read, in decoded bytes. A description has 32
	// KiB at most ([MS-EVEN] 2.2.10); a line of a table may repeat it quoted.
	maxLine = 1 << 20
	// maxElement bounds one event in XML or JSON.
	maxElement = 4 << 20
	// maxDescription ends a description that runs on into a page's prose.
	maxDescription = 64 << 10
	// maxFields bounds the columns of a row and the insertion strings of an
	// event; Windows takes 256 strings ([MS-EVEN] 3.1.4.18).
	maxFields = 512
	// maxDepth bounds the nesting of elements. Events have about five levels.
	maxDepth = 64
	// maxPieces bounds the rows that tags make of one line.
	maxPieces = 4096
	// maxSigns bounds the colons and equals signs of a row behind which labels
	// are looked for; all eleven labels in one row need as many.
	maxSigns = 4096
	// maxRepairs bounds the remarks on one event.
	maxRepairs = 16
	// lookAhead is how many rows a header may take: eleven labels, and as many
	// empty rows where a page put them between.
	lookAhead = 28
)

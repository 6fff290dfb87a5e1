package evtx

// Limits that hostile input cannot exceed. All counts of the input are checked
// against the bytes that are left before anything is allocated for them.
const (
	// maxDepth bounds elements within elements. Windows refuses to load
	// manifests that nest deeper than a few levels.
	maxDepth = 128
	// maxNesting bounds binary XML within values of binary XML; real records
	// have one or two levels.
	maxNesting = 16
	// maxSlots bounds the values of a template instance; real ones have fewer
	// than 100.
	maxSlots = 4096
	// maxSteps bounds what one record can expand to, since small instances can
	// name a big template again and again, and a template a big value. An
	// element, a field or an item of an array is a step, and so are stepBytes of
	// text.
	maxSteps  = 1 << 17
	stepBytes = 64
	// maxName bounds the characters of the name of an element or attribute,
	// which a token of a dozen bytes can repeat.
	maxName = 512
	// maxBlockOut bounds the bytes that a worker renders ahead of a block, and
	// maxBlockFields the fields it decodes ahead. Real blocks of 256 KiB become
	// half a megabyte; what is beyond is done when its turn comes.
	maxBlockOut    = 4 << 20
	maxBlockFields = 1 << 16
	// maxVariants bounds the definitions of one GUID; providers that change a
	// template without a new GUID have two or three.
	maxVariants = 16
	// maxStoreBytes bounds the template definitions kept for a run.
	maxStoreBytes = 8 << 20
)

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
	// maxSteps bounds the elements, fields and array items that one record can
	// make, since small instances can name a big template again and again.
	maxSteps = 1 << 17
	// maxStoreBytes bounds the template definitions kept for a run. A folder of
	// 600 logs of a Windows 11 machine has 4 MB of them.
	maxStoreBytes = 8 << 20
)

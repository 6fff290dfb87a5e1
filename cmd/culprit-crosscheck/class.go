package main

// fault names what lies behind a disagreement.
type fault string

// Faults of golang-evtx in a value: the event is there, the value is not what
// the bytes say.
const (
	ansiBytes    fault = "ansi-as-bytes"
	boolNotOne   fault = "bool-not-one"
	systemTime   fault = "systemtime-fraction"
	timeRange    fault = "time-range"
	typeUnknown  fault = "type-unknown"
	arrayType    fault = "array-misread"
	emptyItems   fault = "array-empty-items"
	floatDigits  fault = "float-six-digits"
	sizeIgnored  fault = "size-ignored"
	mixedContent fault = "mixed-content"
	nulTrimmed   fault = "nul-trimmed"
	sameName     fault = "same-name"
	providerName fault = "provider-name"
	nameAsKey    fault = "name-as-key"
)

// Faults of golang-evtx that cost the event.
const (
	openRefused     fault = "open-refused"
	chunkUncounted  fault = "chunk-uncounted"
	chunkRefused    fault = "chunk-refused"
	pastLast        fault = "past-last-record"
	died            fault = "process-died"
	halfTemplate    fault = "half-template"
	attributePieces fault = "attribute-of-pieces"
	attributeEmpty  fault = "attribute-of-nothing"
	nestedElement   fault = "nested-element"
	nestedEmpty     fault = "nested-empty"
	nestedDamaged   fault = "nested-damaged"
	noFragment      fault = "no-fragment"
	steppedOver     fault = "stepped-over"
	wrongPlace      fault = "read-from-wrong-place"
	lastValue       fault = "last-value"
	unknownToken    fault = "unknown-token"
	unknownEntity   fault = "unknown-entity"
	missingValue    fault = "missing-value"
	nameNotText     fault = "name-not-text"
	valueNotText    fault = "value-not-text"
	duplicatedKey   fault = "duplicated-key"
)

// Disagreements in which the bytes are no help, or take neither side.
const (
	tornRecord    fault = "torn-record"
	bothRefuse    fault = "damaged-record"
	damagedPassed fault = "damaged-passed"
	unfitValue    fault = "unfit-system-value"
	borrowed      fault = "repaired-record"
	notModelled   fault = "not-modelled"
	oursWrong     fault = "culprit-wrong"
	oursMissing   fault = "culprit-lost"
	peerUnlike    fault = "golang-evtx-unlike"
	peerLost      fault = "golang-evtx-lost"
	peerOnly      fault = "golang-evtx-only"
	eventsUnalike fault = "events-unlike-walk"
)

// verdict is who is right by the bytes.
type verdict string

// Verdicts.
const (
	culpritRight verdict = "culprit"
	peerRight    verdict = "golang-evtx"
	bothRight    verdict = "neither is wrong"
	undecided    verdict = "the bytes alone do not tell"
	unexplained  verdict = "unexplained"
)

// class is what is known of a fault.
type class struct {
	fault fault
	right verdict
	says  string // what is wrong with it, and why
}

// classes lists all of them, in the order of reports.
var classes = []class{
	{oursWrong, unexplained, "our reader has another value than the bytes"},
	{oursMissing, unexplained, "our reader does not deliver a record that is whole"},
	{peerUnlike, unexplained, "golang-evtx gives what no known fault of it explains"},
	{peerLost, unexplained, "golang-evtx does not deliver a record, for no known reason"},
	{peerOnly, unexplained, "golang-evtx delivers a record where the bytes have none"},
	{eventsUnalike, unexplained, "Events does not do what its steps do one by one"},
	{notModelled, unexplained, "golang-evtx loses the place in a record; what follows is not worked out"},

	{openRefused, culpritRight, "OpenDirty refuses the file: its header counts more chunks than there are"},
	{chunkUncounted, culpritRight, "the chunk lies behind as many chunks as the header, or for a dirty log the count of signatures, says; empty slots are not counted"},
	{chunkRefused, culpritRight, "one unreadable record or template makes golang-evtx refuse the whole chunk, and Events panic"},
	{pastLast, culpritRight, "the record lies behind the last one that the chunk header knows of, which is stale in a log copied while it was written"},
	{steppedOver, culpritRight, "the wrong size of a record before it leads golang-evtx past it"},
	{died, culpritRight, "the process that ran golang-evtx died before it came to the record"},
	{halfTemplate, culpritRight, "a template that golang-evtx cannot read is kept as far as it was read: the first record that needs it is lost, and others are cut short without a word"},
	{attributePieces, culpritRight, "an attribute of several tokens (text and entity references) is not read; Events drops the record without a word"},
	{attributeEmpty, bothRight, "an attribute without a value token is against the format; golang-evtx takes the next token for its value"},
	{nestedElement, culpritRight, "a value that holds an element without template is read as if it had a dependency id; Events drops the record or panics"},
	{noFragment, culpritRight, "a record that does not begin with a fragment header makes Events panic"},
	{nestedDamaged, bothRight, "a nested document is damaged: our reader gives the rest of the event, golang-evtx none"},
	{nestedEmpty, culpritRight, "a value of binary XML that holds nothing makes Events panic"},
	{wrongPlace, culpritRight, "a value is taken for longer or shorter than it is, so that it or one behind it cannot be read"},
	{lastValue, culpritRight, "the last value is an empty ANSI string or a SID without sub-authorities, which is taken for an error; Events drops the record without a word"},
	{unknownToken, culpritRight, "CDATA sections, character references and processing instructions are not known"},
	{unknownEntity, culpritRight, "an entity reference that XML does not define makes Events panic"},
	{missingValue, culpritRight, "a template that names more values than the record has makes Events panic"},
	{nameNotText, culpritRight, "an element with nothing but a Name that is no text makes Events panic"},
	{valueNotText, culpritRight, "text behind a value that is no text makes Events panic"},
	{duplicatedKey, culpritRight, "a nested document with an element that its parent has too makes Events panic"},

	{providerName, culpritRight, `<Provider Name="X"/> becomes the key "X" of System: Provider and its Name are gone`},
	{nameAsKey, culpritRight, "an element with nothing but a Name becomes a key without a value: the element and its value are gone"},
	{sameName, culpritRight, "the map keeps one value of a name; the other is overwritten"},
	{ansiBytes, culpritRight, "an ANSI string is given as bytes, in base64"},
	{boolNotOne, culpritRight, "true is false unless it is 1; Windows writes other numbers for true"},
	{systemTime, culpritRight, "the milliseconds of a SYSTEMTIME are taken for microseconds"},
	{timeRange, culpritRight, "a time beyond the year 30828 is taken for one before 1601"},
	{typeUnknown, culpritRight, "the type is not known: the value is replaced by words about it"},
	{arrayType, culpritRight, "arrays are told apart by single bits of their type: this one is read as one of strings or of numbers"},
	{emptyItems, culpritRight, "empty strings are left out of an array, and a last one without NUL"},
	{floatDigits, culpritRight, "a floating-point number is cut to six decimals"},
	{nulTrimmed, culpritRight, "NULs at the end of a literal are cut"},
	{sizeIgnored, culpritRight, "a value is read in the size of its type, not in the size it has, and all behind it from the wrong place"},
	{mixedContent, culpritRight, "of content in several pieces, only the first is kept if one is no text"},

	{tornRecord, culpritRight, "the record is cut or overwritten, as the copy of its size at its end shows; golang-evtx, which does not look there, gives it as whole"},
	{bothRefuse, bothRight, "the record is damaged: neither the bytes nor our reader give a whole event, and golang-evtx gives none"},
	{damagedPassed, undecided, "the record is damaged, as the bytes show and our reader says; golang-evtx gives what it makes of it, without a word"},
	{unfitValue, peerRight, "a value of the system section is none that its field can hold, such as a time that is no time, a level of 64 bits or an array; our event has no place for it"},
	{borrowed, undecided, "the record, or the template it needs, is damaged; our reader takes what is lost from elsewhere, and says so"},
}

func classOf(f fault) class {
	for _, c := range classes {
		if c.fault == f {
			return c
		}
	}
	return class{f, unexplained, "a fault that has no class"}
}

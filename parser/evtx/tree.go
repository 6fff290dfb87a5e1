package evtx

// node is an element of binary XML.
type node struct {
	name    string
	attrs   []attr
	kids    []part
	content content // what the kids are together
	empty   bool    // written as <name/>

	label  content // name of the set, if this is a set of event data
	fields []field // entries of the set
}

type attr struct {
	name    string
	parts   []part
	content content // what the parts are together
}

type partKind uint8

const (
	partText    partKind = iota // characters
	partCDATA                   // characters that were in a CDATA section
	partSlot                    // a numbered hole, filled by the instance
	partElement                 // a child element
	partPI                      // a processing instruction
)

// part is a piece of the content of an element or attribute.
type part struct {
	kind partKind
	opt  bool   // slot: leaves out its element or attribute if null
	slot uint16 // number of the hole
	typ  byte   // type of the hole's value, as the definition declares it
	text string // characters; data of a processing instruction
	node *node  // element; processing instruction, by name
}

package parser

import (
	"iter"

	"culprit/parser/event"
)

// Records is the records of a log in the order of its bytes, and in place
// of what cannot be read the damage: exactly one of the two is not nil.
// A view is valid until the next one is yielded.
type Records = iter.Seq2[*event.View, *event.Damage]

package event

import "fmt"

// View shows one record without decoding it. A reader reuses its views: a View
// is valid until the next one is yielded; the Event it gives may be kept.
type View struct {
	Header
	Ref     uint64  // for the decoder: where to find the record again
	Decoder Decoder // builds the event; nil if Full is set
	Full    *Event  // the event, if the reader has built it already
}

// Decoder builds the whole event behind a view that it yielded.
type Decoder interface {
	Decode(v *View) (*Event, *Damage)
}

// Event decodes the record in full. What cannot be read of it is told by the
// damage; the event then holds what could be read and may be nil.
func (v *View) Event() (*Event, *Damage) {
	if v.Full != nil || v.Decoder == nil {
		return v.Full, nil
	}
	return v.Decoder.Decode(v)
}

// ViewOf shows an event that is already decoded.
func ViewOf(e *Event) *View { return &View{Header: e.Header, Full: e} }

// Want tells a reader which events will be decoded, so that it can do so ahead
// and in parallel, and skip the others cheaply. The answer must depend on the
// arguments alone: readers remember it. A nil Want means none.
// Provider is as logged; compare it folded, see [FoldProvider].
type Want func(channel, provider string, id uint16) bool

// Damage tells of bytes that could not be read as what they should have been.
type Damage struct {
	Source    *Source
	Offset    int64  // where the damage begins, in bytes
	Structure string // what should have been there: chunk header, record, …
	Cause     string // what was found instead
	Lost      int64  // bytes skipped because of it; 0 if nothing was lost
}

// Error gives the file, the hex offset, the structure and the cause.
func (d *Damage) Error() string {
	path := ""
	if d.Source != nil {
		path = d.Source.Name()
	}
	return fmt.Sprintf("%s: at %#x: %s: %s", path, d.Offset, d.Structure, d.Cause)
}

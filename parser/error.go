package parser

import (
	"errors"
	"fmt"
)

// Errors that a FormatError wraps.
var (
	// ErrEmpty reports a file of no bytes: usually a copy that failed, or a
	// log that was still open in Windows when it was taken.
	ErrEmpty = errors.New("empty file")
	// ErrNotLog reports content that is no event log of a known format.
	ErrNotLog = errors.New("not an event log")
	// ErrNoLogs reports a folder or archive that holds no event log.
	ErrNoLogs = errors.New("no event logs")
	// ErrNoEvents reports a text in which no event was found.
	ErrNoEvents = errors.New("no events")
	// ErrLimit reports an input that costs more than this package allows.
	ErrLimit = errors.New("limit exceeded")
	// ErrPattern reports a file name pattern that cannot be understood.
	ErrPattern = errors.New("bad pattern")
	// ErrNoMatch reports a file name pattern that no file matches.
	ErrNoMatch = errors.New("no file matches")
	// ErrChanged reports an input that was written to while it was read.
	ErrChanged = errors.New("the file changed while it was read")
)

// FormatError says that an input could not be read, and where.
type FormatError struct {
	Name      string // the input, as event.Source names it
	Offset    int64  // in bytes, of the structure that is wrong
	Structure string // what should have been there; "" if the whole input is meant
	Err       error  // what is wrong with it
	Hint      string // what to do about it; often ""
}

// Error returns NAME: at 0xOFFSET: STRUCTURE: CAUSE, or NAME: CAUSE if the
// whole input is meant.
func (e *FormatError) Error() string {
	if e.Structure == "" {
		return fmt.Sprintf("%s: %v", e.Name, e.Err)
	}
	return fmt.Sprintf("%s: at %#x: %s: %v", e.Name, e.Offset, e.Structure, e.Err)
}

// Unwrap returns the cause.
func (e *FormatError) Unwrap() error { return e.Err }

// cause wraps a sentinel with words of its own: errors.Is finds the sentinel,
// and the message is the text alone.
type cause struct {
	error
	text string
}

func (c *cause) Error() string { return c.text }
func (c *cause) Unwrap() error { return c.error }

func causef(sentinel error, format string, args ...any) error {
	return &cause{sentinel, fmt.Sprintf(format, args...)}
}

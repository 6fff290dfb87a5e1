package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"time"

	"github.com/0xrawsec/golang-evtx/evtx"
)

// childFlag, as the first argument, turns the program into its own child. It
// is followed by a mode, the memory limit in bytes and a path.
const childFlag = "--child"

// Modes of a child.
const (
	// modeEvents reads the log as programs do that use golang-evtx: OpenDirty,
	// then Events. A panic of its goroutines ends the process.
	modeEvents = "events"
	// modeDying is modeEvents for a log that is known to make golang-evtx
	// panic: the child waits for that at its end, as a panicking goroutine
	// first closes the channel of the events, on which the program may be
	// faster to end than the panic is to end it.
	modeDying = "dying"
	// modeWalk takes the same steps one by one, so that each event comes with
	// its place, and each failure with its cause.
	modeWalk = "walk"
)

// exitMemory is the status of a child that went beyond its memory limit.
const exitMemory = 9

// Kinds of messages.
const (
	kindOpen   = "open"   // the file header; Count chunks will be asked for
	kindChunk  = "chunk"  // a chunk is about to be read
	kindRead   = "read"   // the chunk was read, or not; Last is its last record
	kindRecord = "record" // an event, or why there is none
	kindEnd    = "end"    // Count events were delivered, and what they sum up to
)

// message is what a child tells: one JSON object a line.
type message struct {
	Kind  string          `json:"kind"`
	At    int64           `json:"at,omitempty"` // in the file, of the chunk or record
	Last  int64           `json:"last,omitempty"`
	Count int             `json:"count,omitempty"`
	Sum   uint64          `json:"sum,string,omitempty"`
	Error string          `json:"error,omitempty"`
	Fatal bool            `json:"fatal,omitempty"` // as used by programs, the error ends the process
	Event json.RawMessage `json:"event,omitempty"`
}

// child is main of a child process.
func child(args []string, stdout, stderr io.Writer) int {
	log.SetFlags(0) // golang-evtx logs; its times would differ in every run
	if len(args) != 3 {
		fmt.Fprintln(stderr, "a child needs a mode, a limit and a path")
		return exitUsage
	}
	limit, err := strconv.ParseUint(args[1], 10, 63)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	limitMemory(limit, stderr)
	c := childRun{w: bufio.NewWriter(stdout)}
	c.run(args[0], args[2])
	if err := c.w.Flush(); err != nil {
		fmt.Fprintln(stderr, err)
		return exitInput
	}
	return exitAgreed
}

// limitMemory ends the process when it holds more than so many bytes: the
// system's limit, where there is one, stops a single huge allocation; a look
// now and then stops growth everywhere.
func limitMemory(limit uint64, stderr io.Writer) {
	limitAddressSpace(limit)
	debug.SetMemoryLimit(int64(limit))
	debug.SetMaxStack(int(min(limit/2, 256<<20)))
	go func() {
		held := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
		for range time.Tick(10 * time.Millisecond) {
			metrics.Read(held)
			if held[0].Value.Uint64()-held[1].Value.Uint64() > limit {
				fmt.Fprintf(stderr, "memory limit of %d bytes reached\n", limit)
				os.Exit(exitMemory)
			}
		}
	}()
}

// childRun is the work of a child.
type childRun struct {
	w     *bufio.Writer
	count int
	sum   uint64
}

func (c *childRun) send(m *message) {
	line, err := json.Marshal(m)
	if err != nil {
		panic(err) // a message always has a form in JSON
	}
	_, _ = c.w.Write(append(line, '\n')) // the writer keeps the error
}

func (c *childRun) run(mode, path string) {
	ef, err := evtx.OpenDirty(path)
	if err != nil {
		c.send(&message{Kind: kindOpen, Error: err.Error()})
		return
	}
	switch mode {
	case modeWalk:
		c.send(&message{Kind: kindOpen, Count: int(ef.Header.ChunkCount)})
		c.walk(&ef)
	default:
		for e := range ef.Events() {
			c.event(e)
		}
		if mode == modeDying {
			time.Sleep(time.Second)
		}
	}
	c.send(&message{Kind: kindEnd, Count: c.count, Sum: c.sum})
}

// event returns an event as JSON and counts it. The sum does not depend on the
// order, which Events does not promise.
func (c *childRun) event(e *evtx.GoEvtxMap) json.RawMessage {
	b, err := json.Marshal(e)
	if err != nil {
		b = []byte(strconv.Quote(err.Error()))
	}
	h := sha256.Sum256(b)
	c.count++
	c.sum += binary.LittleEndian.Uint64(h[:])
	return b
}

// walk goes through the chunks as Events does, but in order of their places.
func (c *childRun) walk(ef *evtx.File) {
	for i := range int64(ef.Header.ChunkCount) {
		at := int64(ef.Header.ChunkDataOffset) + evtx.ChunkSize*i
		c.send(&message{Kind: kindChunk, At: at})
		_ = c.w.Flush() // if reading it is the end, the parent knows where
		chunk, err := fetch(ef, at)
		if err != nil {
			c.send(&message{Kind: kindRead, At: at, Error: err.Error(), Fatal: !errors.Is(err, io.EOF)})
			continue
		}
		c.send(&message{Kind: kindRead, At: at, Last: at + int64(chunk.Header.OffsetLastRec)})
		for _, off := range chunk.EventOffsets {
			if off <= chunk.Header.OffsetLastRec { // Events drops what lies behind
				c.record(&chunk, int64(off))
			}
		}
	}
}

// fetch reads a chunk. Outside of Events, panics can be caught.
func fetch(ef *evtx.File, at int64) (chunk evtx.Chunk, err error) {
	defer recovered(&err)
	return ef.FetchChunk(at)
}

func (c *childRun) record(chunk *evtx.Chunk, off int64) {
	m := &message{Kind: kindRecord, At: chunk.Offset + off}
	e, err := read(chunk, off)
	if err == nil {
		m.Event = c.event(e)
	} else {
		m.Error = err.Error()
		_, m.Fatal = errors.AsType[*panicError](err)
	}
	c.send(m)
}

func read(chunk *evtx.Chunk, off int64) (e *evtx.GoEvtxMap, err error) {
	defer recovered(&err)
	return chunk.ParseEvent(off).GoEvtxMap(chunk)
}

// panicError is a panic that was caught.
type panicError struct{ text string }

func (p *panicError) Error() string { return "panic: " + p.text }

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = &panicError{fmt.Sprint(p)}
	}
}

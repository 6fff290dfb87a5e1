package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const (
	// maxLine bounds a message of the child: a record has 64 KiB, and templates
	// within values can make more of it.
	maxLine = 64 << 20
	// maxStderr bounds what is kept of one line that the child writes to
	// standard error.
	maxStderr = 500
)

// peer starts children.
type peer struct {
	exe     string // this program
	timeout time.Duration
	memory  uint64
}

// outcome is how a child ended.
type outcome struct {
	Exit  string `json:"exit"` // "exit status 0", "signal: killed", …
	Died  bool   `json:"died"`
	Why   string `json:"why,omitempty"`   // a limit that we enforced, or what it said last
	Limit bool   `json:"limit,omitempty"` // it was stopped by a limit
	Lines int    `json:"stderr_lines"`    // that it wrote to standard error
}

// running is a child at work.
type running struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc
	ctx    context.Context
	lines  *bufio.Reader
	stderr stderrLines
	flaw   error // in what the child sent
	end    *message
}

var errTimeout = errors.New("time limit reached")

// start starts a child on a file of the given size. A file has the time limit
// of the run and a second more for each MiB.
func (p *peer) start(ctx context.Context, mode, path string, size int64) (*running, error) {
	limit := p.timeout + time.Duration(size>>20)*time.Second
	r := &running{}
	r.ctx, r.cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w: %v", errTimeout, limit))
	r.cmd = exec.CommandContext(r.ctx, p.exe, childFlag, mode, strconv.FormatUint(p.memory, 10), path)
	r.cmd.Stderr = &r.stderr
	r.cmd.WaitDelay = 5 * time.Second
	out, err := r.cmd.StdoutPipe()
	if err == nil {
		err = r.cmd.Start()
	}
	if err != nil {
		r.cancel()
		return nil, fmt.Errorf("cannot start the child: %w", err)
	}
	r.lines = bufio.NewReaderSize(out, 1<<16)
	return r, nil
}

// next returns the next message, or nil at the end.
func (r *running) next() *message {
	if r.flaw != nil || r.end != nil {
		return nil
	}
	line, err := readLine(r.lines)
	if err != nil {
		r.fail(err)
		return nil
	}
	m := &message{}
	if err := json.Unmarshal(line, m); err != nil {
		r.fail(fmt.Errorf("message that is no JSON: %w", err))
		return nil
	}
	if m.Kind == kindEnd {
		r.end = m
		return nil
	}
	return m
}

func (r *running) fail(err error) {
	r.flaw = err
	if !errors.Is(err, io.EOF) {
		r.cancel()
	}
}

var errLongLine = fmt.Errorf("message of more than %d bytes", maxLine)

func readLine(r *bufio.Reader) ([]byte, error) {
	var long []byte
	for {
		part, err := r.ReadSlice('\n')
		if err == nil && long == nil {
			return part, nil
		}
		long = append(long, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return long, err
		}
		if len(long) > maxLine {
			return nil, errLongLine
		}
	}
}

// finish waits for the child and tells how it ended.
func (r *running) finish() outcome {
	defer r.cancel()
	_, _ = io.Copy(io.Discard, r.lines) // let it end by itself
	err := r.cmd.Wait()
	o := outcome{Died: err != nil, Lines: r.stderr.count}
	if r.cmd.ProcessState != nil {
		o.Exit = r.cmd.ProcessState.String()
	}
	switch cause := context.Cause(r.ctx); {
	case err != nil && cause != nil && !errors.Is(cause, context.Canceled):
		o.Why, o.Limit = cause.Error(), true
	case r.flaw != nil && !errors.Is(r.flaw, io.EOF):
		o.Died, o.Why, o.Limit = true, r.flaw.Error(), true
	case o.Died:
		o.Why = r.stderr.why()
		o.Limit = r.cmd.ProcessState != nil && r.cmd.ProcessState.ExitCode() == exitMemory
	}
	return o
}

// stderrLines keeps what matters of a child's last words.
type stderrLines struct {
	part  []byte
	last  string
	cause string // the line that names a panic or a fatal error
	count int
}

// Write implements [io.Writer].
func (s *stderrLines) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		line, rest, whole := bytes.Cut(b, []byte("\n"))
		s.part = append(s.part, line[:min(len(line), maxStderr-len(s.part))]...)
		if whole {
			s.line()
		}
		b = rest
	}
	return n, nil
}

func (s *stderrLines) line() {
	text := strings.TrimSpace(string(s.part))
	s.part = s.part[:0]
	s.count++
	if text == "" {
		return
	}
	s.last = text
	for _, sign := range []string{"panic: ", "fatal error: ", "memory limit "} {
		if s.cause == "" && strings.HasPrefix(text, sign) {
			s.cause = text
		}
	}
}

// why returns the line that tells the cause, or else the last.
func (s *stderrLines) why() string {
	if len(s.part) > 0 {
		s.line()
	}
	if s.cause != "" {
		return s.cause
	}
	return s.last
}

package cli

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"culprit/parser"
)

// progress draws one line on a terminal while inputs are read: how much, of
// how many files, and what is left. A nil *progress draws nothing.
type progress struct {
	u     *ui
	total int64        // bytes to read
	files int          // inputs to read
	read  atomic.Int64 // bytes read
	done  atomic.Int64 // inputs read

	mu    sync.Mutex
	drawn bool
	stop  chan struct{}
}

// startProgress starts drawing, ten times a second at most, if flag says so or
// a person is there to look at it: never in a pipe and never under CI.
func (u *ui) startProgress(flag string, list []*parser.Input) *progress {
	wanted := u.terminal && !u.quiet && os.Getenv("CI") == "" && os.Getenv("TERM") != "dumb"
	if flag == "never" || flag != "always" && !wanted {
		return nil
	}
	p := &progress{u: u, files: len(list), stop: make(chan struct{})}
	for _, in := range list {
		p.total += in.Bytes
	}
	u.progress = p
	go p.run(time.NewTicker(100 * time.Millisecond))
	return p
}

func (p *progress) run(tick *time.Ticker) {
	defer tick.Stop()
	for n := 1; ; n++ {
		select {
		case <-p.stop:
			return
		case <-tick.C:
			p.draw(time.Duration(n) * 100 * time.Millisecond)
		}
	}
}

func (p *progress) draw(elapsed time.Duration) {
	const width = 24
	part := 0.0
	if p.total > 0 {
		part = min(1, float64(p.read.Load())/float64(p.total))
	}
	filled := int(part * width)
	line := fmt.Sprintf("[%s%s] %3.0f %%  %s", strings.Repeat("=", filled),
		strings.Repeat(" ", width-filled), part*100,
		p.u.lang.say(fmt.Sprintf("%d of %d files", p.done.Load(), p.files)))
	if elapsed > 2*time.Second && part > 0.02 {
		left := time.Duration(float64(elapsed) * (1 - part) / part)
		line += "  " + p.u.lang.say(fmt.Sprintf("%v left", left.Round(time.Second)))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.u.w, "\r\x1b[K%s", line)
	p.drawn = true
}

// counter is where readers add the bytes they have read; nil without progress.
func (p *progress) counter() *atomic.Int64 {
	if p == nil {
		return nil
	}
	return &p.read
}

// finished counts an input that was read to its end.
func (p *progress) finished() {
	if p != nil {
		p.done.Add(1)
	}
}

// clear wipes the line, so that a message can take its place.
func (p *progress) clear() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.drawn {
		fmt.Fprint(p.u.w, "\r\x1b[K")
		p.drawn = false
	}
}

// end stops drawing.
func (p *progress) end() {
	if p != nil {
		close(p.stop)
		p.clear()
		p.u.progress = nil
	}
}

package cli

import (
	"errors"
	"os"
	"sync"

	"culprit/parser"
	"culprit/parser/event"
)

// chunk is a piece of what reading one input gives, in order.
type chunk struct {
	text   [][]byte // rendered, by target
	damage *event.Damage
	facts  *inputFacts
	hits   []sigmaHit
	err    error
}

const (
	chunkSize = 64 << 10
	// ahead bounds what an input that is read before its turn may keep.
	ahead = 16
)

// stream reads inputs on several threads and delivers what the work on each
// gives in the order of the inputs: whatever the threads do, the output is the
// same. An input ahead of its turn waits when it has filled its queue; the one
// whose turn it is never does, so there is always progress.
func (a *app) stream(
	list []*parser.Input, workers int,
	work func(in *parser.Input, workers int, emit func(chunk) bool),
	deliver func(chunk) error,
) error {
	// Threads that no input needs go into the inputs, first come first served.
	atOnce := max(1, min(workers, len(list)))
	each := max(1, workers/atOnce)
	queues := make([]chan chunk, len(list))
	for i := range queues {
		queues[i] = make(chan chunk, ahead)
	}
	stop := make(chan struct{})
	next := make(chan int)
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			for i := range next {
				emit := func(c chunk) bool {
					select {
					case queues[i] <- c:
						return !a.interrupted()
					case <-stop:
						return false
					}
				}
				a.guard(emit, func() { work(list[i], each, emit) })
				close(queues[i])
			}
		})
	}
	defer running.Wait()
	defer close(stop)
	go func() {
		defer close(next)
		for i := range list {
			select {
			case next <- i:
			case <-stop:
				return
			}
		}
	}()
	return drain(queues, deliver)
}

func drain(queues []chan chunk, deliver func(chunk) error) error {
	for _, q := range queues {
		for c := range q {
			if err := deliver(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// guard brings a panic of a worker to the main goroutine, which tells it and
// ends the run.
func (a *app) guard(emit func(chunk) bool, work func()) {
	defer func() {
		if tracing() {
			return
		}
		if p := recover(); p != nil {
			emit(chunk{err: errPanic})
		}
	}()
	work()
}

// errPanic stands for a panic that was caught.
var errPanic = errors.New("panic")

// tracing reports whether panics are wanted as they are, for those who look
// for their cause.
func tracing() bool { return os.Getenv("CULPRIT_PANIC") != "" }

// failed tells why an input could not be read; the run goes on with the next,
// unless the fault is our own.
func (a *app) failed(err error) error {
	if errors.Is(err, errPanic) {
		return err
	}
	a.inputError(err)
	return nil
}

// stopped returns the error that ends a run which the user has stopped.
func (a *app) stopped() error {
	if !a.interrupted() {
		return nil
	}
	return &failure{status: ExitInterrupted, err: errors.New("interrupted; the result is not complete")}
}

// damageNotes tells of damage as it is met: the first few of each input, then
// how many more.
type damageNotes struct {
	source *event.Source
	count  int
}

const toldDamage = 5

func (n *damageNotes) note(u *ui, d *event.Damage) {
	if d.Source != n.source {
		n.end(u)
		n.source = d.Source
	}
	if n.count++; n.count <= toldDamage || u.verbose {
		u.note("%v", d)
	}
}

// end tells how much was not told.
func (n *damageNotes) end(u *ui) {
	if more := n.count - toldDamage; more > 0 && !u.verbose {
		u.note("%s: %d more damaged places; -v lists them", n.source.Name(), more)
	}
	n.count = 0
}

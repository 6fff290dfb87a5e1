package diagnosis

import (
	"slices"
	"testing"

	"culprit/parser/event"
	"culprit/rules"
)

// logOf makes the series of a log from runs of lo, hi, from, to; each run has
// one record a second.
func logOf(boot bool, runs ...run) *series {
	return &series{head: runs[0].lo, headBoot: boot, runs: runSet{runs: runs}}
}

const hour = event.FILETIME(3600 * 10_000_000)

func TestCovers(t *testing.T) {
	day := func(n event.FILETIME) event.FILETIME { return 1000*24*hour + n*24*hour }
	whole := logOf(false, run{5, 99, day(1), day(11)})
	holed := logOf(false, run{5, 49, day(1), day(6)}, run{60, 99, day(7), day(11)})
	for _, tt := range []struct {
		name    string
		logs    []*series
		lo, hi  event.FILETIME
		horizon event.FILETIME
		want    bool
	}{
		{"inside", []*series{whole}, day(2), day(3), 0, true},
		{"the whole", []*series{whole}, day(1), day(11), 0, true},
		{"from before the log", []*series{whole}, day(1) - 1, day(3), 0, false},
		{"a tenth behind the end", []*series{whole}, day(2), day(12), 0, true},
		{"more than a tenth behind the end", []*series{whole}, day(3), day(12), 0, false},
		{"behind the end", []*series{whole}, day(12), day(13), 0, false},
		{"an instant", []*series{whole}, day(4), day(4), 0, true},
		{"empty", []*series{whole}, day(4), day(3), 0, false},
		{"before a hole", []*series{holed}, day(2), day(6), 0, true},
		{"across a hole", []*series{holed}, day(2), day(8), 0, false},
		{"into a hole, nine tenths of it", []*series{holed}, day(1), day(6) + 1, 0, false},
		{"behind a hole", []*series{holed}, day(7), day(11), 0, true},
		{"a hole that another file fills", []*series{holed, logOf(false, run{45, 70, day(5), day(8)})}, day(2), day(8), 0, true},
		{"a hole in which no time passed", []*series{logOf(false, run{1, 5, day(1), day(4)}, run{7, 9, day(4), day(8)})}, day(3), day(5), 0, false},
		{"beside a hole in which no time passed", []*series{logOf(false, run{1, 5, day(1), day(4)}, run{7, 9, day(4), day(8)})}, day(5), day(6), 0, true},
		{"two files that follow each other", []*series{logOf(false, run{50, 99, day(6), day(11)}), logOf(false, run{5, 49, day(1), day(5)})}, day(2), day(9), 0, true},
		{"two files with time between them", []*series{logOf(false, run{5, 49, day(1), day(4)}), logOf(false, run{70, 99, day(6), day(11)})}, day(2), day(9), 0, false},
		{"numbers that begin anew after a clearing", []*series{logOf(false, run{30, 99, day(1), day(5)}), logOf(false, run{1, 29, day(6), day(11)})}, day(2), day(8), 0, false},
		{"begins with a boot, within the hour before", []*series{logOf(true, run{5, 99, day(1), day(11)})}, day(1) - hour, day(2), 0, true},
		{"begins with a boot, long before", []*series{logOf(true, run{5, 99, day(1), day(11)})}, day(0), day(2), 0, false},
		{"begins with the first boot ever", []*series{logOf(true, run{1, 99, day(1), day(11)})}, day(1) - 365*24*hour, day(2), 0, true},
		{"all before the first boot ever", []*series{logOf(true, run{1, 99, day(1), day(11)})}, day(0), day(0) + hour, 0, true},
		{"behind what was given up", []*series{whole}, day(3), day(4), day(2), true},
		{"within what was given up", []*series{whole}, day(2), day(4), day(2), false},
		{"no record numbers", []*series{{events: 5, first: day(1), last: day(11)}}, day(2), day(3), 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := coverageOf(tt.logs).covers(tt.lo, tt.hi, tt.horizon); got != tt.want {
				t.Errorf("got %t", got)
			}
			slices.Reverse(tt.logs)
			if got := coverageOf(tt.logs).covers(tt.lo, tt.hi, tt.horizon); got != tt.want {
				t.Errorf("in reverse order: got %t", got)
			}
		})
	}
}

func TestCoverageCounts(t *testing.T) {
	a := logOf(false, run{1, 10, 1000 * hour, 1010 * hour})
	b := logOf(false, run{5, 20, 1004 * hour, 1020 * hour})
	cleared := logOf(false, run{1, 5, 2000 * hour, 2001 * hour})
	c := coverageOf([]*series{a, b, a, cleared})
	if c.Events != 25 {
		t.Errorf("%d events, want 25", c.Events)
	}
	if want := []Gap{{From: 1020 * hour, To: 2000 * hour}}; !slices.Equal(c.Gaps, want) {
		t.Errorf("gaps %v, want %v", c.Gaps, want)
	}
}

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		op                 string
		n, seen            int
		covered, uncovered Status
	}{
		{"", 0, 0, Unmet, NotCovered},
		{"", 0, 1, Met, Met},
		{">=", 3, 2, Unmet, NotCovered},
		{">=", 3, 3, Met, Met},
		{">", 3, 3, Unmet, NotCovered},
		{"<=", 3, 3, Met, NotCovered},
		{"<=", 3, 4, Unmet, Unmet},
		{"<", 1, 0, Met, NotCovered},
		{"<", 1, 1, Unmet, Unmet},
		{"=", 2, 1, Unmet, NotCovered},
		{"=", 2, 2, Met, NotCovered},
		{"=", 2, 3, Unmet, Unmet},
	} {
		c := rules.Count{Op: tt.op, N: tt.n}
		if got := decide(c, tt.seen, true); got != tt.covered {
			t.Errorf("%d %s %d, covered: %d, want %d", tt.seen, tt.op, tt.n, got, tt.covered)
		}
		if got := decide(c, tt.seen, false); got != tt.uncovered {
			t.Errorf("%d %s %d, not covered: %d, want %d", tt.seen, tt.op, tt.n, got, tt.uncovered)
		}
	}
}

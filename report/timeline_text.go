package report

import (
	"slices"
	"strings"
	"time"

	"culprit/internal/safetext"
)

// picture is lines that are drawn: each character has its place.
type picture []string

func (picture) isBlock() {}

// Measures of the picture in text; it fits 78 columns.
const (
	pictureLabel = 20
	pictureWidth = 54
	tickColumns  = 12 // least distance of two labels
)

// timelineBlocks are the timeline for readers without a browser.
func (o *outliner) timelineBlocks() []block {
	t := o.newTimeline()
	if len(t.lanes) == 0 || len(t.scale.at) < 2 {
		return nil
	}
	p := append(picture{}, o.pictureAxis(t)...)
	host := t.commonHost()
	for _, l := range t.lanes {
		label := safetext.NoCommand(safetext.Line(strings.TrimPrefix(l.label, host)))
		label = safetext.PadLeft(safetext.TruncateMiddle(label, pictureLabel), pictureLabel)
		p = append(p, label+" |"+strings.TrimRight(string(t.pictureRow(l)), " "))
	}
	return []block{p, para{styled(muted, o.say("timeline.legend"))}}
}

// commonHost is what all labels begin with, if they are of one host.
func (t *timeline) commonHost() string {
	host, _, found := strings.Cut(t.lanes[0].label, hostSeparator)
	if !found {
		return ""
	}
	for _, l := range t.lanes {
		if !strings.HasPrefix(l.label, host+hostSeparator) {
			return ""
		}
	}
	return host + hostSeparator
}

// column is where a time lies in the picture.
func (t *timeline) column(at time.Time) int {
	return int(t.scale.position(at)*float64(pictureWidth-1) + 0.5)
}

// pictureAxis labels times that stand far enough apart, each at the left end
// of its label; the date only where it changes.
func (o *outliner) pictureAxis(t *timeline) []string {
	dates := []rune(strings.Repeat(" ", pictureWidth+tickColumns))
	clocks := slices.Clone(dates)
	last, end := "", -tickColumns
	for _, at := range t.scale.at {
		x := t.column(at)
		if x-end < tickColumns {
			continue
		}
		end = x
		date, clock, _ := strings.Cut(at.In(o.zone).Format(time.DateTime), " ")
		if date != last {
			copy(dates[x:], []rune(date))
			last = date
		}
		copy(clocks[x:], []rune(clock))
	}
	margin := strings.Repeat(" ", pictureLabel+2)
	return []string{margin + strings.TrimRight(string(dates), " "), margin + strings.TrimRight(string(clocks), " ")}
}

// pictureRow draws a lane: what is there first is drawn over by what matters
// more.
func (t *timeline) pictureRow(l *lane) []rune {
	row := []rune(strings.Repeat(" ", pictureWidth+tickColumns))
	for _, g := range l.gaps {
		for x := t.column(g.from); x <= t.column(g.to); x++ {
			row[x] = '~'
		}
	}
	for _, m := range t.marks {
		row[t.column(m.at)] = ':'
	}
	for _, b := range l.bands {
		t.pictureBand(row, b)
	}
	for _, m := range l.moments {
		if m.step == 0 {
			row[t.column(m.at)] = 'o'
		}
	}
	steps := slices.DeleteFunc(slices.Clone(l.moments), func(m moment) bool { return m.step == 0 })
	slices.SortFunc(steps, func(a, b moment) int { return a.step - b.step })
	free := 0 // the first column right of the last number
	for _, m := range steps {
		x := min(max(t.column(m.at), free), len(row)-1)
		row[x], free = stepDigit(m.step), x+1
	}
	return row
}

// pictureBand draws a stay in a state with its name inside.
func (t *timeline) pictureBand(row []rune, b interval) {
	from, to := t.column(b.from), t.column(b.to)
	for x := from; x <= to; x++ {
		row[x] = '='
	}
	name := []rune(safetext.Line(b.label))
	if safetext.Width(b.label) == len(name) && len(name) < to-from-1 {
		copy(row[from+1:], name)
	}
}

// stepDigit is the number of a step as one character: 1 to 9, then a to z.
func stepDigit(n int) rune {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	if n < len(digits) {
		return rune(digits[n])
	}
	return '+'
}

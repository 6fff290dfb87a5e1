package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"culprit/internal/safetext"
)

// timelineView is the SVG: numbers and text that has passed safetext.
type timelineView struct {
	Title, Caption     string
	Width, Height      int
	Left, Span, LabelX int
	Lanes              []laneView
	Ticks              []tickView
	Marks              []markView
	Dots               []dotView
	Chain              string
}

type (
	laneView struct {
		Y, Height, LabelY int
		Label, Full       string
		Gaps, Bands       []bandView
	}
	bandView struct {
		X, Y, Width, Height, TextX, TextY int
		Label, Title                      string
	}
	tickView struct {
		X, Top, Bottom, DateY, TimeY int
		Date, Time, Anchor           string
	}
	markView struct {
		X, Top, Bottom int
		Title          string
	}
	dotView struct {
		X, Y, R, TextY, Number int
		Href, Class, Title     string
	}
)

// Measures of the picture, in its own units.
const (
	svgWidth  = 1000
	svgLeft   = 200 // labels of the lanes end here
	svgRight  = 24
	rowHeight = 24
	laneGap   = 8
	axisSpace = 40
	tickSpace = 96 // least distance of two labels
	maxRows   = 4  // of dots at one place
)

func (p *pager) timelineSection() []sectionView {
	t := p.newTimeline()
	if len(t.lanes) == 0 {
		return nil
	}
	title := p.say("title.timeline")
	d := &drawing{pager: p, t: t, v: &timelineView{
		Title: title, Caption: p.say("timeline.caption"),
		Width: svgWidth, Left: svgLeft + 10, Span: svgWidth - svgLeft - 10, LabelX: svgLeft,
	}}
	d.draw()
	if t.left > 0 {
		n := len(d.v.Dots)
		d.v.Caption += " " + p.say("timeline.shown", "n", p.number(int64(n)), "m", p.number(int64(n+t.left)))
	}
	return []sectionView{{ID: "timeline", Title: title, Level: 2, Nav: true, Timeline: d.v}}
}

type drawing struct {
	*pager
	t *timeline
	v *timelineView
}

// x is where a time lies.
func (d *drawing) x(t time.Time) int {
	const from, width = svgLeft + 30, svgWidth - svgLeft - 30 - svgRight
	return from + int(d.t.scale.position(t)*float64(width)+0.5)
}

func (d *drawing) draw() {
	y := axisSpace
	for _, l := range d.t.lanes {
		rows := d.dots(l, y)
		height := rows * rowHeight
		v := laneView{Y: y, Height: height, LabelY: y + height/2 + 4, Full: safetext.Line(l.label), Label: safetext.TruncateMiddle(safetext.Line(l.label), 26)}
		for _, g := range l.gaps {
			v.Gaps = append(v.Gaps, d.band(g, y, height))
		}
		for _, b := range l.bands {
			v.Bands = append(v.Bands, d.band(b, y+3, height-6))
		}
		d.v.Lanes = append(d.v.Lanes, v)
		y += height + laneGap
	}
	d.v.Height = y
	d.ticks(y - laneGap)
	for _, m := range d.t.marks {
		d.v.Marks = append(d.v.Marks, markView{d.x(m.at), axisSpace, y - laneGap, d.title(m)})
	}
	d.chain()
}

func (d *drawing) title(m moment) string {
	return safetext.Truncate(m.at.In(d.zone).Format(time.DateTime)+" "+safetext.Line(m.says), 200)
}

// dots places the moments of a lane and returns how many rows they take: what
// would overlap goes one row down.
func (d *drawing) dots(l *lane, y int) int {
	slices.SortStableFunc(l.moments, func(a, b moment) int { return a.at.Compare(b.at) })
	var ends [maxRows]int
	rows := 1
	for _, m := range l.moments {
		x, row := d.x(m.at), 0
		for row < maxRows-1 && x < ends[row] {
			row++
		}
		rows = max(rows, row+1)
		v := dotView{X: x, Y: y + row*rowHeight + rowHeight/2, R: 5, Class: "dot", Title: d.title(m), Number: m.step}
		if m.step > 0 {
			v.R, v.Class, v.TextY = 10, "step", v.Y+4
			v.Title = fmt.Sprintf("%d: %s", m.step, v.Title)
		}
		if m.first {
			v.Class = "step symptom"
		}
		v.Href = "#changes"
		if d.anchors[m.id] {
			v.Href = "#" + m.id
		}
		ends[row] = x + 2*v.R + 2
		d.v.Dots = append(d.v.Dots, v)
	}
	return rows
}

func (d *drawing) band(i interval, y, height int) bandView {
	from, to := d.x(i.from), d.x(i.to)
	v := bandView{X: from, Y: y, Width: max(to-from, 3), Height: height, TextX: from + 6, TextY: y + height/2 + 4, Title: safetext.Line(i.says)}
	v.Label = safetext.Line(i.label)
	if safetext.Width(v.Label)*7 > v.Width-8 {
		v.Label = ""
	}
	return v
}

// ticks labels times that stand far enough apart; the last always.
func (d *drawing) ticks(bottom int) {
	at := d.t.scale.at
	last := ""
	end := -tickSpace
	for i, t := range at {
		x := d.x(t)
		final := i == len(at)-1
		if x-end < tickSpace || !final && d.x(at[len(at)-1])-x < tickSpace {
			continue
		}
		end = x
		date, clock, _ := strings.Cut(t.In(d.zone).Format(time.DateTime), " ")
		v := tickView{X: x, Top: axisSpace - 6, Bottom: bottom, DateY: 14, TimeY: 28, Time: clock, Anchor: "middle"}
		if date != last {
			v.Date, last = date, date
		}
		if final && len(at) > 1 {
			v.Anchor = "end"
		}
		d.v.Ticks = append(d.v.Ticks, v)
	}
}

// chain joins the numbered dots in their order.
func (d *drawing) chain() {
	var steps []dotView
	for _, v := range d.v.Dots {
		if v.Number > 0 {
			steps = append(steps, v)
		}
	}
	slices.SortFunc(steps, func(a, b dotView) int { return a.Number - b.Number })
	if len(steps) < 2 {
		return
	}
	points := make([]string, len(steps))
	for i, v := range steps {
		points[i] = fmt.Sprintf("%d,%d", v.X, v.Y)
	}
	d.v.Chain = strings.Join(points, " ")
}

package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
)

// timeline is the picture's content: what happened when, in which lane. It
// knows nothing of SVG.
type timeline struct {
	scale scale
	lanes []*lane
	marks []moment // restarts, cleared logs, clock changes
	left  int      // events not shown
}

// lane is a channel of a host, a state machine, or the changes of a host.
type lane struct {
	label   string
	moments []moment
	bands   []interval
	gaps    []interval
}

// moment is an event or a change.
type moment struct {
	at    time.Time
	id    string // of the event, if it is one
	says  string
	step  int  // number in the chain of evidence, or 0
	first bool // the symptom
}

type interval struct {
	from, to time.Time
	label    string
	says     string
}

// Bounds of the picture: more could not be told apart.
const (
	maxSteps   = 40 // events of the evidence
	maxDots    = 40 // of what followed, and of changes
	maxLanes   = 12
	maxMarks   = 12
	pictureFor = 3 // incidents
)

// newTimeline draws up the picture of the first incident.
func (o *outliner) newTimeline() *timeline {
	t := &timeline{}
	if len(o.doc.Incidents) == 0 {
		return t
	}
	seen := map[string]bool{}
	o.addEvidence(t, seen)
	o.addFollowers(t, seen)
	o.addChanges(t, seen)
	o.addStates(t)
	t.scale = newScale(t.times())
	o.addGaps(t)
	return t
}

// pictured are the first incident and the next that have to do with it: on
// the same host, or at the same time, give or take an hour.
func (o *outliner) pictured() []*Incident {
	first := &o.doc.Incidents[0]
	out := []*Incident{first}
	for i := 1; i < len(o.doc.Incidents) && len(out) < pictureFor; i++ {
		if inc := &o.doc.Incidents[i]; inc.Host == first.Host || meet(inc, first, time.Hour) {
			out = append(out, inc)
		}
	}
	return out
}

// meet reports whether two incidents are less than margin apart.
func meet(a, b *Incident, margin time.Duration) bool {
	from, ok := parseTime(a.Start)
	start, ok2 := parseTime(b.Start)
	if !ok || !ok2 {
		return false
	}
	to, end := endOf(a, from), endOf(b, start)
	return !from.After(end.Add(margin)) && !start.After(to.Add(margin))
}

func endOf(inc *Incident, start time.Time) time.Time {
	if end, ok := parseTime(inc.End); ok && end.After(start) {
		return end
	}
	return start
}

// addEvidence numbers the events that prove the first incident, and adds
// those of the next ones as dots.
func (o *outliner) addEvidence(t *timeline, seen map[string]bool) {
	for i, inc := range o.pictured() {
		uses := o.doc.cited(inc)
		shown := uses[:min(len(uses), maxSteps)]
		t.left += len(uses) - len(shown)
		for n, u := range shown {
			step := 0
			if i == 0 {
				step = n + 1
			}
			o.addEvent(t, seen, u.id, cmp.Or(u.says, o.doc.Events[u.id].Says), step, i == 0 && u.role == roleSymptom)
		}
	}
}

func (o *outliner) addFollowers(t *timeline, seen map[string]bool) {
	n := 0
	for _, e := range o.doc.Incidents[0].Explains {
		for _, id := range e.Events {
			if n++; n > maxDots {
				t.left++
				continue
			}
			o.addEvent(t, seen, id, e.Says, 0, false)
		}
	}
}

func (o *outliner) addEvent(t *timeline, seen map[string]bool, id, says string, step int, symptom bool) {
	e, known := o.doc.Events[id]
	at, dated := parseTime(e.Time)
	if !known || !dated || seen[id] || !anchor(id) {
		return
	}
	seen[id] = true
	l := t.lane(laneLabel(e.Host, e.Channel))
	if l == nil {
		t.left++
		return
	}
	l.moments = append(l.moments, moment{at: at, id: id, says: says, step: step, first: symptom})
}

// laneLabel names a lane; without a host, as in a pasted text, by the channel.
func laneLabel(host, what string) string {
	return strings.TrimPrefix(host+hostSeparator+what, hostSeparator)
}

const hostSeparator = " · "

// lane returns the lane of that label, or nil if there is no room for it.
func (t *timeline) lane(label string) *lane {
	for _, l := range t.lanes {
		if l.label == label {
			return l
		}
	}
	if len(t.lanes) == maxLanes {
		return nil
	}
	l := &lane{label: label}
	t.lanes = append(t.lanes, l)
	return l
}

// addChanges adds the last changes up to the end of the first incident, on
// its host.
func (o *outliner) addChanges(t *timeline, seen map[string]bool) {
	inc := &o.doc.Incidents[0]
	var near []Change
	for _, c := range o.doc.Changes {
		if c.Host == inc.Host && (inc.End == "" || c.Time <= inc.End) {
			near = append(near, c)
		}
	}
	for _, c := range near[max(0, len(near)-maxDots):] {
		at, dated := parseTime(c.Time)
		if !dated {
			continue
		}
		switch c.Kind {
		case ChangeBoot, ChangeLog, ChangeClock:
			if len(t.marks) < maxMarks {
				t.marks = append(t.marks, moment{at: at, says: c.Says})
			}
		default:
			if l := t.lane(laneLabel(c.Host, o.say("timeline.changes"))); l != nil && !seen[c.Event] {
				m := moment{at: at, says: c.Says}
				if anchor(c.Event) {
					m.id = c.Event
				}
				l.moments = append(l.moments, m)
			}
		}
	}
}

func (o *outliner) addStates(t *timeline) {
	for _, inc := range o.pictured() {
		for _, s := range inc.States[:min(len(inc.States), maxDots)] {
			from, ok := parseTime(s.From)
			to, ok2 := parseTime(s.To)
			l := t.lane(laneLabel(inc.Host, strings.ReplaceAll(s.Name, "_", " ")))
			if !ok || !ok2 || to.Before(from) || l == nil {
				continue
			}
			end := o.seconds(s.To)
			if s.Open {
				end = "→"
			}
			says := o.say("timeline.state", "name", s.Name, "state", s.State, "from", o.seconds(s.From), "to", end)
			l.bands = append(l.bands, interval{from, to, s.State, says})
		}
	}
}

// addGaps shows where a lane's log has no records.
func (o *outliner) addGaps(t *timeline) {
	for _, c := range o.doc.Coverage {
		i := slices.IndexFunc(t.lanes, func(l *lane) bool { return l.label == laneLabel(c.Host, c.Channel) })
		if i < 0 {
			continue
		}
		for _, g := range c.Gaps[:min(len(c.Gaps), maxDots)] {
			from, ok := parseTime(g.From)
			to, ok2 := parseTime(g.To)
			if ok && ok2 && from.Before(to) {
				says := o.say("gap", "from", o.seconds(g.From), "to", o.seconds(g.To), "for", o.between(g.From, g.To), "says", g.Says)
				t.lanes[i].gaps = append(t.lanes[i].gaps, interval{from, to, "", says})
			}
		}
	}
}

// times are all moments and ends of bands.
func (t *timeline) times() []time.Time {
	var out []time.Time
	for _, l := range t.lanes {
		for _, m := range l.moments {
			out = append(out, m.at)
		}
		for _, b := range l.bands {
			out = append(out, b.from, b.to)
		}
	}
	for _, m := range t.marks {
		out = append(out, m.at)
	}
	return out
}

// scale places times between 0 and 1. What matters lies seconds apart, what
// led to it weeks before: so the distance between neighbours grows with the
// logarithm of the time between them.
type scale struct {
	at  []time.Time // sorted, each once
	pos []float64
}

func newScale(times []time.Time) scale {
	slices.SortFunc(times, time.Time.Compare)
	s := scale{at: slices.CompactFunc(times, time.Time.Equal)}
	sum := 0.0
	for i, t := range s.at {
		if i > 0 {
			sum += 1 + math.Log10(1+t.Sub(s.at[i-1]).Seconds())
		}
		s.pos = append(s.pos, sum)
	}
	for i := range s.pos {
		if sum > 0 {
			s.pos[i] /= sum
		} else {
			s.pos[i] = 0.5
		}
	}
	return s
}

// position returns where t lies; times outside are put at the ends.
func (s scale) position(t time.Time) float64 {
	if len(s.at) == 0 {
		return 0
	}
	i, found := slices.BinarySearchFunc(s.at, t, time.Time.Compare)
	switch {
	case found:
		return s.pos[i]
	case i == 0:
		return 0
	case i == len(s.at):
		return 1
	}
	share := float64(t.Sub(s.at[i-1])) / float64(s.at[i].Sub(s.at[i-1]))
	return s.pos[i-1] + share*(s.pos[i]-s.pos[i-1])
}

package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"culprit/internal/safetext"
)

// evidence lists the events that prove an incident, oldest first, so that a
// stranger finds each again: file, record number, offset.
func (o *outliner) evidence(inc *Incident) []block {
	uses, more := shorten(o, o.doc.cited(inc), o.detail.rows)
	if len(uses) == 0 {
		return nil
	}
	t := table{columns: []column{
		{title: o.say("col.event"), width: 8},
		{title: o.say("col.time", "zone", o.zoneName()), width: 10},
		{title: o.say("col.record"), width: 10},
		{title: o.say("col.what")},
	}}
	for i, u := range uses {
		e := o.doc.Events[u.id]
		t.rows = append(t.rows, []cell{
			one(styled(muted, o.number(int64(i+1))+" ").add(ref, u.id)), one(text(o.time(e.Time))), o.position(e), o.what(e, u),
		})
	}
	return append([]block{t}, more...)
}

// position is where an event lies.
func (o *outliner) position(e Event) cell {
	c := cell{text(fmt.Sprint(e.Record))}
	if e.Line > 0 {
		c = cell{text(o.say("line", "n", o.number(int64(e.Line))))}
	} else {
		c = append(c, styled(muted, fmt.Sprintf("%#x", e.Offset)))
	}
	if len(o.doc.Inputs) > 1 {
		c = append(c, styled(muted, e.Input))
	}
	if e.Origin != "" && e.Origin != "live" {
		c = append(c, styled(warning, o.say("origin."+e.Origin)))
	}
	return c
}

// what an event says, and why it is cited.
func (o *outliner) what(e Event, u use) cell {
	head := styled(strong, fmt.Sprintf("%s %d", e.Provider, e.EventID)).add(muted, " "+o.level(e.Level)+", "+e.Channel)
	c := cell{head, text(safetext.Short(e.Says, o.detail.text))}
	switch {
	case u.role == roleSymptom:
		c = append(c, styled(warning, o.say("role.symptom")))
	case u.says != "" && u.role == roleAgainst:
		c = append(c, styled(bad, o.say("role.against", "what", u.says)))
	case u.says != "" && u.role == roleBehind:
		c = append(c, styled(good, o.say("role.behind", "what", u.says)))
	case u.says != "":
		c = append(c, styled(good, o.say("role.shows", "what", u.says)))
	}
	return c
}

func (o *outliner) level(name string) string {
	if key := "level." + name; o.has(key) {
		return o.say(key)
	}
	return name
}

// chain numbers what lies behind the symptom, oldest first.
func (o *outliner) chain(inc *Incident) []block {
	lead := inc.Lead()
	if lead == nil || len(lead.Because) == 0 {
		return nil
	}
	links := slices.Clone(lead.Because)
	slices.SortStableFunc(links, func(a, b Because) int { return cmp.Compare(o.timeOf(a.Events), o.timeOf(b.Events)) })
	var s steps
	for _, b := range links {
		l := append(text(b.Says), o.refs(b.Events)...)
		if n := o.doc.incidentOf(inc, b); n >= 0 {
			other := &o.doc.Incidents[n]
			l = l.add(plain, ": "+other.Title)
			if c := other.Lead(); c != nil {
				l = l.add(plain, " - "+c.Title)
			}
			l = l.add(muted, " ("+o.say("see_incident", "n", o.number(int64(n+1)))+")")
		}
		s = append(s, []line{l})
	}
	s = append(s, []line{styled(strong, lead.Title)}, []line{append(text(inc.Title), o.refs(inc.Symptom)...)})
	return []block{s}
}

// timeOf returns the time of the first of some events.
func (o *outliner) timeOf(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return o.doc.Events[ids[0]].Time
}

// rivals are the causes that lost, and by what.
func (o *outliner) rivals(inc *Incident) []block {
	list, more := shorten(o, inc.Rivals(), o.detail.rows)
	if len(list) == 0 {
		return nil
	}
	t := table{columns: []column{{title: o.say("col.cause"), width: 30}, {title: o.say("col.verdict"), width: 14}, {title: o.say("col.why")}}}
	for _, c := range list {
		verdict := cell{styled(verdictStyle(c.Verdict), o.say("verdict."+c.Verdict))}
		if c.Verdict != RuledOut && c.Verdict != NotAssessable {
			verdict = append(verdict, text(o.percent(c.Probability)))
		}
		var why cell
		for _, e := range c.reasons() {
			l := o.evidenceLine(e)
			if e.Bits != 0 && c.Verdict != RuledOut {
				l = o.weighed(e.Bits, l)
			}
			why = append(why, l)
		}
		t.rows = append(t.rows, []cell{one(text(c.Title)), verdict, why})
	}
	return append([]block{t}, more...)
}

func verdictStyle(verdict string) style {
	switch verdict {
	case Likely, Possible:
		return warning
	case Benign:
		return good
	}
	return muted
}

// asks are the commands that would tell what this log cannot.
func (o *outliner) asks(inc *Incident) []block {
	var b bullets
	lead := inc.Lead()
	for i := range inc.Causes {
		c := &inc.Causes[i]
		if lead != nil && (c.Verdict == RuledOut || c.Verdict == Unlikely && lead.Confidence == "high") {
			continue // there is nothing left to tell
		}
		for j := range c.Ask {
			if c.Ask[j].Answered != "" {
				b = append(b, []line{styled(code, c.Ask[j].Run), text(o.say("answered", "what", c.Ask[j].Answered))})
				continue
			}
			item := o.ask(&c.Ask[j])
			b = append(b, append(item, styled(muted, o.say("asks.about", "cause", c.Title))))
		}
	}
	return o.listed(b)
}

// fix is how to repair what the lead says is broken.
func (o *outliner) fix(inc *Incident) []block {
	lead := inc.Lead()
	if lead == nil || len(lead.Fix) == 0 {
		return nil
	}
	var s steps
	for _, f := range lead.Fix {
		s = append(s, o.step(f))
	}
	out := []block{s}
	var p pairs
	if lead.Risk != "" {
		p = append(p, pair{o.say("risk"), []line{styled(warning, lead.Risk)}})
	}
	if lead.Verify != "" {
		p = append(p, pair{o.say("verify"), []line{text(lead.Verify)}})
	}
	if p != nil {
		out = append(out, p)
	}
	return out
}

// references are those of the lead, or of all causes if there is none.
func (o *outliner) references(inc *Incident) []block {
	causes := inc.Causes
	if lead := inc.Lead(); lead != nil {
		causes = []Cause{*lead}
	}
	var b bullets
	seen := map[string]bool{}
	for _, c := range causes {
		for _, r := range c.References {
			if seen[r.KB+r.URL] {
				continue
			}
			seen[r.KB+r.URL] = true
			item := []line{o.reference(r)}
			if safetext.HTTPS(r.Archive) {
				item = append(item, append(styled(muted, o.say("archive")+" "), span{text: r.Archive, style: link, url: r.Archive}))
			}
			b = append(b, item)
		}
	}
	return o.listed(b)
}

// states says how long a driver or service was in which mode.
func (o *outliner) states(inc *Incident) []block {
	var b bullets
	for _, s := range inc.States {
		b = append(b, []line{o.state(s)})
	}
	return o.listed(b)
}

func (o *outliner) state(s State) line {
	key := "state.span"
	if s.Open {
		key = "state.open"
	}
	name := strings.ReplaceAll(s.Name, "_", " ")
	return styled(strong, name+": "+s.State).add(plain, " "+
		o.say(key, "from", o.seconds(s.From), "to", o.seconds(s.To), "for", o.between(s.From, s.To)))
}

// explains folds what followed from an incident.
func (o *outliner) explains(inc *Incident) []block {
	var b bullets
	for _, e := range inc.Explains {
		l := text(e.Says)
		if e.Count > 1 {
			l = l.add(muted, " ("+o.count("times", e.Count)+")")
		}
		b = append(b, []line{append(l, o.refs(e.Events)...)})
	}
	return o.listed(b)
}

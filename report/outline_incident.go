package report

import (
	"fmt"
	"strings"

	"culprit/internal/safetext"
)

// opening holds the totals, and the headline if no incident has its own.
func (o *outliner) opening() section {
	d, t := o.doc, o.doc.totals()
	head := strings.Join([]string{o.say("verdict." + d.Summary.Verdict), o.incidentTotals()}, ": ")
	if len(d.Incidents) == 0 {
		head = o.say("verdict." + d.Summary.Verdict)
	}
	counts := o.count("total.events", t.events) + " " + o.count("total.files", len(d.Inputs))
	if t.damaged > 0 {
		counts += "; " + o.count("total.damaged", t.damaged)
	}
	s := section{id: "summary", title: o.say("totals", "what", head, "counts", counts)}
	if d.Run.Partial {
		s.blocks = append(s.blocks, para{styled(bad, o.say("partial"))})
	}
	if badge := o.redactionBadge(); badge != "" {
		s.blocks = append(s.blocks, para{styled(warning, badge)})
	}
	if d.Summary.Headline != "" {
		s.blocks = append(s.blocks, para{text(d.Summary.Headline)})
	}
	return s
}

func (o *outliner) incidentTotals() string {
	var parts []string
	for _, sev := range severities {
		if n := o.doc.Summary.Severities[sev]; n > 0 {
			part := o.say("severity." + sev)
			if len(o.doc.Incidents) > 1 {
				part = o.number(int64(n)) + " " + part
			}
			parts = append(parts, part)
		}
	}
	out := o.count("total.incidents", len(o.doc.Incidents))
	if parts != nil {
		out += " (" + strings.Join(parts, ", ") + ")"
	}
	return out
}

// redactionBadge says what was replaced, so that nobody takes a token for a
// name.
func (o *outliner) redactionBadge() string {
	run := o.doc.Run
	if run.Redaction == "" || run.Redaction == "off" {
		return ""
	}
	var kinds []string
	for _, kind := range redactionKinds {
		if n := run.Redacted[kind]; n > 0 {
			kinds = append(kinds, o.count("redacted."+kind, n))
		}
	}
	if kinds == nil {
		return o.say("redacted.none")
	}
	return o.say("redacted", "what", strings.Join(kinds, ", "))
}

// incident is everything about one incident, its card first.
func (o *outliner) incident(i int) []section {
	inc := &o.doc.Incidents[i]
	id := fmt.Sprintf("i%d", i+1)
	out := []section{{id: id, level: 1, title: o.incidentTitle(i), blocks: o.card(inc)}}
	var picture []block
	if i == 0 {
		picture = o.timelineBlocks()
	}
	for _, part := range []struct {
		key    string
		blocks []block
	}{
		{"timeline", picture},
		{"evidence", o.evidence(inc)},
		{"chain", o.chain(inc)},
		{"rivals", o.rivals(inc)},
		{"asks", o.asks(inc)},
		{"fix", o.fix(inc)},
		{"references", o.references(inc)},
		{"states", o.states(inc)},
		{"explains", o.explains(inc)},
	} {
		if len(part.blocks) > 0 {
			out = append(out, section{id: id + "-" + part.key, level: 2, title: o.say("title." + part.key), blocks: part.blocks})
		}
	}
	return out
}

func (o *outliner) incidentTitle(i int) string {
	if len(o.doc.Incidents) == 1 {
		return o.say("title.incident")
	}
	return o.say("title.incident_n", "n", o.number(int64(i+1)), "m", o.number(int64(len(o.doc.Incidents))))
}

// card is what a reader must know after thirty seconds: what broke, how sure
// that is, what to do first, which article says so.
func (o *outliner) card(inc *Incident) []block {
	p := pairs{
		{o.say("card.where"), []line{o.host(inc.Host)}},
		{o.say("card.when"), []line{text(o.span(inc))}},
	}
	lead := inc.Lead()
	if lead == nil {
		p = append(p,
			pair{o.say("card.cause"), []line{styled(strong, o.say("cause.unknown"))}},
			pair{o.say("card.sure"), []line{text(o.say("sure.unknown", "p", o.percent(inc.Unknown)))}})
		if ask := firstAsk(inc); ask != nil {
			p = append(p, pair{o.say("card.first"), o.ask(ask)})
		}
		return []block{headline{inc.Severity, styled(strong, inc.Title)}, p}
	}
	p = append(p,
		pair{o.say("card.cause"), []line{styled(strong, lead.Title)}},
		pair{o.say("card.sure"), o.sure(inc, lead)})
	if len(lead.Fix) > 0 {
		p = append(p, pair{o.say("card.first"), o.step(lead.Fix[0])})
	}
	if len(lead.References) > 0 {
		p = append(p, pair{o.say("card.article"), []line{o.reference(lead.References[0])}})
	}
	if behind := o.behind(inc, lead); behind != nil {
		p = append(p, pair{o.say("card.behind"), behind})
	}
	return []block{headline{inc.Severity, styled(strong, inc.Title)}, p}
}

func (o *outliner) host(name string) line {
	if name == "" {
		return styled(muted, o.say("host.unknown"))
	}
	if safetext.MixedScripts(name) {
		return styled(code, name).add(warning, " "+o.say("mixed_scripts"))
	}
	return styled(code, name)
}

// span says from when to when an incident lasted.
func (o *outliner) span(inc *Incident) string {
	times := []string{"from", o.seconds(inc.Start), "to", o.seconds(inc.End), "for", o.between(inc.Start, inc.End), "zone", o.zoneName()}
	key := "when.at"
	switch {
	case inc.Undated || inc.Start == "":
		return o.say("when.undated")
	case inc.Ongoing && inc.End == inc.Start:
		key = "when.log_ends"
	case inc.Ongoing:
		key = "when.ongoing"
	case inc.End != "" && inc.End != inc.Start:
		key = "when.span"
	}
	out := o.say(key, times...)
	if inc.Count > 1 {
		out += ", " + o.count("times", inc.Count)
	}
	return out
}

// sure is the confidence and the reckoning behind it.
func (o *outliner) sure(inc *Incident, c *Cause) []line {
	sum := styled(strong, o.say("confidence."+c.Confidence)).
		add(plain, o.say("sure.reckoning", "p", o.percent(c.Probability), "u", o.percent(inc.Unknown)))
	out := []line{sum}
	if c.Prior != 0 {
		out = append(out, o.weighed(c.Prior, text(o.say("sure.prior"))))
	}
	shown, _ := shorten(o, c.Evidence, 12)
	for _, e := range shown {
		out = append(out, o.weighed(e.Bits, o.evidenceLine(e)))
	}
	return out
}

// weighed puts the bits of a reason before it.
func (o *outliner) weighed(bits float64, l line) line {
	st := muted
	switch {
	case bits > 0:
		st = good
	case bits < 0:
		st = bad
	}
	return append(styled(st, safetext.PadLeft(o.bits(bits), 3)+" "), l...)
}

func (o *outliner) evidenceLine(e Evidence) line {
	return append(text(e.Says), o.refs(e.Events)...)
}

// refs names at most three events.
func (o *outliner) refs(ids []string) line {
	if len(ids) == 0 {
		return nil
	}
	l := styled(muted, " (")
	for i, id := range ids[:min(3, len(ids))] {
		if i > 0 {
			l = l.add(muted, " ")
		}
		l = l.add(ref, id)
	}
	if more := len(ids) - 3; more > 0 {
		l = l.add(muted, " "+o.count("more", more))
	}
	return l.add(muted, ")")
}

// behind is the chain behind the cause, nearest link first.
func (o *outliner) behind(inc *Incident, c *Cause) []line {
	var out []line
	for _, b := range c.Because {
		l := append(text(b.Says), o.refs(b.Events)...)
		if i := o.doc.incidentOf(inc, b); i >= 0 {
			l = l.add(muted, " ("+o.say("see_incident", "n", o.number(int64(i+1)))+")")
		}
		out = append(out, l)
	}
	return out
}

func firstAsk(inc *Incident) *Ask {
	for i := range inc.Causes {
		for j := range inc.Causes[i].Ask {
			if inc.Causes[i].Ask[j].Answered == "" {
				return &inc.Causes[i].Ask[j]
			}
		}
	}
	return nil
}

func (o *outliner) ask(a *Ask) []line {
	out := []line{styled(code, a.Run)}
	if a.Look != "" {
		out = append(out, text(o.say("look", "what", a.Look)))
	}
	return out
}

// step of a fix: words, then the command on a line of its own.
func (o *outliner) step(s Step) []line {
	var out []line
	if s.Says != "" {
		out = append(out, text(s.Says))
	}
	if s.Run != "" {
		out = append(out, styled(code, s.Run))
	}
	return out
}

func (o *outliner) reference(r Reference) line {
	l := styled(strong, r.KB)
	if r.Title != "" {
		l = l.add(plain, " "+r.Title)
	}
	if safetext.HTTPS(r.URL) {
		l = append(l.add(plain, " "), span{text: r.URL, style: link, url: r.URL})
	}
	return l
}

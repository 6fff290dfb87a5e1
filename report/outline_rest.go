package report

import (
	"fmt"
	"slices"
	"strings"

	"culprit/internal/safetext"
)

// otherIncidents are those not shown in full, one row each.
func (o *outliner) otherIncidents() section {
	s := section{id: "others", level: 1, title: o.say("title.others")}
	rest := o.doc.Incidents[min(len(o.doc.Incidents), o.detail.incidents):]
	list, more := shorten(o, rest, o.detail.others)
	if len(list) == 0 {
		return s
	}
	t := table{columns: []column{
		{title: o.say("col.severity"), width: 9},
		{title: o.say("col.start", "zone", o.zoneName()), width: 10},
		{title: o.say("col.host"), width: 16},
		{title: o.say("col.problem")},
	}}
	for i := range list {
		t.rows = append(t.rows, o.otherIncident(&list[i]))
	}
	s.blocks = append([]block{t}, more...)
	return s
}

func (o *outliner) otherIncident(inc *Incident) []cell {
	what := cell{styled(strong, inc.Title)}
	if lead := inc.Lead(); lead != nil {
		sure := o.say("confidence."+lead.Confidence) + ", " + o.percent(lead.Probability)
		what = append(what, text(lead.Title).add(muted, " ("+sure+")"))
		if len(lead.Fix) > 0 {
			what = append(what, o.step(lead.Fix[0])...)
		}
	} else {
		what = append(what, styled(warning, o.say("cause.unknown")))
		if ask := firstAsk(inc); ask != nil {
			what = append(what, o.ask(ask)...)
		}
	}
	if inc.Count > 1 {
		what = append(what, styled(muted, o.count("times", inc.Count)))
	}
	return []cell{
		one(styled(severityStyle(inc.Severity), o.severity(inc.Severity))),
		one(text(o.seconds(inc.Start))), one(o.host(inc.Host)), what,
	}
}

func (o *outliner) severity(name string) string {
	if key := "severity." + name; o.has(key) {
		return o.say(key)
	}
	return name
}

func severityStyle(severity string) style {
	switch severity {
	case "critical", "high":
		return bad
	case "medium":
		return warning
	}
	return muted
}

// changes are what was altered on the machines, newest first: what changed
// last is suspected first.
func (o *outliner) changes() section {
	s := section{id: "changes", level: 1, title: o.say("title.changes")}
	newest := slices.Clone(o.doc.Changes)
	slices.Reverse(newest)
	list, more := shorten(o, newest, o.detail.rows)
	if len(list) == 0 {
		return s
	}
	t := table{columns: []column{
		{title: o.say("col.time", "zone", o.zoneName()), width: 19}, {title: o.say("col.host"), width: 16}, {title: o.say("col.change")},
	}}
	for _, c := range list {
		says := text(c.Says)
		if c.Event != "" {
			says = append(says, o.refs([]string{c.Event})...)
		}
		t.rows = append(t.rows, []cell{one(text(o.seconds(c.Time))), one(o.host(c.Host)), one(says)})
	}
	s.blocks = append([]block{t}, more...)
	return s
}

// unexplained are the errors and warnings that no rule accounts for.
func (o *outliner) unexplained() section {
	s := section{id: "unexplained", level: 1, title: o.say("title.unexplained")}
	list, more := shorten(o, o.doc.Unexplained, o.detail.rows)
	if len(list) == 0 {
		return s
	}
	t := table{columns: []column{
		{title: o.say("col.count"), width: 7, right: true},
		{title: o.say("col.level"), width: 9},
		{title: o.say("col.last", "zone", o.zoneName()), width: 10},
		{title: o.say("col.what")},
	}}
	for _, u := range list {
		t.rows = append(t.rows, []cell{
			one(text(o.number(int64(u.Count)))), one(styled(levelStyle(u.Level), o.level(u.Level))),
			one(text(o.seconds(u.Last))), o.group(u),
		})
	}
	s.blocks = append([]block{t}, more...)
	return s
}

func levelStyle(level string) style {
	if level == "error" || level == "critical" {
		return bad
	}
	return warning
}

func (o *outliner) group(u Unexplained) cell {
	head := styled(strong, fmt.Sprintf("%s %d", u.Provider, u.EventID))
	if u.Code != "" && !strings.Contains(o.doc.Events[u.Sample].Says, u.Code) {
		head = head.add(plain, " ").add(code, u.Code)
	}
	for _, m := range u.Marks {
		mark := m
		if o.has("mark." + m) {
			mark = o.say("mark." + m)
		}
		head = head.add(warning, " ("+mark+")")
	}
	c := cell{head}
	if e, ok := o.doc.Events[u.Sample]; ok {
		c = append(c, append(text(safetext.Short(e.Says, min(o.detail.text, 300))), o.refs([]string{u.Sample})...))
	}
	where := strings.TrimPrefix(u.Host+", "+u.Channel, ", ")
	return append(c, styled(muted, o.say("since", "where", where, "first", o.seconds(u.First))))
}

// checked says which problems were looked for, so that silence means
// something.
func (o *outliner) checked() section {
	s := section{id: "checked", level: 1, title: o.say("title.checked")}
	if len(o.doc.Checked) == 0 {
		return s
	}
	var absent, skipped []Check
	found := 0
	for _, c := range o.doc.Checked {
		switch c.Status {
		case CheckFound:
			found++
		case CheckClear:
			absent = append(absent, c)
		default:
			skipped = append(skipped, c)
		}
	}
	s.blocks = []block{para{text(o.count("checked", len(o.doc.Checked),
		"found", o.number(int64(found)), "clear", o.number(int64(len(absent))), "skipped", o.number(int64(len(skipped)))))}}
	for _, part := range []struct {
		key  string
		list []Check
	}{{"checked.clear", absent}, {"checked.skipped", skipped}} {
		list, more := shorten(o, part.list, o.detail.rows)
		var b bullets
		for _, c := range list {
			l := styled(muted, o.say(part.key)+": ").add(plain, c.Title)
			if c.Says != "" {
				l = l.add(muted, " ("+c.Says+")")
			}
			b = append(b, []line{l})
		}
		if b != nil {
			s.blocks = append(append(s.blocks, b), more...)
		}
	}
	return s
}

// next is the last line of a report, where the eye lands.
func (o *outliner) next() section {
	l := styled(strong, o.say("next")+" ")
	l = append(l, o.nextStep()...)
	s := section{id: "next", level: 1, blocks: []block{para{l}}}
	if o.saved != "" {
		s.blocks = append(s.blocks, para{styled(strong, o.say("saved")+" ").add(code, o.saved)})
	}
	return s
}

// nextStep is one line: the first step of the fix, the first command that
// would tell more, or where to look on.
func (o *outliner) nextStep() line {
	if o.doc.Run.Partial {
		return text(o.say("next.partial"))
	}
	for i := range o.doc.Incidents {
		inc := &o.doc.Incidents[i]
		if lead := inc.Lead(); lead != nil && len(lead.Fix) > 0 {
			return joined(o.step(lead.Fix[0]))
		}
		if ask := firstAsk(inc); ask != nil {
			return joined(o.ask(ask))
		}
	}
	switch {
	case len(o.doc.Unexplained) > 0:
		return text(o.count("next.unexplained", len(o.doc.Unexplained)))
	case o.doc.totals().events == 0:
		return text(o.say("next.empty"))
	case o.nothingChecked():
		return text(o.say("next.other_log"))
	}
	return text(o.say("next.nothing"))
}

// nothingChecked reports whether no problem could be looked for.
func (o *outliner) nothingChecked() bool {
	return len(o.doc.Checked) > 0 && !slices.ContainsFunc(o.doc.Checked, func(c Check) bool { return c.Status != CheckSkipped })
}

// joined puts lines into one.
func joined(lines []line) line {
	var out line
	for i, l := range lines {
		if i > 0 {
			out = out.add(plain, ": ")
		}
		out = append(out, l...)
	}
	return out
}

package report

import (
	"fmt"
	"slices"
	"strings"
)

// files are the inputs and what was read from each.
func (o *outliner) files() section {
	s := section{id: "files", level: 1, title: o.say("title.files")}
	list, more := shorten(o, o.doc.Inputs, o.detail.rows)
	if len(list) == 0 {
		return s
	}
	t := table{columns: []column{
		{title: o.say("col.file")},
		{title: o.say("col.events"), width: 8, right: true},
		{title: o.say("col.first", "zone", o.zoneName()), width: 10},
		{title: o.say("col.last", "zone", o.zoneName()), width: 10},
	}}
	for _, in := range list {
		t.rows = append(t.rows, []cell{o.file(in), one(text(o.number(int64(in.Events)))), one(text(o.seconds(in.First))), one(text(o.seconds(in.Last)))})
	}
	s.blocks = append([]block{t}, more...)
	return s
}

// inputPath names an input with the archives around it.
func inputPath(in *Input) string {
	return strings.Join(append(slices.Clip(in.Container), in.Path), " > ")
}

func (o *outliner) file(in Input) cell {
	c := cell{
		styled(ref, in.ID).add(plain, " ").add(code, inputPath(&in)),
		styled(muted, in.Format+", "+o.bytes(in.Bytes)),
	}
	if in.Recovered > 0 {
		c = append(c, styled(warning, o.count("recovered", in.Recovered)))
	}
	if in.Undated > 0 {
		c = append(c, styled(warning, o.count("undated_events", in.Undated)))
	}
	if n := len(in.Damage); n > 0 {
		c = append(c, styled(bad, o.count("total.damaged", n)))
	}
	if n := len(in.Repairs); n > 0 {
		c = append(c, styled(warning, o.count("repaired", n)))
	}
	return c
}

// coverage is the time that each log really covers: absence of an event
// proves something only there.
func (o *outliner) coverage() section {
	s := section{id: "coverage", level: 1, title: o.say("title.coverage")}
	list, more := shorten(o, o.doc.Coverage, o.detail.rows)
	var b bullets
	for _, c := range list {
		l := o.host(c.Host).add(plain, " "+c.Channel+": "+o.say("covers", "from", o.seconds(c.First), "to", o.seconds(c.Last),
			"for", o.between(c.First, c.Last))+", "+o.count("events", c.Events))
		item := []line{l}
		gaps := c.Gaps[:min(len(c.Gaps), 5)]
		for _, g := range gaps {
			item = append(item, styled(warning, o.say("gap", "from", o.seconds(g.From), "to", o.seconds(g.To),
				"for", o.between(g.From, g.To), "says", g.Says)))
		}
		if n := len(c.Gaps) - len(gaps); n > 0 {
			item = append(item, styled(muted, o.count("more_gaps", n)))
		}
		b = append(b, item)
	}
	if b != nil {
		s.blocks = append([]block{b}, more...)
	}
	return s
}

// findings are the damage, the repairs and what is unusual about the logs.
func (o *outliner) findings() section {
	s := section{id: "integrity", level: 1, title: o.say("title.integrity")}
	var b bullets
	for i := range o.doc.Inputs {
		in := &o.doc.Inputs[i]
		name := styled(ref, in.ID).add(plain, " ")
		for _, f := range in.Integrity {
			b = append(b, []line{append(name.add(strong, f.Code).add(plain, " "+f.Says), o.refs(f.Events)...)})
		}
		for _, d := range in.Damage {
			b = append(b, []line{name.add(bad, fmt.Sprintf("%#x %s: ", d.Offset, d.Structure)).
				add(plain, d.Cause+" ("+o.count("lost", int(d.BytesLost))+")")})
		}
		for _, r := range in.Repairs {
			b = append(b, []line{name.add(warning, o.say("line", "n", o.number(int64(r.Line)))+": ").add(plain, r.Says)})
		}
	}
	if b != nil {
		s.blocks = append([]block{para{styled(muted, o.say("integrity.note"))}}, o.listed(b)...)
	}
	return s
}

func (o *outliner) warnings() section {
	s := section{id: "warnings", level: 1, title: o.say("title.warnings")}
	var b bullets
	for _, limit := range o.doc.Run.LimitsHit {
		b = append(b, []line{styled(warning, o.say("limit", "what", limit))})
	}
	for _, w := range o.doc.Warnings {
		l := styled(warning, w.Code+": ").add(plain, w.Text)
		if w.Input != "" {
			l = l.add(muted, " (").add(ref, w.Input).add(muted, ")")
		}
		b = append(b, []line{l})
	}
	s.blocks = o.listed(b)
	return s
}

// custody is what a reader needs to make the same report again and to see
// that the files are the same.
func (o *outliner) custody() section {
	d := o.doc
	p := pairs{
		{o.say("custody.tool"), []line{text(d.Tool.Name + " " + d.Tool.Version)}},
		{o.say("custody.rules"), []line{text(o.count("custody.rule_count", d.Tool.Rules.Count)).add(plain, ", sha256 ").add(code, d.Tool.Rules.SHA256)}},
		{o.say("custody.command"), []line{styled(code, command(d.Run.Command))}},
	}
	if len(d.Run.Filters) > 0 {
		p = append(p, pair{o.say("custody.filters"), []line{styled(code, strings.Join(d.Run.Filters, "; "))}})
	}
	list, more := shorten(o, d.Inputs, o.detail.rows)
	for _, in := range list {
		p = append(p, pair{in.ID, []line{
			styled(code, inputPath(&in)).add(plain, ", "+o.count("bytes", int(in.Bytes))), styled(plain, "sha256 ").add(code, in.SHA256),
		}})
	}
	return section{id: "custody", level: 1, title: o.say("title.custody"), blocks: append([]block{p}, more...)}
}

// command quotes the words of a command line that hold blanks.
func command(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if a == "" || strings.ContainsAny(a, " \t\"'") {
			quoted[i] = `"` + strings.ReplaceAll(a, `"`, `\"`) + `"`
		}
	}
	return strings.Join(quoted, " ")
}

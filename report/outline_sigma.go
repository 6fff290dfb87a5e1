package report

import (
	"strconv"
	"strings"
)

// sigma are the Sigma rules that hit, the gravest first.
func (o *outliner) sigma() section {
	s := section{id: "sigma", level: 1, title: o.say("title.sigma")}
	list, more := shorten(o, o.doc.Sigma, o.detail.rows)
	if len(list) == 0 {
		return s
	}
	t := table{columns: []column{
		{title: o.say("col.count"), width: 7, right: true},
		{title: o.say("col.severity"), width: 13},
		{title: o.say("col.first", "zone", o.zoneName()), width: 10},
		{title: o.say("col.host"), width: 16},
		{title: o.say("col.what")},
	}}
	for i := range list {
		h := &list[i]
		t.rows = append(t.rows, []cell{
			one(text(o.number(int64(h.Count)))), one(styled(severityStyle(h.Level), o.severity(h.Level))),
			one(text(o.seconds(h.First))), one(o.host(h.Host)), o.sigmaHit(h),
		})
	}
	s.blocks = append([]block{t}, more...)
	return s
}

// sigmaHit says what hit, with its events and the incident that it belongs to.
func (o *outliner) sigmaHit(h *SigmaHit) cell {
	c := cell{append(styled(strong, h.Title), o.refs(h.Events)...)}
	var group []string
	for _, v := range h.Group {
		group = append(group, v.Name+"="+v.Value)
	}
	if len(group) > 0 {
		c = append(c, text(strings.Join(group, ", ")))
	}
	if n := h.Incident; n > 0 && n <= len(o.doc.Incidents) {
		c = append(c, text(o.say("sigma.incident", "n", strconv.Itoa(n), "what", o.doc.Incidents[n-1].Title)))
	}
	return append(c, styled(muted, h.Rule))
}

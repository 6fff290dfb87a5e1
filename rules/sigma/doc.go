// Package sigma loads Sigma rules as others write them and finds their hits in
// events: detections, filters and correlations.
//
//	set, err := sigma.LoadFiles([]string{"sigma/rules"}, sigma.Options{})
//	c := set.Collector(0)
//	for … {
//		c.Add(event)
//	}
//	for _, hit := range c.Result().Hits { … }
//
// A rule is matched only against the events that its log source names; the
// table is logsource.yml. Rules that cannot be used are refused with every
// reason, see [Set.Refused]; nothing is skipped in silence.
//
// # Filters
//
// A filter document names rules and a condition that their hits must also meet,
// such as `not selection`. It applies where its log source covers the rule's.
//
// # Correlations
//
// A correlation looks at the hits of other rules in windows of time, per group.
// Where the specification leaves a choice, it is this:
//
//   - A window is closed, [t, t+timespan], and begins at a hit; time is that of the
//     events, never of their arrival.
//   - Hits are in order of time, then source, then record number. In temporal_ordered,
//     hits of one time in one source are ordered by record number, those of one time
//     in different sources satisfy either order.
//   - One report per window, and windows do not overlap: each takes all hits from
//     its first on, and the next begins behind it.
//   - Values of group-by are compared without regard to case. A hit without one of the
//     fields is left out of the correlation and counted, see [Result.Ungrouped]; so is
//     one without the field of the condition.
//   - Correlations may be parts of others: their hit is at its last event, and has the
//     fields of its group; its own group-by does not bind the outer one.
//   - Hits of the parts are not reported for themselves unless generate is true.
//   - lt, lte and eq 0 can only speak of groups that appear. That something is missing is
//     for the rule language of package rules to say.
//   - A percentile is the smallest value that has at least that share of the values
//     at or below it; the median is the middle one, or the mean of the middle two.
//
// References: the Sigma specification 2.1, its correlation and filter parts
// (github.com/SigmaHQ/sigma-specification).
package sigma

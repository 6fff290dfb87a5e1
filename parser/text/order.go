package text

import "culprit/parser/event"

// order is what is known about the order of day and month in a text.
type order struct {
	looked bool
	order  dateOrder
	sure   bool
}

// dateOrder finds out, once and only if it is asked, in which order day and
// month stand in dates with slashes: the first date of the text that has only
// one reading decides, and otherwise the custom of the language of the labels,
// which is not sure.
func (l *Log) dateOrder() (dateOrder, bool) {
	if !l.order.looked {
		l.order = l.survey()
		l.notes.add("dates with slashes were read as " + l.order.order.String() + l.order.why())
	}
	return l.order.order, l.order.sure
}

func (o order) why() string {
	if o.sure {
		return ", which others in the text prove"
	}
	return ", the custom of its language; nothing in the text decides"
}

// survey reads the text up to the first date that decides.
func (l *Log) survey() order {
	langs := anyLang
	found := order{looked: true}
	l.drafts(func(d *draft, _ *event.Damage) bool {
		if d == nil {
			return true
		}
		if both := langs & d.langs; both != 0 {
			langs = both
		}
		s, ok := parseStamp(d.when())
		if ok && s.order == orderUnknown && s.a != s.b {
			found.order, found.sure = s.decided()
		}
		return !found.sure
	})
	if !found.sure {
		found.order = dayFirst
		if langs&langEN != 0 { // also where no label tells: most tools are American
			found.order = monthFirst
		}
	}
	return found
}

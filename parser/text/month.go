package text

import "strings"

// takeNamedDate takes a date whose month is a word, with or without the day of
// the week: Jul 27, 2011 or 25 сентября 2006 г. or Wednesday, July 27, 2011.
func takeNamedDate(toks []token) (s stamp, rest []token, ok bool) {
	var numbers []token
	month := 0
	for i, t := range toks {
		switch {
		case t.number:
			numbers = append(numbers, t)
		case t.text == "," || t.text == "." || t.text == "-":
		case monthNumber(t.text) > 0 && month == 0:
			month = monthNumber(t.text)
		case len(numbers) > 0 || i > 0:
			return s, nil, false
		}
		if len(numbers) == 2 && month > 0 {
			day, year := numbers[0], numbers[1]
			s = stamp{year: fullYear(year), a: month, b: day.value, order: monthFirst}
			rest = toks[i+1:]
			for len(rest) > 0 && (rest[0].text == "г" || rest[0].text == "." || rest[0].text == ",") {
				rest = rest[1:]
			}
			return s, rest, s.plausible()
		}
		if len(numbers) > 2 {
			break
		}
	}
	return s, nil, false
}

var monthStems = [...][]string{
	{"jan", "янв"},
	{"feb", "фев"},
	{"mar", "мар", "mär"},
	{"apr", "апр"},
	{"may", "мая", "май", "mai"},
	{"jun", "июн"},
	{"jul", "июл"},
	{"aug", "авг"},
	{"sep", "сен"},
	{"oct", "окт", "okt"},
	{"nov", "ноя"},
	{"dec", "дек", "dez"},
}

// monthNumber returns 1 to 12 for the name of a month, and 0 for other words.
func monthNumber(word string) int {
	for i, stems := range monthStems {
		for _, stem := range stems {
			if strings.HasPrefix(word, stem) {
				return i + 1
			}
		}
	}
	return 0
}

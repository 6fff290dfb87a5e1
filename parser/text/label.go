package text

import "strings"

// field is what a label stands for.
type field uint8

const (
	noField field = iota
	logName
	source
	level // also the event type of Windows 2000-2003
	category
	eventID
	record
	date // holds date and time in Vista and later
	clock
	user
	computer
	keywords
	opcode
	description
	data
	eventXML

	// Columns and properties that only tables and listings have.
	fullID // the identifier with its upper half
	written
	insertions
	qualifiers
	version
	levelName
	typeNumber // the event type as a number, 1, 2, 4, 8 or 16
	categoryName
	keywordNames
	userSID
	processID
	threadID
	activityID
	relatedID
	providerGUID
	manifest
	numFields
)

// starts reports whether a second label of this kind begins another event.
func (f field) starts() bool {
	return f == logName || f == source || f == level || f == eventID
}

// isHeader reports whether the value of the label is one short line.
func (f field) isHeader() bool { return f != noField && f < description }

// sense is one meaning of a label text, in the languages that have it.
type sense struct {
	field field
	langs langSet
	// strong labels say "event" or "log" themselves; prose hardly has them.
	strong bool
}

// labels holds the meanings of every folded label text.
// "Data" is the dump in English, the date in Italian, Polish and Portuguese.
var labels, labelEnds = indexLabels(labelTable)

func indexLabels(table []labelSet) (index map[string][]sense, ends map[string]bool) {
	index, ends = map[string][]sense{}, map[string]bool{}
	for _, set := range table {
		for f, texts := range set.texts {
			for t := range strings.SplitSeq(texts, "|") {
				if t == "" {
					continue
				}
				t, weak := strings.CutPrefix(t, "~")
				addSense(index, fold(t), sense{field(f), set.lang, !weak && field(f).starts()})
				ends[fold(lastWord(t))] = true
			}
		}
	}
	return index, ends
}

func addSense(index map[string][]sense, label string, s sense) {
	for i, old := range index[label] {
		if old.field == s.field {
			index[label][i].langs |= s.langs
			index[label][i].strong = old.strong || s.strong
			return
		}
	}
	index[label] = append(index[label], s)
}

// mark is a label found in a row.
type mark struct {
	senses     []sense
	start, end int // of the label with its colon
	before     gap
}

// in returns what the label means, preferring the languages in langs.
func (m *mark) in(langs langSet) sense {
	for _, s := range m.senses {
		if s.langs&langs != 0 {
			return s
		}
	}
	return m.senses[0]
}

// gap is what stands before a label.
type gap uint8

const (
	rowStart gap = iota // nothing but list and quote signs
	sentence            // the end of a sentence, of a tag or of a quotation
	space               // white space, comma, semicolon, slash or bar
)

// maxLabel is the longest label in bytes, with room for odd spacing.
const maxLabel = 72

// findMarks finds the labels in a row, in order and not overlapping.
func findMarks(s string) []mark {
	var found []mark
	from, signs := 0, 0
	for i, r := range s {
		if r != ':' && r != '=' && r != '：' {
			continue
		}
		if signs++; signs > maxSigns {
			break
		}
		if m, ok := markBefore(s, from, i); ok {
			m.end = i + len(string(r))
			found = append(found, m)
			from = m.end
		}
	}
	return found
}

// markBefore finds the longest label that ends at the separator at s[i].
func markBefore(s string, from, i int) (mark, bool) {
	end := len(strings.TrimRight(s[from:i], " \t*_")) + from
	from = max(from, end-maxLabel)
	if !labelEnds[fold(lastWord(s[from:end]))] {
		return mark{}, false
	}
	for at, r := range s[from:end] {
		at += from
		if at > from || at > 0 {
			if prev := lastRune(s[:at]); !breaksLabel(prev) {
				continue
			}
		}
		if breaksLabel(r) {
			continue
		}
		if senses := labels[fold(s[at:end])]; len(senses) > 0 {
			return mark{senses: senses, start: at, before: gapBefore(s[:at])}, true
		}
	}
	return mark{}, false
}

// breaksLabel reports whether a label may begin behind r.
func breaksLabel(r rune) bool {
	return strings.ContainsRune(" \t.,;:!?/|>*_#\"”»)]}=-•。、", r)
}

func gapBefore(s string) gap {
	trimmed := strings.TrimRight(s, " \t*_")
	switch {
	case strings.Trim(trimmed, " \t-*_#>|•\"'«“") == "":
		return rowStart
	case strings.ContainsRune(".!?:>\"”»)]}。", lastRune(trimmed)):
		return sentence
	default:
		return space
	}
}

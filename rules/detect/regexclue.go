package detect

import "regexp/syntax"

// regexClues returns folded texts of which one must be in what a regular
// expression matches, or nil if that cannot be said.
func regexClues(expr string) []string {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return needed(re.Simplify())
}

func needed(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{fold(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return needed(re.Sub[0])
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if texts := needed(sub); shortestOf(texts) > shortestOf(best) {
				best = texts
			}
		}
		return best
	case syntax.OpAlternate:
		return neededOfAny(re.Sub)
	default:
		return nil // it may match without any text of its own
	}
}

// neededOfAny returns the texts of all alternatives, if each has some.
func neededOfAny(alternatives []*syntax.Regexp) []string {
	var all []string
	for _, sub := range alternatives {
		texts := needed(sub)
		if len(texts) == 0 {
			return nil
		}
		all = append(all, texts...)
	}
	return all
}

func shortestOf(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	least := len(texts[0])
	for _, s := range texts {
		least = min(least, len(s))
	}
	return least
}

package detect

import "strings"

// Suggest returns `; did you mean "x"?` for the word of known that is nearest
// to word, or nothing if none is near or there are too many to look at.
func Suggest(word string, known []string) string {
	const tooMany = 5000
	if len(known) > tooMany {
		return ""
	}
	best, least := "", min(max(2, len(word)/3), len(word)-1)+1
	for _, k := range known {
		if longer := len(k) - len(word); longer >= least || -longer >= least {
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return `; did you mean "` + best + `"?`
}

// distance is the number of bytes to insert, delete or change to make b of a.
// A long word is near to nothing.
func distance(a, b string) int {
	const tooLong = 64
	if len(a) > tooLong || len(b) > tooLong {
		return tooLong
	}
	var row [tooLong + 1]int
	for j := range b {
		row[j+1] = j + 1
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

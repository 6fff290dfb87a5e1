package text

import "strings"

// splitRow cuts a line into cells.
func splitRow(text, delim string) []string {
	sp := splitter{delim: delim}
	sp.feed(text)
	return sp.end()
}

// splitter cuts rows into cells. A cell that begins with a quotation mark ends
// at the next one before a delimiter or the end of a line; doubled, and
// anywhere else, a mark is a character of the cell. ref: RFC 4180, and what
// programs make of it.
type splitter struct {
	delim  string
	cells  []string
	cell   strings.Builder
	quoted bool // inside quotation marks, which go on in the next line
}

func (sp *splitter) feed(text string) {
	if sp.quoted {
		sp.cell.WriteByte('\n')
	}
	for text != "" {
		n := strings.IndexAny(text, `"`+sp.delim)
		if n < 0 {
			n = len(text)
		}
		sp.cell.WriteString(text[:n])
		if text = text[n:]; text != "" {
			text = text[sp.sign(text):]
		}
	}
}

// sign takes a quotation mark or a delimiter and returns how many bytes it
// was.
func (sp *splitter) sign(text string) int {
	mark := text[0] == '"'
	switch {
	case sp.quoted && strings.HasPrefix(text, `""`):
		sp.cell.WriteByte('"')
		return 2
	case sp.quoted && mark && sp.delimits(text[1:]):
		sp.quoted = false
	case !sp.quoted && !mark:
		sp.next()
	case !sp.quoted && strings.TrimSpace(sp.cell.String()) == "":
		sp.cell.Reset()
		sp.quoted = true
	default:
		sp.cell.WriteByte(text[0])
	}
	return 1
}

// delimits reports whether a cell may end before text.
func (sp *splitter) delimits(text string) bool {
	rest := strings.TrimLeft(text, " ")
	return rest == "" || strings.HasPrefix(rest, sp.delim)
}

func (sp *splitter) next() {
	if len(sp.cells) < maxFields {
		sp.cells = append(sp.cells, sp.cell.String())
	}
	sp.cell.Reset()
}

func (sp *splitter) end() []string {
	sp.next()
	return sp.cells
}

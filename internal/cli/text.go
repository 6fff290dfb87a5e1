package cli

import (
	"fmt"
	"io"
	"strings"

	"culprit/internal/safetext"
)

// paragraph writes a text in lines of at most 80 columns: the first begins
// with lead, the others with as many blanks.
func paragraph(w io.Writer, lead, text string) {
	indent := strings.Repeat(" ", safetext.Width(lead))
	for _, line := range safetext.Wrap(safetext.Line(text), defaultWidth-len(indent)) {
		fmt.Fprintf(w, "%s%s\n", lead, line)
		lead = indent
	}
}

// columns writes rows of cells in columns as wide as their widest cell; the
// last column is cut at the width of the line.
func columns(w io.Writer, width int, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], safetext.Width(cell))
		}
	}
	for _, row := range rows {
		line, used := "", 0
		for i, cell := range row {
			if i == len(row)-1 {
				line += safetext.Truncate(cell, max(width-used, 20))
				break
			}
			line += safetext.Pad(cell, widths[i]+2)
			used += widths[i] + 2
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
}

// plural returns a number and its noun: 1 file, 2 files.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// joinOr joins words as a choice: en or ru.
func joinOr(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

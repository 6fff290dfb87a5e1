package report

import (
	"strings"
	"sync"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"culprit/internal/safetext"
)

// This file is the only one that knows tablewriter. It hands it cells that
// are safe and wrapped already, for tablewriter neither cleans its input nor
// keeps a long word within its column.

// narrowest is the width below which a table becomes a list: no column of
// text would hold a word.
const narrowest = 50

// leastText is the least width of a column without a bound.
const leastText = 16

// tableGap is what tablewriter puts around each column: a blank on both
// sides, less the first and the last, which are trimmed.
const tableGap = 2

// fixWidths makes tablewriter measure as safetext does, whatever the locale.
var fixWidths = sync.OnceFunc(func() {
	twwidth.SetEastAsian(false)
	twwidth.SetOptions(twwidth.Options{EastAsianWidth: false})
})

func (t *terminal) table(tbl table) {
	if t.width < narrowest {
		t.records(tbl)
		return
	}
	fixWidths()
	widths, fits := t.columnWidths(tbl)
	if !fits {
		t.records(tbl)
		return
	}
	var b strings.Builder
	tw := tablewriter.NewTable(&b, tablewriter.WithRenderer(renderer.NewBlueprint(rendition)), tablewriter.WithConfig(tableConfig(tbl)))
	head := make([]string, len(tbl.columns))
	for i, c := range tbl.columns {
		head[i] = t.tableCell(one(styled(strong, c.title)), widths[i])
	}
	tw.Header(head)
	for _, row := range tbl.rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = t.tableCell(c, widths[i])
		}
		if err := tw.Append(cells); err != nil {
			t.records(tbl) // the same facts in another shape
			return
		}
	}
	if err := tw.Render(); err != nil {
		t.records(tbl)
		return
	}
	for l := range strings.Lines(b.String()) {
		t.line(strings.TrimSuffix(l, "\n"))
	}
}

// rendition has no border and one rule below the header.
var rendition = tw.Rendition{
	Borders: tw.Border{Left: tw.Off, Right: tw.Off, Top: tw.Off, Bottom: tw.Off},
	Symbols: tw.NewSymbols(tw.StyleLight),
	Settings: tw.Settings{
		Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
		Lines:      tw.Lines{ShowHeaderLine: tw.On},
	},
}

func tableConfig(tbl table) tablewriter.Config {
	align := make([]tw.Align, len(tbl.columns))
	for i, c := range tbl.columns {
		align[i] = tw.AlignLeft
		if c.right {
			align[i] = tw.AlignRight
		}
	}
	cells := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: align},
	}
	return tablewriter.Config{Header: cells, Row: cells, Behavior: tw.Behavior{TrimSpace: tw.Off, TrimTab: tw.Off}}
}

func (t *terminal) tableCell(c cell, width int) string {
	var lines []string
	for _, l := range c {
		hang := hanging(l, width)
		for i, s := range t.wrap(l, width, hang) {
			if i > 0 {
				s = strings.Repeat(" ", hang) + s
			}
			lines = append(lines, s)
		}
	}
	return strings.Join(lines, "\n")
}

// columnWidths gives each column what it needs, at most what it may have, and
// shares the rest among those without a bound. They fit if these get enough.
func (t *terminal) columnWidths(tbl table) (widths []int, fits bool) {
	widths = make([]int, len(tbl.columns))
	rest, open := t.width-tableGap*len(widths), 0
	for i, c := range tbl.columns {
		if c.width == 0 {
			open++
			continue
		}
		widths[i] = min(longestWord(c.title), c.width)
		for _, row := range tbl.rows {
			for _, l := range row[i] {
				widths[i] = max(widths[i], min(c.width, lineWidth(l)))
			}
		}
		rest -= widths[i]
	}
	for i, c := range tbl.columns {
		if c.width == 0 {
			widths[i] = rest / open
		}
	}
	return widths, open == 0 || rest/open >= leastText
}

func lineWidth(l line) int {
	n := 0
	for _, s := range l {
		n += safetext.Width(safetext.Line(s.text))
	}
	return n
}

func longestWord(s string) int {
	n := 0
	for word := range strings.FieldsSeq(s) {
		n = max(n, safetext.Width(word))
	}
	return n
}

// records writes a table as a list, one labelled line per cell.
func (t *terminal) records(tbl table) {
	for i, row := range tbl.rows {
		if i > 0 {
			t.line("")
		}
		for j, c := range row {
			label := append(styled(muted, tbl.columns[j].title+": "), joined(c)...)
			t.paragraph(0, "", label)
		}
	}
}

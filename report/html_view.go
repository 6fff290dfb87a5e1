package report

// pageView is what the template sees. Its types mirror those of an outline,
// with exported names and text that has passed safetext.
type pageView struct {
	Lang, Policy, Generator, Title, Heading, Contents, Schema, Promise string

	Opening, Footer []blockView
	Sections        []sectionView
}

type sectionView struct {
	ID, Title string
	Level     int
	Card      string // severity, if the blocks are a card
	Fold      string // what stands on the fold, if the blocks are folded
	Nav       bool   // in the table of contents
	Blocks    []blockView
	Timeline  *timelineView
	Events    []eventView
}

type blockView struct {
	Headline, Para []spanView
	Severity, Tag  string
	Class          string
	Pairs          []pairView
	Steps, Bullets [][][]spanView
	Label          string
	Columns        []columnView
	Rows           [][]cellView
}

type (
	pairView struct {
		Label string
		Value [][]spanView
	}
	columnView struct{ Title, Class string }
	cellView   struct {
		Class string
		Lines [][]spanView
	}
	spanView struct {
		Text, Class, Href string
		Code, Strong, Out bool
	}
)

package diagnosis

import "time"

// Limits on what is kept. Input is hostile; what they cut off is counted and
// told in [Result.Limits] or in the totals beside the list.
const (
	// DefaultMaxState is the memory for events kept in full, in bytes. A server
	// in trouble logs some thousand events that rules ask for, 1 KB each.
	DefaultMaxState = 128 << 20
	// MaxGroups bounds the kinds of errors and warnings that are counted. Real
	// servers have a few hundred.
	MaxGroups = 10_000
	// MaxDamage bounds the damage records kept of one source.
	MaxDamage = 1_000
	// MaxRepairs bounds the repairs kept of one source.
	MaxRepairs = 1_000
	// MaxCited bounds the events that one line of evidence names.
	MaxCited = 10
	// MaxIncidents bounds the incidents of one problem on one timeline.
	MaxIncidents = 1_000

	maxSeries      = 4_096   // hosts × channels told apart in one source
	maxKinds       = 65_536  // kinds of events remembered for one series
	maxRuns        = 1_024   // runs of record numbers; with more, a log is an excerpt
	maxChannelRuns = 16_384  // the same of all sources of one channel
	maxGroupIDs    = 65_536  // records of one group that are told from duplicates
	maxIDs         = 1 << 20 // the same, of all groups of one source
	maxSample      = 8 << 10 // bytes of an event kept as a sample of its group
	maxGaps        = 5       // holes told of one series: the largest
	maxFindings    = 50      // places remembered of one kind of finding in one series
)

// neighbours is how far windows reach among undated events, and how far before
// its first boot mark a log has nothing to miss: the span within which the field
// speaks of events as of one burst.
const neighbours = time.Hour

// tail is the part of a window that must lie inside the log if the log ends
// before the window does.
const tail = 0.9

// The reckoning.
const (
	LeakBits          = 2.0 // score of the unknown cause
	HighProbability   = 0.8
	MediumProbability = 0.4
)

package diagnosis

import (
	"hash/maphash"
	"strings"

	"culprit/parser/event"
)

// seriesKey names a series within its source, as logged.
type seriesKey struct{ computer, channel string }

// series is the records of one channel of one computer in one source.
type series struct {
	seriesKey
	host        string // folded
	source      *event.Source
	events      int
	first, last event.FILETIME // earliest and latest
	head        uint64         // lowest record number
	headBoot    bool           // and whether that record marks a boot
	renumbered  bool           // records were given new numbers, as in exports
	runs        runSet
	silence     silences
	steps       []step // back in time
	stepCount   int
	before      mark // the record before
	odd         mark // a record of an impossible time
	oddCount    int
	kinds       map[kindKey]*kind
	providers   map[string]bool // folded
}

// mark is the place of a record in a series.
type mark struct {
	record  uint64
	time    event.FILETIME // when it happened
	written event.FILETIME // when it was logged, so far as is known
}

// step is from one record to the next.
type step struct{ from, to mark }

// pause is the time between them, if time went on.
func (s *step) pause() uint64 { return uint64(s.to.time - s.from.time) }

// clockJitter is how far logging times may go back without a clock having been
// set: early in a boot, records wait in buffers.
const clockJitter = 120 * 10_000_000

// oldest is 1990-01-01, before which no Windows event log was written.
const oldest = 122_754_528_000_000_000

// note takes the place and time of a record.
func (s *series) note(v *event.View, k *kind) {
	s.events++
	if v.Time != 0 {
		if s.first == 0 || v.Time < s.first {
			s.first = v.Time
		}
		s.last = max(s.last, v.Time)
	}
	if v.Record == 0 || v.Time == 0 {
		return
	}
	if s.head == 0 || v.Record < s.head {
		s.head, s.headBoot = v.Record, k.boot
	}
	s.renumbered = s.renumbered || v.HeaderRecord != 0 && v.HeaderRecord != v.Record
	s.runs.add(v.Record, v.Time)
	now := mark{record: v.Record, time: v.Time, written: v.Written}
	if now.written == 0 {
		now.written = v.Time
	}
	s.compare(now, k)
	s.before = now
}

// compare looks for what is odd between a record and the one before it.
func (s *series) compare(now mark, k *kind) {
	if now.time < oldest {
		if s.oddCount == 0 {
			s.odd = now
		}
		s.oddCount++
	}
	if s.before.record+1 != now.record || s.before.record == 0 {
		return
	}
	if now.written+clockJitter < s.before.written {
		s.stepCount++
		if len(s.steps) < maxFindings {
			s.steps = append(s.steps, step{s.before, now})
		}
		return
	}
	s.silence.note(s.before, now, k)
}

// kindKey names a kind of event within its series.
type kindKey struct {
	provider       string
	id, qualifiers uint16
	level          event.Level
}

// rank says why an event is kept. The lower is given up first.
type rank uint8

const (
	rankNone   rank = iota
	rankChange      // it tells of a change on the machine
	rankMark        // it marks a boot; its header is enough
	rankRule        // a rule may ask for it
)

// kind is what is known beforehand of all events of one kind.
type kind struct {
	hash     uint64
	provider string // folded
	rank     rank
	change   *changeRule
	boot     bool
	grave    bool // a warning or worse
	idle     bool // there is nothing to do
	group    *group
}

// kindOf finds the kind of a record without allocating.
func (s *series) kindOf(v *event.View, ix *index) *kind {
	key := kindKey{v.Provider, v.EventID, v.Qualifiers, v.Level}
	if k := s.kinds[key]; k != nil {
		return k
	}
	k := s.newKind(v, ix)
	if len(s.kinds) < maxKinds {
		s.kinds[key] = k
	}
	return k
}

func (s *series) newKind(v *event.View, ix *index) *kind {
	k := &kind{
		provider: event.FoldProvider(v.Provider),
		boot:     v.IsBoot(),
		grave:    v.Level >= event.Critical && v.Level <= event.Warning,
	}
	k.hash = kindHash(s.host, s.channel, k.provider, v.Code())
	k.change = ix.change(k.provider, v.EventID)
	switch {
	case ix.asked(s.channel, k.provider, v.EventID):
		k.rank = rankRule
	case k.boot:
		k.rank = rankMark
	case k.change != nil:
		k.rank = rankChange
	}
	k.idle = k.rank == rankNone && !k.grave
	if s.providers == nil {
		s.providers = map[string]bool{}
	}
	if len(s.providers) < maxKinds {
		s.providers[k.provider] = true
	}
	return k
}

var seed = maphash.MakeSeed()

// kindHash is equal for equal kinds of events of one host and channel. Its seed
// changes from run to run, so that nobody can make two events look like one.
func kindHash(host, channel, provider string, code uint32) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	for _, s := range []string{host, strings.ToLower(channel), provider} {
		h.WriteString(s)
		h.WriteByte(0)
	}
	return mix(h.Sum64(), uint64(code), 0)
}

// mix hashes three numbers (the finalizer of SplitMix64 over each).
func mix(a, b, c uint64) uint64 {
	for _, x := range [...]uint64{b, c} {
		a = (a ^ x) * 0xbf58476d1ce4e5b9
		a = (a ^ a>>27) * 0x94d049bb133111eb
		a ^= a >> 31
	}
	return a
}

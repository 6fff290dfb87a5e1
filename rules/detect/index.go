package detect

import (
	"cmp"
	"slices"
	"strings"

	"culprit/parser/event"
)

// Index tells which of many rules an event may match, so that the others need
// not be tried. It has two levels:
//
//   - by the kind of event, see [Key]: a System or Application event meets a
//     handful of thousands of rules;
//   - where that leaves many, as it does for the creation of a process, by the
//     witnesses of each rule, see [Witness]: texts that must be in the event.
//
// Entries are numbered in the order in which they are added. All must be added
// before the first search; then several goroutines may search, each with a
// [Finder] of its own.
type Index struct {
	buckets   map[Key]*bucket
	witnesses [][]Witness // by entry
}

// bucket holds the entries of one key.
type bucket struct {
	key     Key
	always  []int // entries without a witness
	guarded []int
	filter  *prefilter // over guarded; nil if these are few
}

// crowded is the number of entries from which a second level pays.
const crowded = 3

// NewIndex returns an empty index.
func NewIndex() *Index { return &Index{buckets: map[Key]*bucket{}} }

// Add adds an entry and returns its number. Without keys it is never found.
// Without witnesses it is found in every event of its kinds.
func (x *Index) Add(keys []Key, witnesses []Witness) int {
	n := len(x.witnesses)
	x.witnesses = append(x.witnesses, witnesses[:min(len(witnesses), maxWitnesses)])
	for _, k := range keys {
		b := x.buckets[k]
		if b == nil {
			b = &bucket{key: k}
			x.buckets[k] = b
		}
		if len(witnesses) == 0 {
			b.always = append(b.always, n)
		} else {
			b.guarded = append(b.guarded, n)
		}
	}
	return n
}

// Len returns the number of entries.
func (x *Index) Len() int { return len(x.witnesses) }

// Want returns what tells a reader that it must decode the events of the index
// and no others.
func (x *Index) Want() event.Want {
	keys := make([]Key, 0, len(x.buckets))
	for k := range x.buckets {
		keys = append(keys, k)
	}
	return WantOf(keys)
}

// Finder searches an index. It must not be used by two goroutines at once.
type Finder struct {
	index *Index
	kinds map[kind][]*bucket // by header, of events seen before
	seen  []sighting         // by entry
	round uint32             // number of the search
	found []int
}

// sighting is what a search knows of an entry.
type sighting struct {
	round   uint32 // the search it is of; older ones are void
	missing uint8  // witnesses of which no text was found yet, a bit each
}

// kind is a header as logged.
type kind struct {
	channel, provider string
	id                uint16
}

// maxKinds bounds what a finder remembers; a log has some hundred kinds.
const maxKinds = 4096

// Finder returns a new finder. It completes the index.
func (x *Index) Finder() *Finder {
	for _, b := range x.buckets {
		if len(b.guarded) >= crowded && b.filter == nil {
			b.filter = x.newPrefilter(b.guarded)
		}
	}
	return &Finder{index: x, kinds: map[kind][]*bucket{}, seen: make([]sighting, len(x.witnesses))}
}

// Find returns the numbers of the entries that the event may match, ascending.
// They are valid until the next call.
func (fd *Finder) Find(f *Fields) []int {
	fd.round++
	fd.found = fd.found[:0]
	for _, b := range fd.bucketsOf(&f.Event.Header) {
		for _, n := range b.always {
			fd.add(n)
		}
		if b.filter != nil {
			b.filter.find(f, fd.sighted)
			continue
		}
		for _, n := range b.guarded {
			fd.add(n)
		}
	}
	slices.Sort(fd.found)
	return fd.found
}

// add finds an entry whatever its witnesses.
func (fd *Finder) add(n int) {
	if s := &fd.seen[n]; s.round != fd.round || s.missing != 0 {
		*s = sighting{round: fd.round}
		fd.found = append(fd.found, n)
	}
}

// sighted notes texts that were found. An entry is found with the last of its
// witnesses.
func (fd *Finder) sighted(refs []ref) bool {
	for _, r := range refs {
		s := &fd.seen[r.entry]
		if s.round != fd.round {
			*s = sighting{fd.round, 1<<len(fd.index.witnesses[r.entry]) - 1}
		}
		if s.missing == r.witness {
			fd.found = append(fd.found, r.entry)
		}
		s.missing &^= r.witness
	}
	return true
}

// bucketsOf returns the buckets of all keys that cover the header.
func (fd *Finder) bucketsOf(h *event.Header) []*bucket {
	k := kind{h.Channel, h.Provider, h.EventID}
	if list, ok := fd.kinds[k]; ok {
		return list
	}
	if len(fd.kinds) >= maxKinds {
		clear(fd.kinds)
	}
	list := fd.index.covering(h)
	fd.kinds[k] = list
	return list
}

func (x *Index) covering(h *event.Header) []*bucket {
	var list []*bucket
	if h.Channel == "" { // it may be any
		for k, b := range x.buckets {
			if k.Covers("", h.Provider, h.EventID) {
				list = append(list, b)
			}
		}
		slices.SortFunc(list, func(a, b *bucket) int { return compareKeys(a.key, b.key) })
		return list
	}
	for _, channel := range []string{strings.ToLower(h.Channel), ""} {
		for _, provider := range []string{event.FoldProvider(h.Provider), ""} {
			for _, k := range []Key{{channel, provider, h.EventID, false}, {channel, provider, 0, true}} {
				if b := x.buckets[k]; b != nil && !slices.Contains(list, b) {
					list = append(list, b)
				}
			}
		}
	}
	return list
}

// prefilter finds the entries whose witness is in an event.
type prefilter struct{ fields []fieldFilter }

type fieldFilter struct {
	field fieldID
	clues *literalSet
}

func (x *Index) newPrefilter(entries []int) *prefilter {
	type group struct {
		field fieldID
		short bool // clues are searched for apart, so that they do not narrow the window
	}
	groups := map[group]map[string][]ref{}
	for _, n := range entries {
		for i, w := range x.witnesses[n] {
			for _, c := range w {
				g := group{c.field, len(c.text) < maxWindow}
				if groups[g] == nil {
					groups[g] = map[string][]ref{}
				}
				groups[g][c.text] = append(groups[g][c.text], ref{n, 1 << i})
			}
		}
	}
	p := &prefilter{}
	for g, clues := range groups {
		p.fields = append(p.fields, fieldFilter{g.field, newLiteralSet(clues)})
	}
	slices.SortFunc(p.fields, func(a, b fieldFilter) int {
		return cmp.Or(cmp.Compare(a.field, b.field), cmp.Compare(a.clues.width, b.clues.width))
	})
	return p
}

func (p *prefilter) find(f *Fields, sighted func([]ref) bool) {
	for i := range p.fields {
		values := f.values(p.fields[i].field)
		for j := range values {
			p.fields[i].clues.scan(&values[j], sighted)
		}
	}
}

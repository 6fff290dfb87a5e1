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
//     [Witness] of each rule: texts of which one must be in the event.
//
// Entries are numbered in the order in which they are added. All must be added
// before the first search; then several goroutines may search, each with a
// [Finder] of its own.
type Index struct {
	buckets map[Key]*bucket
	entries int
}

// bucket holds the entries of one key.
type bucket struct {
	key     Key
	always  []int // entries without a witness
	guarded []guarded
	filter  *prefilter // over guarded; nil if these are few
}

type guarded struct {
	entry   int
	witness Witness
}

// crowded is the number of entries from which a second level pays.
const crowded = 24

// NewIndex returns an empty index.
func NewIndex() *Index { return &Index{buckets: map[Key]*bucket{}} }

// Add adds an entry and returns its number. Without keys it is never found.
func (x *Index) Add(keys []Key, w Witness) int {
	n := x.entries
	x.entries++
	for _, k := range keys {
		b := x.buckets[k]
		if b == nil {
			b = &bucket{key: k}
			x.buckets[k] = b
		}
		if w == nil {
			b.always = append(b.always, n)
		} else {
			b.guarded = append(b.guarded, guarded{n, w})
		}
	}
	return n
}

// Len returns the number of entries.
func (x *Index) Len() int { return x.entries }

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
	seen  []uint32           // by entry: the search in which it was found
	round uint32
	found []int
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
			b.filter = newPrefilter(b.guarded)
		}
	}
	return &Finder{index: x, kinds: map[kind][]*bucket{}, seen: make([]uint32, x.entries)}
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
			b.filter.find(f, fd.add)
			continue
		}
		for _, g := range b.guarded {
			fd.add(g.entry)
		}
	}
	slices.Sort(fd.found)
	return fd.found
}

func (fd *Finder) add(n int) {
	if fd.seen[n] != fd.round {
		fd.seen[n] = fd.round
		fd.found = append(fd.found, n)
	}
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

// prefilter finds the entries whose witness is in an event. For each field it
// goes once over the text with a window of four bytes; a bit per hash of the
// window says whether any clue has it, so that most places cost one look.
type prefilter struct {
	fields []fieldFilter
}

type fieldFilter struct {
	field fieldID
	bits  [1 << 12 / 64]uint64 // small, to stay in the nearest cache
	clues map[[clueLength]byte][]located
}

// located is a clue with the place of its window in it.
type located struct {
	text    string
	at      int
	entries []int
}

func newPrefilter(list []guarded) *prefilter {
	byField := map[fieldID]map[string][]int{}
	for _, g := range list {
		for _, c := range g.witness {
			if byField[c.field] == nil {
				byField[c.field] = map[string][]int{}
			}
			byField[c.field][c.text] = append(byField[c.field][c.text], g.entry)
		}
	}
	p := &prefilter{}
	for field, texts := range byField {
		p.fields = append(p.fields, newFieldFilter(field, texts))
	}
	slices.SortFunc(p.fields, func(a, b fieldFilter) int { return cmp.Compare(a.field, b.field) })
	return p
}

// newFieldFilter gives each text the window of it that fewest texts have.
func newFieldFilter(field fieldID, texts map[string][]int) fieldFilter {
	ff := fieldFilter{field: field, clues: map[[clueLength]byte][]located{}}
	count := map[[clueLength]byte]int{}
	for text := range texts {
		for i := range len(text) - clueLength + 1 {
			count[window(text, i)]++
		}
	}
	for text, entries := range texts {
		best := 0
		for i := range len(text) - clueLength + 1 {
			if count[window(text, i)] < count[window(text, best)] {
				best = i
			}
		}
		w := window(text, best)
		ff.clues[w] = append(ff.clues[w], located{text, best, entries})
		h := hash(w)
		ff.bits[h/64] |= 1 << (h % 64)
	}
	return ff
}

func window(s string, i int) [clueLength]byte { return [clueLength]byte([]byte(s[i : i+clueLength])) }

func hash(w [clueLength]byte) uint32 {
	n := uint32(w[0]) | uint32(w[1])<<8 | uint32(w[2])<<16 | uint32(w[3])<<24
	return n * 0x9E3779B1 >> 20
}

func (p *prefilter) find(f *Fields, add func(int)) {
	for i := range p.fields {
		values := f.values(p.fields[i].field)
		for j := range values {
			p.fields[i].search(values[j].text(false), add)
		}
	}
}

func (ff *fieldFilter) search(s string, add func(int)) {
	for i := 0; i+clueLength <= len(s); i++ {
		w := [clueLength]byte{s[i], s[i+1], s[i+2], s[i+3]}
		h := hash(w)
		if ff.bits[h/64]&(1<<(h%64)) == 0 {
			continue
		}
		for _, c := range ff.clues[w] {
			if i >= c.at && strings.HasPrefix(s[i-c.at:], c.text) {
				for _, n := range c.entries {
					add(n)
				}
			}
		}
	}
}

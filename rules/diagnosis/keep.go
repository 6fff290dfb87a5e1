package diagnosis

import (
	"cmp"
	"hash/maphash"
	"slices"

	"culprit/parser/event"
)

// kept is an event kept in full.
type kept struct {
	*event.Event
	id   uint64 // equal for the same event, whatever it was read from
	seq  uint64 // place in its source
	rank rank
	kind *kind

	copies int // given beside this one
}

// store keeps events within a limit of memory. When the limit is exceeded it
// gives up the last in the order of compareWorth, and refuses from then on what
// comes behind those. So it ends with the same events in whatever order they
// come, and after any split and merge: the longest prefix, in that order, of all
// distinct events that fits.
type store struct {
	limit int64
	size  int64
	all   []*kept
	ids   map[uint64]*kept
	worst *kept // the best of those given up
}

// add keeps the event unless it is there already or not worth it. Of two
// copies the one from the first source stays.
func (s *store) add(k *kept) {
	if old := s.ids[k.id]; old != nil {
		copies := old.copies + k.copies + 1
		if compareOrigin(k, old) < 0 {
			*old = *k
		}
		old.copies = copies
		return
	}
	if s.worst != nil && compareWorth(k, s.worst) >= 0 {
		return
	}
	if s.ids == nil {
		s.ids = map[uint64]*kept{}
	}
	s.ids[k.id] = k
	s.all = append(s.all, k)
	s.size += sizeOf(k.Event)
	if s.size > s.limit+s.limit/4 {
		s.trim()
	}
}

// trim gives up what does not fit. It is called when a quarter too much has
// gathered, so that its cost is spread.
func (s *store) trim() {
	if s.size <= s.limit {
		return
	}
	slices.SortFunc(s.all, compareWorth)
	size := int64(0)
	for i, k := range s.all {
		if size += sizeOf(k.Event); size > s.limit {
			s.worst = k
			s.giveUp(i)
			return
		}
	}
}

// giveUp forgets the events from a place on.
func (s *store) giveUp(from int) {
	for _, k := range s.all[from:] {
		delete(s.ids, k.id)
		s.size -= sizeOf(k.Event)
	}
	clear(s.all[from:])
	s.all = s.all[:from]
}

// merge adds the events of another store, which is not to be used again.
func (s *store) merge(o *store) {
	if o.worst != nil && (s.worst == nil || compareWorth(o.worst, s.worst) < 0) {
		s.worst = o.worst
		slices.SortFunc(s.all, compareWorth)
		i, _ := slices.BinarySearchFunc(s.all, s.worst, compareWorth)
		s.giveUp(i)
	}
	for _, k := range o.all {
		s.add(k)
	}
}

// copies counts the events that were given more than once.
func (s *store) copies() int {
	n := 0
	for _, k := range s.all {
		n += k.copies
	}
	return n
}

// horizon is the time up to which events that rules may ask for were given up.
func (s *store) horizon() event.FILETIME {
	if s.worst == nil || s.worst.rank < rankMark {
		return 0
	}
	return s.worst.Time
}

// compareWorth puts first what is given up last: what rules ask for before
// changes, then the newer before the older. It looks at what the events say,
// not at where they were read.
func compareWorth(a, b *kept) int {
	// The numbers settle nearly all; what follows costs a hundred times as much.
	if c := cmp.Or(
		cmp.Compare(worth(b.rank), worth(a.rank)),
		cmp.Compare(b.Time, a.Time),
		cmp.Compare(b.Record, a.Record)); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(a.Host(), b.Host()),
		cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.Provider, b.Provider),
		cmp.Compare(a.EventID, b.EventID),
		slices.CompareFunc(a.Data, b.Data, func(f, g event.Field) int {
			return cmp.Or(cmp.Compare(f.Name, g.Name), cmp.Compare(f.Value.Text(), g.Value.Text()))
		}),
		compareOrigin(a, b))
}

func worth(r rank) int {
	if r >= rankMark {
		return 1
	}
	return 0
}

// compareOrigin puts events in the order of sources and of places in them.
func compareOrigin(a, b *kept) int {
	return cmp.Or(compareSources(a.Source, b.Source), cmp.Compare(a.seq, b.seq))
}

// compareSources orders sources by path, so that the order in which they were
// named does not matter. Its last resort is that order.
func compareSources(a, b *event.Source) int {
	if a == b {
		return 0
	}
	return cmp.Or(
		slices.Compare(a.Container, b.Container),
		cmp.Compare(a.Path, b.Path),
		cmp.Compare(a.Index, b.Index))
}

// sizeOf estimates the memory that an event takes.
func sizeOf(e *event.Event) int64 {
	const fixed, perField = 512, 96
	size := fixed + len(e.Binary) + len(e.Message)
	for i := range e.Data {
		size += perField + len(e.Data[i].Name) + valueSize(&e.Data[i].Value)
	}
	return int64(size + elementSize(e.UserData))
}

func valueSize(v *event.Value) int {
	switch v.Kind() {
	case event.KindString, event.KindBinary:
		return len(v.Text())
	case event.KindList:
		size := 0
		for i := range v.Items() {
			size += 96 + valueSize(&v.Items()[i])
		}
		return size
	default:
		return 16
	}
}

func elementSize(el *event.Element) int {
	if el == nil {
		return 0
	}
	size := 192 + valueSize(&el.Value)
	for i := range el.Attrs {
		size += 96 + valueSize(&el.Attrs[i].Value)
	}
	for i := range el.Children {
		size += elementSize(&el.Children[i])
	}
	return size
}

// identity returns a number that is equal for the same event, whatever it was
// read from. Events without record number are told apart by their content and
// by how often the same came before in this source.
func (t *Tally) identity(v *event.View, k *kind, e *event.Event) uint64 {
	id := mix(k.hash, v.Record, uint64(v.Time))
	if e == nil {
		e = v.Full
	}
	if e != nil {
		id = mix(id, contentHash(e), 0)
	}
	if v.Record != 0 {
		return id
	}
	if t.seen == nil {
		t.seen = map[uint64]uint32{}
	}
	n := t.seen[id]
	if len(t.seen) < maxIDs {
		t.seen[id] = n + 1
	}
	return mix(id, uint64(n), 1)
}

func contentHash(e *event.Event) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	h.Write(e.Binary)
	var text []byte
	for i := range e.Data {
		text = e.Data[i].Value.AppendText(append(text[:0], e.Data[i].Name...))
		h.Write(append(text, 0))
	}
	return h.Sum64()
}

package evtx

import "culprit/parser/event"

// reader decodes the records of one chunk at a time. Each goroutine has its
// own; templates are shared through the store.
type reader struct {
	store     *Templates
	log       *Log
	lend      *lender // is told of the templates met, and none are borrowed; or nil
	ansi      func(dst, b []byte) []byte
	cp1252    bool // ansi is for that code page
	c         []byte
	base      int64             // of the chunk in the source
	defs      [chunkSize]uint16 // by chunk offset: 1 + index into templates
	touched   []uint32          // what of defs is not 0
	templates []*template       // met in this chunk
	recent    *template         // the last one asked for, and where it stands
	recentAt  int
	stack     []slot // values of the instances being read
	strings   interner
	names     nameCache
	clock     clock
	prefix    []byte // of the JSON lines of this source
	wanted    wanted
	view1     event.View // shown to a filter
	fields    jsonFields
	plain     plain
	key       []byte // scratch of plain

	plainTemplate *template
	nest          [maxNesting]instance
	steps         int // left for this record
}

func newReader(store *Templates, opt *Options) *reader {
	r := &reader{store: store, ansi: appendANSI, cp1252: true, wanted: wanted{want: opt.Want}}
	if opt.ANSI != nil {
		r.ansi, r.cp1252 = opt.ANSI, false
	}
	return r
}

// setChunk turns to another chunk, which begins at base of its log.
func (r *reader) setChunk(c []byte, base int64, l *Log) {
	if r.log != l {
		r.log, r.prefix = l, event.AppendJSONString([]byte(`{"input":`), l.src.Name())
	}
	r.c, r.base = c, base
	for _, off := range r.touched {
		r.defs[off] = 0
	}
	clear(r.templates)
	r.recent = nil
	r.touched, r.templates = r.touched[:0], r.templates[:0]
}

// step spends one of the steps that a record has.
func (r *reader) step() bool {
	r.steps--
	return r.steps > 0
}

// begin reads the root of a record.
func (r *reader) begin(rec record) (instance, *flaw) {
	r.stack, r.steps = r.stack[:0], maxSteps
	in, _, f, ok := r.fragment(rec.off+recordHeader, rec.off+rec.size-recordTrailer)
	if !ok {
		f = &flaw{off: rec.off + recordHeader, structure: "record", cause: "holds no event"}
		in.t = &template{flaw: f}
	}
	return in, f
}

// position fills in what the header of the record itself says.
func (r *reader) position(h *event.Header, rec record) {
	*h = event.Header{
		Source: r.log.src, Offset: r.base + int64(rec.off), Origin: rec.origin,
		HeaderRecord: le.Uint64(r.c[rec.off+8:]),
		Written:      event.FILETIME(le.Uint64(r.c[rec.off+16:])),
	}
}

// header fills in what the system section says.
func (r *reader) header(h *event.Header, in *instance) {
	s := in.t.sys
	if s == nil {
		return
	}
	h.Provider, h.Manifest = r.provider(s, in)
	h.EventID, h.Qualifiers, h.HasQualifiers = r.eventID(s, in)
	h.Level = event.Level(r.num(&s.at[sysLevel], in))
	h.Time = r.time(&s.at[sysTime], in)
	h.Record = r.num(&s.at[sysRecord], in)
	h.Channel = r.text(&s.at[sysChannel], in)
	h.Computer = r.text(&s.at[sysComputer], in)
}

// provider returns the classic source name and the manifest name, if there are
// both, else the name and nothing.
func (r *reader) provider(s *system, in *instance) (name, manifest string) {
	name = r.text(&s.at[sysProvider], in)
	if s.at[sysSource].kind == contentNone {
		return name, ""
	}
	if source := r.text(&s.at[sysSource], in); source != "" && source != name {
		return source, name
	}
	return name, ""
}

// eventID returns the identifier and its qualifiers, which some writers leave
// in the upper half.
func (r *reader) eventID(s *system, in *instance) (id, qualifiers uint16, has bool) {
	n := r.num(&s.at[sysEventID], in)
	id, qualifiers = uint16(n), uint16(n>>16)
	if r.has(&s.at[sysQualifiers], in) {
		return id, uint16(r.num(&s.at[sysQualifiers], in)), true
	}
	return id, qualifiers, qualifiers != 0
}

// view fills in the header of a view. Of a record whose body cannot be read it
// shows the place and when it was written.
func (r *reader) view(h *event.Header, rec record) {
	r.position(h, rec)
	if rec.origin == event.Torn {
		return
	}
	in, ok := r.peek(rec)
	if !ok {
		in, ok = r.beginPlain(rec)
	}
	if !ok {
		in, _ = r.begin(rec)
	}
	if in.t.flaw == nil {
		r.header(h, &in)
	} else {
		r.usualHeader(h, &in)
	}
}

// peek is begin for a record that is a template instance, of which it reads no
// more slots than the header needs.
func (r *reader) peek(rec record) (in instance, ok bool) {
	pos, limit := rec.off+recordHeader, rec.off+rec.size-recordTrailer
	if pos+fragmentHeaderSize >= limit || r.c[pos] != tokenFragment || r.c[pos+fragmentHeaderSize] != tokenInstance {
		return in, false
	}
	r.steps = maxSteps
	in, values, ok := r.head(pos+fragmentHeaderSize, limit)
	if !ok || in.t.sys == nil {
		return in, false
	}
	r.stack, ok = readSomeSlots(r.stack[:0], r.c, values, limit, in.t.sys.need)
	in.n = len(r.stack)
	return in, ok
}

// damage tells of a flaw in terms of the source.
func (r *reader) damage(f *flaw) *event.Damage {
	if f == nil {
		return nil
	}
	return &event.Damage{
		Source: r.log.src, Offset: r.base + int64(f.off), Structure: f.structure, Cause: f.cause, Lost: int64(f.lost),
	}
}

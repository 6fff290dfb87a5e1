package evtx

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"culprit/parser/event"
	"culprit/parser/evtx/evtxtest"
)

// seeds are small logs: of every kind that our own writer makes and, if the
// corpus is there, the first chunks of real ones.
func seeds(f testing.TB) (logs [][]byte) {
	f.Helper()
	events := []event.Event{
		{
			Header: event.Header{
				Time: 133e15, Written: 133e15 + 5, Computer: "PC", Channel: "System", Provider: "Service Control Manager",
				EventID: 7023, HasQualifiers: true, Qualifiers: 0xc000, Level: event.Error,
			},
			Data:   []event.Field{{Name: "param1", Value: event.String("IPSEC")}, {Name: "param2", Value: event.String("%%2")}},
			Binary: []byte{1, 2, 3},
		},
		{
			Header:       event.Header{Time: 133e15 + 9, Computer: "PC", Channel: "Security", Provider: "Auditing", EventID: 1102},
			ProviderGUID: "{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE148}", ActivityID: "{FC65DDD8-D6EF-4962-83D5-6E5CFE9CE149}",
			UserData: &event.Element{
				Name:     "LogFileCleared",
				Attrs:    []event.Field{{Name: "xmlns", Value: event.String("urn:x")}},
				Children: []event.Element{{Name: "SubjectUserName", Value: event.String("eve & adam")}},
			},
		},
	}
	for _, opt := range []evtxtest.Options{{}, {Plain: true}, {Minor: 2, Dirty: true, PerChunk: 1, Spare: 1}} {
		data, err := evtxtest.Write(events, opt)
		if err != nil {
			f.Fatal(err)
		}
		logs = append(logs, data)
	}
	shared := os.Getenv("CULPRIT_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	names, _ := filepath.Glob(filepath.Join(shared, "corpus/evtx/*/*.evtx"))
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil && len(data) > fileBlockSize {
			logs = append(logs, data[:min(len(data), fileBlockSize+chunkSize)])
		}
	}
	return logs
}

// decodeAll is the slow lane: all records decoded, then written, with damage
// in its place.
func decodeAll(l *Log, opt Options) (out []byte) {
	for v, d := range l.Records(opt) {
		if d == nil {
			var e *event.Event
			e, d = v.Event()
			out = append(event.AppendJSON(out, e), '\n')
		}
		if d != nil {
			out = fmt.Appendln(out, d)
		}
	}
	return out
}

func renderAll(l *Log, f Format, opt Options) (out, text []byte) {
	for b, d := range l.Render(f, opt) {
		text = append(text, b...)
		if d != nil {
			b = fmt.Appendln(nil, d)
		}
		out = append(out, b...)
	}
	return out, text
}

// check reads a log in every way there is and compares what they give.
func check(t *testing.T, data []byte) {
	t.Helper()
	open := func() *Log {
		l, err := Open(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "x"})
		if err != nil {
			if _, ok := errors.AsType[*event.Damage](err); !ok {
				t.Fatalf("error %v is no damage", err)
			}
			return Carve(bytes.NewReader(data), int64(len(data)), &event.Source{Path: "x"})
		}
		return l
	}
	slow := decodeAll(open(), Options{Slack: true})
	fast, text := renderAll(open(), JSONL, Options{Slack: true})
	if !bytes.Equal(slow, fast) {
		t.Fatalf("decoded\n%s\nrendered\n%s", slow, fast)
	}
	if parallel, _ := renderAll(open(), JSONL, Options{Slack: true, Workers: 2}); !bytes.Equal(parallel, fast) {
		t.Fatalf("one worker\n%s\ntwo\n%s", fast, parallel)
	}
	for line := range bytes.Lines(text) {
		if !json.Valid(line) {
			t.Fatalf("not JSON: %s", line)
		}
	}
	_, text = renderAll(open(), XML, Options{Slack: true})
	checkXML(t, text)
	for _, off := range []int64{0, fileBlockSize, fileBlockSize + chunkHeaderSize, -1} {
		_ = Dump(io.Discard, bytes.NewReader(data), int64(len(data)), off)
	}
}

// readers are reused: making one costs more than reading a small chunk.
var readers = sync.Pool{New: func() any { return newReader(NewTemplates(), &Options{}) }}

// checkChunk reads the records of a chunk in every way there is.
func checkChunk(t *testing.T, c []byte) {
	t.Helper()
	r, ok := readers.Get().(*reader)
	if !ok {
		t.Fatal("no reader")
	}
	defer readers.Put(r)
	r.store = NewTemplates()
	r.setChunk(c, fileBlockSize, &Log{src: &event.Source{Path: "x"}})
	w := newWalker(c)
	w.slack = true
	for rec, f, ok := w.next(); ok; rec, f, ok = w.next() {
		if f == nil {
			checkRecordLanes(t, r, rec)
		}
	}
}

func checkRecordLanes(t *testing.T, r *reader, rec record) {
	t.Helper()
	var h event.Header
	r.view(&h, rec)
	e, f := r.event(rec)
	if e.Header != h {
		t.Fatalf("event %+v, view %+v", e.Header, h)
	}
	slow := append(event.AppendJSON(nil, e), '\n')
	if !json.Valid(slow) {
		t.Fatalf("not JSON: %s", slow)
	}
	if fast, ok := r.json(nil, rec); ok && (f != nil || !bytes.Equal(fast, slow)) {
		t.Fatalf("flaw %v, decoded\n%srendered\n%s", f, slow, fast)
	}
	text, ok := r.xml(nil, rec)
	if !ok {
		text = event.AppendXML(nil, e)
	}
	checkXML(t, text)
}

func checkXML(t *testing.T, text []byte) {
	t.Helper()
	for dec := xml.NewDecoder(bytes.NewReader(text)); ; {
		if _, err := dec.RawToken(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not XML: %v: %s", err, text)
		}
	}
}

// FuzzLog reads anything as a log.
func FuzzLog(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4*chunkSize {
			return
		}
		check(t, data)
	})
}

// FuzzChunk reads anything as the first chunk of a log.
func FuzzChunk(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data[fileBlockSize:])
	}
	f.Fuzz(func(t *testing.T, chunk []byte) {
		if len(chunk) > chunkSize {
			return
		}
		checkChunk(t, chunk)
	})
}

// FuzzRecord reads anything as the body of the second record of a chunk, behind
// one that brings names and templates.
func FuzzRecord(f *testing.F) {
	logs := seeds(f)
	chunk := logs[0][fileBlockSize:][:chunkSize]
	first := int(le.Uint32(chunk[chunkHeaderSize+4:]))
	for _, data := range logs {
		w := newWalker(data[fileBlockSize:])
		for range 5 {
			if rec, flaw, ok := w.next(); ok && flaw == nil {
				c := data[fileBlockSize:]
				f.Add(c[rec.off+recordHeader : rec.off+rec.size-recordTrailer])
			}
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := bytes.Clone(chunk)
		at := chunkHeaderSize + first
		size := recordMin + len(body)
		if at+size > chunkSize {
			return
		}
		clear(c[at:])
		copy(c[at:], recordSignature)
		le.PutUint32(c[at+4:], uint32(size))
		le.PutUint64(c[at+8:], 2)
		le.PutUint64(c[at+16:], 133e15)
		copy(c[at+recordHeader:], body)
		le.PutUint32(c[at+size-4:], uint32(size))
		le.PutUint32(c[48:], uint32(at+size))
		checkChunk(t, c)
	})
}

// FuzzBinXML parses anything as an element, with and without dependency ids.
func FuzzBinXML(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data[fileBlockSize+chunkHeaderSize+recordHeader:][:1000], true)
	}
	f.Fuzz(func(t *testing.T, b []byte, depID bool) {
		p := treeParser{c: b, end: len(b), depID: depID}
		root := p.fragment()
		if p.flaw == nil && root == nil {
			t.Fatal("neither an element nor a flaw")
		}
		if p.pos > len(b) {
			t.Fatalf("parsed %d bytes of %d", p.pos, len(b))
		}
	})
}

// FuzzValue compares the ways in which a value is written.
func FuzzValue(f *testing.F) {
	for typ := range byte(0x24) {
		f.Add(typ, []byte{1, 2, 0, 0, 5, 6, 7, 8})
		f.Add(typ|typeArray, []byte{1, 0, 0, 0, 0, 0, 0, 5, 9, 9, 9, 9, 0, 0, 0, 0})
	}
	f.Add(byte(typeString), []byte("<\x00\"\x00a\x00b\x00c\x00d\x00e\x00f\x00g\x00\\\x00\x3d\xd8\x00\xde\x01\x00"))
	f.Add(byte(typeSID), []byte("\x01\x01\x00\x00\x00\x00\x00\x05\x12\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, typ byte, raw []byte) {
		if len(raw) > 0xffff || typ == typeBinXML {
			return
		}
		r := newReader(NewTemplates(), &Options{})
		r.c, r.steps = raw, maxSteps
		s := slot{n: uint16(len(raw)), typ: typ}
		v := r.value(s)
		if typ&typeArray == 0 {
			if got, want := r.appendJSON(nil, typ, raw), v.AppendJSON(nil); !bytes.Equal(got, want) {
				t.Errorf("JSON: fast %s, slow %s", got, want)
			}
		}
		for _, attr := range []bool{false, true} {
			got, want := r.appendXML(nil, typ, raw, attr), event.AppendXMLText(nil, v.Text(), attr)
			if !bytes.Equal(got, want) {
				t.Errorf("XML: fast %s, slow %s", got, want)
			}
		}
		c := content{kind: contentSlot}
		r.stack = append(r.stack, s)
		if got := r.text(&c, &instance{n: 1}); len(raw) > 0 && got != v.Text() {
			t.Errorf("interned %q, decoded %q", got, v.Text())
		}
	})
}

// FuzzIdentity asks whether definitions that are taken for the same say the
// same. Two chunks are made of one, the second altered at two places.
func FuzzIdentity(f *testing.F) {
	for _, data := range seeds(f) {
		f.Add(data[fileBlockSize:], uint16(0x230), byte(1), uint16(0x260), byte(2))
	}
	f.Fuzz(func(t *testing.T, a []byte, at1 uint16, x1 byte, at2 uint16, x2 byte) {
		if len(a) < chunkHeaderSize+100 || len(a) > chunkSize {
			return
		}
		b := bytes.Clone(a)
		b[int(at1)%len(b)] ^= x1
		b[int(at2)%len(b)] ^= x2
		const def = chunkHeaderSize + recordHeader + fragmentHeaderSize + instanceHeader
		ta, tb := parseTemplate(a, def), parseTemplate(b, def)
		if ta.flaw != nil || !ta.same(b, def) {
			return
		}
		if tb.flaw != nil {
			t.Fatalf("a sound definition is the same as one with a flaw: %v", tb.flaw)
		}
		if !reflect.DeepEqual(ta.root, tb.root) {
			t.Fatal("the same definition means something else")
		}
	})
}

// TestChecksumSeeds makes sure that what the fuzzers start from is sound.
func TestChecksumSeeds(t *testing.T) {
	data, err := evtxtest.Write([]event.Event{{Header: event.Header{Channel: "System", EventID: 1}}}, evtxtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := data[fileBlockSize:]
	h := parseChunkHeader(c)
	if headerSum(c) != h.headerSum || crc32.ChecksumIEEE(c[chunkHeaderSize:h.free]) != h.dataSum {
		t.Error("wrong checksums")
	}
}

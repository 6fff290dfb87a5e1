package samples

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"culprit/internal/golden"
	"culprit/parser/event"
	"culprit/parser/evt/evttest"
	"culprit/parser/evtx/evtxtest"
)

const root = "../../testdata"

// sample is a file under testdata.
type sample struct {
	name string
	says string // how it came to be
	data []byte
}

func samples(t *testing.T) []sample {
	main := evt(t, system2003(t, fullDisk), evttest.Options{First: 4471})
	modern := evtx(t, numbered(server2012.events(t, healthy2012), 812), evtxtest.Options{})
	dns := server2003.events(t, dnsPort)
	dc := server2003.events(t, domainController)
	hosts := server2003.events(t, otherHost)
	disk := server2003.events(t, diskFull)
	return append([]sample{
		{"ipsec-2003/SysEvent.Evt", "a full system drive, a damaged IPSec policy store, Block mode", main},
		{"ipsec-2003-evtx/System.evtx", "the same, converted", evtx(t, system2003(t, fullDisk), evtxtest.Options{})},
		{"ipsec-2003-en/paste.txt", "the same, copied out of Event Viewer", english.paste(t, fullDisk)},
		{"ipsec-2003-ru/paste.txt", "the same, on Russian Windows", russian.paste(t, fullDisk)},
		{"ipsec-2003-dns-port/SysEvent.Evt", "the DNS Server took the port", evt(t, where(dns, of("System")), evttest.Options{})},
		{"ipsec-2003-dns-port/DnsEvent.Evt", "its own log", evt(t, where(dns, of("DNS Server")), evttest.Options{})},
		{"ipsec-2003-only-4292/SysEvent.Evt", "one event, nothing around it", evt(t, system2003(t, only4292), evttest.Options{First: 18233})},
		{"ipsec-2003-transient/SysEvent.Evt", "Block mode for half a minute at the start", evt(t, system2003(t, transient), evttest.Options{})},
		{"ipsec-2003-other-host/mail01-SysEvent.Evt", "Block mode on one host", evt(t, where(hosts, on("MAIL01")), evttest.Options{})},
		{"ipsec-2003-other-host/file02-SysEvent.Evt", "the failed service on another", evt(t, where(hosts, on("FILE02")), evttest.Options{})},
		{"ipsec-2003-winsock/SysEvent.Evt", "a damaged Winsock catalog", evt(t, system2003(t, winsock), evttest.Options{})},
		{"ipsec-2003-dc/SysEvent.Evt", "a damaged store on a domain controller", evt(t, where(dc, of("System")), evttest.Options{})},
		{"ipsec-2003-dc/NTDS.Evt", "its directory", evt(t, where(dc, of("Directory Service")), evttest.Options{})},
		{"ipsec-2003-dc/NtFrs.Evt", "its replication", evt(t, where(dc, of("File Replication Service")), evttest.Options{})},
		{"packet-coalescing-win8/System.evtx", "4292 of Tcpip, which is harmless", evtx(t, numbered(server2012.events(t, coalescing), 1), evtxtest.Options{Minor: 2})},
		{"service-password/System.evtx", "a service whose account has a new password", evtx(t, numbered(server2012.events(t, password), 90211), evtxtest.Options{})},
		{"disk-full/SysEvent.Evt", "the warning at every start", evt(t, where(disk, of("System")), evttest.Options{})},
		{"disk-full/AppEvent.Evt", "what came of it", evt(t, where(disk, of("Application")), evttest.Options{})},
		{"healthy/SysEvent.Evt", "starts and stops of Windows Server 2003", evt(t, system2003(t, healthy2003), evttest.Options{})},
		{"healthy/System.evtx", "starts and stops of Windows Server 2012 R2", modern},
	}, damaged(t, main, modern)...)
}

// damaged breaks one thing in each of a number of sound logs.
func damaged(t *testing.T, main, modern []byte) []sample {
	live := system2003(t, fullDisk)
	newest := bytes.LastIndex(main, []byte("LfLe")) - 4
	third := nthRecord(main, 3)
	free := binary.LittleEndian.Uint32(modern[4096+48:])
	return []sample{
		{"damaged/empty.evtx", "no bytes at all", nil},
		{"damaged/truncated.evt", "ends within its last record", main[:newest+100]},
		{"damaged/no-end.evt", "its end-of-file record overwritten with zeros", zeroed(main, len(main)-40, 40)},
		{"damaged/bad-length.evt", "the length of its third record overwritten", filled(main, third, 0xff, 4)},
		{"damaged/dirty.evt", "copied from a running system, once around", evt(t, live, evttest.Options{Size: 2560, Dirty: true})},
		{"damaged/truncated.evtx", "ends within a record", modern[:4096+int(free)-200]},
		{"damaged/zeroed-chunk-magic.evtx", "the signature of its chunk overwritten with zeros", zeroed(modern, 4096, 8)},
		{"damaged/bad-checksum.evtx", "one letter of a record changed", bytes.Replace(modern, wide("running"), wide("ruining"), 1)},
		{"damaged/dirty.evtx", "copied from a running system", evtx(t, numbered(server2012.events(t, healthy2012), 812), evtxtest.Options{Dirty: true})},
	}
}

func system2003(t *testing.T, timeline string) []event.Event {
	t.Helper()
	return numbered(server2003.events(t, timeline), 4471)
}

func on(computer string) func(*event.Event) bool {
	return func(e *event.Event) bool { return e.Computer == computer }
}

func evt(t *testing.T, events []event.Event, opt evttest.Options) []byte {
	t.Helper()
	file, err := evttest.Write(events, opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func evtx(t *testing.T, events []event.Event, opt evtxtest.Options) []byte {
	t.Helper()
	file, err := evtxtest.Write(events, opt)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// nthRecord returns the offset of a record of a .evt log, counted from 1.
func nthRecord(log []byte, n int) int {
	off := 0x30
	for range n - 1 {
		off += int(binary.LittleEndian.Uint32(log[off:]))
	}
	return off
}

func zeroed(log []byte, off, n int) []byte { return filled(log, off, 0, n) }

func filled(log []byte, off int, c byte, n int) []byte {
	out := bytes.Clone(log)
	copy(out[off:], bytes.Repeat([]byte{c}, n))
	return out
}

func wide(s string) []byte {
	var b []byte
	for _, c := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(c))
	}
	return b
}

func TestSamples(t *testing.T) {
	all := samples(t)
	known := map[string]bool{}
	for _, s := range all {
		known[s.name] = true
		check(t, s)
	}
	golden.Check(t, filepath.Join(root, "README.md"), readme(all))
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); isLog(name) && !known[name] {
			t.Errorf("testdata/%s: nothing tells how it came to be", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// isLog tells logs from scripts and expectations, which explain themselves.
func isLog(name string) bool {
	return slices.Contains([]string{".evt", ".evtx", ".txt"}, strings.ToLower(filepath.Ext(name)))
}

// check is golden.Check without the attempt to show binary differences.
func check(t *testing.T, s sample) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(s.name))
	old, err := os.ReadFile(path)
	switch {
	case *golden.Update:
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, s.data, 0o644); err != nil {
			t.Fatal(err)
		}
	case errors.Is(err, fs.ErrNotExist) || !bytes.Equal(old, s.data):
		t.Errorf("testdata/%s is not what is written; rewrite with -update if this is right", s.name)
	case err != nil:
		t.Fatal(err)
	}
}

const intro = `# Samples

Small logs to try the program on and to test it with. None comes from a real
machine: the writers of ` + "`parser/evt/evttest`" + ` and ` + "`parser/evtx/evtxtest`" + ` made them
from the timelines in ` + "`internal/samples`" + `, where each story is told; the pasted texts
are laid out as Event Viewer of Windows Server 2003 does. Hosts, domains and
accounts are invented. ` + "`UPDATE=1 go test ./internal/samples`" + ` makes them anew.

` + "`ipsec-2003`, `ipsec-2003-evtx`, `ipsec-2003-en` and `ipsec-2003-ru`" + ` tell one and the
same story.

| file | bytes | what | SHA-256 |
|---|---|---|---|
`

func readme(all []sample) []byte {
	var b bytes.Buffer
	b.WriteString(intro)
	for _, s := range all {
		fmt.Fprintf(&b, "| %s | %d | %s | `%x` |\n", s.name, len(s.data), s.says, sha256.Sum256(s.data))
	}
	return b.Bytes()
}

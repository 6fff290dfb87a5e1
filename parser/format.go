package parser

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"culprit/parser/hexdata"
)

// Format is what the content of a file is. For what culprit cannot read it is
// a description in words, such as "JPEG image".
type Format string

// The formats that are read.
const (
	EVTX Format = "evtx" // Windows Vista and later
	EVT  Format = "evt"  // Windows NT to 2003
	Text Format = "text" // any export or paste; the reader tells them apart
	Hex  Format = "hex"  // the data of events, without the events
	Zip  Format = "zip"
	Gzip Format = "gzip"
	Tar  Format = "tar"
	// Carved is anything that pieces of logs are looked for in; see [Carve].
	Carved Format = "carved"
)

// Formats that are not read but deserve a word of their own.
const (
	empty   Format = "empty file"
	zeros   Format = "nothing but zero bytes"
	report  Format = "culprit report"
	unknown Format = "unknown binary data"
)

// IsLog reports whether [Input.Open] can read the format.
func (f Format) IsLog() bool { return f == EVTX || f == EVT || f == Text || f == Hex || f == Carved }

// IsArchive reports whether the format holds other files.
func (f Format) IsArchive() bool { return f == Zip || f == Gzip || f == Tar }

// advice says what to do with a file of a format that is not read; "" if
// nothing is worth saying.
func (f Format) advice() string {
	switch {
	case f == report:
		return "render it again with: culprit report"
	case f == "memory dump", f == "disk image", f == unknown:
		return "if it may hold pieces of logs, search it with --carve"
	case f == zeros:
		return "the copy failed; take the log again"
	case strings.HasSuffix(string(f), "archive"):
		return "unpack it first"
	case f == "Event Trace Log":
		return "export it with: tracerpt FILE.etl -of EVTX"
	}
	return ""
}

// magic is a signature at a fixed place.
type magic struct {
	offset int
	bytes  string
	format Format
}

// magics lists what is told by a signature, ours first. The rest is what
// people send in place of logs: screenshots, documents, archives of other
// kinds, dumps and registry hives out of the same collection.
var magics = []magic{
	{0, "ElfFile\x00", EVTX},
	{4096, "ElfChnk\x00", EVTX}, // the file header is lost
	{0, "ElfChnk\x00", EVTX},    // a chunk carved out of something
	{4, "LfLe", EVT},
	{0, "PK\x03\x04", Zip},
	{0, "PK\x05\x06", Zip}, // an empty one
	{0, "\x1f\x8b\x08", Gzip},
	{257, "ustar", Tar},

	{0, "\xff\xd8\xff", "JPEG image"},
	{0, "\x89PNG\r\n\x1a\n", "PNG image"},
	{0, "GIF8", "GIF image"},
	{0, "BM", "BMP image"},
	{0, "%PDF-", "PDF document"},
	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office document"},
	{0, "7z\xbc\xaf\x27\x1c", "7z archive"},
	{0, "Rar!\x1a\x07", "RAR archive"},
	{0, "MSCF", "cabinet archive"},
	{0, "\xfd7zXZ\x00", "xz archive"},
	{0, "\x28\xb5\x2f\xfd", "zstd archive"},
	{0, "BZh", "bzip2 archive"},
	{0, "MZ", "Windows program"},
	{0, "\x7fELF", "Linux program"},
	{0, "regf", "registry hive"},
	{0, "PAGEDU64", "memory dump"},
	{0, "PAGEDUMP", "memory dump"},
	{0, "MDMP", "memory dump"},
	{0, "SCCA", "prefetch file"},
	{4, "SCCA", "prefetch file"},
	{0, "MAM\x04", "prefetch file"},
	{0, "SQLite format 3\x00", "SQLite database"},
	{4, "\xef\xcd\xab\x89", "ESE database"},
	{0, "vhdxfile", "disk image"},
	{0, "EVF\x09\x0d\x0a\xff\x00", "disk image"},
}

// Detect tells the format from the first bytes of a file, of which it looks at
// [Sniffed] if there are as many.
func Detect(prefix []byte) Format {
	if len(prefix) == 0 {
		return empty
	}
	prefix = prefix[:min(len(prefix), Sniffed)]
	text := isText(prefix)
	for _, m := range magics {
		// Two letters are no proof: a text may begin with them.
		if m.matches(prefix) && (len(m.bytes) > 3 || !text) {
			return m.format
		}
	}
	switch {
	case len(bytes.Trim(prefix, "\x00")) == 0:
		return zeros
	case isReport(prefix):
		return report
	case text && hexdata.Detect(prefix):
		return Hex
	case text:
		return Text
	case bytes.Contains(prefix, []byte("LfLe")):
		return EVT // its header is lost, but every record has the signature
	}
	return unknown
}

func (m magic) matches(prefix []byte) bool {
	return len(prefix) >= m.offset+len(m.bytes) &&
		string(prefix[m.offset:m.offset+len(m.bytes)]) == m.bytes
}

// isReport recognises what culprit itself writes, so that a report left in
// the folder of the logs is not taken for another log.
func isReport(prefix []byte) bool {
	head := prefix[:min(len(prefix), 256)]
	return bytes.Contains(head, []byte(`"culprit.report/`))
}

// isText reports whether the bytes are text in UTF-8, UTF-16 or one of the
// single-byte code pages: no control characters but those that text has.
func isText(prefix []byte) bool {
	for _, bom := range []string{"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(prefix, []byte(bom)) {
			return true
		}
	}
	if isWide(prefix) {
		return true
	}
	for _, c := range prefix {
		if c < ' ' && !strings.ContainsRune("\t\n\v\f\r\x1b\x1a", rune(c)) || c == 0x7f {
			return false
		}
	}
	return utf8.Valid(trimPartialRune(prefix)) || mostlyLetters(prefix)
}

// isWide recognises UTF-16 without a byte order mark by the zero bytes that
// ASCII leaves in it: in all the even or all the odd places, and only there.
func isWide(prefix []byte) bool {
	var zero [2]int
	for i, c := range prefix {
		if c == 0 {
			zero[i&1]++
		}
	}
	half := len(prefix) / 2
	return half >= 8 && (zero[0] == 0 && zero[1] > half/8 || zero[1] == 0 && zero[0] > half/8)
}

// mostlyLetters accepts a code page, where letters of other alphabets are
// above 0x7f: at least a fifth of such a text is still blanks, digits and
// punctuation of ASCII.
func mostlyLetters(prefix []byte) bool {
	ascii := 0
	for _, c := range prefix {
		if c < 0x80 {
			ascii++
		}
	}
	return ascii*5 >= len(prefix)
}

// trimPartialRune cuts the UTF-8 sequence that the end of the prefix broke.
func trimPartialRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

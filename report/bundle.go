package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"time"
)

// bundled are the members of a bundle, sorted by name. All have extensions
// that ticket systems take inside a zip; the raw logs are not among them.
var bundled = []struct {
	name  string
	write func(io.Writer, *Document, Options) error
}{
	{"evidence.jsonl", evidenceJSONL},
	{"report.csv", CSV},
	{"report.html", HTML},
	{"report.json", func(w io.Writer, doc *Document, _ Options) error { return JSON(w, doc) }},
	{"report.junit.xml", JUnit},
	{"report.md", Markdown},
	{"report.sarif", SARIF},
	{"report.txt", Text},
}

// bundleTime is the oldest time that a zip can hold: a bundle of the same
// report is the same to the byte.
var bundleTime = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

// Bundle writes doc as a zip of all that a case needs: the report in every
// form, the cited events as JSON lines, and MANIFEST.sha256, which sha256sum
// checks. It holds one member in memory at a time.
func Bundle(w io.Writer, doc *Document, opt Options) error {
	z := zip.NewWriter(w)
	var manifest, member bytes.Buffer
	for _, m := range bundled {
		member.Reset()
		if err := m.write(&member, doc, opt); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		sum := sha256.Sum256(member.Bytes())
		fmt.Fprintf(&manifest, "%s  %s\n", hex.EncodeToString(sum[:]), m.name)
		if err := addMember(z, m.name, member.Bytes()); err != nil {
			return err
		}
	}
	if err := addMember(z, "MANIFEST.sha256", manifest.Bytes()); err != nil {
		return err
	}
	return z.Close()
}

func addMember(z *zip.Writer, name string, data []byte) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: bundleTime})
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

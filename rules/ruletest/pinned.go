package ruletest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// sums is the name of the file that pins samples, as sha256sum(1) writes it.
const sums = "SHA256SUMS"

// pinned holds a sample to the checksum in SHA256SUMS beside it, if there is such
// a file: a test that passes on another log than it was written for proves
// nothing.
func (c *testCase) pinned(name string, content []byte) error {
	list, err := fs.ReadFile(c.FS, path.Join(path.Dir(name), sums))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	got := sha256.Sum256(content)
	for line := range strings.Lines(string(list)) {
		sum, of, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || strings.TrimLeft(of, " *") != path.Base(name) {
			continue
		}
		if !strings.EqualFold(sum, hex.EncodeToString(got[:])) {
			return fmt.Errorf("%s is not the sample that %s tells of: its SHA-256 is %x", name, sums, got)
		}
		return nil
	}
	return fmt.Errorf("%s is not in %s; its SHA-256 is %x", name, sums, got)
}

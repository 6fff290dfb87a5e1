package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"culprit/report"
)

// TestWriteReports writes every fixture in every format into the folder that
// the environment variable REPORTS names, for checks by other programs
// (.ci/browser/run), or else into a folder of its own.
func TestWriteReports(t *testing.T) {
	dir := os.Getenv("REPORTS")
	if dir == "" {
		dir = t.TempDir()
	}
	for _, name := range fixtures {
		doc := fixture(t, name)
		for _, format := range report.Formats() {
			f, err := os.Create(filepath.Join(dir, name+"."+report.Extension(format)))
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Write(f, format, doc, report.Options{}); err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

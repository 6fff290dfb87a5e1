package wincode

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGenerated holds the tables of names to be what gen.go makes of the
// headers, where those are at hand.
func TestGenerated(t *testing.T) {
	include := os.Getenv("MINGW_INCLUDE")
	if include == "" {
		t.Skip("MINGW_INCLUDE does not name the folder of the mingw-w64 headers")
	}
	dir := t.TempDir()
	extra, err := os.ReadFile("names/extra.h")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "extra.h"), extra, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "go", "run", "gen.go", "-include", include, "-out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, table := range map[string]string{
		"win32": win32Names, "ntstatus": ntstatusNames, "hresult": hresultNames, "jet": jetNames, "event": eventNames,
	} {
		made, err := os.ReadFile(filepath.Join(dir, name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		if string(made) != table {
			t.Errorf("names/%s.txt is not what gen.go makes; run go generate", name)
		}
	}
}

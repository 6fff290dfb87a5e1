package cli

import (
	_ "embed" // for the licences
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"culprit/report"
)

// release is set by the linker in releases: -X culprit/internal/cli.release=1.2.3.
var release string

// version returns the release, or what the build knows about its source.
func version() string {
	if release != "" {
		return release
	}
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

// versionInfo is what culprit version --json writes.
type versionInfo struct {
	Name     string         `json:"name"`
	Version  string         `json:"version"`
	Commit   string         `json:"commit,omitempty"`
	Date     string         `json:"date,omitempty"`
	Go       string         `json:"go"`
	Platform string         `json:"platform"`
	Report   string         `json:"report"` // version of the JSON contract
	Rules    report.RuleSet `json:"rules"`
	Licence  string         `json:"licence"`
	Modules  []module       `json:"modules"`
}

type module struct {
	Path    string `json:"path"`
	Version string `json:"version"`
	Licence string `json:"licence"`
}

// licenceTexts are the licences of the modules that are linked, which ask to be
// passed on with the program.
//
//go:embed licences.txt
var licenceTexts string

// licences names the licence of each module that is linked. A test keeps it
// complete.
var licences = map[string]string{
	"github.com/bmatcuk/doublestar/v4":     "MIT",
	"github.com/cespare/xxhash/v2":         "MIT",
	"github.com/clipperhouse/displaywidth": "MIT",
	"github.com/clipperhouse/uax29/v2":     "MIT",
	"github.com/fatih/color":               "MIT",
	"github.com/inconshreveable/mousetrap": "Apache-2.0",
	"github.com/mattn/go-colorable":        "MIT",
	"github.com/mattn/go-isatty":           "MIT",
	"github.com/mattn/go-runewidth":        "MIT",
	"github.com/olekukonko/cat":            "MIT",
	"github.com/olekukonko/errors":         "MIT",
	"github.com/olekukonko/ll":             "MIT",
	"github.com/olekukonko/tablewriter":    "MIT",
	"github.com/spf13/cobra":               "Apache-2.0",
	"github.com/spf13/pflag":               "BSD-3-Clause",
	"go.yaml.in/yaml/v4":                   "Apache-2.0 and MIT",
	"golang.org/x/sys":                     "BSD-3-Clause",
	"golang.org/x/term":                    "BSD-3-Clause",
	"golang.org/x/text":                    "BSD-3-Clause",
}

func (a *app) versionCommand() *cobra.Command {
	var asJSON, texts bool
	c := &cobra.Command{
		Use:   "version [--json | --licences]",
		Short: "tell the version and what it is built of",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case texts:
				_, err := a.stdout.WriteString(licenceTexts)
				return err
			case asJSON:
				return a.writeVersionJSON()
			}
			return a.writeVersion()
		},
	}
	c.Flags().BoolVar(&texts, "licences", false, "the licences of everything that is linked, in full")
	c.Flags().BoolVar(&asJSON, "json", false, "with commit, platform, and every module with its licence")
	return c
}

func (a *app) writeVersion() error {
	_, err := fmt.Fprintf(a.stdout, "culprit %s\n", version())
	return err
}

func (a *app) writeVersionJSON() error {
	return a.writeJSON(about())
}

func about() versionInfo {
	v := versionInfo{
		Name: "culprit", Version: version(), Go: runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH, Report: report.Schema, Licence: "Apache-2.0",
	}
	if set, err := (&ruleFlags{}).load(); err == nil {
		v.Rules = report.RuleSet{Count: len(set.Problems), SHA256: set.SHA256}
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Commit = s.Value
		case "vcs.time":
			v.Date = s.Value
		}
	}
	for _, m := range info.Deps {
		v.Modules = append(v.Modules, module{m.Path, m.Version, licences[m.Path]})
	}
	return v
}

package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"culprit/parser"
	"culprit/report"
)

// outputFlags say in which formats the result is written, and where to.
type outputFlags struct {
	formats   []string // FORMAT or FORMAT=FILE
	file      string
	overwrite bool
	known     []string
}

func (o *outputFlags) define(fs *pflag.FlagSet, known []string, folderToo string) {
	o.known = known
	fs.StringArrayVarP(&o.formats, "format", "f", nil,
		"write `FORMAT[=FILE]`: "+strings.Join(known, ", ")+" (repeatable)")
	fs.Lookup("format").Annotations = map[string][]string{valuesKey: known}
	fs.StringVarP(&o.file, "output", "o", "", "write to `FILE`, whose ending tells the format if -f does not"+folderToo)
	fs.BoolVar(&o.overwrite, "overwrite", false, "replace files that exist")
}

// target is one format and the file it goes to; "" is standard output.
type target struct{ format, file string }

// targets works out what is written where. standard is the format without -f.
func (o *outputFlags) targets(standard string) ([]target, error) {
	formats := o.formats
	if len(formats) == 0 {
		formats = []string{firstOf(o.formatOf(o.file), standard)}
	}
	var list []target
	plain := 0 // targets without a file of their own
	for _, f := range formats {
		name, file, _ := strings.Cut(f, "=")
		if !slices.Contains(o.known, name) {
			return nil, &failure{
				status: ExitUsage, err: fmt.Errorf("unknown format %q", name),
				hint: firstOf(didYouMean(name, o.known), "formats: "+strings.Join(o.known, ", ")),
			}
		}
		if file == "" {
			file = o.file
			plain++
		}
		list = append(list, target{name, file})
	}
	if plain > 1 {
		return nil, &failure{
			status: ExitUsage, err: errors.New("more than one format for the same output"),
			hint: "give each a file of its own, as in -f json=report.json",
		}
	}
	return list, nil
}

// endings maps endings of file names to formats.
var endings = map[string]string{
	".md": "markdown", ".txt": "text", ".htm": "html", ".ndjson": "jsonl",
}

// formatOf returns the format that the ending of a file name stands for.
func (o *outputFlags) formatOf(file string) string {
	if name := report.FormatOf(file); slices.Contains(o.known, name) {
		return name
	}
	ext := strings.ToLower(filepath.Ext(file))
	name := firstOf(endings[ext], strings.TrimPrefix(ext, "."))
	if slices.Contains(o.known, name) {
		return name
	}
	return ""
}

// open opens a target for writing. A file that exists is kept unless the user
// says otherwise, and an input is never written to.
func (a *app) open(t target, overwrite bool, inputs []*parser.Input) (io.WriteCloser, error) {
	if t.file == "" {
		return keptOpen{a.stdout}, nil
	}
	if info, err := os.Stat(t.file); err == nil {
		if isInput(info, inputs) {
			return nil, usage("%s is an input; culprit never writes to one", t.file)
		}
		if !overwrite {
			return nil, &failure{
				status: ExitUsage, err: fmt.Errorf("%s exists", t.file),
				hint: "choose another name, or replace it with --overwrite",
			}
		}
	}
	f, err := os.Create(t.file)
	if err != nil {
		return nil, usage("%s: %v", t.file, plainPath(err))
	}
	return &outFile{bufio.NewWriterSize(f, 64<<10), f}, nil
}

func usage(format string, args ...any) error {
	return &failure{status: ExitUsage, err: fmt.Errorf(format, args...)}
}

// plainPath strips the operation and the path off an error of package os.
func plainPath(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// isInput reports whether a file is one of the inputs or an archive of them.
func isInput(info fs.FileInfo, inputs []*parser.Input) bool {
	seen := ""
	for _, in := range inputs {
		name := append(slices.Clone(in.Source.Container), in.Source.Path)[0]
		if name == seen {
			continue
		}
		seen = name
		if i, err := os.Stat(name); err == nil && os.SameFile(i, info) {
			return true
		}
	}
	return false
}

// keptOpen is standard output, which is flushed at the end of the run.
type keptOpen struct{ io.Writer }

// Close leaves standard output open.
func (keptOpen) Close() error { return nil }

// outFile is a buffered file.
type outFile struct {
	*bufio.Writer
	f *os.File
}

// Close writes what is buffered and closes the file.
func (o *outFile) Close() error { return errors.Join(o.Flush(), o.f.Close()) }

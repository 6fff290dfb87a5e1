package main

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"culprit/internal/golden"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"culprit": main})
}

// TestScript runs the sessions of testdata/cli: what a person types, what is
// answered, and the exit status.
func TestScript(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/cli",
		UpdateScripts:       *golden.Update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			root, err := filepath.Abs("../..")
			env.Setenv("ROOT", root)
			return errors.Join(err, decode64(env.WorkDir))
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"status": status,
			"concat": concat,
		},
	})
}

// decode64 makes of each NAME.b64 in the folder the file NAME: what is no text
// cannot stand in a script.
func decode64(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.b64"))
	for _, f := range files {
		text, e := os.ReadFile(f)
		if e != nil {
			return e
		}
		data, e := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
		if e != nil {
			return e
		}
		err = errors.Join(err, os.WriteFile(strings.TrimSuffix(f, ".b64"), data, 0o600))
	}
	return err
}

// concat makes a file of the ends of others, each from an offset on:
//
//	concat memory.dmp 0 noise.bin 4096 System.evtx
func concat(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args)%2 != 1 {
		ts.Fatalf("usage: concat file [offset file]...")
	}
	var all []byte
	for part := args[1:]; len(part) > 0; part = part[2:] {
		from, err := strconv.Atoi(part[0])
		ts.Check(err)
		all = append(all, ts.ReadFile(part[1])[from:]...)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), all, 0o600))
}

// status runs a command and checks its exit status:
//
//	status 2 culprit --no-such-flag
//
// exec can only tell zero from the rest, but our statuses are an interface.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status code program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		ee, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = ee.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

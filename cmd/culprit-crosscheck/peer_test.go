package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// misbehaviours are what children do instead of their work when they are given
// these names for a file.
var misbehaviours = map[string]func(limit string){
	"hang": func(string) { time.Sleep(time.Hour) },
	"hog": func(limit string) {
		n, err := strconv.ParseUint(limit, 10, 63)
		if err != nil {
			panic(err)
		}
		limitMemory(n, os.Stderr)
		var held [][]byte
		for range 1 << 16 {
			b := make([]byte, 1<<20)
			for i := 0; i < len(b); i += 1 << 12 {
				b[i] = 1
			}
			held = append(held, b)
			time.Sleep(time.Duration(len(held)) * time.Microsecond)
		}
	},
	"babble": func(string) { fmt.Println("no JSON") },
	"shout": func(string) {
		line := strings.Repeat("x", 1<<20)
		for range 2 * maxLine / len(line) {
			fmt.Print(line)
		}
	},
	"panic": func(string) {
		fmt.Fprintln(os.Stderr, strings.Repeat("log ", 1000))
		panic("Bad \x1b[31m event")
	},
	"fail": func(string) {
		fmt.Fprintln(os.Stderr, "first\nlast")
		os.Exit(7)
	},
}

// TestMisbehaviour runs children that do what golang-evtx could do.
func TestMisbehaviour(t *testing.T) {
	t.Parallel()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		limit bool
		exit  string
		why   string
	}{
		{"hang", true, "", "time limit reached: 1s"},
		{"hog", true, "", ""},
		{"babble", true, "", "no JSON"},
		{"shout", true, "", "message of more than"},
		{"panic", false, "exit status 2", "panic: Bad"},
		{"fail", false, "exit status 7", "last"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := &peer{exe: exe, timeout: time.Minute, memory: 256 << 20}
			if tt.name == "hang" {
				p.timeout = time.Second
			}
			child, err := p.start(context.Background(), modeWalk, tt.name, 0)
			if err != nil {
				t.Fatal(err)
			}
			for child.next() != nil {
			}
			o := child.finish()
			if !o.Died || tt.exit != "" && o.Exit != tt.exit || !strings.Contains(o.Why, tt.why) || o.Why == "" || child.end != nil {
				t.Errorf("%+v", o)
			}
			// The limit of the system may be met first, in words of the runtime.
			if o.Limit != tt.limit && tt.name != "hog" {
				t.Errorf("%+v", o)
			}
		})
	}
}

// TestDiedChild asks for the records of a file whose child is not given time.
func TestDiedChild(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../../testdata/healthy/System.evtx")
	if err != nil {
		t.Fatal(err)
	}
	res, got := readBothBy(t, "hang", data, &peer{timeout: 200 * time.Millisecond, memory: 1 << 30})
	if got[died] != 13 || len(got) != 1 || !res.Peer.Use.Limit || res.unexplained() != 0 {
		t.Errorf("%v, %+v", got, res.Peer)
	}
}

func TestStderrLines(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, why string }{
		{"", ""},
		{"one", "one"},
		{"one\ntwo\n\n", "two"},
		{"log\npanic: here\n\ngoroutine 7:\n\tfile.go:1\n", "panic: here"},
		{"fatal error: stack overflow\n\ngoroutine 1", "fatal error: stack overflow"},
		{strings.Repeat("é", 600), strings.Repeat("é", maxStderr/2)},
	}
	for _, tt := range tests {
		var s stderrLines
		for i := range len(tt.text) { // as it may come
			if n, err := s.Write([]byte(tt.text[i : i+1])); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}
		if got := s.why(); got != tt.why {
			t.Errorf("%.20q: %q", tt.text, got)
		}
	}
}

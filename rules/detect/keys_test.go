package detect

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		selection string
		want      []Key
	}{
		{`{Channel: System, Provider_Name: Microsoft-Windows-IPSec, EventID: 4292}`, []Key{{"system", "ipsec", 4292, false}}},
		{`EventID: [2, 1]`, []Key{{ID: 1}, {ID: 2}}},
		{`{EventID: 1, EventID|contains: 2}`, []Key{{ID: 1}}},
		{`{EventID: [1, 2], Provider_Name: [B, A]}`, []Key{
			{Provider: "a", ID: 1}, {Provider: "a", ID: 2}, {Provider: "b", ID: 1}, {Provider: "b", ID: 2},
		}},
		{`[{EventID: 1}, {EventID: 1, Channel: System}]`, []Key{{ID: 1}}}, // the second is within the first
		{`[{EventID: 1}, {Provider_Name: X}]`, []Key{{ID: 1}, {Provider: "x", AnyID: true}}},
		{`[{EventID: 1}, keyword]`, []Key{{AnyID: true}}},
		{`{Provider_Name|startswith: X, EventID: 1}`, []Key{{ID: 1}}},
		{`{Provider_Name: 'X*', EventID: 1}`, []Key{{ID: 1}}},
		{`{EventID|neq: 1, Channel: A}`, []Key{{Channel: "a", AnyID: true}}},
		{`EventID: [70000, x]`, nil}, // matches nothing
		{`{EventID: 1, Data: x}`, []Key{{ID: 1}}},
		{`{EventID|all: [1, 2]}`, []Key{{AnyID: true}}},
	} {
		if d := cmp.Diff(c.want, mustCompile(t, c.selection, Options{}).Keys()); d != "" {
			t.Errorf("%s: %s", c.selection, d)
		}
	}
}

func TestKeyCovers(t *testing.T) {
	k := Key{Channel: "system", Provider: "ipsec", ID: 4292}
	for _, c := range []struct {
		channel, provider string
		id                uint16
		want              bool
	}{
		{"System", "IPSec", 4292, true},
		{"", "Microsoft-Windows-IPSec", 4292, true}, // the channel is not known
		{"System", "Tcpip", 4292, false},
		{"System", "IPSec", 4294, false},
		{"Security", "IPSec", 4292, false},
	} {
		if got := k.Covers(c.channel, c.provider, c.id); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
		if got := WantOf([]Key{{ID: 1}, k})(c.channel, c.provider, c.id); got != c.want {
			t.Errorf("want %v: %v", c, got)
		}
	}
}

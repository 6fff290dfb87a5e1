package diagnosis_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"culprit/parser/event"
	"culprit/rules"
	"culprit/rules/builtin"
	"culprit/rules/diagnosis"
	"culprit/rules/ruletest"
)

// builtins loads the built-in rules.
func builtins(t testing.TB) *rules.Set {
	t.Helper()
	set, err := rules.Load(builtin.FS)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// source is a timeline under a name.
type source struct{ path, text string }

// diagnose runs timelines through a collector.
func diagnose(t testing.TB, set *rules.Set, opt diagnosis.Options, sources ...source) *diagnosis.Result {
	t.Helper()
	c := diagnosis.New(set, opt)
	for i, s := range sources {
		feed(t, c, &event.Source{Path: s.path, Format: "timeline", Index: i}, s.text)
	}
	return c.Result()
}

func feed(t testing.TB, c *diagnosis.Collector, src *event.Source, text string) {
	t.Helper()
	events, err := ruletest.ParseTimeline(src, text)
	if err != nil {
		t.Fatalf("%s: %v", src.Path, err)
	}
	tally := c.Begin(src)
	for _, e := range events {
		tally.Add(event.ViewOf(e))
	}
	tally.End(diagnosis.Facts{})
}

// outline tells what a reader of the report would see first, one incident a
// paragraph: problem@host, the causes and the unknown one in their order, what
// lies behind each, what followed.
func outline(r *diagnosis.Result) string {
	var out strings.Builder
	for _, i := range r.Incidents {
		fmt.Fprintf(&out, "%s@%s%s%s\n", i.Problem.ID, i.Host, flag(i.Undated, " undated"), flag(i.Ongoing, " ongoing"))
		unknown := fmt.Sprintf("%4.0f%% unknown\n", 100*i.Unknown)
		for _, c := range i.Causes {
			if c.Probability <= i.Unknown {
				out.WriteString(unknown)
				unknown = ""
			}
			fmt.Fprintf(&out, "%4.0f%% %s %s%s\n", 100*c.Probability, c.Cause.ID, c.Verdict, behind(c))
		}
		out.WriteString(unknown)
		for _, x := range i.Explains {
			fmt.Fprintf(&out, "      explains %d %s\n", x.Count, x.Class.Name)
		}
		for _, o := range i.RootOf {
			fmt.Fprintf(&out, "      root of %s\n", o.Problem.ID)
		}
	}
	return out.String()
}

func flag(b bool, s string) string {
	if b {
		return s
	}
	return ""
}

func behind(c *diagnosis.Cause) string {
	out := ""
	for _, b := range c.Because {
		if b.Incident != nil {
			out += " <- " + b.Rule.Problem
		} else {
			out += " <- " + b.Rule.Class.Name
		}
	}
	return out
}

const fullDisk = `
2006-09-20 08:00:00 CALLPILOT System EventLog 6005
+1h  CALLPILOT System Srv 2013 C:
+2h  CALLPILOT System Srv 2013 C:
2006-09-25 11:09:00 CALLPILOT System EventLog 6005
+10s CALLPILOT System IPSec 4294
+5s  CALLPILOT System "Service Control Manager" 7035 "Службы IPSEC" start
+2s  CALLPILOT System "Service Control Manager" 7036 "Службы IPSEC" остановлена
+1s  CALLPILOT System "Service Control Manager" 7023 "Службы IPSEC" %%2 Level=error
+0s  CALLPILOT System IPSec 4292 Level=error
+90s CALLPILOT System NETLOGON 5719 DOM %%1311 Level=error
+60s CALLPILOT System W32Time 29 Level=error
+1h  CALLPILOT System EventLog 6013 3600
`

func TestVerdicts(t *testing.T) {
	set := builtins(t)
	for _, tt := range []struct{ name, events, want string }{
		{"full disk, corrupt store, a Russian server", fullDisk, `
ipsec-block-mode@CALLPILOT ongoing
  98% policy-store-corrupt likely <- system-drive-full
   2% unknown
   0% dns-took-the-port ruled_out
   0% winsock-catalog-damaged ruled_out
   0% other-program-took-the-port ruled_out
   0% boot-time-transient ruled_out
      explains 1 no_dc
      explains 1 no_time
system-drive-full@CALLPILOT
  47% unknown
  47% data-grew possible
   6% shadow-copies-grew unlikely
   0% crash-dump-written ruled_out
      root of ipsec-block-mode
`},
		{"the DNS Server took the port", `
2008-07-10 02:00:00 SBS System EventLog 6005
+1s  SBS "DNS Server" EventLog 6005
+10m SBS System NtServicePack 4377 "Windows Server 2003" KB951748
2008-07-10 03:00:00 SBS System EventLog 6005
+20s SBS "DNS Server" DNS 2
+20s SBS System "Service Control Manager" 7023 "IPSEC Services" %%10048
+0s  SBS System IPSec 4292
+1h  SBS System EventLog 6013 3600
+0s  SBS "DNS Server" DNS 4
`, `
ipsec-block-mode@SBS ongoing
  99% dns-took-the-port likely
   1% unknown
   0% other-program-took-the-port unlikely
   0% winsock-catalog-damaged ruled_out
   0% policy-store-corrupt ruled_out
   0% boot-time-transient ruled_out
`},
		{"the port is taken, but the DNS Server's log is not here", `
2008-07-10 03:00:00 SBS System EventLog 6005
+40s SBS System "Service Control Manager" 7023 "IPSEC Services" %%10048
+0s  SBS System IPSec 4292
+1h  SBS System EventLog 6013 3600
`, `
ipsec-block-mode@SBS ongoing
  80% dns-took-the-port likely
  10% unknown
  10% other-program-took-the-port unlikely
   0% winsock-catalog-damaged ruled_out
   0% policy-store-corrupt ruled_out
   0% boot-time-transient ruled_out
`},
		{"4292 alone proves nothing", `
2011-07-01 10:00:00 SRV System IPSec 4292
`, `
ipsec-block-mode@SRV ongoing
 100% unknown
   0% dns-took-the-port not_assessable
   0% policy-store-corrupt not_assessable
   0% winsock-catalog-damaged not_assessable
   0% boot-time-transient not_assessable
   0% other-program-took-the-port not_assessable
`},
		{"what another host logged is no evidence", `
2011-07-01 09:00:00 A System EventLog 6005
+0s  B System EventLog 6005
+10s B System "Service Control Manager" 7023 "IPSEC Services" %%2
+5s  A System IPSec 4292
+1h  A System EventLog 6013 1
+0s  B System EventLog 6013 1
`, `
ipsec-block-mode@A ongoing
  89% unknown
  11% winsock-catalog-damaged unlikely
   0% boot-time-transient ruled_out
   0% policy-store-corrupt ruled_out
   0% dns-took-the-port ruled_out
   0% other-program-took-the-port ruled_out
`},
		{"a short name and a full name are one host", `
2011-07-01 09:00:00 SRV01 System EventLog 6005
+10s srv01.example.org System "Service Control Manager" 7023 "IPSEC Services" %%2
+1s  SRV01 System IPSec 4292
+1h  SRV01 System EventLog 6013 1
`, `
ipsec-block-mode@SRV01 ongoing
  97% policy-store-corrupt likely
   3% unknown
   0% dns-took-the-port ruled_out
   0% winsock-catalog-damaged ruled_out
   0% other-program-took-the-port ruled_out
   0% boot-time-transient ruled_out
`},
		{"a passing state", `
2011-07-01 09:00:00 A System EventLog 6005
+10s A System IPSec 4292
+30s A System IPSec 4294
+1h  A System EventLog 6013 1
`, `
ipsec-block-mode@A
  93% boot-time-transient benign
   6% unknown
   1% winsock-catalog-damaged unlikely
   0% policy-store-corrupt ruled_out
   0% dns-took-the-port ruled_out
   0% other-program-took-the-port ruled_out
`},
		{"packet coalescing of Windows 8 is something else", `
2015-07-01 09:00:00 PC System Microsoft-Windows-Kernel-General 12
+10s PC System Tcpip 4292 Code=0x800010C4
+1h  PC System EventLog 6013 1
`, `
`},
		{"an account that cannot log on", `
2011-07-01 09:00:00 A System EventLog 6005
+60s A System "Service Control Manager" 7038 "Backup Agent" CORP\svc_bkp %%1330
+0s  A System "Service Control Manager" 7000 "Backup Agent" %%1069
+1s  A System "Service Control Manager" 7000 "Other Service" %%2
+1s  A System "Service Control Manager" 7001 "Backup Scheduler" "Backup Agent" %%1069
+1h  A System EventLog 6013 1
`, `
service-start-chain@A
  98% password-changed likely
   2% unknown
   0% service-disabled ruled_out
   0% binary-missing ruled_out
   0% access-denied ruled_out
   0% wrong-shared-account ruled_out
   0% slow-start ruled_out
   0% service-died ruled_out
   0% chain-goes-on ruled_out
`},
		{"a log with a hole where the evidence would be", `
2011-07-01 09:00:00 A System EventLog 6005
+10s A System IPSec 4292 Record=5
+1h  A System EventLog 6013 1
`, `
ipsec-block-mode@A ongoing
 100% unknown
   0% dns-took-the-port not_assessable
   0% policy-store-corrupt not_assessable
   0% winsock-catalog-damaged not_assessable
   0% other-program-took-the-port not_assessable
   0% boot-time-transient ruled_out
`},
		{"six undated events of a page, and a dated one of another host", `
- - System "Service Control Manager" 7040 "IPSEC Services" disabled auto
- - System IPSec 4294
- - System IPSec 4292
- - System "Service Control Manager" 7035 "IPSEC" start
- - System "Service Control Manager" 7036 "IPSEC" stopped
- - System "Service Control Manager" 7023 "IPSEC" %%2
2006-09-25 11:10:22 ANCCALLPILOT System IPSec 4292
`, `
ipsec-block-mode@ undated ongoing
  97% policy-store-corrupt likely
   3% unknown
   0% dns-took-the-port not_assessable
   0% other-program-took-the-port not_assessable
   0% boot-time-transient not_assessable
   0% winsock-catalog-damaged ruled_out
ipsec-block-mode@ANCCALLPILOT ongoing
 100% unknown
   0% dns-took-the-port not_assessable
   0% policy-store-corrupt not_assessable
   0% winsock-catalog-damaged not_assessable
   0% boot-time-transient not_assessable
   0% other-program-took-the-port not_assessable
`},
		{"undated, Secure mode before Block mode is no way out of it", `
- A System IPSec 4294
- A System IPSec 4292
`, `
ipsec-block-mode@A undated ongoing
 100% unknown
   0% policy-store-corrupt not_assessable
   0% dns-took-the-port not_assessable
   0% winsock-catalog-damaged not_assessable
   0% boot-time-transient not_assessable
   0% other-program-took-the-port not_assessable
`},
		{"7023 a second after 4292, and the way out by a restart", `
2011-07-01 09:00:00 A System EventLog 6005
+10s A System IPSec 4292
+1s  A System "Service Control Manager" 7023 "IPSEC Services" %%2
+1h  A System EventLog 6006
+2m  A System EventLog 6005
+20s A System IPSec 4294
+1h  A System EventLog 6013 1
`, `
ipsec-block-mode@A
  97% policy-store-corrupt likely
   3% unknown
   0% dns-took-the-port ruled_out
   0% winsock-catalog-damaged ruled_out
   0% other-program-took-the-port ruled_out
   0% boot-time-transient ruled_out
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := outline(diagnose(t, set, diagnosis.Options{}, source{"a", tt.events}))
			if diff := cmp.Diff(strings.TrimPrefix(tt.want, "\n"), got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

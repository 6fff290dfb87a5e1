package evt

import (
	"path"
	"strings"

	"culprit/parser/event"
)

// liveNames maps the files of %SystemRoot%\System32\config to their logs.
var liveNames = map[string]string{
	"sysevent":          "System",
	"appevent":          "Application",
	"secevent":          "Security",
	"ntds":              "Directory Service",
	"ntfrs":             "File Replication Service",
	"dnsevent":          "DNS Server",
	"dfsr":              "DFS Replication",
	"internet":          "Internet Explorer",
	"windowspowershell": "Windows PowerShell",
}

// nameParts are looked for in the names that people give to copies.
var nameParts = []struct{ part, channel string }{
	{"sysevent", "System"},
	{"appevent", "Application"},
	{"secevent", "Security"},
	{"dnsevent", "DNS Server"},
	{"dns server", "DNS Server"},
	{"directory service", "Directory Service"},
	{"file replication", "File Replication Service"},
	{"system", "System"},
	{"application", "Application"},
	{"security", "Security"},
}

// homes names the log of sources that write to one log only.
var homes = map[string]string{
	"eventlog": "System", "service control manager": "System", "tcpip": "System",
	"ipsec": "System", "srv": "System", "disk": "System", "ntfs": "System", "ftdisk": "System",
	"atapi": "System", "dhcp": "System", "dcom": "System", "netbt": "System", "w32time": "System",
	"netlogon": "System", "lsasrv": "System", "kerberos": "System", "browser": "System",
	"mrxsmb": "System", "ntservicepack": "System", "termdd": "System", "print": "System",
	"application popup": "System", "save dump": "System", "user32": "System", "rdr": "System",
	"windows update agent": "System", "plugplaymanager": "System", "dnsapi": "System",
	"application error": "Application", "application hang": "Application", "crypt32": "Application",
	"msiinstaller": "Application", "loadperf": "Application", "esent": "Application",
	"userenv": "Application", "winlogon": "Application", "eventsystem": "Application",
	"msdtc": "Application", "scecli": "Application", "perflib": "Application",
	"vss": "Application", "drwatson": "Application", "com+": "Application", "winmgmt": "Application",
	"autoenrollment": "Application", "securitycenter": "Application", "chkdsk": "Application",
	"security": "Security", "security account manager": "Security",
	"ntds general": "Directory Service", "ntds replication": "Directory Service",
	"ntds kcc": "Directory Service", "ntds isam": "Directory Service",
	"ntfrs": "File Replication Service", "dfsr": "DFS Replication", "dns": "DNS Server",
}

// channelOfName derives the log from the name of its file, "" if that does
// not tell. The name of the log is nowhere in the file itself.
func channelOfName(name string) string {
	name = strings.ToLower(path.Base(strings.ReplaceAll(name, `\`, "/")))
	stem := strings.TrimSuffix(name, path.Ext(name))
	if c, ok := liveNames[stem]; ok {
		return c
	}
	found := ""
	for _, p := range nameParts {
		switch {
		case !strings.Contains(stem, p.part):
		case found != "" && found != p.channel:
			return "" // "security system": the records will tell
		default:
			found = p.channel
		}
	}
	return found
}

// maxLook bounds the records that are looked at to find out what log this is.
const maxLook = 1000

// channelOfSources derives the log from the sources that wrote to it, "" if
// none of them is known. What most records say wins; on a tie, what was said
// first.
func channelOfSources(sources func(yield func(string) bool)) string {
	votes := map[string]int{}
	best := ""
	for source := range sources {
		home, ok := homes[event.FoldProvider(source)]
		if !ok {
			continue
		}
		votes[home]++
		if votes[home] > votes[best] {
			best = home
		}
	}
	return best
}

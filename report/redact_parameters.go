package report

import (
	"strconv"
	"strings"
)

// parameters tells which unnamed strings of classic events are names. Events
// of manifests name their fields; these do not. Each entry is the number of a
// parameter and its kind. Sources: the message files of Windows 2000 to 10.
var parameters = map[string]map[int]map[int]string{
	"netlogon": {
		5513: {1: "host", 2: "host", 3: "domain"},
		5719: {1: "domain"},
		5721: {1: "host", 2: "domain"},
		5722: {1: "host", 2: "user"},
		5723: {1: "host", 2: "user"},
		5783: {1: "host", 2: "domain"},
		5805: {1: "host"},
	},
	"service control manager": {7038: {2: "user"}, 7041: {2: "user"}},
	"eventlog":                {6011: {1: "host", 2: "host"}},
	"user32":                  {1074: {2: "host", 7: "user"}, 1076: {6: "user"}},
	"mrxsmb":                  {8003: {2: "host"}},
	"browser":                 {8021: {1: "host"}},
	"kerberos":                {4: {1: "host", 2: "domain", 3: "domain"}, 7: {1: "user", 2: "domain"}},
	"lsasrv":                  {40960: {1: "text"}, 40961: {1: "text"}},
	"print":                   {10: {2: "text", 3: "user"}, 13: {2: "text", 3: "user"}},
	"printservice":            {307: {2: "text", 3: "user", 4: "host"}},
	"dcom":                    {10006: {2: "host"}, 10009: {1: "host"}, 10028: {1: "host"}, 10016: {6: "domain", 7: "user"}},
	"security": {
		528: {1: "user", 2: "domain", 7: "host"},
		529: {1: "user", 2: "domain", 6: "host"},
		538: {1: "user", 2: "domain"},
		540: {1: "user", 2: "domain", 7: "host"},
		680: {2: "user", 3: "host"},
	},
	"termservice": {1012: {1: "host"}},
	"server":      {2511: {2: "text"}},
}

// addParameters learns the names in the unnamed strings of a classic event.
func (r *redactor) addParameters(e Event) {
	provider := strings.TrimPrefix(strings.ToLower(e.Provider), "microsoft-windows-")
	if provider == "distributedcom" {
		provider = "dcom"
	}
	for _, f := range e.Fields {
		number, classic := "", false
		if len(f) == 2 {
			number, classic = strings.CutPrefix(f[0], "param")
		}
		n, err := strconv.Atoi(number)
		if !classic || err != nil {
			continue
		}
		switch kind := parameters[provider][e.EventID][n]; kind {
		case "host":
			r.addHost(f[1])
		case "domain":
			r.addDomain(f[1])
		case "user":
			r.addField("user", f[1])
		case "text":
			r.add("text", f[1], f[1])
		}
	}
}

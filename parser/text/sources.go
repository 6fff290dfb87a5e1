package text

import (
	"strings"

	"culprit/parser/event"
)

const serviceControlManager = "Service Control Manager"

// sourceNames gives the names under which translators hide a source.
var sourceNames = invert(map[string]string{
	serviceControlManager: `microsoft-windows-service control manager, диспетчер управления службами, диспетчер служб,
		диспетчер управления службой, менеджер управления службами, dienststeuerungs-manager, dienststeuerungsmanager,
		gestionnaire de contrôle des services, gestionnaire de contrôle de services, administrador de control de servicios,
		administrador de control, gerenciador de controle de serviço, gerenciador de controle de serviços,
		gestione controllo servizi, menedżer sterowania usługami, サービス コントロール マネージャー,
		サービス コントロール マネージャ, 服务控制管理器`,
	"EventLog": `journal des événements, журнал событий, event log`,
	"IPSec":    `драйвер ipsec`,
	"NETLOGON": `сетевой вход в систему`,
	"disk":     `диск`,
	"Srv":      `сервер`,
	"W32Time":  `служба времени windows`,
})

// canonicalSource returns the name that Windows itself has for a source.
func canonicalSource(name string) string {
	if canonical, ok := sourceNames[fold(name)]; ok {
		return canonical
	}
	return name
}

// sourceChannels names the log of sources that write to one log only, by
// folded name. Texts of Windows 2000-2003 do not say which log they are from.
var sourceChannels = invert(map[string]string{
	"System": `service control manager, ipsec, eventlog, tcpip, tcpip6, srv, srv2, mrxsmb, w32time, netlogon,
		disk, cdrom, ftdisk, atapi, ntfs, fastfat, volsnap, volmgr, partmgr, dcom, distributedcom, browser,
		rdr, netbt, nbf, dhcp, dnsapi, lsasrv, kerberos, kdc, kdcsvc, sam, schannel, termdd, termservice,
		termservdevices, application popup, save dump, user32, print, server, workstation, wins, dhcpserver,
		remoteaccess, rasman, rasauto, rasserver, ipnathlp, iphlpsvc, bridge, wlansvc, bugcheck, win32k,
		windows update agent, ntservicepack, snmp, w3svc, was, iisctls, smtpsvc, ipbootp, ipriptwo,
		system error, scsiport, aacraid, i8042prt, usbhub, pcmcia, acpi, ndis, ups, lpr print monitor,
		kernel-general, kernel-power, kernel-pnp, kernel-processor-power, kernel-boot, wdf01000, storahci, stornvme,
		wininit, winlogon, time-service, grouppolicy, dfssvc, dfsdriver, clussvc, failoverclustering, hyper-v-vmswitch,
		driverframeworks-usermode, spoolerwin32spl, windowsupdateclient, resource-exhaustion-detector`,
	"Application": `esent, vss, userenv, scecli, msiinstaller, application error, application hang,
		windows error reporting, .net runtime, crypt32, capi2, loadperf, perflib, perfctrs, perfnet, perfos,
		msdtc, msdtc client, com+, eventsystem, mssqlserver, sqlserveragent, sqlwriter, ntbackup, drwatson,
		security-spp, security-licensing-slc, user profiles service, user profile service, rpc-events, wmi, winmgmt,
		server activesync, wdsserver, wdspxe, restartmanager, chkdsk, autoenrollment, folder redirection,
		group policy printers, software installation, windows 3.1 migration, ci, ngen, wsh, vmtools`,
	"Security":                 `security, security-auditing`,
	"Directory Service":        `ntds general, ntds replication, ntds kcc, ntds isam, ntds ldap, ntds sdprop, ntds database, ntds inter-site messaging, activedirectory_domainservice`,
	"DNS Server":               `dns, dns-server-service`,
	"File Replication Service": `ntfrs`,
	"DFS Replication":          `dfsr`,
})

func invert(lists map[string]string) map[string]string {
	index := map[string]string{}
	for channel, list := range lists {
		for s := range strings.SplitSeq(list, ",") {
			index[strings.TrimSpace(s)] = channel
		}
	}
	return index
}

// channelNames gives the translated names of the classic logs.
var channelNames = map[string]string{
	"система": "System", "système": "System", "sistema": "System", "システム": "System", "系统": "System",
	"приложение": "Application", "приложения": "Application", "anwendung": "Application", "aplicación": "Application",
	"aplicativo": "Application", "applicazione": "Application", "aplikacja": "Application", "アプリケーション": "Application", "应用程序": "Application",
	"безопасность": "Security", "sicherheit": "Security", "sécurité": "Security", "seguridad": "Security",
	"segurança": "Security", "sicurezza": "Security", "zabezpieczenia": "Security", "セキュリティ": "Security", "安全": "Security",
	"system": "System", "application": "Application", "security": "Security",
	"служба каталогов": "Directory Service", "dns-сервер": "DNS Server", "служба репликации файлов": "File Replication Service",
}

// canonicalChannel returns the name of the log that a text names, or that its
// source writes to, or that its file is named after.
func canonicalChannel(name, provider, path string) string {
	if strings.ContainsAny(name, `\/`) && strings.Contains(strings.ToLower(name), ".ev") { // LogParser names the file
		path, name = strings.ReplaceAll(name, `\`, "/"), ""
	}
	if name != "" {
		if canonical, ok := channelNames[fold(name)]; ok {
			return canonical
		}
		return name
	}
	if channel, ok := sourceChannels[event.FoldProvider(provider)]; ok {
		return channel
	}
	return channelOfFile(path)
}

// fileChannels are the names that people and Windows give to exported logs.
var fileChannels = []struct{ part, channel string }{
	{"sysevent", "System"},
	{"appevent", "Application"},
	{"secevent", "Security"},
	{"system", "System"},
	{"application", "Application"},
	{"security", "Security"},
	{"система", "System"},
	{"приложение", "Application"},
	{"безопасность", "Security"},
	{"ntds", "Directory Service"},
	{"directory service", "Directory Service"},
	{"dns server", "DNS Server"},
	{"dnsevent", "DNS Server"},
}

func channelOfFile(path string) string {
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	for _, f := range fileChannels {
		if strings.Contains(name, f.part) {
			return f.channel
		}
	}
	return ""
}

// wellKnown gives the SIDs of accounts that every Windows has, by the folded
// part of the name behind the backslash (well-known SIDs, [MS-DTYP] 2.4.2.4).
var wellKnown = map[string]string{
	"system": "S-1-5-18", "система": "S-1-5-18", "système": "S-1-5-18", "sistema": "S-1-5-18", "localsystem": "S-1-5-18", "システム": "S-1-5-18",
	"local service": "S-1-5-19", "lokaler dienst": "S-1-5-19", "service local": "S-1-5-19", "servicio local": "S-1-5-19",
	"servizio locale": "S-1-5-19", "usługa lokalna": "S-1-5-19", "serviço local": "S-1-5-19", "локальная служба": "S-1-5-19",
	"network service": "S-1-5-20", "netzwerkdienst": "S-1-5-20", "service réseau": "S-1-5-20", "servicio de red": "S-1-5-20",
	"servizio di rete": "S-1-5-20", "usługa sieciowa": "S-1-5-20", "serviço de rede": "S-1-5-20", "сетевая служба": "S-1-5-20",
	"anonymous logon": "S-1-5-7", "анонимный вход": "S-1-5-7", "anonymous-anmeldung": "S-1-5-7",
}

// authorities are the names of the domain of those accounts.
var authorities = wordTable("nt authority", "nt-autorität", "autorite nt", "autorité nt", "zarządzanie nt",
	"autoridade nt", "nt-authority", "system", "builtin", "")

// accountSID returns the SID of an account that is the same on every machine,
// and otherwise the name as it stands.
func accountSID(name string) string {
	domain, account, ok := strings.Cut(name, `\`)
	if !ok {
		domain, account = "", name
	}
	if sid, ok := wellKnown[fold(account)]; ok && authorities[fold(domain)] {
		return sid
	}
	return name
}

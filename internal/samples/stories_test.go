package samples

// fullDisk is the case that the program was first written for. The system
// drive fills up; days later a policy makes the IPSEC Services start at a
// reboot, their store is damaged, and the driver shuts the network off.
const fullDisk = `
2006-09-20 08:00:00  MAIL01 EventLog 6009
+0s   MAIL01 EventLog 6005
+20s  MAIL01 IPSec 4294
+2s   MAIL01 "Service Control Manager" 7036 "IPSEC Services" running
2006-09-20 09:00:00  MAIL01 Srv 2013 C:
2006-09-25 11:07:20  MAIL01 EventLog 6006
2006-09-25 11:09:00  MAIL01 EventLog 6009
+0s   MAIL01 EventLog 6005
+4s   MAIL01 "Service Control Manager" 7040 "IPSEC Services" disabled "auto start"
+6s   MAIL01 IPSec 4294
+7s   MAIL01 "Service Control Manager" 7035 "IPSEC Services" start
+1s   MAIL01 IPSec 4292
+0s   MAIL01 "Service Control Manager" 7036 "IPSEC Services" stopped
+0s   MAIL01 "Service Control Manager" 7023 "IPSEC Services" %%2
+90s  MAIL01 NETLOGON 5719 CORP %%1311
+20s  MAIL01 W32Time 29 14
2006-09-25 12:00:00  MAIL01 EventLog 6013 3060
`

// dnsPort: an update gave the DNS Server 2,500 ports at random, and at one
// restart 4500 was among them.
const dnsPort = `
2008-07-09 06:12:00  SBS01 NtServicePack 4377 "Windows Server 2003" KB951748
2008-07-09 06:15:10  SBS01 EventLog 6009
+0s   SBS01 EventLog 6005
+15s  SBS01 IPSec 4295
+12s  SBS01 DNS 2
+9s   SBS01 IPSec 4294
+1s   SBS01 "Service Control Manager" 7036 "IPSEC Services" running
2008-07-10 06:31:02  SBS01 EventLog 6009
+0s   SBS01 EventLog 6005
+14s  SBS01 IPSec 4295
+12s  SBS01 DNS 2
+8s   SBS01 "Service Control Manager" 7035 "IPSEC Services" start
+1s   SBS01 "Service Control Manager" 7023 "IPSEC Services" %%10048
+0s   SBS01 IPSec 4292
+0s   SBS01 "Service Control Manager" 7036 "IPSEC Services" stopped
+85s  SBS01 W32Time 29 14
2008-07-10 12:00:00  SBS01 EventLog 6013 19738
`

// only4292 is one event that somebody saved, with nothing around it.
const only4292 = `
2011-07-01 10:00:00  SRV05 IPSec 4292
`

// transient: Block mode for half a minute while the service reads its policy.
const transient = `
2007-03-12 07:00:00  FILE02 EventLog 6009
+0s   FILE02 EventLog 6005
+11s  FILE02 IPSec 4295
+9s   FILE02 "Service Control Manager" 7035 "IPSEC Services" start
+2s   FILE02 IPSec 4292
+30s  FILE02 IPSec 4294
+1s   FILE02 "Service Control Manager" 7036 "IPSEC Services" running
2007-03-12 12:00:00  FILE02 EventLog 6013 18000
`

// otherHost: the driver of one computer, the service of another.
const otherHost = `
2006-11-06 07:30:00  MAIL01 EventLog 6009
+0s   MAIL01 EventLog 6005
+0s   FILE02 EventLog 6009
+0s   FILE02 EventLog 6005
+20s  MAIL01 IPSec 4292
+1s   FILE02 "Service Control Manager" 7023 "IPSEC Services" %%2
2006-11-06 12:00:00  MAIL01 EventLog 6013 16200
+0s   FILE02 EventLog 6013 16200
`

// winsock: the catalog of protocols has lost TCP/IP, and every service that
// opens a socket fails.
const winsock = `
2007-05-21 06:45:00  APP03 EventLog 6009
+0s   APP03 EventLog 6005
+12s  APP03 "Service Control Manager" 7035 "IPSEC Services" start
+2s   APP03 "Service Control Manager" 7023 "DHCP Client" %%10106
+5s   APP03 "Service Control Manager" 7023 "IPSEC Services" %%10106
+0s   APP03 IPSec 4292
+0s   APP03 "Service Control Manager" 7036 "IPSEC Services" stopped
+70s  APP03 NETLOGON 5719 CORP %%1311
2007-05-21 12:00:00  APP03 EventLog 6013 18900
`

// domainController: a damaged store again, on the host that logs all others on.
const domainController = `
2006-10-02 05:10:00  DC01 EventLog 6009
+0s   DC01 EventLog 6005
+14s  DC01 "NTDS General" 1000
+5s   DC01 "Service Control Manager" 7035 "IPSEC Services" start
+1s   DC01 "Service Control Manager" 7023 "IPSEC Services" %%2
+1s   DC01 IPSec 4292
+0s   DC01 "Service Control Manager" 7036 "IPSEC Services" stopped
+40s  DC01 NtFrs 13516 DC01 corp.example
+50s  DC01 W32Time 29 14
2006-10-02 12:00:00  DC01 EventLog 6013 24600
`

// coalescing: a network card of today, and a number from 2003.
const coalescing = `
2014-02-03 08:00:00  WEB04.corp.example Microsoft-Windows-Kernel-General 12
+8s   WEB04.corp.example EventLog 6009
+0s   WEB04.corp.example EventLog 6005
+6s   WEB04.corp.example Tcpip 4292
+1s   WEB04.corp.example "Service Control Manager" 7036 "IPsec Policy Agent" running PolicyAgent
+0s   WEB04.corp.example "Service Control Manager" 7036 "DHCP Client" running Dhcp
2014-02-03 12:00:00  WEB04.corp.example EventLog 6013 14400
`

// password: somebody changed the password of an account that a service uses.
const password = `
2019-05-13 07:02:00  SQL02.corp.example Microsoft-Windows-Kernel-General 12
+9s   SQL02.corp.example EventLog 6009
+0s   SQL02.corp.example EventLog 6005
+20s  SQL02.corp.example "Service Control Manager" 7036 "IPsec Policy Agent" running PolicyAgent
+4s   SQL02.corp.example "Service Control Manager" 7038 "SQL Server (MSSQLSERVER)" CORP\svc-sql %%1326 MSSQLSERVER
+0s   SQL02.corp.example "Service Control Manager" 7000 "SQL Server (MSSQLSERVER)" %%1069 MSSQLSERVER
+0s   SQL02.corp.example "Service Control Manager" 7001 "SQL Server Agent (MSSQLSERVER)" "SQL Server (MSSQLSERVER)" %%1069 SQLSERVERAGENT
2019-05-13 12:00:00  SQL02.corp.example EventLog 6013 17880
`

// diskFull: the warning comes once for each start, for weeks; then the update
// client cannot write its database.
const diskFull = `
2005-11-07 07:00:00  FILE02 EventLog 6009
+0s   FILE02 EventLog 6005
+300s FILE02 Srv 2013 C:
2005-11-14 07:00:00  FILE02 EventLog 6009
+0s   FILE02 EventLog 6005
+300s FILE02 Srv 2013 C:
+60s  FILE02 Srv 2013 D:
2005-11-21 07:00:00  FILE02 EventLog 6009
+0s   FILE02 EventLog 6005
+300s FILE02 Srv 2013 C:
2005-11-21 09:41:17  FILE02 ESENT 482 wuauclt 1320 "" C:\WINDOWS\SoftwareDistribution\DataStore\Logs\edb.log "0 (0x0000000000000000)" "131072 (0x00020000)" "-1808 (0xfffff8f0)"
2005-11-21 12:00:00  FILE02 EventLog 6013 18000
`

// healthy2003 and healthy2012 are starts and stops, and nothing else.
const healthy2003 = `
2007-06-04 06:00:00  MAIL01 EventLog 6009
+0s   MAIL01 EventLog 6005
+10s  MAIL01 IPSec 4295
+2s   MAIL01 Tcpip 4201 "Intel(R) PRO/1000 MT Network Connection"
+8s   MAIL01 "Service Control Manager" 7035 "IPSEC Services" start
+2s   MAIL01 "Service Control Manager" 7036 "IPSEC Services" running
+4s   MAIL01 IPSec 4294
+30s  MAIL01 W32Time 35 "dc01.corp.example (ntp.d|192.0.2.21:123->192.0.2.10:123)"
2007-06-04 12:00:00  MAIL01 EventLog 6013 21600
2007-06-11 05:58:40  MAIL01 EventLog 6006
2007-06-11 06:00:00  MAIL01 EventLog 6009
+0s   MAIL01 EventLog 6005
+10s  MAIL01 IPSec 4295
+10s  MAIL01 "Service Control Manager" 7036 "IPSEC Services" running
+6s   MAIL01 IPSec 4294
2007-06-11 12:00:00  MAIL01 EventLog 6013 21600
`

const healthy2012 = `
2014-02-10 06:00:00  WEB04.corp.example Microsoft-Windows-Kernel-General 12
+8s   WEB04.corp.example EventLog 6009
+0s   WEB04.corp.example EventLog 6005
+7s   WEB04.corp.example "Service Control Manager" 7036 "DHCP Client" running Dhcp
+1s   WEB04.corp.example "Service Control Manager" 7036 "IPsec Policy Agent" running PolicyAgent
2014-02-10 12:00:00  WEB04.corp.example EventLog 6013 21600
2014-02-17 05:58:00  WEB04.corp.example "Service Control Manager" 7036 "DHCP Client" stopped Dhcp
+5s   WEB04.corp.example EventLog 6006
2014-02-17 06:00:00  WEB04.corp.example Microsoft-Windows-Kernel-General 12
+8s   WEB04.corp.example EventLog 6009
+0s   WEB04.corp.example EventLog 6005
+9s   WEB04.corp.example "Service Control Manager" 7036 "DHCP Client" running Dhcp
2014-02-17 12:00:00  WEB04.corp.example EventLog 6013 21600
`

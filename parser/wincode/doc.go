// Package wincode knows the error codes of Windows: Win32 errors (with
// Winsock, DNS, network management and WinINet), NTSTATUS, HRESULT and the
// errors of the Extensible Storage Engine; by number, by symbol and by the text
// that Windows shows in their place. It also knows the events that matter for
// a diagnosis, by provider and identifier.
//
// # How a code travels
//
// A service that cannot open a file fails with Win32 error 2. An event log may
// show that as
//
//	%%2                       a parameter that the viewer replaces by the text
//	2, 0x2                    the number
//	0x80070002, 80070002      an HRESULT: severity 1, facility 7 (Win32), code 2
//	2147942402, -2147024894   the same in decimal, unsigned and signed
//	0xC0000034                the NTSTATUS of the kernel behind it
//	ERROR_FILE_NOT_FOUND      the symbol
//	The system cannot find the file specified.
//	Не удается найти указанный файл.
//
// [Parse] reads each of them; [FromText] finds a code within a longer
// description. A [Code] keeps its kind; [Code.Win32] unwraps it.
//
//	HRESULT   S R C N X ·facility 11 bits· ·code 16 bits·
//	          N set: an NTSTATUS, HRESULT_FROM_NT
//	NTSTATUS  Sev(2) C N ·facility 12 bits· ·code 16 bits·
//
// # Tables
//
// The symbols under names/ are generated from the mingw-w64 headers, which are
// in the public domain; see gen.go. The meanings, the titles of events and the
// list of texts to recognise are the project's own, in English and Russian.
// Everything is embedded text that is searched where it lies: a program that
// does not ask pays nothing at its start.
//
// References: [MS-ERREF]; the event identifiers of netevent.h and ntiologc.h.
package wincode

//go:generate go run gen.go -include $MINGW_INCLUDE

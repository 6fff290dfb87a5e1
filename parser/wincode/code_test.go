package wincode

import (
	"strings"
	"testing"
)

// TestDresses is the promise of the package: one failure, many spellings.
func TestDresses(t *testing.T) {
	for _, s := range []string{
		"%%2", "2", "0x2", "0x00000002", "00000002", "2 (0x2)",
		"0x80070002", "80070002", "80070002h", "2147942402", "-2147024894", "%%2147942402", "0xFFFFFFFF80070002",
		"hr=0x80070002", "HRESULT: 80070002", "[0x80070002]", "Win32 error 2", "error 2", "код ошибки 2",
		"ERROR_FILE_NOT_FOUND", "error_file_not_found",
		"The system cannot find the file specified", "The system cannot find the file specified.",
		"the  system cannot\r\nfind the file specified. ",
		"Системе не удается найти указанный файл", "Не удается найти указанный файл.", "Не удаётся найти указанный файл",
		"Das System kann die angegebene Datei nicht finden.", "Le fichier spécifié est introuvable.",
		"El sistema no puede encontrar el archivo especificado.", "指定されたファイルが見つかりません。", "系统找不到指定的文件。",
	} {
		c, ok := Parse(s)
		n, win32 := c.Win32()
		if !ok || !win32 || n != 2 {
			t.Errorf("Parse(%q) = %v %v, %v", s, c.Kind, c, ok)
		}
		if number, ok := Normalize(s); number != "2" || !ok {
			t.Errorf("Normalize(%q) = %q, %v", s, number, ok)
		}
	}
}

func TestParse(t *testing.T) {
	tests := []struct {
		in   string
		want Code
		text string // normalized
	}{
		{"0xC0000034", Code{NTStatus, 0xC0000034}, "0xC0000034"},
		{"c000005e", Code{NTStatus, 0xC000005E}, "0xC000005E"},
		{"3221225524", Code{NTStatus, 0xC0000034}, "0xC0000034"},
		{"(0xc000005e)", Code{NTStatus, 0xC000005E}, "0xC000005E"},
		{"0xD0000034", Code{HResult, 0xD0000034}, "0xC0000034"}, // HRESULT_FROM_NT
		{"0xC0070005", Code{NTStatus, 0xC0070005}, "5"},         // NTSTATUS_FROM_WIN32
		{"0x80072EE7", Code{HResult, 0x80072EE7}, "12007"},
		{"0x80004005", Code{HResult, 0x80004005}, "0x80004005"},
		{"0x80000016", Code{NTStatus, 0x80000016}, "0x80000016"}, // no HRESULT has that name
		{"NTSTATUS 0x80000005", Code{NTStatus, 0x80000005}, "0x80000005"},
		{"0xC004F06C", Code{HResult, 0xC004F06C}, "0xC004F06C"}, // no NTSTATUS has that name
		{"0x4004F040", Code{HResult, 0x4004F040}, "0x4004F040"},
		{"-1808", Code{Jet, 0xFFFFF8F0}, "-1808"},
		{"fffffbf8", Code{Jet, 0xFFFFFBF8}, "-1032"},
		{"JET_errDiskFull", Code{Jet, 0xFFFFF8F0}, "-1808"},
		{"%%21", Code{Win32, 21}, "21"},
		{"%%2147549471", Code{HResult, 0x8001011F}, "0x8001011F"},
		{"%%2147942414", Code{HResult, 0x8007000E}, "14"},
		{"8524 (0x214c)", Code{Win32, 8524}, "8524"},
		{"WSAEADDRINUSE", Code{Win32, 10048}, "10048"},
		{"00002095", Code{Win32, 8341}, "8341"},
		{"E_ACCESSDENIED", Code{HResult, 0x80070005}, "5"},
		{"«Отказано в доступе.»", Code{Win32, 5}, "5"},
		{"0", Code{Win32, 0}, "0"},
	}
	for _, tt := range tests {
		got, ok := Parse(tt.in)
		if !ok || got != tt.want {
			t.Errorf("Parse(%q) = %v %v, %v; want %v %v", tt.in, got.Kind, got, ok, tt.want.Kind, tt.want)
		}
		if text, _ := Normalize(tt.in); text != tt.text {
			t.Errorf("Normalize(%q) = %q, want %q", tt.in, text, tt.text)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{
		"", " ", "%%", "0x", "running", "auto start", "stopped", "12345678", "99999999999999999999", "IPSEC Services",
		"10.0.0.1", "2nd", "--2", "-0x2", "{D63B10C5-BB46-4990-A94F-E40B9D520160}", "12.03.2005 10:22:11",
		"PolicyAgent/1", "error", "The system cannot find the file specified in the", strings.Repeat("9", 1<<17),
	} {
		if c, ok := Parse(s); ok {
			t.Errorf("Parse(%.40q) = %v %v", s, c.Kind, c)
		}
	}
}

func TestReadings(t *testing.T) {
	got := Readings("0x80000005") // E_… of 16-bit OLE has no name of its own any more
	if len(got) == 0 || got[0] != (Code{NTStatus, 0x80000005}) {
		t.Errorf("0x80000005: %v", got)
	}
	if got := Readings("0x102"); len(got) != 2 || got[0].Kind != Win32 || got[1].Symbol() != "STATUS_TIMEOUT" {
		t.Errorf("0x102: %v", got)
	}
}

func TestFromText(t *testing.T) {
	tests := []struct {
		in, want string
	}{
		{"The IPSEC Services service terminated with the following error: \nThe system cannot find the file specified. \n\nFor more information, see Help and Support Center at http://go.microsoft.com/fwlink/events.asp.", "2"},
		{"Служба служб IPSEC прервана из-за следующей ошибки:\nСистеме не удается найти указанный файл.ПРИЧИНА", "2"}, // a heading glued on
		{"Служба служб IPSEC прервана из-за следующей ошибки:\nСистеме не удается найти указанный файл.\nПРИЧИНА", "2"},
		{"The IPSEC Services service terminated with the following error: Only one usage of each socket address (protocol/network\naddress/port) is normally permitted.", "10048"},
		{"Сбой при запуске службы \"A\" из-за ошибки \nОтказано в доступе.", "5"},
		{"The X service depends on the Y service which failed to start because of the following error: %%1068", "1068"},
		{"サービスは次のエラーで終了しました: 指定されたファイルが見つかりません。", "2"},
		{"服务因下列错误而停止: 拒绝访问。", "5"},
		{"Volume Shadow Copy Service error: Unexpected error calling routine CoCreateInstance.  hr = 0x80040154, Class not registered", "0x80040154"},
		{"The error code is: error 1079", "1079"},
		{"failed with error code 1252.", "1252"},
		{"SamSrv failed: \"There are currently no logon servers available to service the logon request.\r\n (0xc000005e)\"", "0xC000005E"},
		{"Служба завершена из-за ошибки 1053", "1053"},
		{"Der Dienst wurde mit folgendem Fehler beendet: Zugriff verweigert", "5"},
		{"A timeout was reached (30000 milliseconds) while waiting for the Foo service to connect.", ""},
		{"The Foo service was successfully sent a start control.", ""},
		{"exit code 5", ""},
		{"Event ID: 7023", ""},
		{"at address 0x00000000", ""},
		{"", ""},
	}
	for _, tt := range tests {
		c, ok := FromText(tt.in)
		got := ""
		if ok {
			got = c.Unwrap().String()
		}
		if got != tt.want {
			t.Errorf("FromText(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

package text

import (
	"strings"

	"culprit/parser/event"
)

// A wordSet gives one meaning the words of every language that Event Viewer,
// its translators and the tools that print logs have for it. They are listed
// folded; see [fold].
type wordSet map[string]event.Level

// levelWords are the event types of Windows 2000-2003 and the levels of Vista
// and later. Audits have no level; see auditWords.
var levelWords = wordSet{
	"error": event.Error, "errors": event.Error, "err": event.Error,
	"ошибка": event.Error, "fehler": event.Error, "erreur": event.Error,
	"erro": event.Error, "errore": event.Error, "błąd": event.Error,
	"エラー": event.Error, "错误": event.Error,

	"warning": event.Warning, "предупреждение": event.Warning,
	"внимание": event.Warning, "warnung": event.Warning,
	"avertissement": event.Warning, "advertencia": event.Warning,
	"aviso": event.Warning, "avviso": event.Warning,
	"ostrzeżenie": event.Warning, "警告": event.Warning,

	"information": event.Information, "info": event.Information,
	"informational": event.Information, "success": event.Information,
	"уведомление": event.Information, "сведения": event.Information,
	"информация": event.Information, "информационный": event.Information,
	"informationen": event.Information, "informations": event.Information,
	"información": event.Information, "informações": event.Information,
	"informação": event.Information, "informazioni": event.Information,
	"informacje": event.Information, "情報": event.Information,
	"信息": event.Information, "успех": event.Information,

	"critical": event.Critical, "критический": event.Critical,
	"критическая ошибка": event.Critical, "критическая": event.Critical,
	"критично": event.Critical, "kritisch": event.Critical,
	"critique": event.Critical, "crítico": event.Critical,
	"critico": event.Critical, "krytyczny": event.Critical,
	"重大": event.Critical, "关键": event.Critical, "严重": event.Critical,

	"verbose": event.Verbose, "подробно": event.Verbose,
	"подробности": event.Verbose, "ausführlich": event.Verbose,
	"詳細": event.Verbose, "详细": event.Verbose,
}

// typeLevels are the event types as numbers (EVENTLOG_ERROR_TYPE, …).
var typeLevels = map[string]event.Level{
	"0": event.Information, "1": event.Error, "2": event.Warning, "4": event.Information,
	"8": event.LogAlways, "16": event.LogAlways,
}

// typeAudits are the keywords of the two audit types.
var typeAudits = map[string]uint64{"8": event.AuditSuccess, "16": event.AuditFailure}

// auditWords are the two audit types and the keyword that each stands for.
var auditWords = map[string]uint64{
	"success audit": event.AuditSuccess, "audit success": event.AuditSuccess,
	"successaudit": event.AuditSuccess, "success_audit": event.AuditSuccess,
	"audit_success": event.AuditSuccess, "аудит успехов": event.AuditSuccess,
	"аудит успеха": event.AuditSuccess, "erfolgsüberwachung": event.AuditSuccess,
	"überwachung erfolgreich": event.AuditSuccess,
	"audit des succès":        event.AuditSuccess, "succès de l'audit": event.AuditSuccess,
	"auditoría correcta": event.AuditSuccess, "auditoria com êxito": event.AuditSuccess,
	"sucesso da auditoria": event.AuditSuccess, "operazioni riuscite": event.AuditSuccess,
	"controllo riuscito": event.AuditSuccess, "sukcesy inspekcji": event.AuditSuccess,
	"成功の監査": event.AuditSuccess, "审核成功": event.AuditSuccess,
	"成功审核": event.AuditSuccess, "security audit success": event.AuditSuccess,

	"failure audit": event.AuditFailure, "audit failure": event.AuditFailure,
	"failureaudit": event.AuditFailure, "failure_audit": event.AuditFailure,
	"audit_failure": event.AuditFailure, "аудит отказов": event.AuditFailure,
	"аудит отказа": event.AuditFailure, "fehlerüberwachung": event.AuditFailure,
	"überwachung gescheitert": event.AuditFailure,
	"audit des échecs":        event.AuditFailure, "échec de l'audit": event.AuditFailure,
	"auditoría errónea": event.AuditFailure, "error de auditoría": event.AuditFailure,
	"auditoria com falha": event.AuditFailure, "falha da auditoria": event.AuditFailure,
	"operazioni non riuscite": event.AuditFailure, "controllo non riuscito": event.AuditFailure,
	"niepowodzenia inspekcji": event.AuditFailure, "失敗の監査": event.AuditFailure,
	"审核失败": event.AuditFailure, "失败审核": event.AuditFailure,
	"security audit failure": event.AuditFailure,
}

// keywordClassic marks the events of sources that have no manifest.
const keywordClassic = 0x0080000000000000

// noWords stand for "none" and "not available".
var noWords = wordTable(
	"none", "(none)", "-", "n/a", "na", "n/d", "not applicable", "not available",
	"отсутствует", "нет", "н/д", "нет данных", "недоступно", "(отсутствует)",
	"keine", "keiner", "nicht zutreffend", "nicht verfügbar", "nv",
	"aucun", "aucune", "non disponible", "néant",
	"ninguno", "ninguna", "no disponible", "no aplicable",
	"nenhum", "nenhuma", "n/disp", "não disponível", "não aplicável",
	"nessuno", "nessuna", "n/d", "non disponibile",
	"brak", "nie dotyczy", "n/d",
	"なし", "該当なし", "无", "暂缺", "不可用", "不适用",
)

// fillerWords are what articles print in place of a real value, by and large
// the name of the field itself. Programs print none of them.
var fillerWords = wordTable(
	"date", "time", "user", "username", "user name", "computer", "computer name", "computer_name",
	"computername", "computer-name", "server name", "servername", "server_name", "machine_name",
	"machinename", "host name", "hostname", "xx/xx/xxxx", "mm/dd/yyyy", "xx:xx:xx", "hh:mm:ss", "event_date", "event_time",
	"date and time", "(computer name)", "<computer name>", "<computer_name>", "<date>", "<time>", "<computername>",
	"дата", "время", "пользователь", "имя_пользователя", "компьютер", "имя_компьютера",
	"имя компьютера", "имя-компьютера", "имякомпьютера", "имя сервера", "имя_сервера", "дата и время",
	"datum", "zeit", "uhrzeit", "computername", "heure", "ordinateur", "nom_ordinateur", "nom de l'ordinateur",
	"fecha", "hora", "equipo", "nombre_equipo", "nombre de equipo", "data", "ora", "computador",
	"nome_do_computador", "nome computer", "nome_computer", "godzina", "komputer", "nazwa_komputera",
	"日付", "時刻", "コンピュータ名", "コンピューター名", "日期", "时间", "计算机名",
)

func wordTable(words ...string) map[string]bool {
	table := map[string]bool{}
	for _, w := range words {
		table[fold(w)] = true
	}
	return table
}

// known returns the value, or "" if it only says that there is none.
func known(value string) string {
	if w := fold(value); noWords[w] || w == "" {
		return ""
	}
	return value
}

// parseLevel returns the level and the audit keyword that a word names.
// Programs append "event", and the number in brackets.
func parseLevel(word string) (l event.Level, keyword uint64, ok bool) {
	w, _, _ := strings.Cut(fold(word), " (")
	w = strings.TrimSuffix(w, " event")
	if k, ok := auditWords[w]; ok {
		return event.LogAlways, k, true
	}
	l, ok = levelWords[w]
	return l, 0, ok
}

// plainWords maps states, controls and start types of services, in whatever
// form a sentence puts them, to what Windows writes in English, so that one
// rule serves texts in all languages.
var plainWords = map[string]string{
	"остановлена": "stopped", "остановлен": "stopped", "остановки": "stopped",
	"остановка": "stopped", "остановлено": "stopped", "прервана": "stopped",
	"работает": "running", "выполняется": "running", "запущена": "running",
	"выполнения": "running", "работы": "running", "запуска": "running", "работающая": "running",
	"приостановлена": "paused", "приостановлен": "paused", "приостановки": "paused", "пауза": "paused",

	"запуск": "start", "запустить": "start", "запуском": "start", "запуска службы": "start",
	"остановить": "stop", "остановкой": "stop", "стоп": "stop", "остановка службы": "stop",
	"начать": "start", "остановить службу": "stop", "старт": "start", "пуск": "start",

	"beendet": "stopped", "angehalten": "paused", "ausgeführt": "running", "wird ausgeführt": "running",
	"arrêté": "stopped", "en cours d'exécution": "running", "en pause": "paused",
	"detenido": "stopped", "en ejecución": "running", "ejecución": "running", "en pausa": "paused", "pausado": "paused",
	"arresto": "stopped", "arrestato": "stopped", "interrotto": "stopped", "esecuzione": "running", "in esecuzione": "running",
	"interrompido": "stopped", "parado": "stopped", "execução": "running", "em execução": "running",
	"zatrzymano": "stopped", "zatrzymana": "stopped", "uruchomiono": "running", "uruchomiona": "running", "działa": "running",
	"停止": "stopped", "実行中": "running", "开始": "running", "正在运行": "running", "运行": "running",

	"автоматически": "auto start", "авто": "auto start", "автоматический": "auto start",
	"автоматический запуск": "auto start", "автоматический начать": "auto start",
	"автозапуск": "auto start", "автоматического": "auto start", "автоматического запуска": "auto start",
	"вручную": "demand start", "ручной": "demand start", "ручного": "demand start",
	"запуск вручную": "demand start", "запуск по требованию": "demand start",
	"ручной запуск": "demand start", "по требованию": "demand start",
	"отключена": "disabled", "отключен": "disabled", "отключенного": "disabled", "отключено": "disabled",
	"отключенный": "disabled", "запрещена": "disabled", "запрещен": "disabled",
	"загрузочный": "boot start", "при загрузке": "boot start",
	"системный": "system start", "при старте системы": "system start",
}

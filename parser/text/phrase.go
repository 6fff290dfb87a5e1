package text

import (
	"regexp"
	"strings"
	"sync"
)

// A phrase is how one language words an event: fixed words around insertion
// strings, written {1}, {2}, … Only as much of the wording is given as it
// takes to find them. {e} is an error that follows as text or number and
// becomes string e of its event; it takes the rest of its line. {n1} is a
// number, {c1} an error within the sentence, stored as a bare number, {rest1}
// all that follows.
//
// Quotation marks around a string are optional and dropped.
type phrase struct {
	id    uint16
	error int // which string {e} is; 0 if the phrase has none
	text  string
}

// scmPhrases are the sentences of the Service Control Manager, English and
// Russian in full: those of Windows first, then those of translators. Sources:
// texts pasted in public, and the order of strings in netevent.h.
var scmPhrases = []phrase{
	{7000, 2, `The {1} service failed to start due to the following error:{e}`},
	{7001, 3, `The {1} service depends on the {2} service which failed to start because of the following error:{e}`},
	{7002, 0, `The {1} service depends on the {2} group and no member of this group started`},
	{7003, 0, `The {1} service depends on the following nonexistent service: {2}$`},
	{7003, 0, `The {1} service depends (?:on )?the following service: {2}\. This service might not`},
	{7009, 0, `Timeout \({n1} milliseconds\) waiting for the {2} service to connect`},
	{7009, 0, `timeout was reached \({n1} milliseconds\) while waiting for the {2} service to connect`},
	{7011, 0, `Timeout \({n1} milliseconds\) waiting for a transaction response from the {2} service`},
	{7011, 0, `timeout \({n1} milliseconds\) was reached while waiting for a transaction response from the {2} service`},
	{7016, 0, `The {1} service has reported an invalid current state {2}$`},
	{7022, 0, `The {1} service hung on starting`},
	{7023, 2, `The {1} service terminated with the following error:{e}`},
	{7024, 2, `The {1} service terminated with (?:the following )?service-specific error:?{e}`},
	{7026, 0, `boot-start or system-start driver\(s\) (?:failed to|did not) load:{rest1}`},
	{7030, 0, `The {1} service is marked as an interactive service`},
	{7031, 0, `The {1} service terminated unexpectedly\. It has done this {n2} time\(s\)\. The following corrective action will be taken in {n3} milliseconds: {5}$`},
	{7032, 4, `tried to take a corrective action \({2}\) after the unexpected termination of the {3} service, but this action failed with the following error:{e}`},
	{7034, 0, `The {1} service terminated unexpectedly\. It has done this {n2} time`},
	{7035, 0, `The {1} service was successfully sent an? {2} control`},
	{7036, 0, `The {1} service entered the {2} state`},
	{7038, 3, `The {1} service was unable to log on as {2} with the currently configured password due to the following error:{e}`},
	{7039, 0, `A service process other than the one launched .{0,80} connected when starting the {1} service`},
	{7040, 0, `The start type of the {1} service was changed from {2} to {3}$`},
	{7041, 0, `The {1} service was unable to log on as {2} with the currently configured password due to`},
	{7043, 0, `The {1} service did not shut ?down properly after receiving a pre-?shutdown control`},

	{7000, 2, `Сбой при запуске службы {1} из-за (?:следующей )?ошибки:?{e}`},
	{7000, 2, `Служб[аы] {1} не (?:была )?запущена из-за (?:следующей )?ошибки:?{e}`},
	{7000, 2, `Не удалось запустить службу {1} из-за (?:следующей )?ошибки:?{e}`},
	{7001, 3, `Служба {1} (?:является зависимой|зависит) от службы {2}, которую не удалось запустить (?:из-за|вследствие|по причине) (?:следующей )?ошибки:?{e}`},
	{7001, 3, `Служба {1} (?:является зависимой|зависит) от службы {2}, котор\S+ .{0,40}из-за (?:следующей )?ошибки:?{e}`},
	{7002, 0, `Служба {1} зависит от группы {2}, но ни один`},
	{7003, 0, `Служба {1} зависит от (?:следующей )?несуществующей службы:? {2}$`},
	{7009, 0, `времени ожидания \({n1} м(?:илли)?с\S*\) при ожидании подключения службы {2}$`},
	{7009, 0, `(?:тайм-?аут|время ожидания) \({n1} м(?:илли)?с\S*\) (?:при )?ожидани[яи] подключения службы {2}$`},
	{7011, 0, `\({n1} м(?:илли)?с\S*\) (?:при )?ожидани[яи] (?:отклика|ответа) (?:транзакции|на транзакцию) от службы {2}$`},
	{7022, 0, `Служба {1} (?:зависла|зависает) (?:при|во время) запуск[еа]`},
	{7023, 2, `Служба {1} (?:завершена|прервана|остановлена|завершила работу|прекращена) (?:из-за|вследствие|со следующей|с) (?:следующей )?ошибк\S+:?{e}`},
	{7024, 2, `Служба {1} (?:завершена|прервана|остановлена) из-за (?:внутренней|специфической|особой)(?: для службы)? ошибки:?{e}`},
	{7024, 2, `Служба {1} (?:завершена|прервана|остановлена) из-за (?:следующей )?ошибки,? (?:определяемой службой|связанной со службой|специфической для службы):?{e}`},
	{7026, 0, `(?:загрузочн\S+|перезагрузки)\S* (?:или|и) (?:системн\S+|запуска системы)[^:]{0,60}:{rest1}`},
	{7031, 0, `Служба {1} (?:была )?(?:неожиданно|непредвиденно) (?:завершена|прервана|остановлена)\. Это произошло (?:\(раз\): )?{n2}(?: раз\S*)?\. Следующее корректирующее действие будет (?:предпринято|выполнено) через {n3} м(?:илли)?с\S*: {5}$`},
	{7032, 4, `корректирующее действие \({2}\) после неожиданного завершения службы {3}[,. ].{0,80}ошибк\S+:?{e}`},
	{7034, 0, `Служба {1} (?:была )?(?:неожиданно|непредвиденно) (?:завершена|прервана|остановлена)\. Это произошло (?:\(раз\): )?{n2}`},
	{7035, 0, `Служб[ае] {1} (?:успешно )?(?:отправил[ао]|был[ао]? (?:успешно )?отправлен[ао]?|отправлен[ао]?|отправлен) (?:управляющий элемент|управляющий сигнал|управление|управляющая команда|команда) {2}$`},
	{7036, 0, `Служба {1} перешла в состояние {2}$`},
	{7036, 0, `Служба {1} находится в состоянии {2}$`},
	{7038, 3, `Служб[ае] {1} не (?:удалось|смогла) войти в систему (?:как|с именем|под именем) {2} с (?:текущим|настроенным) паролем из-за (?:следующей )?ошибки:?{e}`},
	{7040, 0, `Тип запуска службы {1} (?:был )?изменен с {2} на {3}$`},
	{7043, 0, `Служба {1} не завершила работу должным образом после получения`},

	// Languages that do not quote the name of the service; the others are
	// served by scmRoles.
	{7000, 2, `Le service {1} n'a pas pu démarrer en raison de l'erreur(?: suivante)?\s?:{e}`},
	{7001, 3, `Le service {1} dépend du service {2} qui n'a pas pu démarrer en raison de l'erreur(?: suivante)?\s?:{e}`},
	{7022, 0, `Le service {1} est en attente (?:au|de) démarrage`},
	{7023, 2, `Le service {1} s'est (?:arrêté|terminé) avec l'erreur(?: suivante)?\s?:{e}`},
	{7034, 0, `Le service {1} s'est (?:terminé|arrêté) de (?:façon|manière) inattendue.{0,60}?{n2}`},
	{7036, 0, `Le service {1} est entré dans l'état\s?:? {2}$`},
	{7000, 2, `El servicio {1} no (?:pudo|se pudo|ha podido) iniciar(?:se)? debido al siguiente error:{e}`},
	{7023, 2, `El servicio {1} (?:se cerró|terminó|se ha cerrado) con el (?:siguiente error|error siguiente):{e}`},
	{7036, 0, `El servicio {1} (?:entró en|ha entrado en) (?:el )?estado (?:de )?{2}$`},
	{7000, 2, `Impossibile avviare il servizio {1} a causa dell'errore seguente:{e}`},
	{7023, 2, `[Ss]ervizio {1} (?:è stato )?(?:interrotto|terminato) con l'errore seguente:{e}`},
	{7036, 0, `[Ss]ervizio {1} (?:è )?(?:entrato|passato) (?:nello|allo) stato (?:di )?{2}$`},
	{7000, 2, `Falha ao iniciar o serviço {1} devido ao seguinte erro:{e}`},
	{7023, 2, `O serviço {1} (?:foi finalizado|terminou) com o seguinte erro:{e}`},
	{7036, 0, `O serviço {1} entrou no estado (?:de )?{2}$`},
	{7000, 2, `Nie można uruchomić usługi {1} z powodu następującego błędu:{e}`},
	{7000, 2, `(?:^|\n){1} サービスは、?次のエラーのため開始できませんでした[:：]{e}`},
	{7023, 2, `(?:^|\n){1} サービスは、?次のエラーで終了しました[:：]{e}`},
	{7036, 0, `(?:^|\n){1} サービスは ?{2} ?状態に(?:移行|入り)`},
	{7000, 2, `(?:由于下列错误，|(?:^|\n)){1} 服务(?:因下列错误而)?(?:启动失败|没有启动|未能启动)[:：]{e}`},
	{7023, 2, `(?:^|\n){1} 服务因下列错误而(?:停止|终止)[:：]{e}`},
	{7036, 0, `(?:^|\n){1} 服务(?:处于|进入) ?{2} ?状态`},
}

// otherPhrases are those of further sources, by folded name.
var otherPhrases = map[string][]phrase{
	"srv": {
		{2013, 0, `The {2} disk is at or near capacity`},
		{2013, 0, `Диск {2} (?:почти )?(?:заполнен|переполнен)`},
		{2013, 0, `на диске {2}(?: |$|\.)`},
		{2013, 0, `(?:^|[^\w]){2:drive}`},
	},
	"eventlog": {
		{6008, 0, `previous system shutdown at {1} on {2} was unexpected`},
		{6008, 0, `завершение работы системы в {1} на {2} было неожиданным`},
		{6008, 0, `Предыдущее завершение работы системы {2},? (?:в )?{1},? было неожиданным`},
		{6013, 0, `system uptime is {n5} seconds`},
		{6013, 0, `Время (?:непрерывной )?работы системы:? {n5} с`},
	},
	"netlogon": {
		{5719, 2, `No Domain Controller is available for domain {1} due to the following:{e}`},
		{5719, 2, `set ?up a secure session with a domain controller in domain {1} due to the following:{e}`},
		{5719, 2, `контроллера домена для домена {1} по следующей причине:{e}`},
		{5719, 2, `с контроллером домена в домене {1} по следующей причине:{e}`},
		{5719, 2, `домена {1} (?:из-за|вследствие) следующ\S+:{e}`},
	},
	"dcom":             dcomPhrases,
	"distributedcom":   dcomPhrases,
	"w32time":          nil,
	"ntservicepack":    {{4377, 0, `{2} was installed`}, {4377, 0, `{2} (?:было )?установлен`}},
	"application hang": nil,
}

var dcomPhrases = []phrase{
	{10005, 0, `DCOM got error {c1} attempting to start the service {2} with arguments {3} in order to run the server: ?{4}$`},
	{10005, 0, `DCOM получил ошибку {c1} при попытке запуска службы {2} с аргументами {3} (?:для запуска|чтобы запустить) сервера?: ?{4}$`},
	{10006, 0, `DCOM got error {c1} from the computer {2} when attempting`},
	{10009, 0, `DCOM was unable to communicate with the computer {1} using any`},
	{10010, 0, `The server {1} did not register with DCOM within`},
	{10010, 0, `Регистрация сервера {1} DCOM не выполнена`},
}

// shape is a compiled phrase.
type shape struct {
	phrase
	re *regexp.Regexp
}

// scmShapes and otherShapes are compiled when the first event asks for them.
var (
	scmShapes   = sync.OnceValue(func() []shape { return compileAll(scmPhrases) })
	otherShapes = sync.OnceValue(func() map[string][]shape {
		shapes := make(map[string][]shape, len(otherPhrases))
		for source, list := range otherPhrases {
			shapes[source] = compileAll(list)
		}
		return shapes
	})
)

func compileAll(list []phrase) []shape {
	shapes := make([]shape, len(list))
	for i, p := range list {
		shapes[i] = shape{p, regexp.MustCompile(p.pattern())}
	}
	return shapes
}

var slot = regexp.MustCompile(`\{(e|rest|n|c)?(\d?)(:drive)?\}`)

// pattern writes the phrase as a regular expression over a message whose
// white space is folded.
func (p *phrase) pattern() string {
	re := slot.ReplaceAllStringFunc(p.text, func(s string) string {
		m := slot.FindStringSubmatch(s)
		switch {
		case m[1] == "e":
			return `[\s:]*(?P<e>.*)`
		case m[1] == "rest":
			return `\s*(?P<r` + m[2] + `>(?s:.+))`
		case m[1] == "c":
			return `(?P<c` + m[2] + `>[^\n]+?)`
		case m[1] == "n":
			return `(?P<p` + m[2] + `>[0-9][0-9 .,]*)`
		case m[3] != "":
			return `(?P<p` + m[2] + `>[A-Za-z]:)`
		}
		return quoteMark + `?(?P<p` + m[2] + `>[^\n]+?)` + quoteMark + `?`
	})
	// A string at the end of a phrase ends with its sentence.
	if head, ok := strings.CutSuffix(re, "$"); ok {
		re = head + `(?:\.?(?:\n|$)|\.\s)`
	}
	return `(?i)` + re
}

const (
	quoteMark  = `["'«»“”„]`
	quoteMarks = ` "'«»“”„`
)

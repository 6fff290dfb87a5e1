package text

import (
	"strings"
	"testing"

	"culprit/parser/event"
)

// stringsOf returns the insertion strings found in a message, name=value.
func stringsOf(source string, id uint16, message string) string {
	e := &event.Event{Header: event.Header{Provider: source, EventID: id}, Message: message}
	fromMessage(e, &draft{})
	var list []string
	for i := range e.Data {
		list = append(list, strings.TrimPrefix(e.Data[i].Name, "param")+"="+e.Data[i].Value.Text())
	}
	return strings.Join(list, " | ")
}

// TestPhrases gives one sentence of each kind, as Windows, its Russian edition
// and translators write it. Every phrase of the tables must be met.
func TestPhrases(t *testing.T) {
	const scm = serviceControlManager
	tests := []struct {
		source  string
		id      uint16
		message string
		want    string
	}{
		{scm, 7000, "The Fax service failed to start due to the following error: \nAccess is denied.", "1=Fax | 2=%%5"},
		{scm, 7000, "The Fax service failed to start due to the following error: %%1053", "1=Fax | 2=%%1053"},
		{scm, 7000, `Сбой при запуске службы "Факс" из-за ошибки ` + "\nСлужба не ответила на запрос своевременно.", "1=Факс | 2=%%1053"},
		{scm, 7000, "Служба \"Факс\" не запущена из-за ошибки:\nОтказано в доступе.", "1=Факс | 2=%%5"},
		{scm, 7000, "Не удалось запустить службу Факс из-за следующей ошибки:\nОтказано в доступе.", "1=Факс | 2=%%5"},
		{scm, 7001, "The Fax service depends on the Print Spooler service which failed to start because of the following error: \nThe dependency service or group failed to start.", "1=Fax | 2=Print Spooler | 3=%%1068"},
		{scm, 7001, `Служба "Факс" является зависимой от службы "Диспетчер печати", которую не удалось запустить из-за ошибки ` + "\nНе удалось запустить дочернюю службу.", "1=Факс | 2=Диспетчер печати | 3=%%1068"},
		{scm, 7001, `Служба "Факс" зависит от службы "Диспетчер печати", которая не запустилась из-за следующей ошибки: ` + "\nНе удалось запустить дочернюю службу.", "1=Факс | 2=Диспетчер печати | 3=%%1068"},
		{scm, 7002, "The Fax service depends on the NetworkProvider group and no member of this group started.", "1=Fax | 2=NetworkProvider"},
		{scm, 7002, "Служба Факс зависит от группы NetworkProvider, но ни один элемент этой группы не запущен.", "1=Факс | 2=NetworkProvider"},
		{scm, 7003, "The Fax service depends on the following nonexistent service: Foo", "1=Fax | 2=Foo"},
		{scm, 7003, "The Fax service depends the following service: Foo. This service might not be installed.", "1=Fax | 2=Foo"},
		{scm, 7003, `Служба "Факс" зависит от следующей несуществующей службы: Foo`, "1=Факс | 2=Foo"},
		{scm, 7009, "Timeout (30000 milliseconds) waiting for the McAfee McShield service to connect.", "1=30000 | 2=McAfee McShield"},
		{scm, 7009, "A timeout was reached (30000 milliseconds) while waiting for the Fax service to connect.", "1=30000 | 2=Fax"},
		{scm, 7009, `Превышение времени ожидания (120000 мс) при ожидании подключения службы "Факс".`, "1=120000 | 2=Факс"},
		{scm, 7009, "Тайм-аут (30000 миллисекунд) ожидания подключения службы Факс.", "1=30000 | 2=Факс"},
		{scm, 7011, "Timeout (30000 milliseconds) waiting for a transaction response from the Dfs service.", "1=30000 | 2=Dfs"},
		{scm, 7011, "A timeout (30000 milliseconds) was reached while waiting for a transaction response from the Dfs service.", "1=30000 | 2=Dfs"},
		{scm, 7011, "Превышение времени ожидания (30000 мс) при ожидании отклика транзакции от службы Dfs.", "1=30000 | 2=Dfs"},
		{scm, 7016, "The Fax service has reported an invalid current state 32.", "1=Fax | 2=32"},
		{scm, 7022, "The Fax service hung on starting.", "1=Fax"},
		{scm, 7022, `Служба "Факс" зависла при запуске.`, "1=Факс"},
		{scm, 7023, "The IPSEC Services service terminated with the following error: \nThe system cannot find the file specified.", "1=IPSEC Services | 2=%%2"},
		{scm, 7023, "The IPSEC Services\nservice terminated with\nthe following error: The system cannot find the file specified.", "1=IPSEC Services | 2=%%2"},
		{scm, 7023, "The X service terminated with the following error: \nSomething nobody has heard of.", "1=X | 2=Something nobody has heard of."},
		{scm, 7023, "Служба служб IPSEC прервана из-за следующей ошибки:\nСистеме не удается найти указанный файл.", "1=служб IPSEC | 2=%%2"},
		{scm, 7023, "Служба \"Службы IPSEC\" завершена из-за ошибки \n%%10048", "1=Службы IPSEC | 2=%%10048"},
		{scm, 7023, `Der Dienst "IPSEC-Dienste" wurde mit folgendem Fehler beendet: ` + "\nDas System kann die angegebene Datei nicht finden.", "1=IPSEC-Dienste | 2=%%2"},
		{scm, 7024, "The X service terminated with service-specific error 10048 (0x2740).", "1=X | 2=%%10048"},
		{scm, 7024, "The X service terminated with the following service-specific error: \nAccess is denied.", "1=X | 2=%%5"},
		{scm, 7024, `Служба "X" завершена из-за внутренней ошибки 2 (0x2).`, "1=X | 2=%%2"},
		{scm, 7024, `Служба "X" завершена из-за ошибки, определяемой службой: %%3.`, "1=X | 2=%%3"},
		{scm, 7026, "The following boot-start or system-start driver(s) failed to load: \nFips\nIPSec\nTcpip", "1=Fips\nIPSec\nTcpip"},
		{scm, 7026, "Сбой загрузки драйвера(ов) перезагрузки или запуска системы: \nFips\nTcpip", "1=Fips\nTcpip"},
		{scm, 7030, "The Fax service is marked as an interactive service.  However, the system is configured not to allow them.", "1=Fax"},
		{scm, 7031, "The Fax service terminated unexpectedly.  It has done this 3 time(s).  The following corrective action will be taken in 60000 milliseconds: Restart the service.", "1=Fax | 2=3 | 3=60000 | 5=Restart the service"},
		{scm, 7031, `Служба "Факс" была неожиданно завершена. Это произошло 3 раз(а). Следующее корректирующее действие будет предпринято через 60000 мсек: Перезапуск службы.`, "1=Факс | 2=3 | 3=60000 | 5=Перезапуск службы"},
		{scm, 7032, "The Service Control Manager tried to take a corrective action (Restart the service) after the unexpected termination of the Fax service, but this action failed with the following error: \nAn instance of the service is already running.", "2=Restart the service | 3=Fax | 4=%%1056"},
		{scm, 7032, `Диспетчер пытался выполнить корректирующее действие (Перезапуск) после неожиданного завершения службы "Факс", произошла ошибка:` + "\nОдна копия службы уже запущена.", "2=Перезапуск | 3=Факс | 4=%%1056"},
		{scm, 7034, "The Fax service terminated unexpectedly.  It has done this 1 time(s).", "1=Fax | 2=1"},
		{scm, 7034, `Служба "Факс" неожиданно прервана. Это произошло (раз): 1.`, "1=Факс | 2=1"},
		{scm, 7035, "The Fax service was successfully sent a start control.", "1=Fax | 2=start"},
		{scm, 7035, "Службе служб IPSEC успешно отправлено управление запуском.", "1=служб IPSEC | 2=start"},
		{scm, 7036, "The Fax service entered the stopped state.", "1=Fax | 2=stopped"},
		{scm, 7036, `Служба "Факс" перешла в состояние "Работает".`, "1=Факс | 2=running"},
		{scm, 7036, "Служба Факс находится в состоянии Остановлена.", "1=Факс | 2=stopped"},
		{scm, 7038, `The Fax service was unable to log on as CORP\fax with the currently configured password due to the following error: ` + "\nThe service did not start due to a logon failure.", `1=Fax | 2=CORP\fax | 3=%%1069`},
		{scm, 7038, `Службе "Факс" не удалось войти в систему как CORP\fax с текущим паролем из-за ошибки: ` + "\nСлужба не запущена из-за ошибки входа в систему.", `1=Факс | 2=CORP\fax | 3=%%1069`},
		{scm, 7039, "A service process other than the one launched by the Service Control Manager connected when starting the Fax service.", "1=Fax"},
		{scm, 7040, "The start type of the IPSEC Services service was changed from disabled to auto start.", "1=IPSEC Services | 2=disabled | 3=auto start"},
		{scm, 7040, `Тип запуска службы "Службы IPSEC" изменен с "Отключена" на "Автоматически".`, "1=Службы IPSEC | 2=disabled | 3=auto start"},
		{scm, 7041, `The Fax service was unable to log on as CORP\fax with the currently configured password due to the following error: Logon failure.`, `1=Fax | 2=CORP\fax`},
		{scm, 7043, "The Fax service did not shut down properly after receiving a preshutdown control.", "1=Fax"},
		{scm, 7043, `Служба "Факс" не завершила работу должным образом после получения управляющего кода.`, "1=Факс"},
		{scm, 7000, "Le service Télécopie n'a pas pu démarrer en raison de l'erreur :\nAccess is denied.", "1=Télécopie | 2=%%5"},
		{scm, 7001, "Le service Télécopie dépend du service Spouleur qui n'a pas pu démarrer en raison de l'erreur :\n%%1068", "1=Télécopie | 2=Spouleur | 3=%%1068"},
		{scm, 7022, "Le service Télécopie est en attente de démarrage.", "1=Télécopie"},
		{scm, 7023, "Le service Télécopie s'est arrêté avec l'erreur :\n%%2", "1=Télécopie | 2=%%2"},
		{scm, 7034, "Le service Télécopie s'est terminé de manière inattendue. Cela s'est produit 2 fois.", "1=Télécopie | 2=2"},
		{scm, 7036, "Le service Windows Update est entré dans l'état : arrêté.", "1=Windows Update | 2=stopped"},
		{scm, 7000, "El servicio Fax no pudo iniciarse debido al siguiente error:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7023, "El servicio Fax se cerró con el siguiente error:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7036, "El servicio Fax entró en estado detenido.", "1=Fax | 2=stopped"},
		{scm, 7000, "Impossibile avviare il servizio Fax a causa dell'errore seguente:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7023, "Servizio Fax interrotto con l'errore seguente:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7036, "Il servizio Fax è entrato nello stato di arresto.", "1=Fax | 2=stopped"},
		{scm, 7000, "Falha ao iniciar o serviço Fax devido ao seguinte erro:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7023, "O serviço Fax foi finalizado com o seguinte erro:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7036, "O serviço Fax entrou no estado interrompido.", "1=Fax | 2=stopped"},
		{scm, 7000, "Nie można uruchomić usługi Faks z powodu następującego błędu:\n%%5", "1=Faks | 2=%%5"},
		{scm, 7000, "Fax サービスは、次のエラーのため開始できませんでした:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7023, "IPSEC Services サービスは、次のエラーで終了しました:\n%%2", "1=IPSEC Services | 2=%%2"},
		{scm, 7036, "Fax サービスは 停止 状態に移行しました。", "1=Fax | 2=stopped"},
		{scm, 7000, "由于下列错误，Fax 服务启动失败:\n%%5", "1=Fax | 2=%%5"},
		{scm, 7023, "IPSEC Services 服务因下列错误而停止:\n%%2", "1=IPSEC Services | 2=%%2"},
		{scm, 7036, "Fax 服务处于 停止 状态。", "1=Fax | 2=stopped"},
		{scm, 7036, `Dienst "Fax" befindet sich jetzt im Status "Beendet".`, "1=Fax | 2=stopped"},
		{"Srv", 2013, "The C: disk is at or near capacity.  You may need to delete some files.", "2=C:"},
		{"Srv", 2013, "Диск D: почти заполнен.", "2=D:"},
		{"srv", 2013, "Недостаточно места на диске E: сервера.", "2=E:"},
		{"SRV", 2013, "Der Datenträger C: hat die Kapazitätsgrenze erreicht.", "2=C:"},
		{"EventLog", 6008, "The previous system shutdown at 10:02:11 AM on 9/24/2006 was unexpected.", "1=10:02:11 AM | 2=9/24/2006"},
		{"EventLog", 6008, "Предыдущее завершение работы системы в 10:02:11 на 24.09.2006 было неожиданным.", "1=10:02:11 | 2=24.09.2006"},
		{"EventLog", 6008, "Предыдущее завершение работы системы 24.09.2006, в 10:02:11, было неожиданным.", "1=10:02:11 | 2=24.09.2006"},
		{"EventLog", 6013, "The system uptime is 3600 seconds.", "5=3600"},
		{"EventLog", 6013, "Время работы системы: 3600 с.", "5=3600"},
		{"NETLOGON", 5719, "No Domain Controller is available for domain CORP due to the following: \nThere are currently no logon servers available to service the logon request.", "1=CORP | 2=%%1311"},
		{"NETLOGON", 5719, "This computer was not able to set up a secure session with a domain controller in domain CORP due to the following: \nThere are currently no logon servers available to service the logon request. \nThis may lead to authentication problems.", "1=CORP | 2=%%1311"},
		{"NETLOGON", 5719, "Нет доступного контроллера домена для домена CORP по следующей причине:\n%%1311", "1=CORP | 2=%%1311"},
		{"NETLOGON", 5719, "Не удалось установить безопасный сеанс с контроллером домена в домене CORP по следующей причине:\n%%1311", "1=CORP | 2=%%1311"},
		{"NETLOGON", 5719, "Нет контроллера домена CORP вследствие следующего:\n%%1311", "1=CORP | 2=%%1311"},
		{"DCOM", 10005, `DCOM got error "The service cannot be started, either because it is disabled or because it has no enabled devices associated with it. " attempting to start the service netman with arguments "" in order to run the server: ` + "\n{BA126AD1-2166-11D1-B1D0-00805FC1270E}", "1=1058 | 2=netman | 4={BA126AD1-2166-11D1-B1D0-00805FC1270E}"},
		{"DCOM", 10005, `DCOM получил ошибку "%%1058" при попытке запуска службы netman с аргументами "-x" для запуска сервера: {BA126AD1-2166-11D1-B1D0-00805FC1270E}`, "1=1058 | 2=netman | 3=-x | 4={BA126AD1-2166-11D1-B1D0-00805FC1270E}"},
		{"Microsoft-Windows-DistributedCOM", 10006, `DCOM got error "2147944122" from the computer SRV02 when attempting to activate the server: {X}`, "1=2147944122 | 2=SRV02"},
		{"DCOM", 10009, "DCOM was unable to communicate with the computer SRV02 using any of the configured protocols.", "1=SRV02"},
		{"DCOM", 10010, "The server {BA126AD1-2166-11D1-B1D0-00805FC1270E} did not register with DCOM within the required timeout.", "1={BA126AD1-2166-11D1-B1D0-00805FC1270E}"},
		{"DCOM", 10010, `Регистрация сервера {BA126AD1-2166-11D1-B1D0-00805FC1270E} DCOM не выполнена за отведенное время ожидания.`, "1={BA126AD1-2166-11D1-B1D0-00805FC1270E}"},
		{"NtServicePack", 4377, "Windows Server 2003 Hotfix KB953230 was installed.", "2=Windows Server 2003 Hotfix KB953230"},
		{"NtServicePack", 4377, "Исправление KB953230 было установлено.", "2=Исправление KB953230"},
		{"VSS", 1, `The volume C: and the driver "foo" at \Device\Harddisk0\D, code 0x80042306, error -1808. KB912023` + "\nAccess is denied.", `=C: | =foo | =\Device\Harddisk0\D | =0x80042306 | =-1808 | =KB912023 | =%%5`},
	}
	met := map[phrase]bool{}
	for _, tt := range tests {
		if got := stringsOf(tt.source, tt.id, tt.message); got != tt.want {
			t.Errorf("%s %d %q:\n got %s\nwant %s", tt.source, tt.id, tt.message, got, tt.want)
		}
		for _, s := range shapesOf(tt.source) {
			if s.id == tt.id && s.match(foldSpace(tt.message)) != nil {
				met[s.phrase] = true
				break
			}
		}
	}
	for _, list := range append([][]shape{scmShapes()}, mapValues(otherShapes())...) {
		for i := range list {
			if !met[list[i].phrase] {
				t.Errorf("%d: no test meets the phrase %q", list[i].id, list[i].text)
			}
		}
	}
}

func mapValues(m map[string][]shape) (lists [][]shape) {
	for _, l := range m {
		lists = append(lists, l)
	}
	return lists
}

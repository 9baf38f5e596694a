/** The stop and start words of a language, as people write them; case, accents and punctuation make no difference. */
export interface KeywordList {
	/** As it stands in a workflow. */
	language: string;
	label: string;
	stop: readonly string[];
	start: readonly string[];
}

/**
 * Words that people really send when they want no more messages, or want them again. Carriers and messaging platforms
 * know most of the English ones (CTIA's messaging principles; required keywords of AWS, Sinch, Telnyx, Twilio) and, for
 * Canada, the French ones; the others are those that senders commonly name in their messages in that language.
 *
 * STOP and START stand in each list, because they are known everywhere. Words that are everyday answers, such as YES,
 * are left out: a person who answers a question with one has not asked for messages again.
 */
export const KEYWORD_LISTS: readonly KeywordList[] = [
	{
		language: 'arabic',
		label: 'Arabic',
		stop: ['stop', 'إيقاف', 'أوقف', 'توقف', 'قف', 'إلغاء', 'إلغاء الاشتراك', 'ألغ الاشتراك', 'لا ترسل'],
		start: ['start', 'ابدأ', 'بدء', 'اشتراك', 'اشترك', 'تفعيل', 'استئناف'],
	},
	{
		language: 'dutch',
		label: 'Dutch',
		stop: ['stop', 'stoppen', 'stop alles', 'afmelden', 'meld mij af', 'uitschrijven', 'schrijf mij uit'],
		start: ['start', 'aanmelden', 'inschrijven', 'hervatten'],
	},
	{
		language: 'english',
		label: 'English',
		stop: ['stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'opt-out', 'revoke', 'remove', 'unsub'],
		start: ['start', 'unstop', 'subscribe', 'resubscribe', 'optin', 'opt-in'],
	},
	{
		language: 'french',
		label: 'French',
		stop: [
			'stop',
			'stop sms',
			'stop pub',
			'arrêt',
			'arrêter',
			'arrêtez',
			'désabonner',
			'désabonnement',
			'me désabonner',
			'se désabonner',
			'désabonnez-moi',
			'désinscrire',
			'désinscription',
			'me désinscrire',
		],
		start: ['start', 'début', 'débuter', 'nonarrêt', 'abonner', "m'abonner", "s'abonner", 'réabonner', 'reprendre'],
	},
	{
		language: 'german',
		label: 'German',
		stop: ['stop', 'stopp', 'abmelden', 'abmeldung', 'abbestellen', 'austragen', 'keine nachrichten mehr'],
		start: ['start', 'anmelden', 'anmeldung', 'abonnieren', 'wieder anmelden'],
	},
	{
		language: 'hindi',
		label: 'Hindi',
		stop: ['stop', 'रोकें', 'रोको', 'बंद', 'बन्द', 'बंद करें', 'बन्द करें', 'बंद करो', 'सदस्यता रद्द करें', 'roko', 'band karo', 'band karein'],
		start: ['start', 'शुरू', 'शुरु', 'शुरू करें', 'शुरु करें', 'शुरू करो', 'चालू करें', 'shuru karo', 'shuru karein'],
	},
	{
		language: 'italian',
		label: 'Italian',
		stop: ['stop', 'basta', 'ferma', 'cancella', 'cancellami', 'cancellazione', 'disiscrivi', 'disiscrivimi', 'disiscrizione', 'disattiva'],
		start: ['start', 'inizia', 'iscrivi', 'iscrivimi', 'attiva', 'riattiva', 'riprendi'],
	},
	{
		language: 'polish',
		label: 'Polish',
		stop: ['stop', 'wypisz', 'wypisz mnie', 'rezygnuję', 'rezygnacja', 'anuluj', 'anuluj subskrypcję', 'koniec', 'zatrzymaj'],
		start: ['start', 'zapisz', 'zapisz mnie', 'subskrybuj', 'wznów'],
	},
	{
		language: 'portuguese',
		label: 'Portuguese',
		stop: ['stop', 'parar', 'pare', 'sair', 'cancelar', 'cancelar inscrição', 'cancelar subscrição', 'descadastrar', 'remover'],
		start: ['start', 'iniciar', 'começar', 'inscrever', 'subscrever', 'cadastrar'],
	},
	{
		language: 'spanish',
		label: 'Spanish',
		stop: ['stop', 'baja', 'dar de baja', 'darme de baja', 'parar', 'alto', 'cancelar', 'cancelar suscripción', 'salir', 'detener'],
		start: ['start', 'alta', 'dar de alta', 'darme de alta', 'iniciar', 'comenzar', 'suscribir', 'suscribirme', 'reanudar'],
	},
	{
		language: 'turkish',
		label: 'Turkish',
		stop: ['stop', 'dur', 'durdur', 'ret', 'iptal', 'çık', 'ayrıl', 'abonelikten çık', 'listeden çık'],
		start: ['start', 'başla', 'başlat', 'abone ol'],
	},
];

import type { HttpRequest } from '../../flow/http/message';
import type { SendOutcome, TemplateCatalog, TemplateGateway, TemplateMessage } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { pathPart, serviceUrl } from '../serviceUrl';
import { unsendable, UnsendableTemplateError } from '../unsendableTemplate';
import { infobipBase, senderDigits } from './base';
import type { InfobipTemplateMessage } from './templateMessage';
import { infobipMessage } from './templateMessage';
import { readTemplates } from './templateList';
import { submitMessages } from './templateSubmission';

/** Whose templates are sent or listed. */
export interface InfobipTemplateSettings {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** The registered number that messages come from, in international form. */
	sender: string;
}

/** Infobip's documents state no maximum; so many are repeated at the most when one of them is refused. */
const BATCH_SIZE = 100;

/**
 * Sends and lists WhatsApp templates through Infobip (POST /whatsapp/1/message/template,
 * GET /whatsapp/2/senders/{sender}/templates). JSON in place of values is the `templateData` of a message.
 *
 * @param sendRequest sends with the account's key. A request with messages must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL or a sender that cannot be used
 */
export function infobipTemplates(
	sendRequest: SendRequest,
	{ baseUrl, sender }: InfobipTemplateSettings,
): TemplateCatalog & TemplateGateway {
	const base = infobipBase(baseUrl);
	const from = senderDigits(sender);
	const requestWith = (messages: readonly InfobipTemplateMessage[]): HttpRequest => ({
		method: 'POST',
		url: serviceUrl(base, '/whatsapp/1/message/template'),
		headers: { ...JSON_HEADERS },
		body: JSON.stringify({ messages }),
	});

	return {
		batchSize: BATCH_SIZE,
		requestOf: (messages) => requestWith(messages.map((message) => infobipMessage(message, from))),
		async send(messages) {
			const prepared = messages.map((message) => prepare(message, from));
			const sendable = prepared.filter((one) => 'messageId' in one);
			const outcomes = await submitMessages(sendable, async (some) => await sendRequest(requestWith(some)));
			return prepared.map((one) => ('messageId' in one ? (outcomes.shift() as SendOutcome) : one));
		},
		async list() {
			const url = serviceUrl(base, `/whatsapp/2/senders/${pathPart(from, 'Sender')}/templates`);
			return readTemplates(await sendRequest({ method: 'GET', url, headers: { accept: 'application/json' } }));
		},
	};
}

/** Of a message: as Infobip takes it, or why it cannot be sent. */
type Prepared = InfobipTemplateMessage | Extract<SendOutcome, { accepted: false }>;

function prepare(message: TemplateMessage, from: string): Prepared {
	try {
		return infobipMessage(message, from);
	} catch (error) {
		if (error instanceof UnsendableTemplateError) return { accepted: false, problem: unsendable(error) };
		throw error;
	}
}

import type { HttpRequest } from '../../flow/http/message';
import type { SendOutcome, TemplateCatalog, TemplateGateway, TemplateMessage } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { unsendable, UnsendableTemplateError } from '../unsendableTemplate';
import { trengoBase } from './base';
import type { TrengoSettings } from './client';
import { trengoMessage } from './content';
import { readSendAnswer } from './sendAnswer';
import { listTemplates } from './templateList';

/**
 * Sends WhatsApp templates by Trengo (POST /wa_sessions), one in a request, and lists them (GET /wa_templates). Trengo
 * takes no id of ours and has nothing against a double; a message is known by the id that Trengo gives it.
 *
 * @param sendRequest sends with the account's token. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoTemplates(sendRequest: SendRequest, { baseUrl }: TrengoSettings): TemplateCatalog & TemplateGateway {
	const base = trengoBase(baseUrl);
	const requestOf = (messages: readonly TemplateMessage[]): HttpRequest => ({
		method: 'POST',
		url: serviceUrl(base, '/wa_sessions'),
		headers: { ...JSON_HEADERS },
		body: JSON.stringify(trengoMessage(messages[0])),
	});

	return {
		batchSize: 1,
		requestOf,
		async send(messages) {
			const outcomes: SendOutcome[] = [];
			for (const message of messages) outcomes.push(await sendOne(message));
			return outcomes;
		},
		list: async () => await listTemplates(sendRequest, base),
	};

	async function sendOne(message: TemplateMessage): Promise<SendOutcome> {
		try {
			const outcome = await sendRequest(requestOf([message]));
			return readSendAnswer(outcome, message, 'template');
		} catch (error) {
			if (error instanceof UnsendableTemplateError) return { accepted: false, problem: unsendable(error) };
			throw error;
		}
	}
}

import type { HttpRequest } from '../../flow/http/message';
import type { SendOutcome, TemplateCatalog, TemplateGateway, TemplateMessage } from '../../flow/template/gateway';
import { TemplateListError } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { ServiceSettingError, serviceUrl } from '../serviceUrl';
import { unsendable, UnsendableTemplateError } from '../unsendableTemplate';
import type { CloudSender } from './graphApi';
import { graphBase, graphId, messagesUrl } from './graphApi';
import { readSendAnswer } from './sendAnswer';
import { listTemplates } from './templateList';
import { cloudMessage } from './templateMessage';

/** Whose templates are sent or listed. */
export interface WhatsAppCloudSettings extends CloudSender {
	/** Of the WhatsApp Business account, to which the templates belong. */
	businessAccountId: string;
}

/**
 * Sends and lists templates by Meta's WhatsApp Cloud API (POST /{version}/{phone number ID}/messages,
 * GET /{version}/{business account ID}/message_templates). JSON in place of values is the list of `components`.
 *
 * @param sendRequest sends with the account's token. A request with a message must not be repeated once it may have arrived
 * @throws ServiceSettingError for settings that cannot be used
 */
export function whatsAppCloudTemplates(sendRequest: SendRequest, settings: WhatsAppCloudSettings): TemplateCatalog & TemplateGateway {
	const base = graphBase(settings);
	const url = messagesUrl(settings);
	const requestWith = (message: TemplateMessage): HttpRequest => {
		return { method: 'POST', url, headers: { ...JSON_HEADERS }, body: JSON.stringify(cloudMessage(message)) };
	};

	const sendOne = async (message: TemplateMessage): Promise<SendOutcome> => {
		try {
			return readSendAnswer(await sendRequest(requestWith(message)), message);
		} catch (error) {
			if (error instanceof UnsendableTemplateError) return { accepted: false, problem: unsendable(error) };
			throw error;
		}
	};

	return {
		batchSize: 1,
		requestOf: ([message]) => requestWith(message),
		async send(messages) {
			const outcomes: SendOutcome[] = [];
			for (const message of messages) outcomes.push(await sendOne(message));
			return outcomes;
		},
		async list() {
			return await listTemplates(sendRequest, serviceUrl(base, `/${accountOf(settings)}/message_templates`));
		},
	};
}

/** It is needed for the list alone, so that somebody who sends by name can do without it. */
function accountOf({ businessAccountId }: WhatsAppCloudSettings): string {
	try {
		return graphId(businessAccountId, 'Business Account ID');
	} catch (error) {
		throw error instanceof ServiceSettingError ? new TemplateListError(error.message) : error;
	}
}

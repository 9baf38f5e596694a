import type { TextGateway, TextMessage } from '../../flow/message/textGateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { readSendAnswer } from './answer';
import { clickatellBase } from './base';

/**
 * Sends texts on WhatsApp by Clickatell's One API (POST /v1/message, the text as `content`). That a person has not written
 * for 24 hours, Clickatell tells only afterwards, in a report (WHATSAPP_RE_ENGAGEMENT_REQUIRED).
 *
 * @param sendRequest sends with the key of the integration. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function clickatellTexts(sendRequest: SendRequest, { baseUrl }: { baseUrl: string }): TextGateway {
	const url = serviceUrl(clickatellBase(baseUrl), '/v1/message');
	return {
		async send(message) {
			const body = JSON.stringify({ messages: [clickatellText(message)] });
			const [outcome] = readSendAnswer(await sendRequest({ method: 'POST', url, headers: { ...JSON_HEADERS }, body }), [message]);
			return outcome;
		},
	};
}

function clickatellText({ messageId, to, text }: TextMessage): object {
	return { to: to.replace(/^\+/, ''), channel: 'whatsapp', content: text, clientMessageId: messageId };
}

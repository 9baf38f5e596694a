import type { TextGateway, TextMessage } from '../../flow/message/textGateway';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import type { CloudSender } from './graphApi';
import { messagesUrl } from './graphApi';
import { readSendAnswer } from './sendAnswer';

/** Codes whose usual advice is about a template. */
const ABOUT_CONTENT: ReadonlySet<string> = new Set(['100', '131008', '131009', '131051', '135000']);

/**
 * Sends texts by Meta's WhatsApp Cloud API (POST /{version}/{phone number ID}/messages). Meta gives a message an ID of its
 * own and returns ours with the reports. Outside of 24 hours after the person's last message it refuses it (131047).
 *
 * @param sendRequest sends with the account's token. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for settings that cannot be used
 */
export function whatsAppCloudTexts(sendRequest: SendRequest, settings: CloudSender): TextGateway {
	const url = messagesUrl(settings);
	return {
		async send(message) {
			const body = JSON.stringify(cloudText(message));
			return aboutText(readSendAnswer(await sendRequest({ method: 'POST', url, headers: { ...JSON_HEADERS }, body }), message));
		},
	};
}

function cloudText({ messageId, to, text }: TextMessage): object {
	return {
		messaging_product: 'whatsapp',
		recipient_type: 'individual',
		to: to.replace(/^\+/, ''),
		type: 'text',
		text: { body: text },
		biz_opaque_callback_data: messageId,
	};
}

function aboutText(outcome: SendOutcome): SendOutcome {
	if (outcome.accepted || !ABOUT_CONTENT.has(outcome.problem.code ?? '')) return outcome;
	return { accepted: false, problem: { ...outcome.problem, advice: 'Check the text and the phone number of the message.' } };
}

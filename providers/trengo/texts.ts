import type { TextGateway } from '../../flow/message/textGateway';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { trengoBase } from './base';
import { readSendAnswer } from './sendAnswer';

/** An ID as Trengo gives it, a whole number. */
const TICKET_ID = /^\d{1,15}$/;

/**
 * Sends texts by Trengo, within a ticket (POST /tickets/{ID}/messages); the ticket decides who gets it and on which
 * channel. Trengo takes no id of ours and has nothing against a double; a message is known by the id that Trengo gives it.
 *
 * @param sendRequest sends with the account's token. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export function trengoTexts(sendRequest: SendRequest, { baseUrl }: { baseUrl: string }): TextGateway {
	const base = trengoBase(baseUrl);
	return {
		async send(message) {
			const ticketId = message.ticketId?.trim() ?? '';
			if (!TICKET_ID.test(ticketId)) return withoutTicket(ticketId);
			const url = serviceUrl(base, `/tickets/${ticketId}/messages`);
			const body = JSON.stringify({ message: message.text, internal_note: false });
			return readSendAnswer(await sendRequest({ method: 'POST', url, headers: { ...JSON_HEADERS }, body }), message, 'text');
		},
	};
}

function withoutTicket(ticketId: string): SendOutcome {
	const text =
		ticketId === ''
			? 'Trengo sends texts within a ticket only, and the ticket of this person is not known.'
			: 'The ticket is not one of Trengo: its ID must be a whole number.';
	return { accepted: false, problem: { class: 'fixRequest', text, advice: "Hand on the ID of the ticket from Trengo's inbound message (ticket_id)." } };
}

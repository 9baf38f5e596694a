import type { HttpOutcome } from '../../flow/http/send';
import type { SendOutcome } from '../../flow/template/gateway';
import { asObject, objectIn, textIn } from '../answerBody';
import { problemOf, sendFailure, withoutNumber } from '../sendFailure';
import { readGraphError } from './graphError';
import { cloudMeaning } from './messageCodes';

const SERVICE = 'Meta';

/**
 * Reads what Meta answers to a message.
 *
 * @param outcome of the request
 * @param message that it had
 */
export function readSendAnswer(outcome: HttpOutcome, { to }: { to: string }): SendOutcome {
	const { reply } = outcome;
	const { messages, contacts } = objectIn(reply?.body);
	const sent = asObject(Array.isArray(messages) ? messages[0] : undefined);
	const messageId = textIn(sent.id);
	if (outcome.class === 'success' && messageId !== undefined) {
		return { accepted: true, messageId, details: detailsOf(sent, asObject(Array.isArray(contacts) ? contacts[0] : undefined)) };
	}

	const error = readGraphError(reply?.body);
	const meaning = cloudMeaning(error);
	const problem = meaning ? problemOf(meaning, { ...error, httpStatus: reply?.status }) : sendFailure(outcome, SERVICE, error);
	// By these Meta does not say that it refuses the message, and a server that fails may have sent it before.
	if (outcome.class === 'serverError' && problem.class === 'retryNow') problem.mayHaveBeenSent = true;
	return { accepted: false, problem: withoutNumber(problem, to) };
}

function detailsOf(sent: Record<string, unknown>, contact: Record<string, unknown>): Record<string, unknown> {
	const status = textIn(sent.message_status);
	const whatsAppId = textIn(contact.wa_id);
	return { ...(status !== undefined && { status }), ...(whatsAppId !== undefined && { whatsAppId }) };
}

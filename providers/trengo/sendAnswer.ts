import { retryAfterMs } from '../../flow/http/retry';
import type { HttpOutcome } from '../../flow/http/send';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, objectIn, textIn } from '../answerBody';
import { problemOf, sendFailure, withoutNumber } from '../sendFailure';
import type { MessageKind } from './messageCodes';
import { trengoMeaning } from './messageCodes';
import { readTrengoError } from './requestError';

const SERVICE = 'Trengo';

/**
 * Reads what Trengo answers to a message.
 *
 * @param outcome of the request
 * @param message that it had
 * @param kind of the message
 */
export function readSendAnswer(outcome: HttpOutcome, { to }: { to: string }, kind: MessageKind): SendOutcome {
	const { message } = objectIn(outcome.reply?.body);
	const { id, ticket_id: ticket, contact_id: contact } = asObject(message);
	const messageId = textIn(id);
	if (outcome.class === 'success' && messageId !== undefined) {
		const ticketId = textIn(ticket);
		const contactId = textIn(contact);
		const details = { ...(ticketId !== undefined && { ticketId }), ...(contactId !== undefined && { contactId }) };
		return { accepted: true, messageId, details };
	}
	return { accepted: false, problem: withoutNumber(problemIn(outcome, kind), to) };
}

function problemIn(outcome: HttpOutcome, kind: MessageKind): SendProblem {
	const { reply } = outcome;
	const error = readTrengoError(reply?.body);
	// An answer without a message and without words says nothing of what was done.
	const isRefusal = reply !== undefined && (outcome.class !== 'success' || error.text !== undefined);
	const known = isRefusal ? trengoMeaning(reply.status, error, kind) : undefined;
	if (!reply || !known) return sendFailure(outcome, SERVICE, error);

	const said = { code: known.code, text: error.text, field: error.fields.at(0), httpStatus: reply.status };
	const asked = known.meaning.class === 'retryLater' ? retryAfterMs(reply.headers['retry-after'] ?? '', new Date()) : undefined;
	return { ...problemOf(known.meaning, said), ...(asked !== undefined && { retryAfterMs: asked }) };
}

import { retryAfterMs } from '../../flow/http/retry';
import type { HttpOutcome } from '../../flow/http/send';
import type { TextMessage } from '../../flow/message/textGateway';
import type { SendOutcome } from '../../flow/template/gateway';
import type { SendProblem } from '../../flow/template/sendProblem';
import { asObject, objectIn, textIn } from '../answerBody';
import type { ServiceError } from '../requestFailure';
import { problemOf, sendFailure, withoutNumber } from '../sendFailure';
import { errorMeaning, INTERNAL_ERROR, UNKNOWN_ERROR } from './messageCodes';

const SERVICE = 'Clickatell';

/** A message, as far as an answer tells it from others. */
type SentMessage = Pick<TextMessage, 'messageId' | 'to'>;

/** What the answer says of one message. */
type Statement = Record<string, unknown>;

/**
 * Reads what Clickatell answers to a request for messages: 202 when it has accepted all, 207 when some, any other status
 * when none. What it says of a single message comes before what it says of all.
 *
 * @param outcome of the request
 * @param messages that it had
 * @returns what came of each, in the order given
 */
export function readSendAnswer(outcome: HttpOutcome, messages: readonly SentMessage[]): SendOutcome[] {
	const answer = objectIn(outcome.reply?.body);
	const statements = statementsFor(messages, Array.isArray(answer.messages) ? answer.messages.map(asObject) : []);
	return messages.map((message, index) => {
		const statement = statements[index];
		if (statement?.accepted === true) {
			return { accepted: true, messageId: textIn(statement.apiMessageId) ?? message.messageId, details: {} };
		}
		const problem = statement ? statedProblem(errorIn(statement), outcome) : requestProblem(errorIn(answer), outcome);
		return { accepted: false, problem: withoutNumber(problem, message.to) };
	});
}

/** Clickatell does not promise to answer in the order of the request, so our own ids tell the messages apart. */
function statementsFor(messages: readonly SentMessage[], statements: readonly Statement[]): Array<Statement | undefined> {
	const byId = new Map(statements.map((statement) => [textIn(statement.clientMessageId), statement]));
	return messages.map(({ messageId, to }, index) => {
		const own = byId.get(messageId);
		if (own) return own;
		const atPlace = statements.length === messages.length ? statements[index] : undefined;
		const isAnonymous = atPlace !== undefined && textIn(atPlace.clientMessageId) === undefined;
		return isAnonymous && digitsIn(atPlace.to) === digitsIn(to) ? atPlace : undefined;
	});
}

function digitsIn(value: unknown): string {
	return (textIn(value) ?? '').replace(/\D/g, '');
}

function errorIn({ error }: Record<string, unknown>): ServiceError {
	const { code, description } = asObject(error);
	return { code: textIn(code), text: textIn(description) };
}

function requestProblem(error: ServiceError, outcome: HttpOutcome): SendProblem {
	const isKnown = error.code !== undefined && errorMeaning(error.code) !== undefined;
	if (outcome.class === 'success' || !isKnown) return sendFailure(outcome, SERVICE, error);
	// Of single messages it says that they were not accepted; of a whole request, with this code, it does not.
	return { ...statedProblem(error, outcome), ...(error.code === INTERNAL_ERROR && { mayHaveBeenSent: true }) };
}

function statedProblem(error: ServiceError, { reply }: HttpOutcome): SendProblem {
	const meaning = (error.code === undefined ? undefined : errorMeaning(error.code)) ?? UNKNOWN_ERROR;
	const asked = meaning.class === 'retryLater' ? retryAfterMs(reply?.headers['retry-after'] ?? '', new Date()) : undefined;
	return { ...problemOf(meaning, { ...error, httpStatus: reply?.status }), ...(asked !== undefined && { retryAfterMs: asked }) };
}

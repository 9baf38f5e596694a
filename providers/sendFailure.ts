import type { FailureCause } from '../flow/http/message';
import { cannotHaveArrived, retryAfterMs } from '../flow/http/retry';
import type { HttpOutcome } from '../flow/http/send';
import type { HeldBack } from '../flow/http/turns';
import type { CodeMeaning, ProblemClass, SendProblem } from '../flow/template/sendProblem';
import type { ServiceError } from './requestFailure';
import { quote, requestFailure } from './requestFailure';

type Remedy = Pick<SendProblem, 'advice' | 'class' | 'code' | 'mayHaveBeenSent' | 'retryAfterMs'>;

const LOOK_FIRST = 'Look in its portal whether the message went out before you send it again.';

/** A shorter number could stand anywhere in a text for something else. */
const SHORTEST_NUMBER = 6;

/**
 * Tells what is to be done about the messages of a request that failed, by the rules that hold for all services. What a
 * service means by a code of its own, its table of codes tells.
 *
 * @param outcome of a request that was not a success, or whose answer says nothing of the messages
 * @param service the name of the service, e.g. `Infobip`
 * @param error what the service says of it
 * @param aim what the request was to do, as it goes on after "It is not known whether"
 */
export function sendFailure(outcome: HttpOutcome, service: string, error?: ServiceError, aim = 'the message was sent'): SendProblem {
	const { message } = requestFailure(outcome, { service, aim, error });
	const status = outcome.reply?.status;
	return {
		...remedyOf(outcome, service),
		...(error?.code !== undefined && { code: error.code }),
		text: message,
		...(status !== undefined && { httpStatus: status }),
	};
}

/** What a service says of a message that it did not take, or could not deliver. */
export interface SaidOfMessage extends ServiceError {
	/** The path of the field that it names. */
	field?: string;
	httpStatus?: number;
}

/**
 * @param meaning of the service's code, from its table
 * @param said the code, and what the service says of it
 */
export function problemOf(meaning: CodeMeaning, { code, text, field, httpStatus }: SaidOfMessage): SendProblem {
	return {
		...meaning,
		...(code !== undefined && { code }),
		text: `${meaning.text}${quote(text)}`,
		...(field !== undefined && { field }),
		...(httpStatus !== undefined && { httpStatus }),
	};
}

/** @returns the problem without the person's number, which services like to quote and which is no matter of error messages */
export function withoutNumber(problem: SendProblem, phone: string): SendProblem {
	const digits = phone.replace(/^\+/, '');
	if (digits.length < SHORTEST_NUMBER) return problem;
	return { ...problem, text: problem.text.replaceAll(`+${digits}`, '[number]').replaceAll(digits, '[number]') };
}

function remedyOf({ reply, failure }: HttpOutcome, service: string): Remedy {
	if (failure?.heldBack) return remedyOfHeldBack(failure.heldBack);
	if (!reply) return remedyWithoutReply(failure?.cause ?? 'unknown');

	const { status } = reply;
	if (status === 401 || status === 403) return remedy('accountProblem', 'Check the key in the credential, and what it may do.');
	if (status === 402) return remedy('accountProblem', `Check the balance of the account at ${service}.`);
	if (status === 404) return remedy('accountProblem', 'Check the address and the IDs in the credential.');
	if (status === 408 || status === 425) return remedy('retryNow', 'Send it again.');
	if (status === 429) {
		const asked = retryAfterMs(reply.headers['retry-after'] ?? '', new Date());
		return { ...remedy('retryLater', 'Send it again later, or send fewer messages at a time.'), ...(asked !== undefined && { retryAfterMs: asked }) };
	}
	if (status >= 500) return { ...remedy('retryLater', LOOK_FIRST), mayHaveBeenSent: true };
	if (status >= 400) return remedy('fixRequest', `Mend what ${service} names, and send it again.`);
	return { ...remedy('accountProblem', `Check the address in the credential. ${LOOK_FIRST}`), mayHaveBeenSent: true };
}

function remedyOfHeldBack({ code, retryAfterMs: askAgainMs }: HeldBack): Remedy {
	const advice = code === 'turnTooLate' ? 'Try again later, or raise Wait for a Turn.' : 'Try again when the flow store works.';
	return { ...remedy('retryLater', advice), code, ...(askAgainMs !== undefined && { retryAfterMs: askAgainMs }) };
}

function remedyWithoutReply(cause: FailureCause): Remedy {
	if (!cannotHaveArrived(cause)) return { ...remedy('retryLater', LOOK_FIRST), mayHaveBeenSent: true };
	const isPassing = cause === 'dns' || cause === 'refused';
	return isPassing
		? remedy('retryLater', 'Check the address in the credential, and send it again later.')
		: remedy('accountProblem', 'Check the address in the credential, and whether n8n may call it.');
}

function remedy(problemClass: ProblemClass, advice: string): Remedy {
	return { class: problemClass, advice };
}

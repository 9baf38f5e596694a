import type { HttpOutcome } from '../flow/http/send';
import type { BotCall, BotFailure } from '../flow/session/engine';
import type { ServiceError } from './requestFailure';
import { requestFailure } from './requestFailure';

/** By these a server says that it does not take the message now, though nothing is wrong with it. */
const NOT_NOW: ReadonlySet<number> = new Set([408, 425, 429]);

/** By these it says that there is no such bot or session any more. */
const GONE: ReadonlySet<number> = new Set([404, 410]);

/** What the words of a failure are about. */
export interface FailedBot {
	/** The name of the service, e.g. `Typebot`. */
	service: string;
	/** What it says of the failure. */
	error?: ServiceError;
	/** The participant's key there is no matter of error messages. */
	call: Pick<BotCall, 'participantKey'>;
}

/**
 * Tells why a chatbot did not take a message, by the rule that holds for all engines.
 *
 * @param outcome of a request that was not a success, or whose answer is none of a chatbot
 */
export function botFailure(outcome: HttpOutcome, { service, error, call }: FailedBot): BotFailure {
	const { message } = requestFailure(outcome, { service, aim: 'the chatbot got the message', error });
	return failed(kindOf(outcome), message, call);
}

/** @returns a failure in words of the engine's own, without the participant's key in them */
export function failed(failure: BotFailure['failure'], message: string, { participantKey }: FailedBot['call']): BotFailure {
	return { answered: false, failure, message: withoutKey(message, participantKey) };
}

function kindOf({ class: responseClass, reply }: HttpOutcome): BotFailure['failure'] {
	if (!reply || NOT_NOW.has(reply.status) || responseClass === 'serverError') return 'unreachable';
	return GONE.has(reply.status) ? 'gone' : 'refused';
}

/** A shorter key could stand anywhere in a text for something else. */
const SHORTEST_KEY = 6;

function withoutKey(message: string, key: string): string {
	const bare = key.replace(/^\+/, '');
	return bare.length < SHORTEST_KEY ? message : message.replaceAll(`+${bare}`, '[participant]').replaceAll(bare, '[participant]');
}

import type { HttpOutcome } from '../../flow/http/send';
import { botCallbackFaults, readBotAnswer, readBotCallback } from '../../flow/session/botAnswer';
import type { BotCall, BotFailure, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import { objectIn, textIn } from '../answerBody';
import { botFailure, failed } from '../botFailure';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { quote } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';

/** Where a chatbot is called; absolute http or https URLs, which may be the same. */
export interface GenericBotSettings {
	/** Where a session begins. */
	startUrl: string;
	/** Where later messages go. */
	messageUrl: string;
	/** Where it is told that a session has ended, if it wants to know. */
	endUrl?: string;
}

type Event = 'end' | 'message' | 'start';

const SERVICE = 'The chatbot';

/**
 * Talks with any chatbot that can be called by HTTP. Each call is a POST of
 * `{ event, sessionId, botSessionId?, participant, message?, variables, callbackUrl? }`, with an Idempotency-Key that is the
 * same for the same call.
 *
 * It answers with the JSON that `readBotAnswer` documents, at once or later to the callback URL. An answer that is empty, or
 * a plain text such as "OK", says nothing.
 *
 * @param sendRequest sends with the key, if there is one. A request must not be repeated once it may have arrived
 */
export function genericBotEngine(sendRequest: SendRequest, { startUrl, messageUrl, endUrl }: GenericBotSettings): ChatbotEngine {
	const tell = async (url: string, event: Event, call: Omit<BotCall, 'message'> & Partial<Pick<BotCall, 'message'>>): Promise<BotTurn> => {
		const body = bodyOf(event, call);
		if (typeof body !== 'string') return body;
		const key = `${call.sessionId}:${event}${event === 'message' ? `:${call.message?.messageId ?? call.message?.at ?? ''}` : ''}`;
		// A message of which neither ID nor time is known cannot be told from the same one once more.
		const headers = { ...JSON_HEADERS, ...(!key.endsWith(':') && { 'idempotency-key': key }) };
		return answerOf(await sendRequest({ method: 'POST', url, headers, body }), call);
	};

	return {
		start: async (call) => await tell(startUrl, 'start', call),
		message: async (call) => await tell(messageUrl, 'message', call),
		...(endUrl !== undefined && { end: async (call) => void (await tell(endUrl, 'end', call)) }),
		readCallback: readBotCallback,
		callbackFaults: botCallbackFaults,
	};
}

function bodyOf(event: Event, call: Omit<BotCall, 'message'> & Partial<Pick<BotCall, 'message'>>): BotFailure | string {
	const { sessionId, engineSessionId, participantKey, message, variables, callbackUrl } = call;
	try {
		return JSON.stringify({
			event,
			sessionId,
			...(engineSessionId !== undefined && { botSessionId: engineSessionId }),
			participant: participantKey,
			...(message && { message }),
			variables: jsonValues(variables),
			...(callbackUrl !== undefined && { callbackUrl }),
		});
	} catch (error) {
		if (error instanceof UnsendableValueError) return failed('refused', error.message, call);
		throw error;
	}
}

function answerOf(outcome: HttpOutcome, call: Pick<BotCall, 'participantKey'>): BotTurn {
	if (outcome.class !== 'success') return failureOf(outcome, call);
	const said = saidIn(outcome);
	if (!said) return failed('refused', 'The answer of the chatbot is not JSON. Check its URL.', call);
	const read = readBotAnswer(said.body);
	if ('answer' in read) return read.answer;
	return failed('refused', `The answer of the chatbot cannot be read: ${read.faults.join(' ')}`, call);
}

/** @returns what it said; undefined for what is neither JSON nor a plain word of thanks */
function saidIn({ reply }: HttpOutcome): { body: unknown } | undefined {
	const text = reply?.body.toString('utf8').trim() ?? '';
	if (text === '') return { body: undefined };
	try {
		return { body: JSON.parse(text) };
	} catch {
		return /^text\/plain\b/i.test(reply?.headers['content-type'] ?? '') ? { body: undefined } : undefined;
	}
}

function failureOf(outcome: HttpOutcome, call: Pick<BotCall, 'participantKey'>): BotFailure {
	const { message, error, detail, title } = objectIn(outcome.reply?.body);
	const text = textIn(detail) ?? textIn(message) ?? textIn(error) ?? textIn(title);
	const status = outcome.reply?.status;
	if (status !== 404 && status !== 410) return botFailure(outcome, { service: SERVICE, error: { text }, call });
	return failed('gone', `The chatbot says that there is nothing at its URL, or no longer (${status}).${quote(text)}`, call);
}

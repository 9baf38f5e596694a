import type { HttpOutcome } from '../../flow/http/send';
import { botCallbackFaults, readBotCallback } from '../../flow/session/botAnswer';
import type { BotAnswer, BotCall, BotFailure, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import { fewReplies, saidIn } from '../../flow/session/replies';
import { objectIn, textIn } from '../answerBody';
import { botFailure, failed } from '../botFailure';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { quote } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { ServiceSettingError } from '../serviceUrl';
import type { RasaSettings } from './base';
import { rasaUrls } from './base';
import { readTracker } from './tracker';
import { readUtterances } from './utterances';

const SERVICE = 'Rasa';

/** It only begins a session of Rasa's own, so that what the person wrote has still to be said. */
const SESSION_START = '/session_start';

const NO_TRACKER = 'Rasa does not let its tracker be read. Start it with --enable-api, and check the token in the credential';

/**
 * Talks with an assistant of Rasa by its REST channel (POST /webhooks/rest/webhook). Session, participant, variables and
 * the URL for later answers go along as `metadata`.
 *
 * Rasa tells of no end. The assistant says it by a custom payload, `{ "end": true, "exit": …, "reason": …, "variables": … }`,
 * or, where the tracker is read, by pausing or ending the conversation; the slots are then variables, too.
 *
 * @param sendRequest sends with the token, if there is one. A request must not be repeated once it may have arrived
 * @throws ServiceSettingError for a base URL or an intent that cannot be used
 */
export function rasaEngine(sendRequest: SendRequest, settings: RasaSettings): ChatbotEngine {
	const urls = rasaUrls(settings);
	const intent = intentOf(settings.startIntent);

	const say = async (text: string, call: BotCall): Promise<BotTurn> => {
		const body = bodyOf(text, call, settings);
		if (typeof body !== 'string') return body;
		return answerOf(await sendRequest({ method: 'POST', url: urls.webhook, headers: { ...JSON_HEADERS }, body }), call);
	};

	const withTracker = async (turn: BotTurn, call: BotCall, isFirst: boolean): Promise<BotTurn> => {
		if (!settings.readsTracker || !turn.answered) return turn;
		const url = urls.tracker(senderOf(call, settings));
		const outcome = await sendRequest({ method: 'GET', url, headers: { accept: 'application/json' } });
		const state = readTracker(outcome);
		if (isFirst && outcome.class === 'clientError') return failed('refused', `${NO_TRACKER} (${outcome.reply?.status}).`, call);
		// What the assistant has said is said, whatever has become of its tracker.
		return state ? { ...turn, ...merged(state, turn) } : turn;
	};

	const begin = async (call: BotCall): Promise<BotTurn> => {
		const first = await say(intent ?? textOf(call), call);
		if (intent !== SESSION_START || !first.answered || first.end || textOf(call) === '') return first;
		const second = await say(textOf(call), call);
		return second.answered ? { ...second, ...merged(first, second), replies: fewReplies([...first.replies, ...second.replies]) } : second;
	};

	return {
		start: async (call) => await withTracker(await begin(call), call, true),
		message: async (call) => await withTracker(await say(textOf(call), call), call, false),
		readCallback: readBotCallback,
		callbackFaults: botCallbackFaults,
	};
}

/** What was said later, and what the assistant has said itself, comes before the rest. */
function merged(earlier: Pick<BotAnswer, 'end' | 'variables'>, later: Pick<BotAnswer, 'end' | 'variables'>): Pick<BotAnswer, 'end' | 'variables'> {
	const end = later.end ?? earlier.end;
	const variables = { ...earlier.variables, ...later.variables };
	return { ...(Object.keys(variables).length > 0 && { variables }), ...(end && { end }) };
}

function intentOf(written: string | undefined): string | undefined {
	const name = written?.trim().replace(/^\//, '') ?? '';
	if (name === '') return undefined;
	// An intent can have entities behind it, as JSON.
	if (/^[\w./+-]{1,200}(?:\{[^\n]*\})?$/.test(name)) return `/${name}`;
	throw new ServiceSettingError('Start Intent must be the name of an intent, for example greet.');
}

/** What a person types is no command of Rasa's, which begin with a slash; what the bot put behind a button may be. */
function textOf({ message: { text, payload } }: BotCall): string {
	return payload ?? text.trim().replace(/^\/+/, '');
}

function senderOf({ participantKey, sessionId }: BotCall, { sender }: RasaSettings): string {
	return sender === 'session' ? sessionId : participantKey;
}

function bodyOf(text: string, call: BotCall, settings: RasaSettings): BotFailure | string {
	const { sessionId, participantKey, callbackUrl, variables } = call;
	try {
		const metadata = { sessionId, participant: participantKey, ...(callbackUrl !== undefined && { callbackUrl }), variables: jsonValues(variables) };
		return JSON.stringify({ sender: senderOf(call, settings), message: text, metadata });
	} catch (error) {
		if (error instanceof UnsendableValueError) return failed('refused', error.message, call);
		throw error;
	}
}

function answerOf(outcome: HttpOutcome, call: BotCall): BotTurn {
	if (outcome.class !== 'success') return failureOf(outcome, call);
	const list = listIn(outcome.reply?.body);
	if (!list) return failed('refused', 'The answer is not one of Rasa. Check Base URL in the credential, and whether the REST channel is on (rest: in credentials.yml).', call);
	const read = readUtterances(list);
	if ('answer' in read) return read.answer;
	return failed('refused', `A custom payload of the assistant cannot be read: ${read.faults.join(' ')}`, call);
}

function listIn(body: Buffer | undefined): unknown[] | undefined {
	if (body === undefined) return undefined;
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return Array.isArray(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function failureOf(outcome: HttpOutcome, call: BotCall): BotFailure {
	const { message, reason, description = message } = objectIn(outcome.reply?.body);
	const error = { code: textIn(reason), text: saidIn(description) };
	if (outcome.reply?.status !== 404) return botFailure(outcome, { service: SERVICE, error, call });
	const words = 'Rasa has no REST channel at this address (404). Check Base URL in the credential, and whether the channel is on (rest: in credentials.yml).';
	return failed('gone', `${words}${quote(error.text)}`, call);
}

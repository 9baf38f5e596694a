import omit from 'lodash/omit';

import type { HttpRequest } from '../../flow/http/message';
import type { HttpOutcome } from '../../flow/http/send';
import { botCallbackFaults, readBotCallback } from '../../flow/session/botAnswer';
import type { BotCall, BotFailure, BotTurn, ChatbotEngine } from '../../flow/session/engine';
import { fewReplies } from '../../flow/session/replies';
import { objectIn, textIn } from '../answerBody';
import { botFailure, failed } from '../botFailure';
import { jsonValues, UnsendableValueError } from '../jsonValues';
import { quote } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import type { TypebotAnswer } from './answer';
import { readTypebotAnswer } from './answer';
import type { TypebotSettings } from './base';
import { typebotUrls } from './base';

const SERVICE = 'Typebot';

/** A bot that has more steps for a client one after another has run wild. */
const MOST_STEPS = 10;

/** So long a bot may have somebody wait, in all, before it says more. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Talks with a bot of Typebot (POST /api/v1/typebots/{public ID}/startChat, POST /api/v1/sessions/{ID}/continueChat).
 *
 * The bot is done when it asks for nothing more. The API tells neither why it ended nor what its variables are: a bot
 * that has something to tell says it by a bubble of text that is nothing but the JSON of `readBotAnswer` with its variable
 * `flowSessionId`, which nobody is shown. What it has to tell between two messages, it posts to `flowCallbackUrl`, one of its variables.
 *
 * Pauses of the bot are kept, up to ten seconds. What its own web page would do (scripts, pixels, requests) is passed
 * over.
 *
 * @param sendRequest sends with the token, if there is one. A request must not be repeated once it may have arrived
 * @param sleep waits; rejects when the run is cancelled
 * @throws ServiceSettingError for a viewer URL or an ID that cannot be used
 */
export function typebotEngine(sendRequest: SendRequest, settings: TypebotSettings, sleep: (ms: number) => Promise<void>): ChatbotEngine {
	const urls = typebotUrls(settings);

	/** Goes on for the client as long as that is what the bot waits for. */
	const follow = async (first: HttpOutcome, call: BotCall): Promise<BotTurn> => {
		const begun = readTypebotAnswer(first, call.sessionId);
		if (!begun) return failureOf(first, call, settings);
		const sessionId = begun.sessionId ?? call.engineSessionId;
		const answers = [begun];
		let answer: TypebotAnswer = begun;
		let pausesMs = 0;
		for (let steps = 0; answer.waitsFor === 'client' && !answer.told.end && sessionId !== undefined && steps < MOST_STEPS; steps++) {
			const pauseMs = Math.min(answer.pauseSeconds * 1000, LONGEST_PAUSE_MS - pausesMs);
			pausesMs += pauseMs;
			await sleep(pauseMs);
			const next = readTypebotAnswer(await sendRequest(post(urls.continuing(sessionId), {})), call.sessionId);
			// What it has said already is said; that it is in trouble, the next message will show.
			if (!next) break;
			answers.push(next);
			answer = next;
		}
		return turnOf(answers, sessionId, call);
	};

	return {
		async start(call) {
			const variables = startVariables(call);
			if ('answered' in variables) return variables;
			const body = { message: messageOf(call), prefilledVariables: variables.given, isStreamEnabled: false };
			return await follow(await sendRequest(post(urls.start, body)), call);
		},

		async message(call) {
			if (call.engineSessionId === undefined) return failed('gone', 'Typebot has never told the ID of the session, so it cannot go on.', call);
			return await follow(await sendRequest(post(urls.continuing(call.engineSessionId), { message: messageOf(call) })), call);
		},

		readCallback: (body) => {
			const answer = readBotCallback(body);
			// Only Typebot itself knows the ID by which a session goes on.
			return answer && omit(answer, 'engineSessionId');
		},

		callbackFaults: botCallbackFaults,
	};
}

function post(url: string, body: object): HttpRequest {
	return { method: 'POST', url, headers: { ...JSON_HEADERS }, body: JSON.stringify({ ...body, textBubbleContentFormat: 'markdown' }) };
}

/** Typebot knows a choice by its label or its value, which is what was put behind the button. */
function messageOf({ message: { text, payload } }: BotCall): { type: 'text'; text: string } {
	return { type: 'text', text: payload ?? text };
}

function startVariables(call: BotCall): BotFailure | { given: Record<string, unknown> } {
	const own = { flowSessionId: call.sessionId, flowParticipant: call.participantKey, ...(call.callbackUrl !== undefined && { flowCallbackUrl: call.callbackUrl }) };
	try {
		return { given: { ...jsonValues(call.variables), ...own } };
	} catch (error) {
		if (error instanceof UnsendableValueError) return failed('refused', error.message, call);
		throw error;
	}
}

function turnOf(answers: readonly TypebotAnswer[], sessionId: string | undefined, call: BotCall): BotTurn {
	const faults = answers.flatMap((answer) => answer.faults);
	if (faults.length > 0) return failed('refused', `A bubble of the Typebot that is JSON cannot be read: ${faults.join(' ')}`, call);
	const variables = Object.assign({}, ...answers.map(({ told }) => told.variables)) as Record<string, unknown>;
	const isDone = answers.at(-1)?.waitsFor === 'nothing';
	const end = answers.findLast(({ told }) => told.end)?.told.end ?? (isDone ? { exit: 'closedByElement' as const } : undefined);
	return {
		answered: true,
		replies: fewReplies(answers.flatMap(({ replies }) => replies)),
		...(sessionId !== undefined && { engineSessionId: sessionId }),
		...(Object.keys(variables).length > 0 && { variables }),
		...(end && { end }),
	};
}

/** By 400 Typebot says of a bot that it was closed, and by 404 of a bot or a session that it is not there. */
function failureOf(outcome: HttpOutcome, call: BotCall, { isPreview }: TypebotSettings): BotFailure {
	const { code, message } = objectIn(outcome.reply?.body);
	const error = { code: textIn(code), text: textIn(message) };
	const status = outcome.reply?.status;
	if (status === 400 && /\bclosed\b/i.test(error.text ?? '')) return failed('gone', `The Typebot is closed.${quote(error.text)}`, call);
	if (status === 404 && call.engineSessionId === undefined) {
		const what = isPreview ? 'Typebot ID' : 'Public ID, and whether the bot is published';
		return failed('gone', `Typebot knows no such bot (404). Check Viewer URL and ${what}.${quote(error.text)}`, call);
	}
	if (status === 404) return failed('gone', `The session has ended at Typebot, or has expired there (404).${quote(error.text)}`, call);
	if (outcome.class === 'success') return failed('refused', 'The answer is not one of Typebot. Check Viewer URL in the credential; it is that of the viewer, not of the builder.', call);
	return botFailure(outcome, { service: SERVICE, error, call });
}

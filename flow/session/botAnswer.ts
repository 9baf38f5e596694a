import { botVariables, BotVariablesError } from './botVariables';
import type { BotAnswer, BotEnd } from './engine';
import type { BotExit } from './exits';
import { fewReplies, MOST_REPLIES, saidIn } from './replies';
import { readReplies } from './replyForm';

/** What a bot has said: what could be made of it, or what is wrong with it, for whoever has built the bot. */
export type ReadBotAnswer = { answer: BotAnswer } | { faults: string[] };

/** The exits of a session that a bot can name. */
const BOT_EXITS: ReadonlySet<unknown> = new Set<BotExit>(['closedByElement', 'endedByUser', 'redirectToAgentFailed']);

const EXIT_FAULT = `exit must be one of ${[...BOT_EXITS].join(', ')}.`;

/** Nobody reads more of a reason; in UTF-16 units. */
const LONGEST_REASON = 1000;
const LONGEST_ID = 500;

/**
 * Reads the JSON in which bots of no particular engine talk: a bot that is called by HTTP, one that is an n8n workflow, and
 * whatever calls back.
 *
 * ```json
 * {
 *   "replies": ["Which size?", { "type": "choices", "text": "Size", "choices": ["S", { "label": "M", "payload": "m-1" }] }],
 *   "done": true, "exit": "endedByUser", "reason": "The person was in a hurry",
 *   "variables": { "size": "m-1" },
 *   "sessionId": "the bot's own"
 * }
 * ```
 *
 * All of it can be left out. `replies` may be one reply, and `reply`, `text` or `output` stand for one, too. A
 * text by itself is a reply, and a list is `replies`; one object alone in a list is what it is without the list. `output`
 * may hold the whole form as well. Beside `done` an `exit` can be left out; `end` is another name for `done`.
 *
 * @param body what the bot said, read as JSON; it may be anything
 * @returns the answer, or what is wrong with it
 */
export function readBotAnswer(body: unknown): ReadBotAnswer {
	const only = Array.isArray(body) && body.length === 1 ? (body[0] as unknown) : body;
	if (only === undefined || only === null || only === '') return { answer: { answered: true, replies: [] } };
	if (typeof only !== 'object' || Array.isArray(only)) return withFaults({ replies: only });
	const fields = formIn(only as Record<string, unknown>);
	// What has a type is a reply by itself.
	return withFaults(typeof fields.type === 'string' ? { replies: fields } : fields);
}

/** An AI agent of n8n that is told what its output is to look like has all of it under `output`. */
function formIn(fields: Record<string, unknown>): Record<string, unknown> {
	const { output } = fields;
	return typeof output === 'object' && output !== null && !Array.isArray(output) ? (output as Record<string, unknown>) : fields;
}

/** Names of which JSON for others has none. */
const NAMES: readonly string[] = ['done', 'end', 'exit', 'replies', 'variables'];

/** @returns whether JSON that may be for somebody else, such as a payload for a web page, is meant to be read as {@link readBotAnswer} does */
export function hasBotForm(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && NAMES.some((name) => Object.hasOwn(value, name));
}

/**
 * Reads what has been sent to the URL for later answers, in the form of {@link readBotAnswer}.
 *
 * @returns undefined for what tells nothing, and for what is wrong; {@link botCallbackFaults} says what
 */
export function readBotCallback(body: unknown): BotAnswer | undefined {
	const read = readBotAnswer(body);
	return 'answer' in read && tells(read.answer) ? read.answer : undefined;
}

/** @returns what is wrong with what has been sent to the URL for later answers; nothing when it can be used */
export function botCallbackFaults(body: unknown): string[] {
	const read = readBotAnswer(body);
	if ('faults' in read) return read.faults;
	return tells(read.answer) ? [] : ['It says nothing: neither replies nor done nor variables.'];
}

function tells({ replies, variables, end }: BotAnswer): boolean {
	return replies.length > 0 || end !== undefined || Object.keys(variables ?? {}).length > 0;
}

function withFaults(fields: Record<string, unknown>): ReadBotAnswer {
	const faults: string[] = [];
	const { replies: given, reply, text, output, variables: set, sessionId } = fields;
	const replies = readReplies(given ?? reply ?? text ?? output, faults);
	const variables = variablesIn(set, faults);
	const end = readBotEnd(fields, faults);
	const engineSessionId = idIn(sessionId, faults);
	if (replies.length > MOST_REPLIES) faults.push(`There are more than ${MOST_REPLIES} replies.`);
	if (faults.length > 0) return { faults };
	return {
		answer: {
			answered: true,
			replies: fewReplies(replies),
			...(engineSessionId !== undefined && { engineSessionId }),
			...(variables && { variables }),
			...(end && { end }),
		},
	};
}

/**
 * Reads whether and how a bot has ended, from `done` (or `end`), `exit` and `reason`.
 *
 * @param faults what is wrong is added here
 * @returns undefined for a bot that goes on
 */
export function readBotEnd({ done, end = done, exit, reason }: Record<string, unknown>, faults: string[]): BotEnd | undefined {
	const isDone = readTruth(end);
	if (isDone === undefined) faults.push('done must be true or false.');
	if (exit !== undefined && exit !== null && !BOT_EXITS.has(exit)) faults.push(EXIT_FAULT);
	if (!isDone) return undefined;
	const words = saidIn(reason)?.slice(0, LONGEST_REASON);
	return { exit: BOT_EXITS.has(exit) ? (exit as BotExit) : 'closedByElement', ...(words !== undefined && { reason: words }) };
}

/** Builders of bots can often fill in texts only. */
function readTruth(value: unknown): boolean | undefined {
	if (value === undefined || value === null || value === '') return false;
	if (typeof value === 'boolean') return value;
	const text = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
	if (text === 'true') return true;
	return text === 'false' ? false : undefined;
}

function variablesIn(value: unknown, faults: string[]): Record<string, unknown> | undefined {
	try {
		return botVariables(value);
	} catch (error) {
		if (!(error instanceof BotVariablesError)) throw error;
		faults.push(error.message);
		return undefined;
	}
}

function idIn(value: unknown, faults: string[]): string | undefined {
	if (value === undefined || value === null) return undefined;
	const id = saidIn(value);
	if (id !== undefined && id.length <= LONGEST_ID) return id;
	faults.push(`sessionId must be a text of 1 to ${LONGEST_ID} characters.`);
	return undefined;
}

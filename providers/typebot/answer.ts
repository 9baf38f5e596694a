import type { HttpOutcome } from '../../flow/http/send';
import type { ReadBotAnswer } from '../../flow/session/botAnswer';
import { readBotAnswer } from '../../flow/session/botAnswer';
import type { BotAnswer } from '../../flow/session/engine';
import type { BotReply } from '../../flow/session/reply';
import { textReplies, webUrl } from '../../flow/session/replies';
import { asObject, objectIn, textIn } from '../answerBody';
import { bubbleReplies, formIn, waitsForEvent } from './bubbles';
import { withInput } from './input';

/** What Typebot answers to the beginning of a session, or to a message. */
export interface TypebotAnswer {
	replies: BotReply[];
	/** What it tells by bubbles that are JSON. */
	told: Pick<BotAnswer, 'end' | 'variables'>;
	/** What is wrong with those. */
	faults: string[];
	sessionId?: string;
	/** What the bot waits for: `person` to write, for a `client` to do something and answer, or for nothing more. */
	waitsFor: 'client' | 'nothing' | 'person';
	/** How long the client is to wait before it answers, in seconds. */
	pauseSeconds: number;
}

/** It comes from outside to Typebot's own web page, which nobody can do in its place. */
const ONLY_IN_WEB_PAGE = 'listenForWebhook';

/**
 * @param ownSessionId our ID of the session
 * @returns what the answer says; undefined when it is none of Typebot's
 */
export function readTypebotAnswer({ class: responseClass, reply }: HttpOutcome, ownSessionId: string): TypebotAnswer | undefined {
	const { messages, input, clientSideActions, sessionId } = objectIn(reply?.body);
	if (responseClass !== 'success' || !Array.isArray(messages)) return undefined;
	const actions = Array.isArray(clientSideActions) ? clientSideActions.map(asObject) : [];
	const awaited = actions.filter(({ expectsDedicatedReply }) => expectsDedicatedReply === true);
	const read = messages.map((bubble) => readBubble(bubble, ownSessionId));
	const own = read.flatMap((one) => ('answer' in one ? [one.answer] : []));
	const said = [...own.flatMap(({ replies }) => replies), ...actions.flatMap(redirectReplies)];
	const id = idIn(sessionId);
	return {
		replies: withInput(input, said),
		told: toldIn(own),
		faults: read.flatMap((one) => ('faults' in one ? one.faults : [])),
		...(id !== undefined && { sessionId: id }),
		waitsFor: waitsFor(input, messages, awaited),
		pauseSeconds: Math.max(0, ...awaited.map(secondsOf)),
	};
}

function readBubble(bubble: unknown, ownSessionId: string): ReadBotAnswer {
	const form = formIn(bubble, ownSessionId);
	return form ? readBotAnswer(form) : { answer: { answered: true, replies: bubbleReplies(bubble) } };
}

/** What was told later counts. */
function toldIn(answers: readonly BotAnswer[]): TypebotAnswer['told'] {
	const variables = Object.assign({}, ...answers.map((answer) => answer.variables)) as Record<string, unknown>;
	const end = answers.findLast((answer) => answer.end)?.end;
	return { ...(Object.keys(variables).length > 0 && { variables }), ...(end && { end }) };
}

/** It becomes a part of a URL. */
function idIn(value: unknown): string | undefined {
	const id = textIn(value);
	return id !== undefined && /^[\w-]{1,200}$/.test(id) ? id : undefined;
}

/** Typebot's own rule for a bot that is done: no input, and no action that a client must answer. */
function waitsFor(input: unknown, messages: readonly unknown[], awaited: ReadonlyArray<Record<string, unknown>>): TypebotAnswer['waitsFor'] {
	if (input !== undefined && input !== null) return 'person';
	if (awaited.some(({ type }) => type === ONLY_IN_WEB_PAGE) || messages.some(waitsForEvent)) return 'person';
	return awaited.length > 0 ? 'client' : 'nothing';
}

function redirectReplies({ redirect }: Record<string, unknown>): BotReply[] {
	return textReplies(webUrl(asObject(redirect).url));
}

function secondsOf({ wait }: Record<string, unknown>): number {
	const { secondsToWaitFor: seconds } = asObject(wait);
	return typeof seconds === 'number' && seconds > 0 ? seconds : 0;
}

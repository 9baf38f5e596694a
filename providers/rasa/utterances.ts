import { hasBotForm, readBotAnswer } from '../../flow/session/botAnswer';
import type { BotAnswer } from '../../flow/session/engine';
import type { BotReply } from '../../flow/session/reply';
import { choiceOf, choiceReplies, fewReplies, mediaReplies, textReplies } from '../../flow/session/replies';
import { asObject } from '../answerBody';

/** What Rasa says, or what is wrong with a custom payload. */
export type ReadUtterances = { answer: BotAnswer } | { faults: string[] };

/**
 * Reads what Rasa answers to a message: a list of what the assistant said.
 *
 * @param list the entries, each `{ recipient_id, text | image | buttons | attachment | custom }`; they may be anything
 */
export function readUtterances(list: readonly unknown[]): ReadUtterances {
	const utterances = list.map(asObject);
	const said = utterances.map(({ custom }) => (hasBotForm(custom) ? readBotAnswer(custom) : { answer: NOTHING }));
	const faults = said.flatMap((read) => ('faults' in read ? read.faults : []));
	if (faults.length > 0) return { faults };

	const own = said.flatMap((read) => ('answer' in read ? [read.answer] : []));
	const variables = Object.assign({}, ...own.map((answer) => answer.variables)) as Record<string, unknown>;
	const end = own.findLast((answer) => answer.end)?.end;
	return {
		answer: {
			answered: true,
			replies: fewReplies(utterances.flatMap((utterance, index) => [...repliesIn(utterance), ...own[index].replies])),
			...(Object.keys(variables).length > 0 && { variables }),
			...(end && { end }),
		},
	};
}

const NOTHING: BotAnswer = { answered: true, replies: [] };

function repliesIn({ text, buttons, image, attachment }: Record<string, unknown>): BotReply[] {
	const offered = Array.isArray(buttons) ? buttons.map(asObject) : [];
	const words = offered.length === 0 ? textReplies(text) : choiceReplies(text, offered.map(({ title, payload }) => choiceOf(title, payload)));
	return [...words, ...mediaReplies('image', image), ...attached(attachment)];
}

/** It is a URL, or an object as Facebook has it: `{ type, payload: { src | url } }`. */
function attached(attachment: unknown): BotReply[] {
	if (typeof attachment === 'string') return mediaReplies('file', attachment);
	const { type, payload } = asObject(attachment);
	const { src, url = src } = asObject(payload);
	return mediaReplies(type === 'image' || type === 'video' || type === 'audio' ? type : 'file', url);
}

import type { BotChoice, BotReply } from '../../flow/session/reply';
import { choiceOf, choiceReplies, mediaReplies, saidIn } from '../../flow/session/replies';
import { asObject } from '../answerBody';

/** Typebot's own, for a rating that says nothing of it. */
const LONGEST_RATING = 10;

/**
 * Turns what a bot asks for into something to choose from; what is typed in freely is asked for by the bubble before.
 *
 * @param input of an answer; it may be anything
 * @param replies what the bot says before; a text at their end becomes the text of the choice
 * @returns the replies with the choice
 */
export function withInput(input: unknown, replies: readonly BotReply[]): BotReply[] {
	const { shown, choices } = choiceIn(asObject(input));
	if (choices.length === 0) return [...replies, ...shown];
	const last = shown.length === 0 ? replies.at(-1) : undefined;
	if (last?.type !== 'text') return [...replies, ...shown, ...choiceReplies(undefined, choices)];
	return [...replies.slice(0, -1), ...choiceReplies(last.text, choices)];
}

interface Choice {
	/** What belongs to it and is no choice itself. */
	shown: BotReply[];
	choices: BotChoice[];
}

function choiceIn({ type, items: given, options }: Record<string, unknown>): Choice {
	const items = Array.isArray(given) ? given.map(asObject) : [];
	switch (type) {
		case 'choice input':
			return { shown: [], choices: named(items.map(({ content, value }) => choiceOf(content ?? value))) };
		case 'picture choice input':
			return { shown: items.flatMap(pictureOf), choices: named(items.map(({ title, value }) => choiceOf(title ?? value))) };
		case 'cards':
			return { shown: items.flatMap(cardOf), choices: items.flatMap(pathsOf) };
		case 'rating input':
			return { shown: [], choices: ratings(asObject(options)) };
		default:
			return { shown: [], choices: [] };
	}
}

function pictureOf({ pictureSrc, title, description }: Record<string, unknown>): BotReply[] {
	return mediaReplies('image', pictureSrc, lines(title, description));
}

/** A card is told from another one by its picture and words, and its buttons by their IDs. */
function cardOf({ imageUrl, title, description }: Record<string, unknown>): BotReply[] {
	const words = lines(title, description);
	const picture = mediaReplies('image', imageUrl, words);
	return picture.length > 0 ? picture : choiceReplies(words, []);
}

function pathsOf({ title, paths }: Record<string, unknown>): BotChoice[] {
	const buttons = Array.isArray(paths) ? paths.map(asObject) : [];
	if (buttons.length === 0) return named([choiceOf(title)]);
	const card = saidIn(title);
	return named(buttons.map(({ id, text }) => choiceOf([card, saidIn(text)].filter(Boolean).join(': '), id)));
}

function ratings({ length, startsAt }: Record<string, unknown>): BotChoice[] {
	const last = Number.isInteger(length) ? Math.min(Number(length), LONGEST_RATING) : LONGEST_RATING;
	const first = Number(startsAt) === 0 && startsAt !== '' && startsAt !== null ? 0 : 1;
	return named(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => choiceOf(first + index)));
}

function lines(...texts: unknown[]): string {
	return texts.map(saidIn).filter(Boolean).join('\n');
}

function named(choices: Array<BotChoice | undefined>): BotChoice[] {
	return choices.filter((choice) => choice !== undefined);
}

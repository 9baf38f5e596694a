import type { BotChoice, BotReply } from './reply';

/** A bot that says more than this in one go has run wild; nobody reads it. */
export const MOST_REPLIES = 50;

const MOST_CHOICES = 100;

/** In UTF-16 units. Whoever delivers it cuts it into messages. */
const LONGEST_TEXT = 32_768;
const LONGEST_URL = 2048;

/** A reply with a file behind a URL. */
type MediaType = Extract<BotReply, { url: string }>['type'];

/** @returns what a bot says, as far as it is text; nothing for white space and for anything else */
export function textReplies(value: unknown): BotReply[] {
	const text = saidIn(value);
	return text === undefined ? [] : [{ type: 'text', text }];
}

/**
 * @param url it may be anything; only an http or https URL can be shown to somebody
 * @param caption it may be anything
 * @returns the file behind the URL; nothing without one
 */
export function mediaReplies(type: MediaType, url: unknown, caption?: unknown): BotReply[] {
	const address = webUrl(url);
	const words = saidIn(caption);
	return address === undefined ? [] : [{ type, url: address, ...(words !== undefined && { caption: words }) }];
}

/** @returns something to choose from; without a choice just its text, and nothing without that either */
export function choiceReplies(text: unknown, choices: ReadonlyArray<BotChoice | undefined>): BotReply[] {
	const words = saidIn(text);
	const named = choices.filter((choice) => choice !== undefined).slice(0, MOST_CHOICES);
	if (named.length === 0) return textReplies(words);
	return [{ type: 'choices', ...(words !== undefined && { text: words }), choices: named }];
}

/**
 * @param label it may be anything
 * @param payload what the bot is told when it is chosen, if that is not the label; it may be anything
 * @returns the choice; undefined without a label
 */
export function choiceOf(label: unknown, payload?: unknown): BotChoice | undefined {
	const words = saidIn(label);
	if (words === undefined) return undefined;
	const told = saidIn(payload);
	return { label: words, ...(told !== undefined && told !== words && { payload: told }) };
}

/** @returns what is left of the replies of a bot that has run wild */
export function fewReplies(replies: readonly BotReply[]): BotReply[] {
	return replies.slice(0, MOST_REPLIES);
}

/** @returns a text or a number as text, without white space around it; undefined for nothing, and for anything else */
export function saidIn(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	return String(value).trim().slice(0, LONGEST_TEXT).toWellFormed() || undefined;
}

/** @returns an absolute http or https URL as it was written; undefined for anything else */
export function webUrl(value: unknown): string | undefined {
	if (typeof value !== 'string' || value.length > LONGEST_URL) return undefined;
	const trimmed = value.trim();
	return /^https?:$/.test(URL.parse(trimmed)?.protocol ?? '') ? trimmed : undefined;
}

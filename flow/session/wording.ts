import type { BotChoice, BotReply } from './reply';

/** The longest text that WhatsApp takes; other channels cut it up by themselves. */
export const LONGEST_TEXT = 4096;

/**
 * Puts something that a chatbot says into texts, for channels and providers that take only these: a choice becomes a
 * numbered list, and a file its caption and its URL.
 *
 * @returns the texts, each no longer than {@link LONGEST_TEXT}; none for something without words
 */
export function textsOf(reply: BotReply): string[] {
	return pieces(wordsOf(reply).trim());
}

function wordsOf(reply: BotReply): string {
	switch (reply.type) {
		case 'text':
			return reply.text;
		case 'choices':
			return [...(reply.text ? [reply.text] : []), ...reply.choices.map(({ label }, at) => `${at + 1}. ${label}`)].join('\n');
		default:
			return [...(reply.caption ? [reply.caption] : []), reply.url].join('\n');
	}
}

/** A text that is too long is cut at the end of a line or of a word, where there is one. */
function pieces(text: string): string[] {
	if (text === '') return [];
	if (text.length <= LONGEST_TEXT) return [text.toWellFormed()];
	const head = text.slice(0, LONGEST_TEXT);
	const isGood = (at: number) => at > LONGEST_TEXT / 2;
	const end = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].find(isGood) ?? whole(head);
	return [text.slice(0, end).trimEnd().toWellFormed(), ...pieces(text.slice(end).trimStart())];
}

/** No half of a character stays at the end. */
function whole(text: string): number {
	return /[\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}

/**
 * Tells what a participant has chosen: by the number before a choice, or by its words.
 *
 * @param offered what there was to choose from
 * @param text what the participant wrote
 */
export function chosen(offered: readonly BotChoice[] | undefined, text: string): BotChoice | undefined {
	const written = text.trim();
	if (!offered || written === '') return undefined;
	const number = /^(\d{1,3})[.)]?$/.exec(written)?.[1];
	const same = offered.find(({ label }) => label.trim().toLowerCase() === written.toLowerCase());
	return same ?? (number === undefined ? undefined : offered[Number(number) - 1]);
}

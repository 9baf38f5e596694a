import type { BotChoice, BotReply } from './reply';
import { choiceOf, choiceReplies, mediaReplies, saidIn, textReplies } from './replies';

const MEDIA: ReadonlySet<unknown> = new Set(['audio', 'file', 'image', 'video'] satisfies Array<BotReply['type']>);

const FORMS = 'a text, or an object whose type is text, image, video, audio, file or choices';

/** More of them need not be named. */
const MOST_FAULTS = 10;

/**
 * Reads replies in the form in which {@link BotReply} has them; a text stands for a reply of text.
 *
 * @param value one reply, or a list of them; it may be anything
 * @param faults what is wrong is added here, with the place of the reply
 * @returns what could be read; replies without a word are passed over
 */
export function readReplies(value: unknown, faults: string[]): BotReply[] {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) return readReply(value, 'replies', faults);
	return value.flatMap((entry, index) => (faults.length >= MOST_FAULTS ? [] : readReply(entry, `replies[${index}]`, faults)));
}

function readReply(value: unknown, place: string, faults: string[]): BotReply[] {
	if (value === null || typeof value === 'string' || typeof value === 'number') return textReplies(value);
	if (typeof value !== 'object' || Array.isArray(value)) {
		faults.push(`${place} must be ${FORMS}.`);
		return [];
	}
	return readObject(value as Record<string, unknown>, place, faults);
}

function readObject(fields: Record<string, unknown>, place: string, faults: string[]): BotReply[] {
	const { text, output, url, caption, choices } = fields;
	const type = fields.type ?? (choices === undefined ? 'text' : 'choices');
	if (type === 'text') return readText(text ?? output, place, faults);
	if (type === 'choices') return choiceReplies(text, readChoices(choices, place, faults));
	if (!MEDIA.has(type)) {
		faults.push(`${place} must be ${FORMS}.`);
		return [];
	}
	const replies = mediaReplies(type as 'image', url, caption);
	if (replies.length === 0) faults.push(`${place}.url must be a URL that begins with https:// or http://.`);
	return replies;
}

function readText(text: unknown, place: string, faults: string[]): BotReply[] {
	if (text !== null && typeof text !== 'string' && typeof text !== 'number') faults.push(`${place}.text must be a text.`);
	return textReplies(text);
}

function readChoices(value: unknown, place: string, faults: string[]): BotChoice[] {
	const entries = Array.isArray(value) ? (value as unknown[]) : [];
	if (entries.length === 0) faults.push(`${place}.choices must be a list of at least one choice.`);
	return entries.flatMap((entry, index) => {
		const choice = choiceIn(entry);
		if (choice) return [choice];
		if (faults.length < MOST_FAULTS) faults.push(`${place}.choices[${index}] must be a text, or an object with a label.`);
		return [];
	});
}

function choiceIn(entry: unknown): BotChoice | undefined {
	if (typeof entry !== 'object' || entry === null) return choiceOf(entry);
	const { label, payload } = entry as Record<string, unknown>;
	return saidIn(label) === undefined ? undefined : choiceOf(label, payload);
}

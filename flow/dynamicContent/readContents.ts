import isPlainObject from 'lodash/isPlainObject';

import { isEmpty, textOf } from '../template/valueText';
import type { CheckedContents, Content, ContentFault, DelayContent, MediaContent, TextContent } from './content';
import { LONGEST_DELAY_SECONDS, LONGEST_TEXT, MOST_CONTENTS } from './content';
import { mediaUrl } from './mediaUrl';

/** What is done with more contents than Trengo shows. */
export type TooMany = 'cut' | 'refuse';

/**
 * Reads the contents of a step, whoever has made them, and checks them by the rules of Trengo and by ours. What comes out
 * holds nothing but what Trengo knows.
 *
 * @param document `{ "contents": [...] }`, or the list alone
 * @param tooMany what is done with more than ten
 * @returns the contents, with a note for whatever was left out; or every fault
 */
export function readContents(document: unknown, tooMany: TooMany): CheckedContents {
	const list = Array.isArray(document) ? (document as unknown[]) : listIn(document);
	if (list === undefined) return { faults: [{ at: 'contents', text: 'There is no list of contents. It must be an object like {"contents": [{"type": "text", "text": "Hello"}]}.' }] };
	const cut = Math.max(0, list.length - MOST_CONTENTS);
	if (cut > 0 && tooMany === 'refuse') {
		return { faults: [{ at: 'contents', text: `There are ${list.length} contents, but Trengo shows no more than ${MOST_CONTENTS}. Leave some out, or have them cut.` }] };
	}

	const read = list.slice(0, MOST_CONTENTS).map((entry, index) => readContent(entry, `contents[${index}]`));
	const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
	if (faults.length > 0) return { faults };
	const good = read.flatMap((one) => ('content' in one ? [one] : []));
	const notes = good.flatMap(({ notes: own }) => own);
	const cutNote = `There were ${list.length} contents; the last ${cut} were cut, because Trengo shows no more than ${MOST_CONTENTS}.`;
	return { contents: good.map(({ content }) => content), notes: cut > 0 ? [cutNote, ...notes] : notes, cut };
}

type ReadContent = { content: Content; notes: string[] } | { faults: ContentFault[] };

function listIn(document: unknown): unknown[] | undefined {
	const contents = isPlainObject(document) ? own(document as object, 'contents') : undefined;
	return Array.isArray(contents) ? (contents as unknown[]) : undefined;
}

function readContent(entry: unknown, at: string): ReadContent {
	if (!isPlainObject(entry)) return fault(at, 'It must be an object with a "type".');
	const content = entry as object;
	const type = own(content, 'type');
	switch (type) {
		case 'text':
			return noting(content, at, ['type', 'text'], readText(content, at));
		case 'image':
		case 'video':
		case 'file':
			return noting(content, at, ['type', 'image'], readMedia(content, type, at));
		case 'delay':
			return noting(content, at, ['type', 'delay'], readDelay(content, at));
		default:
			return fault(`${at}.type`, 'The type must be text, image, video, file or delay.');
	}
}

function readText(content: object, at: string): ReadContent {
	const text = readWords(own(content, 'text'), `${at}.text`, 'The text');
	return 'faults' in text ? text : { content: { type: 'text', text: text.words } satisfies TextContent, notes: [] };
}

function readMedia(content: object, type: MediaContent['type'], at: string): ReadContent {
	const place = own(content, 'image');
	if (!isPlainObject(place)) return fault(`${at}.image`, 'It must be an object with a "url"; it is called "image" for videos and files, too.');
	const media = place as object;
	const url = mediaUrl(own(media, 'url'));
	const faults = 'fault' in url ? [{ at: `${at}.image.url`, text: url.fault }] : [];
	const written = own(media, 'caption');
	const caption = isEmpty(written) ? undefined : readWords(written, `${at}.image.caption`, 'The caption');
	if (caption && 'faults' in caption) faults.push(...caption.faults);
	if ('fault' in url || faults.length > 0) return { faults };
	const image = { url: url.url, ...(caption && 'words' in caption && { caption: caption.words }) };
	return noting(media, `${at}.image`, ['url', 'caption'], { content: { type, image }, notes: [] });
}

function readDelay(content: object, at: string): ReadContent {
	const place = own(content, 'delay');
	if (!isPlainObject(place)) return fault(`${at}.delay`, 'It must be an object with "delay_in_seconds".');
	const delay = place as object;
	const seconds = secondsOf(own(delay, 'delay_in_seconds'));
	const typing = own(delay, 'send_typing') ?? false;
	const faults: ContentFault[] = [];
	if (seconds === undefined) faults.push({ at: `${at}.delay.delay_in_seconds`, text: `It must be a number from 0 to ${LONGEST_DELAY_SECONDS}.` });
	if (typeof typing !== 'boolean') faults.push({ at: `${at}.delay.send_typing`, text: 'It must be true or false.' });
	if (seconds === undefined || typeof typing !== 'boolean') return { faults };
	const read: DelayContent = { type: 'delay', delay: { delay_in_seconds: seconds, send_typing: typing } };
	return noting(delay, `${at}.delay`, ['delay_in_seconds', 'send_typing'], { content: read, notes: [] });
}

function secondsOf(value: unknown): number | undefined {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && /^\d{1,3}(?:\.\d+)?$/.test(value.trim()));
	const seconds = isNumeric ? Number(value) : NaN;
	return seconds >= 0 && seconds <= LONGEST_DELAY_SECONDS ? seconds : undefined;
}

function readWords(value: unknown, at: string, name: string): { words: string } | { faults: ContentFault[] } {
	if (isEmpty(value)) return fault(at, `${name} is empty.`);
	const read = textOf(value);
	if ('fault' in read) return fault(at, read.fault);
	// A lone half of a character can be sent nowhere.
	const words = read.value.toWellFormed();
	return words.length <= LONGEST_TEXT ? { words } : fault(at, `${name} has ${words.length} characters, and must have no more than ${LONGEST_TEXT}.`);
}

/** Adds a note for fields that Trengo does not know, which are left out. */
function noting(object: object, at: string, known: string[], read: ReadContent): ReadContent {
	if ('faults' in read) return read;
	const unknown = Object.keys(object).filter((name) => !known.includes(name)).length;
	if (unknown === 0) return read;
	const note = `${at} has ${unknown === 1 ? 'a field' : `${unknown} fields`} that Trengo does not know, left out here.`;
	return { content: read.content, notes: [...read.notes, note] };
}

function fault(at: string, text: string): { faults: ContentFault[] } {
	return { faults: [{ at, text }] };
}

/** What an object inherits is nothing that was written. */
function own(object: object, name: string): unknown {
	return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

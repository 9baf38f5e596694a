import { hasBotForm } from '../../flow/session/botAnswer';
import type { BotReply } from '../../flow/session/reply';
import { mediaReplies, saidIn, textReplies, webUrl } from '../../flow/session/replies';
import { asObject } from '../answerBody';

/** Where videos are that a bot names by their IDs alone. */
const VIDEO_PAGES: ReadonlyMap<unknown, string> = new Map([
	['youtube', 'https://www.youtube.com/watch?v='],
	['vimeo', 'https://vimeo.com/'],
]);

/** Rich text that is nested more deeply is none that an editor makes. */
const DEEPEST = 30;

/**
 * Reads what a bubble says. Where there is no form for it in a chat by text, its URL is said.
 *
 * @param bubble an entry of `messages`; it may be anything
 */
export function bubbleReplies(bubble: unknown): BotReply[] {
	const { type, content: given } = asObject(bubble);
	const content = asObject(given);
	switch (type) {
		case 'text':
			return textReplies(textOf(bubble));
		case 'image':
			return mediaReplies('image', content.url, webUrl(asObject(content.clickLink).url));
		case 'video':
			return videoReplies(content);
		case 'audio':
			return mediaReplies('audio', content.url);
		case 'embed':
		case 'custom-embed':
			return textReplies(webUrl(content.url));
		default:
			return [];
	}
}

/** Signs that the change of rich text to Markdown escapes, and that would break JSON. */
const ESCAPED = /\\([!#()*+\-.<>[\]_`{}~|])/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([['&quot;', '"'], ['&#39;', "'"], ['&lt;', '<'], ['&gt;', '>'], ['&amp;', '&']]);

/**
 * Reads a bubble of text that is nothing but JSON for us. It names our session, which the participant does not know: a bot may
 * repeat what a person has written, and nobody is to end a session or to set a variable by writing JSON.
 *
 * @param sessionId ours
 * @returns undefined for any other bubble
 */
export function formIn(bubble: unknown, sessionId: string): Record<string, unknown> | undefined {
	const text = textOf(bubble)?.trim() ?? '';
	if (!/^\\?\{/.test(text) || !text.endsWith('}')) return undefined;
	const plain = text.replace(ESCAPED, '$1').replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => ENTITIES.get(entity) ?? entity);
	return [text, plain].map(jsonIn).find((form) => hasBotForm(form) && asObject(form).flowSessionId === sessionId) as Record<string, unknown> | undefined;
}

function textOf(bubble: unknown): string | undefined {
	const { type, content } = asObject(bubble);
	const { type: format, richText: rich, markdown } = asObject(content);
	if (type !== 'text') return undefined;
	return format === 'richText' ? richText(rich) : typeof markdown === 'string' ? markdown : undefined;
}

function jsonIn(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** @returns whether the bot goes on only when something happens in its own web page, or when somebody writes */
export function waitsForEvent(bubble: unknown): boolean {
	const { type, content } = asObject(bubble);
	return type === 'custom-embed' || (type === 'embed' && asObject(asObject(content).waitForEvent).isEnabled === true);
}

function videoReplies({ type, url, id }: Record<string, unknown>): BotReply[] {
	if (type === undefined || type === 'url') return mediaReplies('video', url);
	const page = VIDEO_PAGES.get(type);
	const name = saidIn(id);
	return textReplies(webUrl(url) ?? (page !== undefined && name !== undefined ? `${page}${encodeURIComponent(name)}` : undefined));
}

/** Older servers know of no other form, whatever they are asked for: elements with `children`, and leaves with `text`. */
function richText(value: unknown): string {
	return (Array.isArray(value) ? value : []).map((element) => leavesOf(element, 0)).join('\n');
}

function leavesOf(element: unknown, depth: number): string {
	if (depth > DEEPEST) return '';
	const { text, children } = asObject(element);
	if (typeof text === 'string') return text;
	return (Array.isArray(children) ? children : []).map((child) => leavesOf(child, depth + 1)).join('');
}

import omit from 'lodash/omit';

import { botCallbackFaults, hasBotForm, readBotAnswer, readBotCallback } from '../../flow/session/botAnswer';
import type { BotAnswer } from '../../flow/session/engine';
import { mediaReplies, textReplies } from '../../flow/session/replies';
import { asObject, textIn } from '../answerBody';

/**
 * Reads what was sent to the URL for replies: a message of Open Channel, or what an API element of the chatbot sends there.
 * What a chatbot says by JSON is ours when it has the form of `readBotAnswer`.
 *
 * @returns undefined for what tells nothing
 */
export function readOpenChannelReply(body: unknown): BotAnswer | undefined {
	const message = messageIn(body);
	if (!message) return readBotCallback(body);
	const { type, text, url, caption, filename, json } = message;
	if (type === 'JSON') return ofJson(json);
	const replies = type === 'TEXT' ? textReplies(text) : mediaOf(type, url, caption ?? filename);
	return replies.length > 0 ? { answered: true, replies } : undefined;
}

/** @returns what is wrong with what was sent to the URL for replies; elements that are for others are no fault */
export function openChannelFaults(body: unknown): string[] {
	const message = messageIn(body);
	if (!message) return botCallbackFaults(body);
	if (message.type !== 'JSON' || !hasBotForm(message.json)) return [];
	const read = readBotAnswer(message.json);
	return 'faults' in read ? read.faults : [];
}

/** The body of a message of Open Channel: `message.body`, in an example of its document `content.body`. */
function messageIn(body: unknown): Record<string, unknown> | undefined {
	const { message, content } = asObject(body);
	const inner = asObject(asObject(message ?? content).body);
	return typeof inner.type === 'string' ? inner : undefined;
}

/** @returns our ID of the session, which goes back and forth as callback data */
export function sessionInReply(body: unknown): string | undefined {
	const { callbackData } = asObject(body);
	return textIn(asObject(callbackData).sessionId) ?? textIn(callbackData);
}

function mediaOf(type: unknown, url: unknown, caption: unknown): BotAnswer['replies'] {
	switch (type) {
		case 'IMAGE':
			return mediaReplies('image', url, caption);
		case 'AUDIO':
			return mediaReplies('audio', url);
		case 'FILE':
			return mediaReplies('file', url, caption);
		default:
			return [];
	}
}

/** The ID by which the bot knows the session is no matter of Open Channel. */
function ofJson(json: unknown): BotAnswer | undefined {
	const answer = hasBotForm(json) ? readBotCallback(json) : undefined;
	return answer && omit(answer, 'engineSessionId');
}

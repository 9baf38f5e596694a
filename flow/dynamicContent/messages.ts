import type { Content, MediaType } from './content';

/** A message that is to be sent to a person, made of contents. */
export type OutgoingMessage = MessagePause & ({ type: 'text'; text: string } | { type: MediaType; url: string; caption?: string });

/** What comes before a message. */
export interface MessagePause {
	/** How long to wait before it is sent, in seconds; 0 for at once. */
	afterSeconds: number;
	/** Whether the person is to see meanwhile that somebody writes. */
	typing: boolean;
}

/** @returns the contents as messages, in order; a delay becomes the pause before the message that follows it */
export function messagesOf(contents: readonly Content[]): OutgoingMessage[] {
	const messages: OutgoingMessage[] = [];
	let pause: MessagePause = { afterSeconds: 0, typing: false };
	for (const content of contents) {
		if (content.type === 'delay') {
			const { delay_in_seconds: seconds, send_typing: typing } = content.delay;
			pause = { afterSeconds: pause.afterSeconds + seconds, typing: pause.typing || typing };
			continue;
		}
		messages.push(content.type === 'text' ? { type: 'text', text: content.text, ...pause } : { type: content.type, ...content.image, ...pause });
		pause = { afterSeconds: 0, typing: false };
	}
	return messages;
}

/** @returns a message as text, where files cannot be sent by their URL: the caption, and below it the link */
export function messageText(message: OutgoingMessage): string {
	if (message.type === 'text') return message.text;
	return message.caption === undefined ? message.url : `${message.caption}\n${message.url}`;
}

/**
 * Shortens pauses, so that all together are no longer than a run should wait for.
 *
 * @param mostSeconds for all pauses together
 * @returns the messages, and by how many seconds their pauses are shorter than wanted
 */
export function withinPatience(messages: readonly OutgoingMessage[], mostSeconds: number): { messages: OutgoingMessage[]; shortenedBy: number } {
	const wanted = messages.reduce((sum, { afterSeconds }) => sum + afterSeconds, 0);
	if (wanted <= mostSeconds) return { messages: [...messages], shortenedBy: 0 };
	const share = mostSeconds / wanted;
	return { messages: messages.map((message) => ({ ...message, afterSeconds: message.afterSeconds * share })), shortenedBy: wanted - mostSeconds };
}

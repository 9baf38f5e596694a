import type { HttpRequest } from '../../../flow/http/message';
import type { BotCall, BotTurn } from '../../../flow/session/engine';

/** What a chatbot is told, in the tests. */
export function botCall(rest: Partial<BotCall> = {}): BotCall {
	return {
		sessionId: '0b3ec2a6-7e0c-4f5e-9a35-4d52c46e2a11',
		participantKey: '+31612345678',
		variables: {},
		message: { text: 'Hello' },
		...rest,
	};
}

/** @returns the JSON in the body of a request */
export function jsonOf({ body = '' }: HttpRequest): Record<string, unknown> {
	return JSON.parse(body) as Record<string, unknown>;
}

/** @returns what a turn says, in short: texts as they are, others by their type and URL, choices with their labels */
export function said(turn: BotTurn): string[] {
	if (!turn.answered) throw new Error(`The bot did not answer: ${turn.message}`);
	return turn.replies.map((reply) => {
		if (reply.type === 'text') return reply.text;
		if (reply.type === 'choices') return `${reply.text ?? ''} [${reply.choices.map(({ label }) => label).join(' | ')}]`.trim();
		return [reply.type, reply.url, reply.caption].filter(Boolean).join(' ');
	});
}

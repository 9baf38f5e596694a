import type { Session } from '../../flow/session/session';

/** A chatbot session that has just been opened, and in which nothing has been said. */
export function chatSession(more: Partial<Session> = {}): Session {
	const now = new Date().toISOString();
	return {
		id: 'session',
		participant: { id: 'p', key: '+31612345678', identifiers: [] },
		owner: { workflowId: 'w', nodeId: 'n', nodeName: 'Start Chatbot' },
		run: { url: 'http://n8n.example/1', ticket: 't' },
		callbackUrl: 'http://n8n.example/c',
		engine: 'http',
		startedAt: now,
		lastMessageAt: now,
		limits: { idleMs: 60_000, totalMs: 60_000 },
		hasBegun: false,
		inbox: [],
		outbox: [],
		seen: [],
		handedOn: 0,
		variables: {},
		transcript: [],
		...more,
	};
}

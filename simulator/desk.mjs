/** A desk of human agents that nobody knows by name: what Start Conversation calls by HTTP. */
import { agentFates, fieldsOf } from './agents.mjs';

/**
 * POST /desk/conversations, GET /desk/conversations/:id; it calls back when a conversation ends, with the token it was given.
 *
 * @param office sends the callbacks
 */
export function desk(office) {
	const conversations = new Map();
	const fateOf = agentFates();
	let lastId = Date.now();

	/** @returns whether there is such a conversation */
	async function end(id, status = 'resolved', isQuiet = false) {
		const conversation = conversations.get(id);
		if (!conversation) return false;
		conversation.status = status;
		const { callback } = conversation;
		if (!callback || isQuiet) return true;
		await office.deliver({ url: callback.url, headers: { 'content-type': 'application/json', authorization: `Bearer ${callback.token}` }, body: JSON.stringify({ id, status }) });
		return true;
	}

	async function create(given, reply) {
		const fate = fateOf(given.participant?.phone);
		if (fate === 'busyOnce') return reply.json(429, { message: 'Later' }, { 'retry-after': '1' });
		if (fate === 'invalid') return reply.json(422, { message: `No such number: ${given.participant.phone}` });
		if (fate === 'broken') return reply.json(500, { message: 'Broken' });
		const id = `desk-${++lastId}`;
		conversations.set(id, { ...given, id, status: 'open' });
		if (fate === 'cutOff') return reply.hangUp();
		if (fate === 'earlyEnd') await end(id);
		reply.json(201, { id });
	}

	return {
		async route({ method, path, body }, reply) {
			const [, id] = /^\/desk\/conversations(?:\/([\w-]{1,64}))?$/.exec(path) ?? [];
			if (!path.startsWith('/desk/')) return false;
			const conversation = conversations.get(id);
			if (method === 'POST' && id === undefined) await create(fieldsOf(body), reply);
			else if (method === 'GET' && conversation) reply.json(200, { id, status: conversation.status });
			else reply.json(404, { message: 'There is no such conversation.' });
			return true;
		},
		end,
		shown: (id) => conversations.get(id),
	};
}

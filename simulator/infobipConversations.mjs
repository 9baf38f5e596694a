/** Infobip's Conversations: what human agents have, with tags, queues and agents. README.md lists what it knows. */
import { randomUUID } from 'node:crypto';

import { agentFates, fieldsOf } from './agents.mjs';
import { exception } from './infobipErrors.mjs';
import { jsonParcels } from './postOffice.mjs';

const ROOT = '/ccaas/1';
const at = '2026-01-01T00:00:00.000+0000';

const AGENTS = [{ id: '97457D13B1FC79AF3C1A1096AE7E77AB', displayName: 'Eva Agent', status: 'ACTIVE', availability: 'ACTIVE', role: 'AGENT', enabled: true, createdAt: at, updatedAt: at }];
const QUEUES = [{ id: '6f2e6c5a-e4ca-48c6-bc0a-d9c18479743a', name: 'Returns' }];

/**
 * @param targets where it is told what becomes of conversations, as for messages
 * @param office sends it
 */
export function infobipConversations(targets, office) {
	const conversations = new Map();
	const tags = [{ name: 'order' }, { name: 'refund' }];
	const fateOf = agentFates();
	const refuse = (reply, text, messageId = 'BAD_REQUEST') => exception(reply, messageId === 'NOT_FOUND' ? 404 : 400, messageId, text);

	function create({ body }, reply) {
		const given = fieldsOf(body);
		if (given.queueId !== undefined && !QUEUES.some(({ id }) => id === given.queueId)) return refuse(reply, 'Invalid queueId given! No such entity exists.');
		if (given.agentId !== undefined && !AGENTS.some(({ id }) => id === given.agentId)) return refuse(reply, 'Invalid agentId given! No such entity exists.');
		const now = new Date().toISOString();
		const conversation = { id: randomUUID(), status: 'OPEN', priority: 'NORMAL', createdAt: now, updatedAt: now, ...given, tags: [], notes: [], messages: [], isRouted: false };
		conversations.set(conversation.id, conversation);
		reply.json(200, shown(conversation));
	}

	/** @returns whether there is such a conversation */
	async function end(id, status = 'SOLVED', isQuiet = false) {
		const conversation = conversations.get(id);
		if (!conversation) return false;
		conversation.status = status;
		const body = JSON.stringify({ type: 'CONVERSATION_STATUS_UPDATED', timestamp: new Date().toISOString(), payload: { id, status, tags: conversation.tags, topic: conversation.topic } });
		if (!isQuiet) await Promise.all(jsonParcels(targets.get('infobipConversations'), body).map((parcel) => office.deliver(parcel)));
		return true;
	}

	const actions = new Map(Object.entries({
		'GET ': (_, conversation, reply) => reply.json(200, shown(conversation)),
		'POST /tags': ({ tagName }, conversation, reply) => {
			if (!tags.some(({ name }) => name === tagName)) return exception(reply, 400, 'NOT_FOUND', `Invalid tagName '${tagName}' given! No such entity exists.`);
			conversation.tags.push(tagName);
			reply.json(200, { statusCode: 'SUCCESS', message: 'OK' });
		},
		'POST /notes': ({ content, agentId }, conversation, reply) => {
			if (typeof content !== 'string' || content.length > 4000) return refuse(reply, 'Note content is too long');
			conversation.notes.push(content);
			reply.json(200, { id: randomUUID(), conversationId: conversation.id, content, ...(agentId && { agentId }) });
		},
		'POST /messages': ({ channel, from, to, contentType, content }, conversation, reply) => {
			const fate = fateOf(to);
			if (fate === 'busyOnce') return exception(reply, 429, 'TOO_MANY_REQUESTS', 'Too many requests', { headers: { 'retry-after': '1' } });
			if (fate === 'invalid') return refuse(reply, `Destination ${to} is not valid`);
			if (fate === 'broken') return exception(reply, 500, 'GENERAL_ERROR', 'Something went wrong');
			conversation.messages.push({ channel, from, to, content });
			if (fate === 'cutOff') return reply.hangUp();
			reply.json(200, { id: randomUUID(), conversationId: conversation.id, channel, from, to, contentType, content, direction: 'OUTBOUND', createdAt: new Date().toISOString() });
		},
		'POST /route': (_, conversation, reply) => {
			conversation.isRouted = true;
			reply.json(200, { conversations: [shown(conversation)], pagination: { page: 0, limit: 10, totalItems: 1 } });
		},
	}));

	const routes = new Map(Object.entries({
		'GET /agents': (_, reply) => reply.json(200, { agents: AGENTS, pagination: page(AGENTS) }),
		'GET /queues': (_, reply) => reply.json(200, { queues: QUEUES, pagination: page(QUEUES) }),
		'GET /tags': ({ query }, reply) => {
			const found = tags.filter(({ name }) => !query.name || name === query.name);
			reply.json(200, { tags: found, pagination: page(found) });
		},
		'POST /tags': ({ body }, reply) => {
			const { name } = fieldsOf(body);
			if (!/^[A-Za-z0-9._]{1,100}$/.test(name)) return refuse(reply, 'Tag name has characters that are not allowed');
			tags.push({ name });
			reply.json(200, { name });
		},
		'POST /conversations': create,
	}));

	return {
		route(request, reply) {
			const { method, path, body } = request;
			if (!path.startsWith(`${ROOT}/`)) return false;
			const place = path.slice(ROOT.length);
			const [, id, rest = ''] = /^\/conversations\/([\w-]{1,64})(\/\w+)?$/.exec(place) ?? [];
			const conversation = conversations.get(id);
			const act = actions.get(`${method} ${rest}`);
			const answer = routes.get(`${method} ${place}`);
			if (answer) answer(request, reply);
			else if (act && conversation && method !== 'GET' && conversation.status === 'CLOSED') refuse(reply, 'Conversation is closed');
			else if (act && conversation) act(fieldsOf(body), conversation, reply);
			else refuse(reply, 'No such entity exists.', 'NOT_FOUND');
			return true;
		},
		end,
		shown: (id) => conversations.get(id),
	};
}

/** Without what Infobip tells elsewhere. */
function shown(conversation) {
	return { ...conversation, tags: undefined, notes: undefined, messages: undefined, isRouted: undefined };
}

function page(entries) {
	return { page: 0, limit: 10, totalItems: entries.length, orderBy: 'id:ASC' };
}

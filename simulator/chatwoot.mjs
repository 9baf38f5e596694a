/** An account at Chatwoot: contacts, conversations, labels, and webhooks that are signed. README.md lists what it knows. */
import { createHmac, randomBytes } from 'node:crypto';

import { agentFates, fieldsOf } from './agents.mjs';

const KEY = 'simulator-key';
const ROOT = '/api/v1/accounts/1';

const INBOXES = [
	{ id: 1, name: 'Shop website', channel_type: 'Channel::Api' },
	{ id: 2, name: 'Shop mail', channel_type: 'Channel::Email' },
];
const AGENTS = [
	{ id: 11, name: 'Eva Agent', available_name: 'Eva', email: 'eva@shop.example' },
	{ id: 12, name: 'Finn Agent', available_name: 'Finn', email: 'finn@shop.example' },
];
const TEAMS = [
	{ id: 21, name: 'returns' },
	{ id: 22, name: 'sales' },
];

/** @param office sends what there is to tell to the webhooks */
export function chatwoot(office) {
	const contacts = [];
	const conversations = new Map();
	const labels = [{ id: 1, title: 'order' }, { id: 2, title: 'refund' }];
	const webhooks = new Map();
	const fateOf = agentFates();
	// Ids go on rising over restarts, so that nobody takes a new conversation for one of before.
	let lastId = Math.floor(Date.now() / 100) % 100_000_000;
	const nextId = () => ++lastId;

	function createContact({ body }, reply) {
		const { inbox_id: inboxId, name, email = null, phone_number: phone = null } = fieldsOf(body);
		if (phone !== null && !/^\+[1-9]\d{1,14}$/.test(phone)) return refuse(reply, 422, 'Phone number should be in e164 format');
		if (fateOf(phone) === 'invalid') return refuse(reply, 422, `Phone number ${phone} is not valid`);
		if (contacts.some((one) => (phone && one.phone_number === phone) || (email && one.email === email))) return refuse(reply, 422, 'Phone number has already been taken');
		const contact = { id: nextId(), name, email, phone_number: phone, contact_inboxes: [{ source_id: randomBytes(8).toString('hex'), inbox: INBOXES.find(({ id }) => id === inboxId) }] };
		contacts.push(contact);
		reply.json(200, { payload: { contact, contact_inbox: contact.contact_inboxes[0] } });
	}

	function search({ query }, reply) {
		const wanted = String(query.q ?? '').toLowerCase();
		const found = contacts.filter((one) => [one.name, one.email, one.phone_number].some((text) => text?.toLowerCase().includes(wanted)));
		const page = Number(query.page ?? 1);
		reply.json(200, { meta: { count: found.length, current_page: page }, payload: found.slice((page - 1) * 15, page * 15) });
	}

	function create({ body }, reply) {
		const { inbox_id: inboxId, contact_id: contactId, assignee_id: assigneeId, team_id: teamId, status = 'open', additional_attributes: attributes = {}, message } = fieldsOf(body);
		const contact = contacts.find(({ id }) => id === contactId);
		const fate = fateOf(contact?.phone_number);
		if (!contact || !INBOXES.some(({ id }) => id === inboxId)) return refuse(reply, 404, 'Resource could not be found');
		if (teamId !== undefined && !TEAMS.some(({ id }) => id === teamId)) return refuse(reply, 422, 'Team must exist');
		if (assigneeId !== undefined && !AGENTS.some(({ id }) => id === assigneeId)) return refuse(reply, 422, 'Assignee must exist');
		if (fate === 'busyOnce') return reply.json(429, { error: 'Retry later' }, { 'retry-after': '1' });
		if (fate === 'broken') return refuse(reply, 500, 'Internal Server Error');
		const conversation = {
			id: nextId(),
			account_id: 1,
			inbox_id: inboxId,
			status,
			priority: null,
			labels: [],
			additional_attributes: attributes,
			meta: { sender: contact, assignee: AGENTS.find(({ id }) => id === assigneeId) ?? null, team: TEAMS.find(({ id }) => id === teamId) ?? null },
			messages: message ? [{ id: nextId(), content: message.content, message_type: 1, private: false }] : [],
		};
		conversations.set(conversation.id, { ...conversation, fate });
		if (fate === 'cutOff') return reply.hangUp();
		if (fate === 'earlyEnd') void changeStatus(conversation.id, 'resolved').then(() => reply.json(200, conversation));
		else reply.json(200, conversation);
	}

	function parcelsOf(event, conversation) {
		const body = JSON.stringify({ event, ...shown(conversation) });
		return [...webhooks.values()].filter(({ subscriptions }) => subscriptions.includes(event)).map(({ url, secret }) => {
			const timestamp = String(Math.floor(Date.now() / 1000));
			const signature = `sha256=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
			return { url, headers: { 'content-type': 'application/json', 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signature }, body };
		});
	}

	/** @returns whether there is such a conversation */
	async function changeStatus(id, status, isQuiet = false) {
		const conversation = conversations.get(Number(id));
		if (!conversation) return false;
		conversation.status = status;
		if (isQuiet) return true;
		const parcels = ['conversation_status_changed', 'conversation_updated'].flatMap((event) => parcelsOf(event, conversation));
		await Promise.all(parcels.map((parcel) => office.deliver(parcel)));
		return true;
	}

	const stepOf = (act) => (request, conversation, reply) => (conversation.fate === 'stepFails' ? refuse(reply, 500, 'Internal Server Error') : act(fieldsOf(request.body), conversation, reply));
	const actions = new Map(Object.entries({
		'GET ': (_, conversation, reply) => reply.json(200, shown(conversation)),
		'POST /labels': stepOf(({ labels: wanted }, conversation, reply) => {
			conversation.labels = wanted;
			reply.json(200, { payload: wanted });
		}),
		'POST /messages': stepOf(({ content, private: isPrivate = false }, conversation, reply) => {
			const message = { id: nextId(), content, message_type: 1, private: isPrivate };
			conversation.messages.push(message);
			reply.json(200, message);
		}),
		'POST /toggle_priority': stepOf(({ priority }, conversation, reply) => {
			conversation.priority = priority;
			reply.empty(200);
		}),
		'POST /toggle_status': ({ body }, conversation, reply) => {
			void changeStatus(conversation.id, fieldsOf(body).status ?? 'resolved').then(() => reply.json(200, { payload: { success: true } }));
		},
	}));

	const routes = new Map(Object.entries({
		'GET /inboxes': (_, reply) => reply.json(200, { payload: INBOXES }),
		'GET /agents': (_, reply) => reply.json(200, AGENTS),
		'GET /teams': (_, reply) => reply.json(200, TEAMS),
		'GET /labels': (_, reply) => reply.json(200, { payload: labels }),
		'POST /labels': ({ body }, reply) => {
			const label = { id: nextId(), title: fieldsOf(body).title };
			labels.push(label);
			reply.json(200, label);
		},
		'GET /contacts/search': search,
		'POST /contacts': createContact,
		'POST /conversations': create,
		'GET /webhooks': (_, reply) => reply.json(200, { payload: { webhooks: [...webhooks.values()] } }),
		'POST /webhooks': ({ body }, reply) => {
			const { url, name, subscriptions } = fieldsOf(body);
			const webhook = { id: nextId(), url, name, subscriptions, account_id: 1, secret: randomBytes(16).toString('hex') };
			webhooks.set(webhook.id, webhook);
			reply.json(200, { payload: { webhook } });
		},
	}));

	return {
		async route(request, reply) {
			const { method, path, headers } = request;
			if (!path.startsWith('/api/v1/accounts/')) return false;
			const place = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length) : undefined;
			const [, id, rest = ''] = /^\/conversations\/(\d{1,15})(\/\w+)?$/.exec(place ?? '') ?? [];
			const webhookId = Number(/^\/webhooks\/(\d{1,15})$/.exec(place ?? '')?.[1]);
			const conversation = conversations.get(Number(id));
			const act = actions.get(`${method} ${rest}`);
			const answer = routes.get(`${method} ${place}`);
			if (headers.api_access_token !== KEY) reply.json(401, { error: 'Invalid Access Token' });
			else if (answer) answer(request, reply);
			else if (act && conversation) act(request, conversation, reply);
			else if (method === 'DELETE' && webhooks.delete(webhookId)) reply.empty(200);
			else refuse(reply, 404, 'Resource could not be found');
			return true;
		},
		end: async (id, status = 'resolved', isQuiet = false) => await changeStatus(id, status, isQuiet),
		shown: (id) => conversations.get(Number(id)),
	};
}

/** Without what only the simulator knows. */
function shown(conversation) {
	return { ...conversation, fate: undefined };
}

function refuse(reply, status, error) {
	reply.json(status, { error });
}

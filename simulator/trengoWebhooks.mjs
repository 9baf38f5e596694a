/** The webhooks of an account at Trengo, and what goes to them. */
import { createHmac, randomBytes } from 'node:crypto';

import { refuse } from './trengoErrors.mjs';

const WEBHOOK_TYPES = [
	'INBOUND',
	'OUTBOUND',
	'NOTE',
	'TICKET_ASSIGNED',
	'TICKET_CLOSED',
	'TICKET_LABEL_ADDED',
	'TICKET_LABEL_DELETED',
	'TICKET_MARKED_AS_SPAM',
	'TICKET_REOPENED',
	'TICKET_UNMARKED_AS_SPAM',
	'VOICE_CALL_ENDED',
	'VOICE_CALL_MISSED',
	'VOICE_CALL_RECORDED',
	'VOICE_CALL_ROUTE_NUMBER',
	'VOICE_CALL_STARTED',
];

/** @param nextId gives the next number that nothing else has */
export function trengoWebhooks(nextId) {
	const webhooks = new Map();

	function create({ body }, reply) {
		const { name, type, url } = JSON.parse(body);
		const errors = faultsOfWebhook({ name, type, url });
		if (errors) {
			refuse(reply, 422, 'The given data was invalid.', errors);
			return;
		}
		const webhook = { id: nextId(), title: name, url, type, signing_secret: randomBytes(20).toString('hex') };
		webhooks.set(webhook.id, webhook);
		reply.json(200, webhook);
	}

	const actions = {
		GET: (_, webhook, reply) => reply.json(200, webhook),
		DELETE: (_, { id }, reply) => {
			webhooks.delete(id);
			reply.json(200, {});
		},
		PUT: ({ body }, webhook, reply) => {
			const { name = webhook.title, type = webhook.type, url = webhook.url } = JSON.parse(body);
			webhooks.set(webhook.id, { ...webhook, title: name, type, url });
			reply.json(200, webhooks.get(webhook.id));
		},
	};

	return {
		all: () => [...webhooks.values()],

		/** POST /webhooks, and GET, PUT and DELETE /webhooks/:id. */
		route(request, place, reply) {
			const { method } = request;
			const id = /^\/webhooks\/(\d{1,15})$/.exec(place)?.[1];
			const webhook = webhooks.get(Number(id));
			if (method === 'POST' && place === '/webhooks') create(request, reply);
			else if (webhook && Object.hasOwn(actions, method)) actions[method](request, webhook, reply);
			else return false;
			return true;
		},

		/** @returns a body as it goes to each webhook of a type, signed with the secret of that webhook */
		sealed(body, { type = 'INBOUND' } = {}) {
			return [...webhooks.values()].filter((webhook) => webhook.type === type).map((webhook) => signed(webhook, body));
		},
	};
}

function faultsOfWebhook({ name, type, url }) {
	const faults = {
		...(!name && { name: ['The name field is required.'] }),
		...(!WEBHOOK_TYPES.includes(type) && { type: ['The selected type is invalid.'] }),
		...(!URL.canParse(url) && { url: ['The url format is invalid.'] }),
	};
	return Object.keys(faults).length > 0 ? faults : undefined;
}

function signed({ url, signing_secret: secret }, body) {
	const timestamp = Math.floor(Date.now() / 1000);
	const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
	return { url, headers: { 'content-type': 'application/x-www-form-urlencoded', 'trengo-signature': `${timestamp};${hex}` }, body };
}

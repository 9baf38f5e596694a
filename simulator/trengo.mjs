/** Trengo: texts and WhatsApp templates, contacts, tickets, and what it tells webhooks. README.md lists what it knows. */

import { isCutOff, refusals, reportsTo } from './fates.mjs';
import { isGoodValue, placeholdersIn, TEMPLATES } from './templates.mjs';
import { trengoContacts } from './trengoContacts.mjs';
import { refuse } from './trengoErrors.mjs';
import { befall, faults, requestLimit, unseen } from './trengoLimits.mjs';
import { LISTS, WHATSAPP_CHANNEL as CHANNEL_ID } from './trengoLists.mjs';
import { pageOf } from './trengoPages.mjs';
import { form, trengoTickets } from './trengoTickets.mjs';
import { trengoWebhooks } from './trengoWebhooks.mjs';

const KEY = 'Bearer simulator-key';
const BASE = '/api/v2';
const FIRST_TEMPLATE_ID = 101;
/** Webhooks are told of what is done with a ticket after so long. */
const TOLD_AFTER_MS = 20;

const STATUSES = { APPROVED: 'ACCEPTED', PAUSED: 'PAUSED', PENDING: 'PENDING' };

/** Trengo says this, too, of a template that there is not, and of wrong values. */
const OUTSIDE_WINDOW = 'Message is outside the 24 hour window. Please use a template.';

/** Status, words and named fields of a refusal. One by words in the place of the message has the status 200. */
const REFUSALS = {
	optedOut: [200, 'The contact has opted out of receiving messages.'],
	notReachable: [422, 'The given data was invalid.', { recipient_phone_number: ['The recipient phone number is not a valid WhatsApp number.'] }],
	busy: [429, 'Too Many Attempts.'],
	broken: [500, 'Server Error'],
	templatePaused: [422, OUTSIDE_WINDOW],
};

/** A text gets its fate as a template does, but for these. */
const TEXT_REFUSALS = { ...REFUSALS, templatePaused: undefined, windowClosed: [422, OUTSIDE_WINDOW] };

/**
 * @param office sends what there is to tell to the webhooks
 * @param texts where texts go
 */
export function trengo(office, texts) {
	const refusalOf = refusals();
	// Ids go on rising over restarts, so that nobody takes a new message for one of before.
	let lastId = Date.now();
	const nextId = () => ++lastId;
	const webhooks = trengoWebhooks(nextId);
	const { sealed } = webhooks;
	const contacts = trengoContacts(nextId);
	const tell = (type, fields) => void office.report([{ kind: type, afterMs: TOLD_AFTER_MS }], () => sealed(form(fields), { type }));
	const tickets = trengoTickets(nextId, contacts, tell, {
		refusalTo: (phone) => TEXT_REFUSALS[refusalOf(phone)],
		put: (phone, id, text) => texts.put('trengo', phone, id, text),
	});
	const limit = requestLimit();
	const planned = faults();

	async function send({ body }, reply) {
		const given = JSON.parse(body);
		const template = TEMPLATES[given.hsm_id - FIRST_TEMPLATE_ID];
		const fault = faultOf(given, template);
		const refusal = fault ? undefined : refusalOf(given.recipient_phone_number);
		if (fault || REFUSALS[refusal]) {
			refuse(reply, ...(fault ?? REFUSALS[refusal]));
			return;
		}
		const to = given.recipient_phone_number;
		const contact = contacts.ofPhone(e164(to));
		const ticket = tickets.add({ contactId: contact.id, channelId: CHANNEL_ID });
		const message = { id: nextId(), ticket_id: ticket.id, contact_id: contact.id, message: textOf(template, given.params ?? []) };
		await office.report(reportsTo(to), (kind) => (kind === 'sent' ? sealed(outbound(message, to), { type: 'OUTBOUND' }) : []));
		const rest = { type: 'OUTBOUND', body_type: 'TEXT', created_at: new Date().toISOString().replace('T', ' ').slice(0, 19) };
		if (isCutOff(to)) reply.hangUp();
		else reply.json(200, { message: { ...message, ...rest } });
	}

	const routes = new Map(Object.entries({
		'POST /wa_sessions': send,
		'GET /wa_templates': (request, reply) => reply.json(200, pageOf(listedTemplates(), request)),
		'GET /webhooks': (request, reply) => reply.json(200, pageOf(webhooks.all(), request)),
	}));

	async function answer(request, place, reply) {
		const known = routes.get(`${request.method} ${place}`);
		if (known) await known(request, reply);
		else if (request.method === 'GET' && LISTS.has(place)) reply.json(200, pageOf(LISTS.get(place), request));
		else if (![webhooks, contacts, tickets].some(({ route }) => route(request, place, reply))) refuse(reply, 404, 'Not found.');
	}

	/** Somebody writes, each time in a ticket of its own. */
	function inbound({ from, name, ...given }) {
		const phone = e164(from);
		const contact = contacts.ofPhone(phone, name);
		const ticket = tickets.add({ contactId: contact.id, channelId: CHANNEL_ID, lastInboundAt: Date.now() });
		return sealed(inboundForm({ ...given, phone, name, ticket, contact }, nextId), given);
	}

	return {
		async route(request, reply) {
			const { path, headers } = request;
			if (!path.startsWith(`${BASE}/`)) return false;
			const place = path.slice(BASE.length);
			const seconds = headers.authorization === KEY ? limit.secondsToWait() : undefined;
			const fault = planned.befalling(request);
			if (headers.authorization !== KEY) refuse(reply, 401, 'Unauthenticated.');
			else if (seconds !== undefined) refuse(reply, 429, 'Too Many Attempts.', [], seconds);
			else if (fault) {
				if (fault.isDone) await answer(request, place, unseen(reply));
				befall(reply, fault);
			} else await answer(request, place, reply);
			return true;
		},
		sealed,
		inbound,
		faults: planned,
		limits: limit,
	};
}

function faultOf({ hsm_id: id, recipient_phone_number: to, params = [] }, template) {
	if (!Number.isInteger(id)) return [422, 'The given data was invalid.', { hsm_id: ['The hsm id field is required.'] }];
	if (!/^\+?[0-9]{6,15}$/.test(to)) {
		return [422, 'The given data was invalid.', { recipient_phone_number: ['The recipient phone number field is required.'] }];
	}
	if (template?.status !== 'APPROVED') return [422, OUTSIDE_WINDOW];
	const names = placeholdersIn(template.body);
	const given = params.filter(({ type }) => type === 'body');
	const isGood = given.length === names.length && names.every((name) => given.some(({ key, value }) => key === `{{${name}}}` && isGoodValue(value)));
	return isGood ? undefined : [422, OUTSIDE_WINDOW];
}

function textOf({ body }, params) {
	return params.reduce((text, { key, value }) => text.replaceAll(key, () => value), body);
}

function listedTemplates() {
	return TEMPLATES.map(({ name, language, status, category, body }, index) => {
		const id = FIRST_TEMPLATE_ID + index;
		return { id, title: name, slug: name, message: body, language, status: STATUSES[status], category, channel_id: CHANNEL_ID };
	});
}

function e164(phone) {
	return `+${String(phone).replace(/\D/g, '')}`;
}

function outbound({ id, ticket_id: ticketId, contact_id: contact, message }, to) {
	const user = { user_id: '7', user_name: 'Simulator', user_email: 'agent@shop.example' };
	return form({ message_id: id, ticket_id: ticketId, contact_id: contact, message, ...contactFields(to), ...user });
}

function inboundForm({ phone, text, payload, id, name, ticket, contact }, nextId) {
	const message = { message_id: id ?? nextId(), ticket_id: ticket.id, contact_id: contact.id, message: text ?? payload ?? '' };
	return form({ ...message, ...contactFields(phone, name) });
}

function contactFields(phone, name = 'Ann') {
	return { contact_name: name, contact_email: '', contact_identifier: phone, channel_id: CHANNEL_ID };
}

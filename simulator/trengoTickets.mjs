/** The tickets of an account at Trengo, and what is told of them. */
import { URLSearchParams } from 'node:url';

import { isCutOff } from './fates.mjs';
import { isGoodText } from './inbox.mjs';
import { CHANNELS, has, LABELS, PERSONAL_CHANNEL, TEAMS, USERS, WHATSAPP_CHANNEL } from './trengoLists.mjs';
import { pageOf } from './trengoPages.mjs';
import { INVALID, refuse } from './trengoErrors.mjs';

const WINDOW_MS = 24 * 3_600_000;
const OUTSIDE_WINDOW = 'Het bericht valt buiten het 24-uurs venster. Gebruik een template.';

const AGENT = { user_id: '71', user_name: 'Eva Agent', user_email: 'agent1@shop.example' };

/**
 * @param nextId gives the next number that nothing else has
 * @param contacts whose tickets they are
 * @param tell sends a form to the webhooks of a type
 * @param texts what becomes of texts to a phone number, and where they go
 */
export function trengoTickets(nextId, contacts, tell, texts) {
	const tickets = new Map();

	function add({ contactId, channelId, subject = null, lastInboundAt = 0 }) {
		const ticket = { id: nextId(), contactId, channelId, subject, status: 'OPEN', userId: null, teamId: null, labels: [], messages: [], lastInboundAt };
		tickets.set(ticket.id, ticket);
		return ticket;
	}

	function create({ body }, reply) {
		const { contact_id: contactId, channel_id: channelId, subject } = JSON.parse(body);
		const contact = contacts.get(Number(contactId));
		const errors = {
			...(!contact && { contact_id: ['Het geselecteerde contact is ongeldig.'] }),
			...(!has(CHANNELS, Number(channelId)) && { channel_id: ['Het geselecteerde kanaal is ongeldig.'] }),
		};
		if (Object.keys(errors).length > 0) refuse(reply, 422, INVALID, errors);
		else if (contact.isPrivate !== (Number(channelId) === PERSONAL_CHANNEL)) {
			refuse(reply, 422, INVALID, { contact_id: ['Een privécontact kan niet met dit kanaal worden gebruikt.'] });
		} else reply.json(200, shown(add({ contactId: contact.id, channelId: Number(channelId), subject: subject ?? null })));
	}

	function write({ body }, ticket, reply) {
		const { message: text, internal_note: isNote = false } = JSON.parse(body);
		if (!isGoodText(text)) {
			refuse(reply, 422, INVALID, { message: ['Het veld bericht is verplicht.'] });
			return;
		}
		const { phone } = contacts.get(ticket.contactId) ?? {};
		const refusal = isNote || !phone ? undefined : texts.refusalTo(phone);
		if (refusal) {
			refuse(reply, ...refusal);
			return;
		}
		if (!isNote && ticket.channelId === WHATSAPP_CHANNEL && Date.now() - ticket.lastInboundAt > WINDOW_MS) {
			refuse(reply, 422, OUTSIDE_WINDOW);
			return;
		}
		const message = { id: nextId(), ticket_id: ticket.id, contact_id: ticket.contactId, message: text, type: isNote ? 'NOTE' : 'OUTBOUND', body_type: 'TEXT', created_at: now() };
		ticket.messages.push(message);
		if (!isNote && phone) texts.put(phone, message.id, text);
		tell(isNote ? 'NOTE' : 'OUTBOUND', { ...formOf(ticket), message_id: message.id, message: text, ...AGENT });
		if (phone && isCutOff(phone)) reply.hangUp();
		else reply.json(200, { message });
	}

	function assign({ body }, ticket, reply) {
		const { type, user_id: userId = null, team_id: teamId = null } = JSON.parse(body);
		const user = USERS.find(({ id }) => id === userId);
		const team = TEAMS.find(({ id }) => id === teamId);
		if (type === 'user' ? !user : !team) {
			refuse(reply, 422, INVALID, { [`${type}_id`]: [`De geselecteerde ${type === 'user' ? 'gebruiker' : 'afdeling'} is ongeldig.`] });
			return;
		}
		Object.assign(ticket, { status: 'ASSIGNED', userId: user?.id ?? null, teamId: team?.id ?? null });
		const to = user
			? { user_id: user.id, user_name: user.full_name, user_email: user.email, assigned_to: 'USER' }
			: { team_id: team.id, team_name: team.name, assigned_to: 'TEAM' };
		tell('TICKET_ASSIGNED', { ticket_id: ticket.id, ...to });
		reply.json(200, shown(ticket));
	}

	function label({ method, body }, ticket, reply, labelId) {
		const wanted = LABELS.find(({ id }) => id === (labelId ?? JSON.parse(body).label_id));
		if (!wanted) refuse(reply, ...(labelId === undefined ? [422, INVALID, { label_id: ['Het geselecteerde label is ongeldig.'] }] : [404, 'Niet gevonden.']));
		else {
			const others = ticket.labels.filter((id) => id !== wanted.id);
			ticket.labels = method === 'POST' ? [...others, wanted.id] : others;
			tell(method === 'POST' ? 'TICKET_LABEL_ADDED' : 'TICKET_LABEL_DELETED', { ticket_id: ticket.id, label_id: wanted.id, label_name: wanted.name });
			reply.json(200, {});
		}
	}

	function turn(status, type) {
		return (_, ticket, reply) => {
			ticket.status = status;
			tell(type, { ticket_id: ticket.id, ...(type === 'TICKET_REOPENED' && { status }) });
			reply.json(200, shown(ticket));
		};
	}

	const actions = new Map(Object.entries({
		'GET ': (_, ticket, reply) => reply.json(200, shown(ticket)),
		'GET /messages': (request, ticket, reply) => reply.json(200, pageOf(ticket.messages, request)),
		'POST /messages': write,
		'POST /assign': assign,
		'POST /close': turn('CLOSED', 'TICKET_CLOSED'),
		'POST /reopen': turn('OPEN', 'TICKET_REOPENED'),
		'POST /labels': label,
		'DELETE /labels': label,
		'POST /custom_fields': (_, ticket, reply) => reply.json(200, {}),
	}));

	function list(request, reply) {
		const { contact_id: contactId, status } = request.query;
		const wanted = [...tickets.values()].filter((ticket) => (!contactId || ticket.contactId === Number(contactId)) && (!status || ticket.status === status));
		reply.json(200, pageOf(wanted.toReversed().map(shown), request));
	}

	function formOf({ id, contactId, channelId }) {
		const { name, email, phone } = contacts.get(contactId) ?? {};
		return { ticket_id: id, contact_id: contactId, contact_name: name ?? '', contact_email: email ?? '', contact_identifier: phone ?? email ?? '', channel_id: channelId };
	}

	function shown({ id, contactId, channelId, subject, status, userId, teamId, labels }) {
		const { id: ofContact, name, email, phone, isPrivate } = contacts.get(contactId) ?? {};
		return {
			id,
			ticket_id: id,
			status,
			// Only tickets of email channels have one.
			subject: CHANNELS.find((channel) => channel.id === channelId)?.type === 'EMAIL' ? subject : null,
			contact_id: contactId,
			channel_id: channelId,
			user_id: userId,
			team_id: teamId,
			labels: labels.map((labelId) => LABELS.find((one) => one.id === labelId)),
			contact: { id: ofContact, name, email, phone, is_private: isPrivate },
		};
	}

	return {
		add,
		/** GET and POST /tickets, and what is done with one of /tickets/:id. */
		route(request, place, reply) {
			const { method } = request;
			const [, id, rest = '', labelId] = /^\/tickets\/(\d{1,15})(\/\w+)?(?:\/(\d{1,15}))?$/.exec(place) ?? [];
			const act = actions.get(`${method} ${rest}`);
			const ticket = tickets.get(Number(id));
			if (place === '/tickets' && method === 'POST') create(request, reply);
			else if (place === '/tickets' && method === 'GET') list(request, reply);
			else if (act && ticket && (labelId === undefined || rest === '/labels')) act(request, ticket, reply, labelId === undefined ? undefined : Number(labelId));
			else return false;
			return true;
		},
	};
}

/** The body of what goes to a webhook. */
export function form(fields) {
	return new URLSearchParams(fields).toString();
}

function now() {
	return new Date().toISOString().replace('T', ' ').slice(0, 19);
}

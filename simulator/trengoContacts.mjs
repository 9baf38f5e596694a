/** The contacts of an account at Trengo. The account is Dutch, and so are its errors. */
import { CHANNELS, CONTACT_GROUPS, CUSTOM_FIELDS, EMAIL_CHANNEL, has, PERSONAL_CHANNEL, SMS_CHANNEL, WHATSAPP_CHANNEL } from './trengoLists.mjs';
import { pageOf } from './trengoPages.mjs';
import { INVALID, refuse } from './trengoErrors.mjs';

/** The search finds new contacts only after a while. */
const FOUND_AFTER_MS = 300;
/** So long it takes to make one. */
const MAKING_MS = 50;

const PHONE_CHANNELS = new Set([SMS_CHANNEL, WHATSAPP_CHANNEL]);

/** @param nextId gives the next number that nothing else has */
export function trengoContacts(nextId) {
	const contacts = new Map();
	seed();

	function seed() {
		for (const given of [
			{ id: 9001, name: 'Eva Privé', email: 'prive@shop.example', channelId: PERSONAL_CHANNEL, isPrivate: true },
			{ id: 9002, name: 'Double One', email: 'double@shop.example', channelId: EMAIL_CHANNEL },
			{ id: 9003, name: 'Double Two', email: 'Double@Shop.example', channelId: EMAIL_CHANNEL },
			{ id: 9004, name: 'Joan', email: 'joann@shop.example', channelId: EMAIL_CHANNEL },
			{ id: 9005, name: 'Old Number', phone: '+31612340005', channelId: WHATSAPP_CHANNEL },
		]) add(given);
		// Whoever looks for somebody of the newsletter has two pages to read.
		for (let n = 1; n <= 30; n++) add({ id: 9100 + n, name: `Reader ${n}`, email: `reader${n}@news.example`, channelId: EMAIL_CHANNEL });
	}

	function add({ id = nextId(), name = null, email = null, phone = null, channelId, isPrivate = false, at = 0 }) {
		const contact = { id, name, email, phone, channelId, isPrivate, at, groups: [], notes: [], fields: {} };
		contacts.set(id, contact);
		return contact;
	}

	function create({ body }, channelId, reply) {
		const { identifier, name } = JSON.parse(body);
		const isPhone = PHONE_CHANNELS.has(channelId);
		if (!has(CHANNELS, channelId)) refuse(reply, 404, 'Niet gevonden.');
		else if (!isIdentifier(identifier, isPhone)) {
			refuse(reply, 422, INVALID, { identifier: [identifier ? 'Het veld identifier heeft een ongeldig formaat.' : 'Het veld identifier is verplicht.'] });
		} else {
			const email = isPhone ? null : identifier;
			// An address is there once; of a number, there is another contact each time.
			const known = isPhone ? undefined : [...contacts.values()].find((contact) => contact.email?.toLowerCase() === email.toLowerCase());
			const phone = isPhone ? `+${identifier.replace(/\D/g, '')}` : null;
			const contact = known ?? add({ name: name ?? null, email, phone, channelId, at: Date.now() });
			reply.later(MAKING_MS, () => reply.json(200, shown(contact)));
		}
	}

	/** By parts of names, addresses and numbers, as people search. */
	function search(request, reply) {
		const term = (request.query.term ?? '').trim().toLowerCase();
		const found = [...contacts.values()]
			.filter(({ at }) => Date.now() - at >= FOUND_AFTER_MS)
			.filter((contact) => [contact.name, contact.email, contact.phone].some((text) => text?.toLowerCase().includes(term)))
			.toSorted((one, other) => other.id - one.id);
		reply.json(200, pageOf(found.map(shown), request, false));
	}

	const actions = new Map(Object.entries({
		'GET ': (_, contact, reply) => reply.json(200, shown(contact)),
		'DELETE ': (_, contact, reply) => {
			contacts.delete(contact.id);
			reply.json(200, {});
		},
		'PUT ': ({ body }, contact, reply) => {
			const { name, contact_group_ids: groups } = JSON.parse(body);
			if (groups?.some((id) => !has(CONTACT_GROUPS, id))) {
				refuse(reply, 422, INVALID, { 'contact_group_ids.0': ['De geselecteerde contactgroep is ongeldig.'] });
				return;
			}
			if (name !== undefined) contact.name = name;
			if (groups !== undefined) contact.groups = groups;
			reply.json(200, shown(contact));
		},
		'POST /custom_fields': ({ body }, contact, reply) => {
			const { custom_field_id: id, value } = JSON.parse(body);
			const field = CUSTOM_FIELDS.find((one) => one.id === id && one.type !== 'TICKET');
			if (!field) {
				refuse(reply, 422, INVALID, { custom_field_id: ['Het geselecteerde veld is ongeldig.'] });
				return;
			}
			contact.fields[field.title] = value;
			reply.json(200, {});
		},
		'POST /notes': ({ body }, contact, reply) => {
			contact.notes.push(JSON.parse(body).note);
			reply.json(200, {});
		},
	}));

	return {
		get: (id) => contacts.get(id),
		/** The one who has a number; a new one, if nobody does. */
		ofPhone: (phone, name) => [...contacts.values()].find((contact) => contact.phone === phone) ?? add({ name, phone, channelId: WHATSAPP_CHANNEL }),

		/** GET /contacts, POST /channels/:id/contacts, and what is done with one of /contacts/:id. */
		route(request, place, reply) {
			const { method } = request;
			const channel = /^\/channels\/(\d{1,15})\/contacts$/.exec(place)?.[1];
			const [, id, rest = ''] = /^\/contacts\/(\d{1,15})(\/\w+)?$/.exec(place) ?? [];
			const act = actions.get(`${method} ${rest}`);
			if (method === 'GET' && place === '/contacts') search(request, reply);
			else if (method === 'POST' && channel !== undefined) create(request, Number(channel), reply);
			else if (act && contacts.has(Number(id))) act(request, contacts.get(Number(id)), reply);
			else return false;
			return true;
		},
	};
}

function isIdentifier(identifier, isPhone) {
	if (typeof identifier !== 'string') return false;
	return isPhone ? /^\+?[\d\s]{6,20}$/.test(identifier) : /^[^\s@]+@[^\s@]+$/.test(identifier);
}

/** Trengo writes numbers in groups: +31 612 345 678. */
function spaced(phone) {
	const [, country, rest] = /^\+(\d\d)(\d+)$/.exec(phone) ?? [undefined, '', phone];
	return `+${country} ${rest.replace(/(\d{3})(?=\d)/g, '$1 ')}`;
}

function shown(contact) {
	const { id, name, email, phone, groups } = contact;
	return {
		id,
		name,
		full_name: name,
		display_name: name ?? email ?? phone,
		email,
		phone,
		is_phone: phone !== null,
		identifier: phone === null ? email : spaced(phone),
		custom_field_data: [],
		formatted_custom_field_data: contact.fields,
		channels: [{ id: contact.channelId }],
		contact_groups: groups.map((group) => CONTACT_GROUPS.find((one) => one.id === group)),
		is_private: contact.isPrivate,
	};
}

import type { Around } from './customers';
import { asked, counts, EMAIL, newEmail, newPhone, PERSONAL, plan, trengo, WHATSAPP, written } from './customers';

const MAP = {
	rows: [
		{ event: 'Order Completed', subject: '{{ event }}: {{ revenue }} from {{ shop.name }}' },
		{ event: 'Signed Up', subject: '' },
		{ event: 'Complaint', subject: 'Complaint', channel: '4404' },
	],
};

const track = async (parameters: object, around?: Around) =>
	await trengo({ operation: 'track', channel: EMAIL, event: 'Order Completed', eventProperties: '{}', eventMap: MAP, ...parameters }, around);

const ticketsMade = async () => (await written()).filter(([what]) => what === 'POST /tickets').map(([, body]) => body);

describe('Track', () => {
	it('makes a ticket of an event of a contact', async () => {
		const item = { event: 'Order Completed', email: 'Joann@shop.example', properties: { revenue: '<5>', shop: { name: 'A & B' } } };
		const run = await track({ event: '={{ $json.event }}', email: '={{ $json.email }}', eventProperties: '={{ $json.properties }}' }, { items: [{ json: item }] });
		expect(counts(run)).toEqual([1, 0, 0, 0]);
		const subject = 'Order Completed: <5> from A & B';
		expect(run.branches[0][0].json).toMatchObject({ ...item, trengo: { status: 'done', event: 'Order Completed', contactId: '9004', contactCreated: false, channelId: '4400', ticketId: expect.stringMatching(/^\d+$/), subject } });
		expect(await ticketsMade()).toEqual([{ contact_id: 9004, channel_id: 4400, subject }]);
	});

	it('names what a subject lacks', async () => {
		const run = await track({ email: 'joann@shop.example' });
		expect(run.results).toMatchObject([{ status: 'done', subject: 'Order Completed: from', unfilled: ['revenue', 'shop.name'] }]);
	});

	it('gives no subject where none is wanted, or the channel has none', async () => {
		await track({ event: 'Signed Up', email: 'joann@shop.example' });
		await track({ channel: WHATSAPP, identifyBy: 'phone', phone: '+31612340005' });
		expect(await ticketsMade()).toEqual([
			{ contact_id: 9004, channel_id: 4400 },
			{ contact_id: 9005, channel_id: 4401 },
		]);
	});

	it('takes the channel of the event', async () => {
		const run = await track({ event: 'Complaint', email: 'joann@shop.example' });
		expect(run.results).toMatchObject([{ status: 'done', channelId: '4404' }]);
		expect(await ticketsMade()).toEqual([{ contact_id: 9004, channel_id: 4404, subject: 'Complaint' }]);
	});

	it.each<[string, object, string]>([
		['is not in the map', { event: 'Refunded' }, 'eventNotMapped'],
		['is written otherwise in the map', { event: 'order completed' }, 'eventNotMapped'],
	])('lets an event go by Not Mapped that %s, and asks nothing', async (_, parameters, code) => {
		const run = await track({ email: 'joann@shop.example', ...parameters });
		expect(counts(run)).toEqual([0, 0, 0, 1]);
		expect(run.results).toMatchObject([{ status: 'notMapped', code }]);
		expect(await asked()).toEqual([]);
	});

	it('refuses an event without a name', async () => {
		const run = await track({ event: '={{ $json.nothing }}', email: 'joann@shop.example' });
		expect(run.results).toMatchObject([{ status: 'refused', code: 'eventMissing', field: 'event' }]);
	});

	it('needs the contact, unless the builder has it made', async () => {
		const email = newEmail();
		const missing = await track({ email });
		expect(counts(missing)).toEqual([0, 1, 0, 0]);
		expect(missing.results).toMatchObject([{ status: 'refused', code: 'contactNotFound' }]);
		expect(await written()).toEqual([]);

		const made = await track({ email, createContact: true });
		expect(made.results).toMatchObject([{ status: 'done', contactCreated: true }]);
	});

	it('finds a contact that has only just been made', async () => {
		const email = newEmail();
		const [{ contactId }] = (await trengo({ operation: 'identify', channel: EMAIL, email, name: '' })).results;
		expect((await track({ email })).results).toMatchObject([{ status: 'done', contactId, contactCreated: false }]);
	});

	it('does not guess whose event it is', async () => {
		expect((await track({ email: 'double@shop.example' })).results).toMatchObject([{ status: 'refused', code: 'severalContacts' }]);
	});

	it('refuses a private contact for a channel of all, and takes it for its own', async () => {
		const refused = await track({ email: 'prive@shop.example' });
		expect(refused.results).toMatchObject([
			{ status: 'refused', code: 'contact', field: 'contact_id', httpStatus: 422, contactId: '9001', text: expect.stringContaining('Een privécontact kan niet'), advice: expect.stringContaining('private contact') },
		]);
		expect((await track({ channel: PERSONAL, email: 'prive@shop.example' })).results).toMatchObject([{ status: 'done' }]);
	});

	it('makes one ticket under one key, whoever asks', async () => {
		const parameters = { email: 'joann@shop.example', options: { idempotencyKey: newEmail() } };
		const [first, again] = [await track(parameters), await track(parameters)];
		expect(again.results).toMatchObject([{ status: 'done', repeated: true, ticketId: first.results[0].ticketId }]);
		const atOnce = await track({ ...parameters, options: { idempotencyKey: newEmail() } }, { items: [{ json: {} }, { json: {} }, { json: {} }] });
		expect(new Set(atOnce.results.map(({ ticketId }) => ticketId)).size).toBe(1);
		expect(await ticketsMade()).toHaveLength(2);
	});

	it('makes a ticket for each item that has no key', async () => {
		await track({ email: 'joann@shop.example' }, { items: [{ json: {} }, { json: {} }] });
		expect(await ticketsMade()).toHaveLength(2);
	});

	it('makes no second ticket when it is not known whether the first was made', async () => {
		const parameters = { email: 'joann@shop.example', options: { idempotencyKey: newEmail() } };
		await plan({ method: 'POST', path: '/tickets', hangsUp: true, isDone: true });
		const lost = await track(parameters);
		expect(counts(lost)).toEqual([0, 0, 1, 0]);
		expect(lost.results).toMatchObject([{ status: 'failed', mayHaveBeenSent: true, contactId: '9004' }]);
		expect((await track(parameters)).results).toMatchObject([{ status: 'failed', mayHaveBeenSent: true }]);
		expect(await ticketsMade()).toHaveLength(1);
	});

	it('may try again after a refusal', async () => {
		const parameters = { email: 'joann@shop.example', options: { idempotencyKey: newEmail() } };
		await plan({ method: 'POST', path: '/tickets', status: 422, errors: { subject: ['Te lang.'] } });
		expect((await track(parameters)).results).toMatchObject([{ status: 'refused', code: 'subject' }]);
		expect((await track(parameters)).results).toMatchObject([{ status: 'done' }]);
	});

	it('refuses properties that are none', async () => {
		expect((await track({ email: 'joann@shop.example', eventProperties: 'none' })).results).toMatchObject([{ status: 'refused', code: 'valueInvalid', field: 'properties' }]);
	});
});

describe('An Event Map that cannot work', () => {
	it.each<[string, object, string]>([
		['is empty', {}, 'The Event Map is empty'],
		['has a row without a name', { rows: [{ event: ' ', subject: '' }] }, 'A row of the Event Map names no event.'],
		['has an event twice', { rows: [{ event: 'a' }, { event: 'a' }] }, '"a" stands twice in the Event Map.'],
		['has a subject that cannot be read', { rows: [{ event: 'a', subject: '{{ event' }] }, 'The subject "{{ event" cannot be read'],
	])('throws when it %s', async (_, eventMap, message) => {
		const run = await track({ email: newEmail(), eventMap });
		expect(run.error).toContain(message);
		expect(await asked()).toEqual([]);
	});
});

describe('A whole call', () => {
	const take = async (call: object, parameters: object = {}) => await trengo({ operation: 'call', channel: EMAIL, eventMap: MAP, ...parameters }, { items: [{ json: call as never }] });

	it('of identify makes a contact, and of track its ticket', async () => {
		const email = newEmail();
		const traits = { email, firstName: 'Ann', lastName: 'Lee' };
		const identified = await take({ type: 'identify', traits });
		expect(identified.results).toMatchObject([{ status: 'done', operation: 'call', type: 'identify', contactCreated: true }]);
		const tracked = await take({ type: 'track', event: 'Order Completed', context: { traits }, properties: { revenue: 5, shop: { name: 'X' } } });
		expect(tracked.results).toMatchObject([{ status: 'done', type: 'track', event: 'Order Completed', contactId: identified.results[0].contactId, subject: 'Order Completed: 5 from X' }]);
		expect((await written())[0]).toEqual(['POST /channels/4400/contacts', { identifier: email, channel_id: 4400, name: 'Ann Lee' }]);
	});

	it('can come as text', async () => {
		const run = await trengo({ operation: 'call', channel: EMAIL, eventMap: MAP, call: JSON.stringify({ type: 'track', event: 'Signed Up', properties: { email: 'joann@shop.example' } }) });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9004' }]);
	});

	it('says by itself which contact and channel are meant', async () => {
		const externalId = [{ type: 'trengoContactId', id: 9005 }, { type: 'trengoChannelId', id: '4401' }];
		const run = await take({ type: 'track', event: 'Complaint', context: { externalId } }, { identifyBy: 'phone' });
		expect(run.results).toMatchObject([{ status: 'done', contactId: '9005', channelId: '4401' }]);
		expect(await asked()).toMatchObject([{ path: '/tickets', body: { contact_id: 9005, channel_id: 4401 } }]);
	});

	it('that is sent again makes no second ticket', async () => {
		const call = { type: 'track', event: 'Signed Up', messageId: newEmail(), properties: { email: 'joann@shop.example' } };
		const [first, again] = [await take(call), await take(call)];
		expect(again.results).toMatchObject([{ repeated: true, ticketId: first.results[0].ticketId }]);
		expect(await ticketsMade()).toHaveLength(1);
	});

	it.each<[string, object, number, object]>([
		['without a type', { event: 'x' }, 1, { code: 'typeMissing', field: 'type' }],
		['of an unknown type', { type: 'x' }, 1, { code: 'typeUnknown' }],
		['of pages', { type: 'page', name: 'Home' }, 3, { status: 'notMapped', code: 'typeUnused' }],
		['of an event that is not in the map', { type: 'track', event: 'x', traits: { email: 'joann@shop.example' } }, 3, { status: 'notMapped', code: 'eventNotMapped' }],
		// RudderStack would look for "null" here.
		['without an address', { type: 'identify', traits: { phone: '+31612345678' } }, 1, { code: 'identifierMissing', field: 'traits.email or context.traits.email or properties.email' }],
		['with an address that is none', { type: 'identify', traits: { email: 'ann' } }, 1, { code: 'identifierInvalid', field: 'traits.email' }],
		['with an ID that is none', { type: 'identify', context: { externalId: [{ type: 'trengoContactId', id: 'x' }] } }, 1, { code: 'valueInvalid', field: 'context.externalId (trengoContactId)' }],
	])('%s leaves with the reason, and nothing is asked', async (_, call, output, told) => {
		const run = await take(call);
		expect(counts(run).indexOf(1)).toBe(output);
		expect(run.results).toMatchObject([told]);
		expect(await asked()).toEqual([]);
	});

	it('makes a second contact by phone without deduplication', async () => {
		const call = { type: 'identify', traits: { phone: newPhone() } };
		const parameters = { channel: WHATSAPP, identifyBy: 'phone', deduplicate: false };
		const [one, other] = [await take(call, parameters), await take(call, parameters)];
		expect(one.results[0].contactId).not.toBe(other.results[0].contactId);
	});
});

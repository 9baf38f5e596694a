import { readWhatsAppCloudEvents } from '../../../providers/whatsAppCloud/messageEvents';
import { hostileBodies } from '../support/hostileBodies';

const METADATA = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };
const CONTACTS = [{ profile: { name: 'Ann Lee' }, wa_id: '31612345678' }];

const call = (...values: object[]) => ({
	object: 'whatsapp_business_account',
	entry: values.map((value) => ({ id: '102290129340398', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata: METADATA, ...value } }] })),
});
const inbound = (message: object) => ({ from: '31612345678', id: 'wamid.in-1', timestamp: '1763633400', ...message });
const status = (given: object) => ({ id: 'wamid.out-1', status: 'delivered', timestamp: '1763633400', recipient_id: '31612345678', ...given });

const readMessage = (message: object) => readWhatsAppCloudEvents(call({ contacts: CONTACTS, messages: [inbound(message)] }))[0];
const readStatus = (given: object) => readWhatsAppCloudEvents(call({ statuses: [status(given)] }))[0];

describe('a message that came in at Meta', () => {
	it('tells who wrote what to whom, and when', () => {
		const message = inbound({ type: 'text', text: { body: ' Hello\n' }, context: { from: '15550783881', id: 'wamid.out-1' } });
		expect(readWhatsAppCloudEvents(call({ contacts: CONTACTS, messages: [message] }))).toEqual([
			{
				id: 'wamid.in-1',
				kind: 'message',
				provider: 'whatsAppCloud',
				channel: 'whatsapp',
				at: '2025-11-20T10:10:00.000Z',
				messageId: 'wamid.in-1',
				phone: '+31612345678',
				providerId: '31612345678',
				name: 'Ann Lee',
				sender: '15550783881',
				type: 'text',
				text: ' Hello\n',
				replyTo: 'wamid.out-1',
				raw: message,
			},
		]);
	});

	it.each<[object, object]>([
		[{ type: 'button', button: { payload: 'news:yes', text: 'Yes' }, context: { id: 'wamid.out-1' } }, { text: 'Yes', payload: 'news:yes', replyTo: 'wamid.out-1' }],
		[{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'cancel', title: 'Cancel' } } }, { text: 'Cancel', payload: 'cancel' }],
		[{ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'row-1', title: 'One', description: 'The first' } } }, { text: 'One', payload: 'row-1' }],
		[{ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1}' } } }, { text: 'Sent', payload: '{"a":1}' }],
		[{ type: 'image', image: { id: '1', caption: 'Look' } }, { text: 'Look' }],
		[{ type: 'audio', audio: { id: '1', voice: true } }, {}],
		[{ type: 'reaction', reaction: { message_id: 'wamid.out-1', emoji: '👍' } }, { text: '👍', replyTo: 'wamid.out-1' }],
		[{ type: 'order', order: { catalog_id: '1', text: 'Two please' } }, { text: 'Two please' }],
		[{ type: 'location', location: { latitude: 1, longitude: 2, name: 'Here' } }, {}],
		[{ type: 'unsupported', errors: [{ code: 131051, title: 'Message type unknown' }] }, {}],
		[{ type: 'hologram', hologram: { caption: 'Look' } }, {}],
	])('is read from %j', (message, expected) => {
		const event = readMessage(message);
		const { text, payload, replyTo, kind, type } = event;
		expect({ kind, type, text, payload, replyTo }).toEqual({ kind: 'message', type: (message as { type: string }).type, text: undefined, payload: undefined, replyTo: undefined, ...expected });
	});

	it.each(['system', 'request_welcome'])('that is a notice of Meta is none: %s', (type) => {
		expect(readMessage({ type, system: { body: 'User changed number', wa_id: '12195555358' } })).toMatchObject({ kind: 'other', type });
	});

	it('from somebody whose number Meta keeps to itself has an ID in place of it', () => {
		const message = inbound({ from: 'NL.1349120865530274191', type: 'text', text: { body: 'a' } });
		const contacts = [{ profile: { name: 'Ann' }, user_id: 'NL.1349120865530274191' }];
		const [event] = readWhatsAppCloudEvents(call({ contacts, messages: [message] }));
		expect(event).toMatchObject({ providerId: 'NL.1349120865530274191', name: 'Ann' });
		expect(event).not.toHaveProperty('phone');
	});

	it('has the name of its own sender among several', () => {
		const contacts = [{ profile: { name: 'Bob' }, wa_id: '31687654321' }, ...CONTACTS];
		const messages = [inbound({ type: 'text' }), inbound({ type: 'text', from: '31687654321' }), inbound({ type: 'text', from: '31600000000' })];
		expect(readWhatsAppCloudEvents(call({ contacts, messages })).map(({ name }) => name)).toEqual(['Ann Lee', 'Bob', undefined]);
	});
});

describe('a status of Meta', () => {
	it('tells what became of a message', () => {
		const given = status({ biz_opaque_callback_data: 'message-1', pricing: { billable: true } });
		expect(readWhatsAppCloudEvents(call({ statuses: [given] }))).toEqual([
			{
				id: 'wamid.out-1:delivered',
				kind: 'delivered',
				provider: 'whatsAppCloud',
				channel: 'whatsapp',
				at: '2025-11-20T10:10:00.000Z',
				messageId: 'wamid.out-1',
				ownMessageId: 'message-1',
				phone: '+31612345678',
				providerId: '31612345678',
				sender: '15550783881',
				type: 'delivered',
				raw: given,
			},
		]);
	});

	it.each([
		['sent', 'sent'],
		['delivered', 'delivered'],
		['read', 'read'],
		['played', 'read'],
		['failed', 'failed'],
		['deleted', 'other'],
		['warning', 'other'],
		[undefined, 'other'],
	])('%s is %s', (word, kind) => {
		const event = readStatus({ status: word });
		expect([event.kind, event.type, event.problem !== undefined]).toEqual([kind, word, kind === 'failed']);
	});

	it('tells why a message will not be delivered, without the number', () => {
		const errors = [{ code: 131026, title: 'Message undeliverable', message: 'Message undeliverable', error_data: { details: 'No +31612345678 there' }, href: 'https://x' }];
		expect(readStatus({ status: 'failed', errors }).problem).toEqual({
			class: 'neverSend',
			code: '131026',
			text: expect.stringMatching(/ It says: Message undeliverable - No \[number\] there$/),
			advice: 'Reach the person in another way.',
		});
	});

	it('that says no reason has general words', () => {
		expect(readStatus({ status: 'failed' }).problem).toEqual({ class: 'fixRequest', text: 'Meta could not deliver the message.', advice: expect.any(String) });
	});

	it('has the same ID when it comes again, and another for each status and message', () => {
		const statuses = [status({}), status({ timestamp: '1763633401' }), status({ status: 'read' }), status({ id: 'wamid.out-2' })];
		const ids = readWhatsAppCloudEvents(call({ statuses })).map(({ id }) => id);
		expect(ids[1]).toBe(ids[0]);
		expect(new Set(ids).size).toBe(3);
	});
});

describe('what else Meta sends', () => {
	it('comes several in one call, in order', () => {
		const body = call({ contacts: CONTACTS, messages: [inbound({ type: 'text', text: { body: 'a' } })] }, { statuses: [status({}), status({ status: 'read' })] });
		expect(readWhatsAppCloudEvents(body).map(({ kind }) => kind)).toEqual(['message', 'delivered', 'read']);
	});

	it('is passed on as it is', () => {
		const change = { field: 'message_template_status_update', value: { event: 'PAUSED', message_template_name: 'a' } };
		const body = { object: 'whatsapp_business_account', entry: [{ id: '1', time: 1795215519, changes: [change] }] };
		const [event] = readWhatsAppCloudEvents(body);
		expect(event).toEqual({ id: expect.stringMatching(/^[0-9a-f]{64}$/), kind: 'other', provider: 'whatsAppCloud', at: expect.any(String), type: 'message_template_status_update', raw: body.entry[0] });
		expect(readWhatsAppCloudEvents(structuredClone(body))[0].id).toBe(event.id);
		// The same can happen again, and to another account.
		for (const other of [{ time: 1795215520 }, { id: '2' }]) expect(readWhatsAppCloudEvents({ entry: [{ ...body.entry[0], ...other }] })[0].id).not.toBe(event.id);
	});

	it('is no message when it is in another field', () => {
		const change = { field: 'smb_message_echoes', value: { messages: [inbound({ type: 'text', text: { body: 'a' } })] } };
		expect(readWhatsAppCloudEvents({ entry: [{ changes: [change] }] })).toEqual([expect.objectContaining({ kind: 'other', raw: expect.objectContaining({ changes: [change] }) })]);
	});

	it('names a person only by the contact that is theirs', () => {
		const body = call({ contacts: [{ wa_id: '31611111111', user_id: 'US.1' }], messages: ['31611111111', '31622222222'].map((from) => ({ ...inbound({ type: 'text', text: { body: 'a' } }), from })) });
		expect(readWhatsAppCloudEvents(body).map(({ providerId }) => providerId)).toEqual(['US.1', '31622222222']);
	});

	it('may be errors alone', () => {
		const value = { errors: [{ code: 130429, title: 'Rate limit hit' }] };
		expect(readWhatsAppCloudEvents(call(value))).toEqual([expect.objectContaining({ kind: 'other', type: 'messages' })]);
	});

	it('is nothing when there is no entry', () => {
		expect(readWhatsAppCloudEvents({ object: 'whatsapp_business_account', entry: [] })).toEqual([]);
	});

	it.each(hostileBodies())('breaks nothing: %s', (_, part) => {
		const bodies = [
			part,
			{ entry: [part] },
			{ entry: [{ changes: [part] }] },
			{ entry: [{ changes: [{ field: 'messages', value: part }] }] },
			call({ messages: [part], statuses: [part], contacts: [part] }),
			call({ messages: [inbound(part as object)], statuses: [status(part as object)], contacts: part }),
			call({ messages: ['text', 'button', 'interactive', 'image', 'reaction', 'order'].map((type) => inbound({ type, [type]: part, context: part, timestamp: part })) }),
			call({ statuses: [status({ errors: [part], status: 'failed', recipient_id: part, timestamp: part }), status({ errors: part, status: part })] }),
		];
		for (const event of bodies.flatMap(readWhatsAppCloudEvents)) {
			expect([event.provider, typeof event.id, Date.parse(event.at) > 0]).toEqual(['whatsAppCloud', 'string', true]);
		}
	});
});

import { readInfobipEvents } from '../../../providers/infobip/messageEvents';
import { hostileBodies } from '../support/hostileBodies';

const inbound = (message: object, rest: object = {}) => ({
	from: '31612345678',
	to: '447860099299',
	integrationType: 'WHATSAPP',
	receivedAt: '2026-11-20T10:10:00.000+0100',
	messageId: 'wamid.in-1',
	message,
	contact: { name: 'Ann' },
	...rest,
});

const report = (status: object, rest: object = {}) => ({
	messageId: 'message-1',
	to: '31612345678',
	sentAt: '2026-11-20T10:09:58.647-0300',
	doneAt: '2026-11-20T10:10:00.494-0300',
	status,
	error: { id: 0, name: 'NO_ERROR', groupId: 0, groupName: 'OK', permanent: false },
	...rest,
});

const DELIVERED = { id: 5, groupId: 3, groupName: 'DELIVERED', name: 'DELIVERED_TO_HANDSET' };

const read = (...results: unknown[]) => readInfobipEvents({ results });

describe('a message that came in at Infobip', () => {
	it('tells who wrote what to whom, and when', () => {
		const result = inbound({ type: 'TEXT', text: ' Hello\n', context: { id: 'message-1', from: '447860099299' } });
		expect(read(result)).toEqual([
			{
				id: 'wamid.in-1',
				kind: 'message',
				provider: 'infobip',
				channel: 'whatsapp',
				messageId: 'wamid.in-1',
				at: '2026-11-20T09:10:00.000Z',
				phone: '+31612345678',
				name: 'Ann',
				sender: '447860099299',
				text: ' Hello\n',
				type: 'TEXT',
				replyTo: 'message-1',
				raw: result,
			},
		]);
	});

	it.each<[object, object]>([
		[{ type: 'BUTTON', text: 'Yes', payload: 'news:yes' }, { text: 'Yes', payload: 'news:yes' }],
		[{ type: 'INTERACTIVE_BUTTON_REPLY', id: 'cancel', title: 'Cancel' }, { text: 'Cancel', payload: 'cancel' }],
		[{ type: 'INTERACTIVE_LIST_REPLY', id: 'row-1', title: 'One', description: 'The first' }, { text: 'One', payload: 'row-1' }],
		[{ type: 'INTERACTIVE_FLOW_REPLY', text: 'Sent', response: { a: 1 } }, { text: 'Sent', payload: '{"a":1}' }],
		[{ type: 'IMAGE', url: 'https://a.example', caption: 'Look' }, { text: 'Look', payload: undefined }],
		[{ type: 'DOCUMENT', url: 'https://a.example', id: '4' }, { text: undefined, payload: undefined }],
		[{ type: 'REACTION', emoji: '👍', context: { id: 'message-1' } }, { text: '👍', replyTo: 'message-1' }],
		[{ type: 'ORDER', text: 'Two please' }, { text: 'Two please' }],
		[{ type: 'INTERACTIVE_PAYMENT_ACKNOWLEDGEMENT', paymentId: '1' }, { text: undefined }],
		[{ type: 'HOLOGRAM' }, { text: undefined, payload: undefined }],
	])('is read from %j', (message, expected) => {
		const [event] = read(inbound(message));
		expect(event).toMatchObject({ kind: 'message', type: (message as { type: string }).type });
		expect({ text: event.text, payload: event.payload, replyTo: event.replyTo }).toMatchObject(expected);
	});

	it('that was paired with one of ours answers it', () => {
		expect(read(inbound({ type: 'TEXT', text: 'a' }, { pairedMessageId: 'message-9' }))[0].replyTo).toBe('message-9');
	});

	it('from somebody whose number Meta keeps to itself has an ID in place of it', () => {
		const [event] = read(inbound({ type: 'TEXT', text: 'a' }, { from: 'NL.1349120865530274191', contact: { userId: 'NL.1349120865530274191' } }));
		expect(event).toMatchObject({ providerId: 'NL.1349120865530274191' });
		expect(event).not.toHaveProperty('phone');
	});

	it('prefers the number of the contact', () => {
		const contact = { phoneNumber: '31687654321', userId: 'NL.1' };
		expect(read(inbound({ type: 'TEXT', text: 'a' }, { contact }))[0]).toMatchObject({ phone: '+31687654321', providerId: 'NL.1' });
	});

	it('may be an SMS', () => {
		const sms = inbound({}, { message: undefined, integrationType: undefined, text: 'STOP', cleanText: '', keyword: 'STOP' });
		expect(read(sms)[0]).toMatchObject({ kind: 'message', text: 'STOP', phone: '+31612345678' });
	});
});

describe('a report of Infobip', () => {
	it('tells that a message was delivered', () => {
		const result = report(DELIVERED);
		expect(read(result)).toEqual([
			{
				id: 'message-1:DELIVERED_TO_HANDSET',
				kind: 'delivered',
				provider: 'infobip',
				messageId: 'message-1',
				ownMessageId: 'message-1',
				at: '2026-11-20T13:10:00.494Z',
				phone: '+31612345678',
				type: 'DELIVERED_TO_HANDSET',
				raw: result,
			},
		]);
	});

	it('tells that a message was seen; there, our sender is the receiver', () => {
		const result = { messageId: 'message-1', from: '31612345678', to: '447860099299', sentAt: '2026-11-20T10:00:00.000+0000', seenAt: '2026-11-20T10:10:00.251+0000' };
		expect(read(result)).toEqual([
			{
				id: 'message-1:SEEN',
				kind: 'read',
				provider: 'infobip',
				messageId: 'message-1',
				ownMessageId: 'message-1',
				at: '2026-11-20T10:10:00.251Z',
				phone: '+31612345678',
				sender: '447860099299',
				type: 'SEEN',
				raw: result,
			},
		]);
	});

	it.each([
		[{ groupId: 1, name: 'PENDING_ENROUTE' }, 'sent'],
		[{ groupId: 3, name: 'DELIVERED_TO_OPERATOR' }, 'sent'],
		[{ groupName: 'DELIVERED' }, 'delivered'],
		[{ groupId: 2, name: 'UNDELIVERABLE_NOT_DELIVERED' }, 'failed'],
		[{ groupId: 4, name: 'EXPIRED_EXPIRED' }, 'failed'],
		[{ groupId: 5, name: 'REJECTED_SOURCE' }, 'failed'],
		[{ groupId: 0, name: 'ACCEPTED' }, 'other'],
		[{ groupId: 17, name: 'NEW' }, 'other'],
		[{}, 'other'],
	])('of the status %j is %s', (status, kind) => {
		const [event] = read(report(status));
		expect([event.kind, event.problem !== undefined]).toEqual([kind, kind === 'failed']);
	});

	it('tells why a message will not be delivered, without the number', () => {
		const error = { id: 7032, name: 'EC_FREQUENCY_CAPPING', groupId: 1, permanent: true, description: 'Limit for 31612345678 reached' };
		const [event] = read(report({ groupId: 2, name: 'UNDELIVERABLE_REJECTED_OPERATOR', description: 'Rejected' }, { error }));
		expect(event.problem).toEqual({
			class: 'retryLater',
			code: 'EC_FREQUENCY_CAPPING',
			text: expect.stringMatching(/kept this one back\. It says: Limit for \[number\] reached$/),
			advice: 'Wait at least a day, and longer with each time.',
			retryAfterMs: 86_400_000,
		});
	});

	it('tells it by the status when there is no error', () => {
		const status = { groupId: 5, name: 'REJECTED_SOURCE', description: 'Not registered' };
		expect(read(report(status))[0].problem).toMatchObject({ code: 'REJECTED_SOURCE', text: 'The sender is not registered on the account. It says: Not registered' });
	});

	it('has the same ID when it comes again, and another for each status and message', () => {
		const ids = read(
			report(DELIVERED),
			report(DELIVERED),
			report({ groupId: 1, name: 'PENDING_ENROUTE' }),
			report(DELIVERED, { messageId: 'message-2' }),
			{ messageId: 'message-1', from: '1', seenAt: 'x' },
		).map(({ id }) => id);
		expect(ids[1]).toBe(ids[0]);
		expect(new Set(ids).size).toBe(4);
	});

	it('without an ID of a message is still told from others', () => {
		const [one, again, other] = read(report(DELIVERED, { messageId: undefined }), report(DELIVERED, { messageId: undefined }), report(DELIVERED, { messageId: undefined, to: '1' }));
		expect(again.id).toBe(one.id);
		expect(other.id).not.toBe(one.id);
		expect(one).not.toHaveProperty('messageId');
	});
});

describe('what else Infobip sends', () => {
	it('is passed on as it is, one event for each result', () => {
		const results = [{ event: 'BLOCK', content: { destination: '31612345678' } }, null, 'text', 5, ['a']];
		const events = read(...results);
		expect(events.map(({ kind, raw }) => [kind, raw])).toEqual(results.map((raw) => ['other', raw]));
		expect(events[0].type).toBe('BLOCK');
		expect(read(...results).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
		expect(new Set(events.map(({ id }) => id)).size).toBe(results.length);
	});

	it('is nothing when there are no results', () => {
		expect(read()).toEqual([]);
	});

	it.each(hostileBodies())('breaks nothing: %s', (_, body) => {
		for (const event of readInfobipEvents(body)) {
			expect(event).toMatchObject({ provider: 'infobip', id: expect.stringMatching(/./), at: expect.stringMatching(/^\d{4}-.*Z$/) });
		}
	});

	it.each(hostileBodies())('breaks nothing within results: %s', (_, part) => {
		const results = [part, report(part as object), inbound(part as object), inbound({}, { contact: part, messageId: part, from: part, to: part, receivedAt: part }), { seenAt: part, messageId: part, contact: part }];
		const events = readInfobipEvents({ results });
		expect(events).toHaveLength(results.length);
		for (const { id, at } of events) expect([typeof id, Date.parse(at) > 0]).toEqual(['string', true]);
	});
});

import { readTrengoEvents } from '../../../providers/trengo/messageEvents';

const RECEIVED = '2026-11-20T12:00:07.000Z';

const INBOUND = {
	message_id: '901',
	ticket_id: '55',
	contact_id: '7',
	message: ' Where is my order? ',
	contact_name: 'Ann',
	contact_email: '',
	contact_identifier: '+31 6 12345678',
	channel_id: '3',
};

it('what a person writes is a message', () => {
	expect(readTrengoEvents(INBOUND, 'INBOUND', RECEIVED)).toEqual([
		{
			id: '901:INBOUND',
			kind: 'message',
			provider: 'trengo',
			messageId: '901',
			at: RECEIVED,
			phone: '+31612345678',
			providerId: '7',
			name: 'Ann',
			sender: '3',
			text: ' Where is my order? ',
			type: 'INBOUND',
			raw: INBOUND,
		},
	]);
});

it('what we write was sent', () => {
	const [event] = readTrengoEvents({ ...INBOUND, user_id: '1' }, 'OUTBOUND', RECEIVED);
	expect(event).toMatchObject({ id: '901:OUTBOUND', kind: 'sent', messageId: '901', type: 'OUTBOUND' });
});

it.each(['NOTE', 'TICKET_CLOSED', 'VOICE_CALL_MISSED', 'SOMETHING_NEW', '', '__proto__', 'constructor'])('the type "%s" is passed through', (type) => {
	expect(readTrengoEvents({ ticket_id: '55' }, type, RECEIVED)).toEqual([
		{ id: expect.stringMatching(/./), kind: 'other', provider: 'trengo', at: RECEIVED, type, raw: { ticket_id: '55' } },
	]);
});

it.each([
	['ann@example.com', undefined],
	['+31 612 345 678', '+31612345678'],
	// It could be an ID in another network.
	['6591234567', undefined],
	['Ann', undefined],
	['', undefined],
])('the identifier "%s" gives the phone number %s', (identifier, phone) => {
	expect(readTrengoEvents({ ...INBOUND, contact_identifier: identifier }, 'INBOUND', RECEIVED)[0].phone).toBe(phone);
});

describe('the id', () => {
	const idOf = (form: Record<string, string>, type: string, receivedAt = RECEIVED) => readTrengoEvents(form, type, receivedAt)[0].id;

	it('of a message is the same whenever it comes', () => {
		expect(idOf(INBOUND, 'INBOUND', '2026-11-21T00:00:00.000Z')).toBe(idOf(INBOUND, 'INBOUND'));
		expect(idOf({ ...INBOUND, message_id: '902' }, 'INBOUND')).not.toBe(idOf(INBOUND, 'INBOUND'));
		expect(idOf(INBOUND, 'OUTBOUND')).not.toBe(idOf(INBOUND, 'INBOUND'));
	});

	it('of what has none is the same within a minute', () => {
		const closed = { ticket_id: '55' };
		expect(idOf(closed, 'TICKET_CLOSED', '2026-11-20T12:00:59.999Z')).toBe(idOf(closed, 'TICKET_CLOSED'));
		expect(idOf(closed, 'TICKET_CLOSED', '2026-11-20T12:01:00.000Z')).not.toBe(idOf(closed, 'TICKET_CLOSED'));
		expect(idOf({ ticket_id: '56' }, 'TICKET_CLOSED')).not.toBe(idOf(closed, 'TICKET_CLOSED'));
		expect(idOf(closed, 'TICKET_REOPENED')).not.toBe(idOf(closed, 'TICKET_CLOSED'));
	});
});

it.each<[unknown]>([[{}], [{ message_id: ['1', '2'], message: { a: '1' }, contact_identifier: null }], [JSON.parse('{ "__proto__": "x" }')], [[]]])('the form %j breaks nothing', (form) => {
	for (const type of ['INBOUND', 'OUTBOUND', 'NOTE']) {
		const [event] = readTrengoEvents(form as Record<string, string>, type, RECEIVED);
		expect(event).toMatchObject({ provider: 'trengo', type, at: RECEIVED });
		expect(event).not.toHaveProperty('text');
	}
});

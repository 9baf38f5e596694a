import type { EventKind } from '../../../flow/message/messageEvent';
import { readClickatellEvents } from '../../../providers/clickatell/messageEvents';

const callback = (event: unknown) => ({ integrationId: 'fa8090815f05d5ed015f0b5b56080cd2', integrationName: 'My integration', event });

const REPORT = {
	channel: 'whatsapp',
	messageId: '3a89680503414383af44dcd0e4e5f184',
	clientMessageId: 'message-1',
	statusCode: 5,
	status: 'DEVICE_ACK',
	timestamp: 1506607698000,
};

const TEXT = {
	channel: 'whatsapp',
	messageId: '3a89680503414383af44dcd0e4e5f185',
	relatedMessageId: 'd33eef0838a121f71069a4cc8d55c19e',
	relatedClientMessageId: 'message-1',
	from: '31612345678',
	to: '31201234567',
	timestamp: 1506607698000,
	content: ' Where is my order? ',
	charset: 'UTF-8',
	whatsapp: { profileName: 'Ann' },
};

describe('a report', () => {
	const report = (rest: object) => readClickatellEvents(callback({ messageStatusUpdate: [{ ...REPORT, ...rest }] }))[0];

	it('names the message by both ids', () => {
		expect(readClickatellEvents(callback({ messageStatusUpdate: [REPORT] }))).toEqual([
			{
				id: '3a89680503414383af44dcd0e4e5f184:DEVICE_ACK',
				kind: 'delivered',
				provider: 'clickatell',
				channel: 'whatsapp',
				messageId: '3a89680503414383af44dcd0e4e5f184',
				ownMessageId: 'message-1',
				at: '2017-09-28T14:08:18.000Z',
				type: 'DEVICE_ACK',
				raw: REPORT,
			},
		]);
	});

	it.each<[string, number, EventKind]>([
		['UNKNOWN', 1, 'other'],
		['QUEUED', 2, 'other'],
		['SCHEDULED', 3, 'other'],
		['SENT_TO_SUPPLIER', 4, 'sent'],
		['DEVICE_ACK', 5, 'delivered'],
		['READ', 6, 'read'],
		['EXPIRED', 20, 'failed'],
		['DELIVERY_FAILURE', 23, 'failed'],
		['EMULATED', 24, 'other'],
		['RECIPIENT_DOES_NOT_EXIST', 29, 'failed'],
		['WHATSAPP_TEMPLATE_TEXT_TOO_LONG', 140, 'failed'],
		['SOMETHING_NEW', 977, 'failed'],
		['SOMETHING_NEW', 9, 'other'],
		['constructor', 5, 'other'],
	])('%s (%i) is of the kind %s', (status, statusCode, kind) => {
		expect(report({ status, statusCode })).toMatchObject({ kind });
		expect('problem' in report({ status, statusCode })).toBe(kind === 'failed');
	});

	it('of a failure tells what to do', () => {
		expect(report({ status: 'RECIPIENT_DOES_NOT_EXIST', statusCode: 29 }).problem).toEqual({
			class: 'neverSend',
			code: 'RECIPIENT_DOES_NOT_EXIST',
			text: 'The person is not on this channel.',
			advice: 'Reach the person another way.',
		});
		expect(report({ status: undefined, statusCode: 977 }).problem).toMatchObject({ class: 'fixRequest', code: '977' });
	});

	it('has the same id when it comes again, and another one for another status or message', () => {
		const ids = [{}, { timestamp: 1506607699000 }, { status: 'READ' }, { messageId: 'other' }].map((rest) => report(rest).id);
		expect(ids[1]).toBe(ids[0]);
		expect(new Set(ids).size).toBe(3);
	});
});

describe('what a person sends', () => {
	it('is a message with its text as it was written', () => {
		expect(readClickatellEvents(callback({ moText: [TEXT] }))).toEqual([
			{
				id: '3a89680503414383af44dcd0e4e5f185:moText',
				kind: 'message',
				provider: 'clickatell',
				channel: 'whatsapp',
				messageId: '3a89680503414383af44dcd0e4e5f185',
				at: '2017-09-28T14:08:18.000Z',
				phone: '+31612345678',
				name: 'Ann',
				sender: '31201234567',
				text: ' Where is my order? ',
				type: 'moText',
				replyTo: 'd33eef0838a121f71069a4cc8d55c19e',
				raw: TEXT,
			},
		]);
	});

	it('can be media, whose text is the caption and not the file', () => {
		const media = { ...TEXT, channel: 'whatsapp ', content: 'aGVsbG8=', caption: 'My receipt' };
		expect(readClickatellEvents(callback({ moMedia: [media] }))).toEqual([
			expect.objectContaining({ kind: 'message', type: 'moMedia', text: 'My receipt', channel: 'whatsapp' }),
		]);
		expect(readClickatellEvents(callback({ moMedia: [{ ...media, caption: undefined }] }))[0]).not.toHaveProperty('text');
	});

	it('can be of a type that did not exist before', () => {
		expect(readClickatellEvents(callback({ moReaction: [TEXT] }))).toEqual([expect.objectContaining({ kind: 'message', type: 'moReaction' })]);
		expect(readClickatellEvents(callback({ accountClosed: [{ reason: 'x' }] }))).toEqual([
			expect.objectContaining({ kind: 'other', type: 'accountClosed', raw: { reason: 'x' } }),
		]);
	});

	it('can come from somebody who shows no phone number', () => {
		const [event] = readClickatellEvents(callback({ moText: [{ ...TEXT, from: 'NL.1234567890' }] }));
		expect(event).toMatchObject({ providerId: 'NL.1234567890' });
		expect(event).not.toHaveProperty('phone');
	});
});

it('several events come in their order', () => {
	const events = readClickatellEvents(callback({ messageStatusUpdate: [REPORT, { ...REPORT, status: 'READ' }], moText: [TEXT] }));
	expect(events.map(({ kind }) => kind)).toEqual(['delivered', 'read', 'message']);
});

it.each([undefined, null, '', 'text', 7, [], {}, { event: null }, { event: [] }, { event: 'x' }, { event: {} }, { event: { moText: [] } }])('%j tells of nothing', (body) => {
	expect(readClickatellEvents(body)).toEqual([]);
});

it.each([[null], [7], ['x'], [[]], [{}], [{ timestamp: 'x', from: {}, messageId: [] }], [{ timestamp: 1e30 }], [{ timestamp: -1 }], [{ channel: 5 }]])(
	'an entry %j breaks nothing',
	(entry) => {
		for (const type of ['messageStatusUpdate', 'moText', '__proto__', 'new']) {
			const [event] = readClickatellEvents(callback(JSON.parse(`{ "${type}": [${JSON.stringify(entry)}] }`)));
			expect(event).toMatchObject({ provider: 'clickatell', raw: entry });
			expect(event.id).toMatch(/./);
			expect(Number.isNaN(Date.parse(event.at))).toBe(false);
		}
	},
);

it('an entry that is nested too deep to be written breaks nothing', () => {
	const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) as unknown;
	expect(readClickatellEvents(callback({ moText: [{ deep }] }))).toEqual([expect.objectContaining({ kind: 'message' })]);
});

it('entries without an id have ids of their own', () => {
	const events = readClickatellEvents(callback({ moText: [{ content: 'a' }, { content: 'b' }, { content: 'a' }] }));
	expect(events[0].id).toBe(events[2].id);
	expect(events[0].id).not.toBe(events[1].id);
});

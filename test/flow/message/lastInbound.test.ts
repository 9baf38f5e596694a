import { keepLastInbound, LAST_INBOUND, viewAfter } from '../../../flow/message/lastInbound';
import type { MessageEvent } from '../../../flow/message/messageEvent';
import { Participants } from '../../../flow/participant/participants';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const PHONE = '+31612345678';
const message = (change: Partial<MessageEvent> = {}): MessageEvent => ({
	id: 'm1:TEXT',
	kind: 'message',
	provider: 'whatsAppCloud',
	channel: 'whatsapp',
	messageId: 'm1',
	at: '2026-11-20T09:00:00.000Z',
	phone: PHONE,
	sender: '447860099299',
	text: 'Hello',
	type: 'text',
	raw: {},
	...change,
});

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
});
afterEach(async () => {
	jest.restoreAllMocks();
	await store.close();
});
const found = async (value = PHONE, type = 'phone') => await new Participants(store).find({ type, value });
const last = async () => (await found())?.attributes[LAST_INBOUND];

it('is kept with a sender whom nobody knew, and makes them known', async () => {
	expect(await keepLastInbound(store, message())).toMatchObject({ phone: PHONE, isNew: true, attributes: { [LAST_INBOUND]: { text: 'Hello' } } });
	expect(await last()).toEqual({
		at: '2026-11-20T09:00:00.000Z',
		channel: 'whatsapp',
		messageId: 'm1',
		provider: 'whatsAppCloud',
		sender: '447860099299',
		text: 'Hello',
		type: 'text',
	});
});

it('is kept with a sender who is known, beside what else is known, also if all that is in one millisecond', async () => {
	jest.spyOn(Date, 'now').mockReturnValue(Date.parse('2026-11-20T09:00:00.000Z'));
	await new Participants(store).upsert({ identifiers: [{ type: 'phone', value: PHONE }], attributes: { city: 'Delft' } });
	expect(await keepLastInbound(store, message({ payload: 'YES' }))).toMatchObject({ isNew: false, attributes: { city: 'Delft', [LAST_INBOUND]: { payload: 'YES' } } });
});

it('is the same for several flows that are told of it, also where the provider tells no time', async () => {
	const told = (second: number) => message({ provider: 'trengo', at: `2026-11-20T09:00:0${second}.000Z` });
	const first = await keepLastInbound(store, told(0));
	expect(await keepLastInbound(store, told(1))).toEqual(first);
	expect(first).toMatchObject({ isNew: true });
	await keepLastInbound(store, message({ provider: 'trengo', messageId: 'm2', at: '2026-11-20T09:00:02.000Z' }));
	expect(await keepLastInbound(store, told(3))).toMatchObject({ isNew: false });
});

it('takes the place of an older one only, however they come in', async () => {
	const at = (minute: number) => message({ messageId: `m${minute}`, at: `2026-11-20T09:0${minute}:00.000Z` });
	await keepLastInbound(store, at(2));
	await keepLastInbound(store, at(1));
	expect(await last()).toMatchObject({ messageId: 'm2' });
	await keepLastInbound(store, at(3));
	expect(await last()).toMatchObject({ messageId: 'm3' });
});

it('is the newest when many come at once', async () => {
	const many = Array.from({ length: 20 }, (_, n) => message({ messageId: `m${n}`, at: new Date(Date.parse('2026-11-20T09:00:00Z') + n * 1000).toISOString() }));
	await Promise.all(many.toSorted(({ messageId: one = '' }, { messageId: other = '' }) => (one < other ? 1 : -1)).map(async (one) => await keepLastInbound(store, one)));
	expect(await last()).toMatchObject({ messageId: 'm19' });
});

it('is not kept away by one whose clock was wrong', async () => {
	await keepLastInbound(store, message({ at: '9999-01-01T00:00:00.000Z' }));
	expect(Date.parse((await last() as { at: string }).at)).toBeLessThanOrEqual(Date.now());
	await keepLastInbound(store, message({ messageId: 'm2', at: new Date(Date.now() + 1000).toISOString() }));
	expect(await last()).toMatchObject({ messageId: 'm2' });
});

it('has a text of 4096 characters at the most', async () => {
	await keepLastInbound(store, message({ text: `${'x'.repeat(4095)}\u{1f600}` }));
	expect((await last() as { text: string }).text).toBe(`${'x'.repeat(4095)}\ufffd`);
});

it('is kept with somebody of whom only the id at the provider is known, and with their number as soon as that is', async () => {
	const { id } = (await keepLastInbound(store, message({ phone: undefined, providerId: 'NL.123' })))!;
	expect(await found('NL.123', 'whatsappcloud')).toMatchObject({ id });
	expect(await keepLastInbound(store, message({ providerId: 'NL.123' }))).toMatchObject({ id, phone: PHONE, providerIds: { whatsappcloud: 'NL.123' } });
});

it.each([{ phone: undefined }, { phone: 'INFO' }])('is kept with nobody for a sender who is no person: %j', async (change) => {
	expect(await keepLastInbound(store, message(change))).toBeUndefined();
	for await (const { key } of store.entries('')) throw new Error(`There should be no ${key}.`);
});

describe('what an item tells when the message was kept elsewhere', () => {
	it('is that the sender is new, if it was their first message', async () => {
		const kept = await keepLastInbound(store, message());
		expect(viewAfter(message(), (await found())!)).toEqual(kept);
		expect(viewAfter(message({ messageId: 'm2' }), (await found())!)).toMatchObject({ isNew: false });
		await keepLastInbound(store, message({ messageId: 'm2', at: '2026-11-20T10:00:00.000Z' }));
		expect(viewAfter(message({ messageId: 'm2' }), (await found())!)).toMatchObject({ isNew: false });
	});
});

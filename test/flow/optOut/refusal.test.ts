import { OptOuts } from '../../../flow/optOut/optOuts';
import { optOutOf, optOutWords } from '../../../flow/optOut/refusal';
import type { Identifier } from '../../../flow/participant/identifiers';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const PHONE: Identifier = { type: 'phone', value: '+31612345678' };
const EMAIL: Identifier = { type: 'email', value: 'ann@example.com' };

let store: SqliteStore;
beforeEach(() => (store = new SqliteStore(':memory:')));
afterEach(async () => await store.close());

const add = async (address: Identifier, channel: 'all' | 'whatsapp') => await new OptOuts(store).add(address, { channel });

describe('Whether somebody may be reached', () => {
	it('is asked of all their addresses', async () => {
		await add(EMAIL, 'all');

		expect(await optOutOf(store, [PHONE, EMAIL], 'whatsapp')).toMatchObject({ address: EMAIL, channel: 'all' });
		expect(await optOutOf(store, [PHONE], 'whatsapp')).toBeUndefined();
		expect(await optOutOf(store, [], 'whatsapp')).toBeUndefined();
	});

	it('depends on the channel', async () => {
		await add(PHONE, 'whatsapp');

		expect(await optOutOf(store, [PHONE], 'whatsapp')).toMatchObject({ channel: 'whatsapp' });
		expect(await optOutOf(store, [PHONE], 'sms')).toBeUndefined();
		expect(await optOutOf(store, [PHONE], 'all')).toBeUndefined();
	});

	it('does not depend on what providers call them', async () => {
		const id = { type: 'infobip', value: '1' };
		await add(id, 'all');

		expect(await optOutOf(store, [id], 'sms')).toBeUndefined();
	});

	it('is not known while the store cannot be used, which is no permission', async () => {
		const broken = new SqliteStore(`${__filename}/store.sqlite`);

		await expect(optOutOf(broken, [PHONE], 'sms')).rejects.toThrow(StoreUnavailable);
	});
});

describe('The words for a refusal', () => {
	const entry = { address: PHONE, source: 'keyword', at: '2026-01-01T12:00:00.000Z' };

	it.each([
		['all', '', 'The phone number has been on the opt-out list for all channels since 2026-01-01T12:00:00.000Z.'],
		['whatsapp', 'STOP', 'The phone number has been on the opt-out list for WhatsApp since 2026-01-01T12:00:00.000Z: STOP.'],
		['sms', 'Moved away.', 'The phone number has been on the opt-out list for SMS since 2026-01-01T12:00:00.000Z: Moved away.'],
	] as const)('from %s because of %j tell since when and why, and not the address', (channel, reason, words) => {
		expect(optOutWords({ ...entry, channel, reason })).toBe(words);
	});

	it('name what kind of address it is', () => {
		expect(optOutWords({ ...entry, address: EMAIL, channel: 'email', reason: '' })).toMatch(/^The email address/);
	});
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import type { ContactGateway, ContactTools, WantedContact } from '../../../flow/customerEvent/contactFor';
import { contactFor, forgetContact } from '../../../flow/customerEvent/contactFor';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const ANN = { type: 'email', value: 'ann@example.com' };
const WANTED: WantedContact = { account: 'a', identifier: ANN, mode: 'findOrCreate', channelId: '44', name: 'Ann' };

let store: SqliteStore;
let nowMs: number;
let tools: ContactTools;
beforeEach(() => {
	nowMs = Date.parse('2026-11-20T12:00:00Z');
	store = new SqliteStore(':memory:', () => nowMs);
	// Waiting lets the others go on, too.
	const sleep = async (ms: number) => {
		nowMs += ms;
		await new Promise(setImmediate);
	};
	tools = { store, now: () => nowMs, sleep, waitMs: 60_000 };
});
afterEach(async () => await store.close());

/** A provider whose search finds a new contact only after a while. */
function provider({ foundAfterMs = 0 } = {}) {
	const contacts: Array<{ id: string; identifier: string; at: number }> = [];
	const gateway = {
		find: jest.fn<Promise<{ value: Array<{ id: string }> }>, Parameters<ContactGateway<{ id: string }>['find']>>(async ({ value }) => {
			await new Promise(setImmediate);
			return { value: contacts.filter(({ identifier, at }) => identifier === value && nowMs - at >= foundAfterMs) };
		}),
		create: jest.fn(async ({ identifier }: { identifier: string }) => {
			await new Promise(setImmediate);
			contacts.push({ id: String(contacts.length + 1), identifier, at: nowMs });
			return { value: { id: String(contacts.length) } };
		}),
	};
	return { contacts, gateway };
}

it('finds who is there, and makes who is not', async () => {
	const { contacts, gateway } = provider();
	expect(await contactFor(gateway, WANTED, tools)).toEqual({ value: { id: '1', created: true } });
	await forgetContact(store, WANTED);
	expect(await contactFor(gateway, WANTED, tools)).toEqual({ value: { id: '1', created: false } });
	expect(contacts).toHaveLength(1);
	expect(gateway.create).toHaveBeenCalledWith({ channelId: '44', identifier: 'ann@example.com', name: 'Ann' });
});

it('makes nobody who must be there', async () => {
	const { gateway } = provider();
	expect(await contactFor(gateway, { ...WANTED, mode: 'find' }, tools)).toMatchObject({ problem: { code: 'contactNotFound' } });
	expect(gateway.create).not.toHaveBeenCalled();
});

it('guesses nobody of several', async () => {
	const { contacts, gateway } = provider();
	for (const id of ['7', '8']) contacts.push({ id, identifier: ANN.value, at: 0 });
	expect(await contactFor(gateway, WANTED, tools)).toMatchObject({ problem: { code: 'severalContacts', text: expect.stringContaining('7, 8') } });
});

it('makes one contact for many who ask at once, also where the search is behind', async () => {
	const { contacts, gateway } = provider({ foundAfterMs: 30_000 });
	const all = await Promise.all(Array.from({ length: 10 }, async () => await contactFor(gateway, WANTED, tools)));
	expect(contacts).toHaveLength(1);
	expect(all.filter((one) => 'value' in one && one.value.created)).toHaveLength(1);
	expect(all.every((one) => 'value' in one && one.value.id === '1')).toBe(true);
});

it('makes one contact for many who ask in several processes at once', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'contact-for-'));
	const stores = Array.from({ length: 4 }, () => new SqliteStore(join(folder, 'store.sqlite')));
	const { contacts, gateway } = provider({ foundAfterMs: 30_000 });
	const real = { now: Date.now, sleep: async (ms: number) => await setTimeout(ms / 4), waitMs: 30_000 };
	const all = await Promise.all(Array.from({ length: 20 }, async (_, n) => await contactFor(gateway, WANTED, { store: stores[n % 4], ...real })));
	expect(contacts).toHaveLength(1);
	expect(all.every((one) => 'value' in one && one.value.id === '1')).toBe(true);
	await Promise.all(stores.map(async (one) => await one.close()));
	await rm(folder, { recursive: true });
});

it('lets others go on after a holder that has died', async () => {
	const { contacts, gateway } = provider();
	// It sent its request, and never came back.
	gateway.create.mockImplementationOnce(async ({ identifier }) => {
		contacts.push({ id: '1', identifier, at: nowMs });
		return await new Promise(() => undefined);
	});
	jest.useFakeTimers({ doNotFake: ['setImmediate', 'setTimeout', 'nextTick', 'queueMicrotask'] });
	void contactFor(gateway, WANTED, tools);
	while (contacts.length === 0) await new Promise(setImmediate);
	const other = await contactFor(gateway, WANTED, tools);
	jest.useRealTimers();
	expect(other).toEqual({ value: { id: '1', created: false } });
	expect(gateway.create).toHaveBeenCalledTimes(1);
});

it('keeps others away for a while when it is not known whether the contact was made', async () => {
	const { contacts, gateway } = provider({ foundAfterMs: 10_000 });
	gateway.create.mockImplementationOnce(async ({ identifier }) => {
		contacts.push({ id: '1', identifier, at: nowMs });
		return await Promise.resolve({ problem: { class: 'retryLater', text: '', advice: '', mayHaveBeenSent: true } } as never);
	});
	expect(await contactFor(gateway, WANTED, tools)).toMatchObject({ problem: { mayHaveBeenSent: true } });
	expect(await contactFor(gateway, WANTED, tools)).toEqual({ value: { id: '1', created: false } });
	expect(contacts).toHaveLength(1);
});

it('gives up when others take too long', async () => {
	const { gateway } = provider();
	gateway.find.mockImplementationOnce(async () => await new Promise(() => undefined));
	void contactFor(gateway, WANTED, tools);
	await new Promise(setImmediate);
	expect(await contactFor(gateway, WANTED, { ...tools, waitMs: 1_000 })).toMatchObject({ problem: { code: 'contactBusy', class: 'retryLater' } });
});

it('keeps accounts and kinds of identifiers apart', async () => {
	const { contacts, gateway } = provider({ foundAfterMs: Infinity });
	await contactFor(gateway, WANTED, tools);
	await contactFor(gateway, { ...WANTED, account: 'b' }, tools);
	await contactFor(gateway, { ...WANTED, identifier: { type: 'phone', value: ANN.value } }, tools);
	expect(contacts).toHaveLength(3);
});

it('passes on what the provider says', async () => {
	const { gateway } = provider();
	const problem = { class: 'accountProblem' as const, text: 'No.', advice: 'Mend it.' };
	gateway.find.mockResolvedValueOnce({ problem } as never);
	expect(await contactFor(gateway, WANTED, tools)).toEqual({ problem });
	expect(await contactFor(gateway, WANTED, tools)).toMatchObject({ value: { created: true } });
});

import type { WantedWebhook } from '../../../flow/message/registrations';
import { Registrations } from '../../../flow/message/registrations';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';

/** A provider that keeps webhooks, and can be out of order. */
class Provider {
	readonly webhooks = new Map<string, WantedWebhook>();
	isDown = false;
	keepsAll = false;
	private count = 0;

	async create(webhook: WantedWebhook) {
		this.requireUp();
		const id = String(++this.count);
		this.webhooks.set(id, webhook);
		return { id, signingSecret: `secret ${id}` };
	}

	async list() {
		this.requireUp();
		return [...this.webhooks].map(([id, webhook]) => ({ id, ...webhook }));
	}

	async remove(id: string) {
		this.requireUp();
		if (this.keepsAll) throw new Error('It is in use.');
		this.webhooks.delete(id);
	}

	private requireUp() {
		if (this.isDown) throw new Error('The provider is down.');
	}
}

const INBOUND = { type: 'INBOUND', url: 'https://n8n.example/webhook/a?event=INBOUND', name: 'in' };
const OUTBOUND = { type: 'OUTBOUND', url: 'https://n8n.example/webhook/a?event=OUTBOUND', name: 'out' };

let store: SqliteStore;
let provider: Provider;
let registrations: Registrations;
let told: string[];
const tell = (message: string) => void told.push(message);
beforeEach(() => {
	store = new SqliteStore(':memory:');
	provider = new Provider();
	registrations = new Registrations(store, 'flow:trigger');
	told = [];
});
afterEach(async () => {
	jest.restoreAllMocks();
	await store.close();
});
const types = () => [...provider.webhooks.values()].map(({ type }) => type);
const secrets = async (type: string) => (await registrations.of(type)).map(({ secret }) => secret);

it('makes what is wanted, once, and knows the secrets', async () => {
	await registrations.ensure(provider, [INBOUND, OUTBOUND], tell);
	await registrations.ensure(provider, [INBOUND, OUTBOUND], tell);
	expect(types()).toEqual(['INBOUND', 'OUTBOUND']);
	expect(await secrets('INBOUND')).toEqual(['secret 1']);
	expect(await secrets('OUTBOUND')).toEqual(['secret 2']);
	expect(await secrets('NOTE')).toEqual([]);
});

it('removes what is wanted no more, and makes anew what has gone', async () => {
	await registrations.ensure(provider, [INBOUND, OUTBOUND], tell);
	await registrations.ensure(provider, [OUTBOUND], tell);
	expect(types()).toEqual(['OUTBOUND']);
	provider.webhooks.clear();
	await registrations.ensure(provider, [OUTBOUND], tell);
	expect(await secrets('OUTBOUND')).toEqual(['secret 3']);
});

it('moves to another URL', async () => {
	await registrations.ensure(provider, [INBOUND], tell);
	const moved = { ...INBOUND, url: 'https://elsewhere.example/webhook/a?event=INBOUND' };
	await registrations.ensure(provider, [moved], tell);
	expect([...provider.webhooks.values()]).toEqual([moved]);
	expect(await secrets('INBOUND')).toEqual(['secret 2']);
});

it("leaves others' webhooks alone", async () => {
	await provider.create({ ...INBOUND, name: "somebody else's" });
	await registrations.ensure(provider, [INBOUND], tell);
	await registrations.removeAll(provider, tell);
	expect([...provider.webhooks.values()]).toEqual([{ ...INBOUND, name: "somebody else's" }]);
});

it('removes all, and forgets the secrets', async () => {
	await registrations.ensure(provider, [INBOUND, OUTBOUND], tell);
	await registrations.removeAll(provider, tell);
	expect(types()).toEqual([]);
	expect(told).toEqual([]);
	for await (const { key } of store.entries('')) throw new Error(`There should be no ${key}.`);
});

it('goes on with what it has when the provider is down as n8n starts, and says so', async () => {
	await registrations.ensure(provider, [INBOUND], tell);
	provider.isDown = true;
	await registrations.ensure(provider, [INBOUND], tell);
	expect(told).toEqual(['It could not be seen whether its webhooks are still there: The provider is down.']);
	expect(await secrets('INBOUND')).toEqual(['secret 1']);
	await expect(registrations.ensure(provider, [INBOUND, OUTBOUND], tell)).rejects.toThrow('The provider is down.');
});

it('fails when the provider is down at the first time', async () => {
	provider.isDown = true;
	await expect(registrations.ensure(provider, [INBOUND], tell)).rejects.toThrow('The provider is down.');
});

it('remembers what the provider does not let go, and removes it the next time', async () => {
	await registrations.ensure(provider, [INBOUND], tell);
	provider.keepsAll = true;
	await registrations.removeAll(provider, tell);
	expect(told).toEqual(['Webhook 1 could not be removed: It is in use.']);

	provider.keepsAll = false;
	await registrations.ensure(provider, [{ ...INBOUND, url: 'https://elsewhere.example/' }], tell);
	expect([...provider.webhooks.keys()]).toEqual(['2']);
});

it('knows both secrets of a type while an old webhook cannot be removed', async () => {
	await registrations.ensure(provider, [INBOUND], tell);
	provider.keepsAll = true;
	await registrations.ensure(provider, [{ ...INBOUND, url: 'https://elsewhere.example/' }], tell);
	expect(await secrets('INBOUND')).toEqual(['secret 1', 'secret 2']);
});

it('leaves no webhook of which nobody would know', async () => {
	jest.spyOn(store, 'put').mockRejectedValue(new StoreUnavailable('The disk is full.'));
	await expect(registrations.ensure(provider, [INBOUND], tell)).rejects.toThrow('The disk is full.');
	expect(types()).toEqual([]);
});

it('makes one anew whose making was cut off, so that nobody knows its secret, and leaves what leads elsewhere alone', async () => {
	await provider.create(INBOUND);
	await provider.create({ ...INBOUND, url: 'https://elsewhere.example/' });
	await registrations.ensure(provider, [INBOUND], tell);
	expect([...provider.webhooks.keys()]).toEqual(['2', '3']);
	expect(await secrets('INBOUND')).toEqual(['secret 3']);
});

it('makes it anew also when the one that was cut off stays there', async () => {
	await provider.create(INBOUND);
	provider.keepsAll = true;
	await registrations.ensure(provider, [INBOUND], tell);
	expect(await secrets('INBOUND')).toEqual(['secret 2']);
	expect(told.join()).toContain('Webhook 1 could not be removed');
});

import type { FlowStore } from '../store/flowStore';

/** A webhook that we want a provider to call. */
export interface WantedWebhook {
	/** The provider's word for what it tells; a webhook tells of one type. */
	type: string;
	url: string;
	/** As it is named in the provider's portal. */
	name: string;
}

/** A webhook that a provider calls. */
export interface RegisteredWebhook {
	id: string;
	type: string;
	url: string;
	/** With which the provider signs its calls. */
	secret: string;
}

/** A webhook as a provider lists it. */
export interface ListedWebhook extends Partial<WantedWebhook> {
	id: string;
}

/** A provider with which webhooks are registered by request. */
export interface WebhookGateway {
	create(webhook: WantedWebhook): Promise<{ id: string; signingSecret: string }>;
	/** As much of each as the provider tells. */
	list(): Promise<ReadonlyArray<ListedWebhook>>;
	remove(id: string): Promise<void>;
}

/** What somebody should know, though it stops nothing. */
export type Tell = (message: string) => void;

/** The webhooks that a provider calls for one listener. */
export class Registrations {
	private readonly key: string;

	/** @param listener the id of the listener */
	constructor(
		private readonly store: FlowStore,
		listener: string,
	) {
		this.key = `message-webhooks:${listener}`;
	}

	/**
	 * @returns the webhooks of a type; more than one only when the provider did not let an older one go
	 * @throws StoreUnavailable
	 */
	async of(type: string): Promise<RegisteredWebhook[]> {
		return (await this.all()).filter((one) => one.type === type);
	}

	/**
	 * Sees to it that the provider has the webhooks that are wanted, and none of ours besides. Those that it has already stay
	 * as they are. One of ours whose secret nobody knows, because its making was cut off, is made anew.
	 *
	 * @throws Error of the gateway, when one that is wanted is not there; StoreUnavailable
	 */
	async ensure(gateway: WebhookGateway, wanted: readonly WantedWebhook[], tell: Tell): Promise<void> {
		const kept = await this.all();
		const fits = (one: WantedWebhook) => kept.some((other) => isSame(one, other));
		const there = await gateway.list().catch((error: Error) => {
			// When n8n starts while the provider is down, its webhooks are most likely still there.
			if (kept.length === 0 || !wanted.every(fits)) throw error;
			tell(`It could not be seen whether its webhooks are still there: ${error.message}`);
			return kept as ListedWebhook[];
		});
		const ids = new Set(there.map(({ id }) => id));
		const isWanted = (one: RegisteredWebhook) => wanted.some((other) => isSame(one, other));

		const live = kept.filter(({ id }) => ids.has(id));
		await this.put([...live.filter(isWanted), ...(await removed(gateway, live.filter((one) => !isWanted(one)), tell))]);
		const isOrphan = (one: ListedWebhook) => wanted.some((other) => isSame(one, other) && one.name === other.name) && !live.some(({ id }) => id === one.id);
		await removed(gateway, there.filter(isOrphan), tell);
		for (const one of wanted) {
			if (!live.some((other) => isSame(one, other))) await this.create(gateway, one);
		}
	}

	/**
	 * Removes all webhooks. One that the provider does not let go is remembered, so that the next try can remove it.
	 *
	 * @throws StoreUnavailable
	 */
	async removeAll(gateway: WebhookGateway, tell: Tell): Promise<void> {
		await this.put(await removed(gateway, await this.all(), tell));
	}

	private async create(gateway: WebhookGateway, webhook: WantedWebhook): Promise<void> {
		const { id, signingSecret: secret } = await gateway.create(webhook);
		const { type, url } = webhook;
		try {
			await this.put([...(await this.all()), { id, type, url, secret }]);
		} catch (error) {
			// Nobody would know of it any more.
			await gateway.remove(id).catch(() => undefined);
			throw error;
		}
	}

	private async all(): Promise<RegisteredWebhook[]> {
		const text = await this.store.get(this.key);
		return text === undefined ? [] : (JSON.parse(text) as RegisteredWebhook[]);
	}

	private async put(webhooks: readonly RegisteredWebhook[]): Promise<void> {
		if (webhooks.length === 0) await this.store.delete(this.key);
		else await this.store.put(this.key, JSON.stringify(webhooks));
	}
}

type Place = Pick<WantedWebhook, 'type' | 'url'>;

function isSame(one: Partial<Place>, other: Place): boolean {
	return one.type === other.type && one.url === other.url;
}

/** @returns those that could not be removed */
async function removed<Webhook extends { id: string }>(gateway: WebhookGateway, webhooks: readonly Webhook[], tell: Tell): Promise<Webhook[]> {
	const left: Webhook[] = [];
	for (const webhook of webhooks) {
		await gateway.remove(webhook.id).catch((error: Error) => {
			left.push(webhook);
			tell(`Webhook ${webhook.id} could not be removed: ${error.message}`);
		});
	}
	return left;
}

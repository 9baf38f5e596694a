import { setTimeout as sleep } from 'node:timers/promises';

import { StoreUnavailable } from './flowStore';
import type { RedisClient } from './redisClient';
import { isNotSent, isReadOnly, redisClient } from './redisClient';
import type { RedisLocation } from './redisLocation';
import type { RedisScript } from './redisScripts';

/** A connection to Redis that comes about at the first use and by itself comes back. */
export class RedisConnection {
	private client?: RedisClient;
	/** What last went wrong, for the message of those who wait in vain. */
	private lastFault: unknown;

	/** @param timeoutMs how long to wait for a connection, and for an answer; no operation takes longer than both together */
	constructor(
		private readonly location: RedisLocation,
		private readonly timeoutMs: number,
	) {}

	/**
	 * Runs one command or script.
	 *
	 * @throws StoreUnavailable, within a bounded time
	 */
	async use<Result>(work: (client: RedisClient) => Promise<Result>): Promise<Result> {
		try {
			return await within(2 * this.timeoutMs, this.attempt(work));
		} catch (error) {
			throw this.unavailable(error);
		}
	}

	/** Runs a script. */
	async run(script: RedisScript, keys: string[], ...args: Array<string | number>): Promise<unknown> {
		return await this.use(async (client) => {
			const commands = client as unknown as Record<string, (...words: Array<string | number>) => Promise<unknown>>;
			return await commands[script.name](keys.length, ...keys, ...args);
		});
	}

	close(): void {
		this.client?.disconnect();
		this.client = undefined;
	}

	/** Tries again for a while when Redis did nothing, which is so in the middle of a failover. */
	private async attempt<Result>(work: (client: RedisClient) => Promise<Result>): Promise<Result> {
		const giveUpAt = performance.now() + this.timeoutMs;
		let readOnly: unknown;
		for (;;) {
			try {
				return await work(await this.ready());
			} catch (error) {
				if (isReadOnly(error)) readOnly = error;
				else if (!isNotSent(error)) throw error;
				if (performance.now() > giveUpAt) throw readOnly ?? error;
				await sleep(100);
			}
		}
	}

	private async ready(): Promise<RedisClient> {
		this.client ??= this.connect();
		const { client } = this;
		if (client.status === 'ready') return client;

		let onReady = () => {};
		const ready = new Promise<void>((resolve) => client.once('ready', (onReady = resolve)));
		try {
			await within(this.timeoutMs, ready);
		} catch (error) {
			throw this.lastFault ?? error;
		} finally {
			client.off('ready', onReady);
		}
		return client;
	}

	private connect(): RedisClient {
		const client = redisClient(this.location, this.timeoutMs);
		client.on('ready', () => (this.lastFault = undefined));
		// Everybody who waits for the connection listens.
		client.setMaxListeners(0);
		// An error that nobody listens to is printed by the client.
		client.on('error', (error) => (this.lastFault = error));
		return client;
	}

	/** The client's error is not passed on as the cause: it holds the command, and that can be the one with the password. */
	private unavailable(error: unknown): StoreUnavailable {
		const { nodes, settingsName } = this.location;
		const address = nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
		return new StoreUnavailable(
			`The flow store in Redis at ${address} cannot be used: ${faultOf(error)}. Look at ${settingsName}, and whether Redis runs.`,
		);
	}
}

class TookTooLong extends Error {
	constructor() {
		super('no answer came in time');
	}
}

/** Gives up waiting after a time. */
async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
	let timer: NodeJS.Timeout | undefined;
	const tooLong = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new TookTooLong()), ms);
	});
	try {
		return await Promise.race([work, tooLong]);
	} finally {
		clearTimeout(timer);
	}
}

/** What went wrong: the code of a network error, or the words of the server. */
function faultOf(error: unknown): string {
	const { code, message, lastNodeError } = error as { code?: unknown; message?: unknown; lastNodeError?: unknown };
	// A cluster hides what its nodes said.
	if (lastNodeError) return faultOf(lastNodeError);
	return typeof code === 'string' ? code : String(message).replace(/\.$/, '');
}

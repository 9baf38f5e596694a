import type { Claim, EntryChange, FlowStore } from './flowStore';
import { requireEachKeyOnce } from './flowStore';
import { microseconds, milliseconds } from './microseconds';
import { RedisConnection } from './redisConnection';
import type { RedisLocation } from './redisLocation';
import { CHANGE_ALL, CLAIM, CLEAR_TIMER, RESERVE, SCAN, SET_TIMER, TAKE_TIMERS } from './redisScripts';
import type { SlotAnswer, SlotRequest } from './slots';
import { SLOT_GRACE_MS, slotWish } from './slotSearch';
import { wholeTtl } from './timeToLive';
import type { Timer } from './timers';

/** A flow does not stand still for longer because Redis is gone. */
const TIMEOUT_MS = 3000;

/** So many keys of Redis, ours and others, are looked at in one step, which takes it about a millisecond. */
const KEYS_AT_ONCE = 1000;

/** The flow store in Redis, for several processes that share the work. It connects at the first use. */
export class RedisStore implements FlowStore {
	private readonly redis: RedisConnection;
	private readonly prefix: string;

	/**
	 * @param clock gives Unix time in milliseconds, by which slots grow old; entries do so by the clock of Redis
	 * @param timeoutMs how long to wait for Redis
	 */
	constructor(
		location: RedisLocation,
		private readonly clock: () => number = Date.now,
		timeoutMs = TIMEOUT_MS,
	) {
		this.redis = new RedisConnection(location, timeoutMs);
		this.prefix = location.keyPrefix;
	}

	async claim(key: string, value: string, ttlMs: number): Promise<Claim> {
		const holder = await this.redis.run(CLAIM, [this.entry(key)], value, wholeTtl(ttlMs));
		return typeof holder === 'string' ? { claimed: false, holder } : { claimed: true };
	}

	async get(key: string): Promise<string | undefined> {
		return (await this.redis.use((client) => client.get(this.entry(key)))) ?? undefined;
	}

	async put(key: string, value: string, ttlMs?: number): Promise<void> {
		const entry = this.entry(key);
		await this.redis.use((client) =>
			ttlMs === undefined ? client.set(entry, value) : client.set(entry, value, 'PX', wholeTtl(ttlMs)),
		);
	}

	async delete(key: string): Promise<void> {
		await this.redis.use((client) => client.del(this.entry(key)));
	}

	async compareAndSet(key: string, expected: string | undefined, value: string, ttlMs?: number): Promise<boolean> {
		return await this.changeAll([{ key, expected, value, ttlMs }]);
	}

	async changeAll(changes: readonly EntryChange[]): Promise<boolean> {
		requireEachKeyOnce(changes);
		const told = (value: string | undefined) => (value === undefined ? '' : `=${value}`);
		const outcome = await this.redis.run(
			CHANGE_ALL,
			changes.map(({ key }) => this.entry(key)),
			...changes.flatMap(({ expected, value, ttlMs }) => [told(expected), told(value), ttlMs === undefined ? '' : wholeTtl(ttlMs)]),
		);
		return outcome === 1;
	}

	async *entries(prefix: string): AsyncGenerator<{ key: string; value: string }> {
		const start = this.entry('');
		const pattern = `${(start + prefix).replace(/[*?[\]\\]/g, '\\$&')}*`;
		// Redis gives a key twice when it rearranges its keys meanwhile.
		const given = new Set<string>();
		let cursor = '0';
		do {
			const [next, keys] = (await this.redis.run(SCAN, [start], cursor, pattern, KEYS_AT_ONCE)) as [string, string[]];
			cursor = next;
			const found = [...new Set(keys)].filter((entry) => !given.has(entry));
			const values = found.length > 0 ? await this.redis.use((client) => client.mget(found)) : [];
			for (const [index, entry] of found.entries()) {
				const value = values[index];
				// It may be gone by now.
				if (value === null) continue;
				given.add(entry);
				yield { key: entry.slice(start.length), value };
			}
		} while (cursor !== '0');
	}

	async reserveSlot(request: SlotRequest): Promise<SlotAnswer> {
		const { line, id, order } = request;
		const { count, perUs, fromUs, notAfterUs, open } = slotWish(request);
		const keys = ['slots', 'line', 'order'].map((kind) => `${this.prefix}${kind}:${line}`);
		const answer = await this.redis.run(
			RESERVE,
			keys,
			...[id, count, perUs, fromUs, Number.isFinite(notAfterUs) ? notAfterUs : '', microseconds(this.clock())],
			...[order === undefined ? '' : `=${order}`, microseconds(SLOT_GRACE_MS)],
			...(open ? open.flatMap(({ fromUs: from, toUs: to }) => [from, to]) : ['always']),
		);
		return slotAnswer(answer as RawAnswer);
	}

	async setTimer({ id, dueMs, payload, keptUntilMs }: Timer): Promise<void> {
		await this.redis.run(SET_TIMER, this.timers(), id, dueMs, payload, keptUntilMs ?? '');
	}

	async takeTimers(request: { dueBeforeMs: number; nowMs: number; leaseMs: number; limit: number }): Promise<Timer[]> {
		const { dueBeforeMs, nowMs, leaseMs, limit } = request;
		const row = (await this.redis.run(TAKE_TIMERS, this.timers(), dueBeforeMs, nowMs, leaseMs, Math.max(0, limit))) as string[];
		return Array.from({ length: row.length / 3 }, (_, index) => {
			const [id, due, payload] = row.slice(index * 3, index * 3 + 3);
			return { id, dueMs: Number(due), payload };
		});
	}

	async clearTimer(id: string): Promise<void> {
		await this.redis.run(CLEAR_TIMER, this.timers(), id);
	}

	async close(): Promise<void> {
		this.redis.close();
	}

	private entry(key: string): string {
		return `${this.prefix}entry:${key}`;
	}

	private timers(): string[] {
		return ['free', 'kept', 'due', 'payloads'].map((kind) => `${this.prefix}timers:${kind}`);
	}
}

/** What the script gives: the outcome, then its numbers. */
type RawAnswer = [SlotAnswer['outcome'], ...Array<string | number>];

function slotAnswer([outcome, at, ...numbers]: RawAnswer): SlotAnswer {
	const ms = milliseconds(Number(at));
	if (outcome === 'moreSpans') return { outcome, fromMs: ms };
	if (outcome === 'tooLate') return { outcome, slotMs: ms, used: Number(numbers[0]) };
	return { outcome, slotMs: ms, position: Number(numbers[0]), used: Number(numbers[1]) };
}

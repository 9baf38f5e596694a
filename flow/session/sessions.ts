import { setTimeout as sleep } from 'node:timers/promises';

import type { Participant } from '../participant/participant';
import type { EntryChange, FlowStore } from '../store/flowStore';
import { StoreUnavailable } from '../store/flowStore';
import { unlessStoreIsAway } from '../store/unlessStoreIsAway';
import { Analytics } from './analytics';
import { ended, withSeen } from './rules';
import type { Session } from './session';
import { isRunning } from './session';

/** A session can last for 31 days; what is left of one whose run has died goes by itself. */
const RUNNING_KEPT_MS = 62 * 86_400_000;
/** So long a session is known to have ended; later it is unknown. */
const ENDED_KEPT_MS = 8 * 86_400_000;

/** Of many who change one session at once, the last one is done long before this. */
const GIVE_UP_MS = 10_000;
const LONGEST_PAUSE_MS = 100;

/** What came of opening a session: whether it is open, and which others it has ended; or which other one goes on. */
export type Opened = { isOpen: true; replaced: Session[] } | { isOpen: false; running: Session };

/** What came of a change; `before` is what was there. */
export interface Changed {
	before: Session;
	after: Session;
}

/**
 * The chatbot sessions of all participants. The store holds each session in one entry, so that every change is made as a
 * whole, and for each participant the ID of the last one. Nobody has two that go on.
 */
export class Sessions {
	constructor(private readonly store: FlowStore) {}

	/** @throws StoreUnavailable */
	async get(id: string): Promise<Session | undefined> {
		return (await this.read(id))?.session;
	}

	/**
	 * @returns the session of a participant that goes on; also one that was opened before the participant was merged
	 * @throws StoreUnavailable
	 */
	async runningOf(participant: Pick<Participant, 'id' | 'merged'>): Promise<Session | undefined> {
		const { read } = await this.see(participant);
		return read.map(({ session }) => session).filter(isRunning).toSorted(newestFirst)[0];
	}

	/**
	 * Opens a session. Those of the same participant that go on are ended, because a new one has begun; of many that are
	 * opened at once, one stays.
	 *
	 * @param keepsRunning whether one that goes on is left to go on, and none is opened
	 * @throws StoreUnavailable
	 */
	async open(session: Session, participant: Pick<Participant, 'id' | 'merged'>, { keepsRunning }: { keepsRunning: boolean }): Promise<Opened> {
		return await patiently(async () => {
			const { pointer, read } = await this.see(participant);
			const running = read.filter((one) => isRunning(one.session));
			if (keepsRunning && running.length > 0) {
				return { isOpen: false, running: running.map((one) => one.session).toSorted(newestFirst)[0] };
			}
			const known = read.map((one) => one.session).toSorted(newestFirst)[0]?.seen ?? [];
			const opened = { ...session, seen: withSeen(known, ...session.seen) };
			const replaced = running.map((one) => ({ ...one, after: ended(one.session, { exit: 'endedExternally', reason: 'A new session of the participant has started.' }) }));
			const isDone = await this.store.changeAll([
				{ key: recordKey(session.id), expected: undefined, value: JSON.stringify(opened), ttlMs: RUNNING_KEPT_MS },
				{ key: pointerKey(participant.id), expected: pointer, value: session.id, ttlMs: RUNNING_KEPT_MS },
				...replaced.map(({ text, after }): EntryChange => ({ key: recordKey(after.id), expected: text, value: JSON.stringify(after), ttlMs: ENDED_KEPT_MS })),
			]);
			if (!isDone) return undefined;
			for (const { session: before, after } of replaced) await this.count({ before, after });
			return { isOpen: true, replaced: replaced.map(({ after }) => after) };
		});
	}

	/**
	 * Changes a session; the change is made to what is there at that moment.
	 *
	 * @param make gives the session as it is to be, or the very same one for no change; it may be asked several times
	 * @returns undefined when there is no such session
	 * @throws StoreUnavailable
	 */
	async change(id: string, make: (session: Session) => Session): Promise<Changed | undefined> {
		return await patiently(async () => {
			const read = await this.read(id);
			if (!read) return 'none' as const;
			const before = read.session;
			const after = make(before);
			if (after === before) return { before, after };
			const ttlMs = after.end ? ENDED_KEPT_MS : RUNNING_KEPT_MS;
			if (!(await this.store.compareAndSet(recordKey(id), read.text, JSON.stringify(after), ttlMs))) return undefined;
			await this.count({ before, after });
			return { before, after };
		}).then((changed) => (changed === 'none' ? undefined : changed));
	}

	/** Only who has made the change counts it, so each is counted once. */
	private async count({ before, after }: Changed): Promise<void> {
		const analytics = new Analytics(this.store);
		const work = async () => {
			if (after.hasBegun && !before.hasBegun) await analytics.count(after.owner, 'started');
			if (after.end && !before.end) await analytics.count(after.owner, after.end.exit);
		};
		// The session itself is kept, which matters more than its number.
		await unlessStoreIsAway(work, () => undefined);
	}

	private async see({ id, merged = [] }: Pick<Participant, 'id' | 'merged'>): Promise<{ pointer: string | undefined; read: Read[] }> {
		const ids = [...new Set([id, ...merged.map((one) => one.id)])];
		const pointers = await Promise.all(ids.map(async (one) => await this.store.get(pointerKey(one))));
		const sessionIds = [...new Set(pointers.filter((one) => one !== undefined))];
		const found = await Promise.all(sessionIds.map(async (one) => await this.read(one)));
		return { pointer: pointers[0], read: found.filter((one) => one !== undefined) };
	}

	private async read(id: string): Promise<Read | undefined> {
		const text = await this.store.get(recordKey(id));
		return text === undefined ? undefined : { text, session: JSON.parse(text) as Session };
	}
}

/** A session, and its entry in the store. */
interface Read {
	text: string;
	session: Session;
}

async function patiently<Value>(work: () => Promise<Value | undefined>): Promise<Value> {
	const giveUpAt = performance.now() + GIVE_UP_MS;
	for (let tries = 0; performance.now() < giveUpAt; tries++) {
		const value = await work();
		if (value !== undefined) return value;
		// Somebody else was faster, and all of them are to go on at different times.
		await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 2 ** tries));
	}
	throw new StoreUnavailable('A chatbot session could not be kept, because others change it all the time. Try again later.');
}

function newestFirst(one: Session, other: Session): number {
	return Date.parse(other.startedAt) - Date.parse(one.startedAt);
}

function recordKey(id: string): string {
	return `session:${id}`;
}

function pointerKey(participantId: string): string {
	return `session-of:${participantId}`;
}

import isEqual from 'lodash/isEqual';

import type { EntryChange, FlowStore } from '../store/flowStore';
import type { EventKind, MessageProvider } from './messageEvent';

/** A published flow that is to be given events. */
export interface Listener {
	/** Stays the same when the flow is published anew. */
	id: string;
	provider: MessageProvider;
	/** The provider's app or account whose events it is given, as a digest. */
	group: string;
	/** Where it takes events. */
	url: string;
	/** The kinds of events that start its flow. */
	kinds: EventKind[];
	/** Whether somebody only tries it out in the editor, for one event. */
	isTest?: boolean;
	/** The credential in n8n by which its group is known, if n8n has given it an ID. */
	credentialId?: string;
	/** Since when nobody is found at its URL; Unix time in milliseconds. */
	missingSinceMs?: number;
	/** Since when it does not take what it is handed; Unix time in milliseconds. */
	failingSinceMs?: number;
}

/** n8n takes calls a while before it has all flows ready, so a listener that is missing may be about to come. */
const MISSING_FOR_MS = 300_000;
/** One that takes nothing for so long does not hold up the others any more. */
const FAILING_FOR_MS = 900_000;

/**
 * The flows that listen to the providers' apps and accounts. A provider calls one URL for each of these, so whoever it
 * calls tells the others.
 */
export class Listeners {
	/** @param clock gives Unix time in milliseconds */
	constructor(
		private readonly store: FlowStore,
		private readonly clock: () => number = Date.now,
	) {}

	/**
	 * Adds a listener in place of what it was before.
	 *
	 * @throws StoreUnavailable
	 */
	async add(listener: Listener): Promise<void> {
		await this.place(listener.id, listener);
	}

	/**
	 * Forgets a listener; one that is not known is no fault.
	 *
	 * @throws StoreUnavailable
	 */
	async remove(id: string): Promise<void> {
		await this.place(id, undefined);
	}

	/**
	 * @param group from the account's credential
	 * @returns who listens to it, in the order in which they came
	 * @throws StoreUnavailable
	 */
	async of(provider: MessageProvider, group: string): Promise<Listener[]> {
		return readListeners(await this.store.get(groupKey(provider, group)));
	}

	/**
	 * Notes down that nobody was found at a listener's URL, and forgets it when that has been so for five minutes.
	 *
	 * @returns whether it is forgotten
	 * @throws StoreUnavailable
	 */
	async missing(listener: Listener): Promise<boolean> {
		const nowMs = this.clock();
		const { missingSinceMs = nowMs } = listener;
		const isGone = listener.isTest === true || nowMs - missingSinceMs >= MISSING_FOR_MS;
		await this.replace(listener, isGone ? undefined : { ...listener, missingSinceMs });
		return isGone;
	}

	/**
	 * Notes down that a listener did not take what it was handed.
	 *
	 * @returns whether that has been so for a quarter of an hour
	 * @throws StoreUnavailable
	 */
	async failing(listener: Listener): Promise<boolean> {
		const nowMs = this.clock();
		const { failingSinceMs = nowMs } = listener;
		if (listener.failingSinceMs === undefined) await this.replace(listener, { ...listener, failingSinceMs });
		return nowMs - failingSinceMs >= FAILING_FOR_MS;
	}

	/** Notes down that a listener was found, if it was missing or failing. */
	async found(listener: Listener): Promise<void> {
		const { missingSinceMs, failingSinceMs, ...present } = listener;
		if (missingSinceMs !== undefined || failingSinceMs !== undefined) await this.replace(listener, present);
	}

	/**
	 * Adds a listener that is not known in its group. If its key or secret has changed, the others with the same credential
	 * go along; n8n does not tell them.
	 *
	 * @returns who listens in its group then
	 * @throws StoreUnavailable
	 */
	async rejoin(listener: Listener): Promise<Listener[]> {
		const before = await this.store.get(listenerKey(listener.id));
		const { credentialId } = listener;
		await this.add(listener);
		if (before !== undefined && before !== groupKey(listener.provider, listener.group) && credentialId !== undefined) {
			const others = readListeners(await this.store.get(before)).filter((one) => one.credentialId === credentialId);
			for (const other of others) await this.add({ ...other, group: listener.group });
		}
		return await this.of(listener.provider, listener.group);
	}

	/** The list of a group is changed together with the note that says in which group a listener is. */
	private async place(id: string, listener: Listener | undefined): Promise<void> {
		for (;;) {
			const noted = await this.store.get(listenerKey(id));
			const lists = [...new Set([noted, listener && groupKey(listener.provider, listener.group)])].filter((key) => key !== undefined);
			const texts = await Promise.all(lists.map(async (key) => await this.store.get(key)));
			const changes: EntryChange[] = lists.map((key, index) => {
				// At one URL there is one listener; another one is what n8n had there before.
				const others = readListeners(texts[index]).filter((one) => one.id !== id && one.url !== listener?.url);
				const isHere = listener !== undefined && key === groupKey(listener.provider, listener.group);
				return { key, expected: texts[index], value: writeListeners(isHere ? [...others, listener] : others) };
			});
			const note = { key: listenerKey(id), expected: noted, value: listener && groupKey(listener.provider, listener.group) };
			if (await this.store.changeAll([...changes, note])) return;
		}
	}

	/** Replaces a listener that is still as it was; somebody may have published its flow anew meanwhile. */
	private async replace(listener: Listener, other: Listener | undefined): Promise<void> {
		const key = groupKey(listener.provider, listener.group);
		for (;;) {
			const text = await this.store.get(key);
			const all = readListeners(text);
			const at = all.findIndex((one) => isEqual(one, listener));
			if (at < 0) return;
			const changed = other ? all.with(at, other) : all.toSpliced(at, 1);
			const changes: EntryChange[] = [{ key, expected: text, value: writeListeners(changed) }];
			if (!other) changes.push({ key: listenerKey(listener.id), expected: key, value: undefined });
			if (await this.store.changeAll(changes)) return;
		}
	}
}

function readListeners(text: string | undefined): Listener[] {
	return text === undefined ? [] : (JSON.parse(text) as Listener[]);
}

function writeListeners(listeners: readonly Listener[]): string | undefined {
	return listeners.length === 0 ? undefined : JSON.stringify(listeners);
}

function groupKey(provider: MessageProvider, group: string): string {
	return `message-listeners:${provider}:${group}`;
}

function listenerKey(id: string): string {
	return `message-listener:${id}`;
}

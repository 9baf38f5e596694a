import { randomUUID } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { ReasonCode } from '../../flow/addToFlow/reasons';
import { mapInOrder } from '../../flow/concurrency';
import { digest } from '../../flow/digest';
import type { RetryPolicy } from '../../flow/http/retry';
import { OptOuts } from '../../flow/optOut/optOuts';
import type { FlowStore } from '../../flow/store/flowStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { BlocklistOutcome } from '../../providers/infobip/blocklist';
import { blockDestinations, MOST_DESTINATIONS, unblockDestinations } from '../../providers/infobip/blocklist';
import type { SendRequest } from '../../providers/sendRequest';
import { infobipAccount } from '../shared/infobipAccount';
import type { ListChange } from './changeList';

/** Infobip takes one request a second; a little more keeps them apart on their way, too. */
const PACE_MS = 1100;

/** A run does not stand still for longer, only to tell Infobip. */
const LONGEST_WAIT_MS = 60_000;

/** As many addresses are looked up at once. */
const LOOKUPS_AT_ONCE = 10;

const TIMEOUT_MS = 30_000;

/** A blocklist that is changed twice in the same way is the same. */
const RETRY: RetryPolicy = {
	maxRetries: 2,
	reasons: ['noResponse', 'serverError', 'tooManyRequests'],
	baseDelayMs: 1000,
	maxDelayMs: 30_000,
	repeatable: true,
};

/** An account at Infobip whose blocklist follows the list here. */
export interface Mirror {
	baseUrl: string;
	/** The line on which all runs wait for their turn. */
	line: string;
	sendRequest: SendRequest;
	sleep: (ms: number) => Promise<void>;
}

/** Why Infobip was not told. */
export type Refused = Extract<BlocklistOutcome, { accepted: false }>;

/** What came of a change; superseded when the list says the opposite by now, of which the run that changed it tells Infobip. */
export type MirrorOutcome = Refused | { accepted: true; isSuperseded?: boolean };

/**
 * Reads which account is to be told.
 *
 * @returns undefined when none is; a refusal for a credential that cannot be used
 */
export async function readMirror(context: IExecuteFunctions): Promise<Mirror | Refused | undefined> {
	if (context.getNodeParameter('mirror', 0, false) !== true) return undefined;
	try {
		const { baseUrl, apiKey, sendRequest } = await infobipAccount(context, 0, { retry: RETRY, timeoutMs: TIMEOUT_MS });
		const signal = context.getExecutionCancelSignal();
		return {
			baseUrl,
			line: `infobip-blocklist:${digest(apiKey)}`,
			sendRequest,
			sleep: async (ms: number) => void (await setTimeout(ms, undefined, { signal })),
		};
	} catch (error) {
		return refusal('notAuthorized', (error as Error).message);
	}
}

/**
 * Tells Infobip of the changes of a whole run: those for one channel and in one direction together, in one request. The
 * list is read again when the turn has come, because others change it meanwhile: Infobip is told what holds then.
 *
 * @param mirror the account, or why there is none
 * @param ofItems the changes of each item, in the order in which they were made; of an address the last one counts
 * @returns for each item what came of it: that Infobip has accepted it, or the first reason why not
 * @throws only when the run is cancelled
 */
export async function tellInfobip(mirror: Mirror | Refused, store: FlowStore, ofItems: readonly ListChange[][]): Promise<MirrorOutcome[]> {
	const last = new Map(ofItems.flat().filter(concernsInfobip).map((change) => [placeOf(change), change]));
	const outcomes = new Map<string, MirrorOutcome>();
	for (const batch of batchesOf([...last.values()])) {
		const told = 'accepted' in mirror ? sameFor(batch, mirror) : await tellBatch(mirror, store, batch);
		for (const [change, outcome] of told) outcomes.set(placeOf(change), outcome);
	}
	return ofItems.map((changes) => together(changes.filter(concernsInfobip).map((change) => outcomes.get(placeOf(change)) as MirrorOutcome)));
}

/** The outcome of an item with several changes. */
function together(outcomes: readonly MirrorOutcome[]): MirrorOutcome {
	const isSuperseded = outcomes.length > 0 && outcomes.every((one) => one.accepted && one.isSuperseded);
	return outcomes.find(({ accepted }) => !accepted) ?? { accepted: true, isSuperseded };
}

/** What Infobip cannot block, it cannot have blocked either. */
function concernsInfobip({ channel, isBlocked }: ListChange): boolean {
	return isBlocked || channel !== 'voice';
}

/** @returns what an item tells of the mirror */
export function mirrorView(outcome: MirrorOutcome): IDataObject {
	return outcome.accepted
		? { status: outcome.isSuperseded ? 'superseded' : 'accepted' }
		: { status: 'failed', reason: outcome.reason, message: `${outcome.message} The list here holds all the same.` };
}

function placeOf({ address, channel }: ListChange): string {
	return `${channel}:${address.value}`;
}

function batchesOf(changes: readonly ListChange[]): ListChange[][] {
	const groups = Map.groupBy(changes, ({ channel, isBlocked }) => `${channel}:${isBlocked}`);
	return [...groups.values()].flatMap((group) => {
		const starts = Array.from({ length: Math.ceil(group.length / MOST_DESTINATIONS) }, (_, index) => index * MOST_DESTINATIONS);
		return starts.map((from) => group.slice(from, from + MOST_DESTINATIONS));
	});
}

type Told = Array<[ListChange, MirrorOutcome]>;

function sameFor(batch: readonly ListChange[], outcome: MirrorOutcome): Told {
	return batch.map((change) => [change, outcome]);
}

/** Tells Infobip those changes of a batch that still hold when its turn has come. */
async function tellBatch(mirror: Mirror, store: FlowStore, batch: readonly ListChange[]): Promise<Told> {
	const { baseUrl, line, sendRequest, sleep } = mirror;
	const [{ channel, isBlocked }] = batch;
	const waitMs = await turnOn(line, store);
	if (typeof waitMs !== 'number') return sameFor(batch, waitMs);
	await sleep(waitMs);

	const now = await compared(store, batch);
	if ('accepted' in now) return sameFor(batch, now);
	const superseded = sameFor(now.opposite, { accepted: true, isSuperseded: true });
	if (now.holding.length === 0) return superseded;

	const tell = isBlocked ? blockDestinations : unblockDestinations;
	const destinations = now.holding.map(({ address }) => address.value);
	const outcome = await tell(sendRequest, { baseUrl, channel, destinations, sleep });
	const told = sameFor(now.holding, outcome);
	const blockedAgain = outcome.accepted && !isBlocked ? await blockedMeanwhile(mirror, store, now.holding) : [];
	return [...superseded, ...told, ...blockedAgain];
}

/**
 * Blocks those again who have come on the list while Infobip was told to unblock them: it may have taken that after it
 * was told to block them.
 *
 * @returns what came of them, instead of what came of unblocking
 */
async function blockedMeanwhile(mirror: Mirror, store: FlowStore, unblocked: readonly ListChange[]): Promise<Told> {
	const now = await compared(store, unblocked);
	if ('accepted' in now) return sameFor(unblocked, now);
	if (now.opposite.length === 0) return [];
	return await tellBatch(mirror, store, now.opposite.map((change) => ({ ...change, isBlocked: true })));
}

/** Compares changes with the list as it is now: which still hold, and of which the opposite does. */
async function compared(store: FlowStore, changes: readonly ListChange[]): Promise<Refused | Record<'holding' | 'opposite', ListChange[]>> {
	const optOuts = new OptOuts(store);
	const read = async () =>
		await mapInOrder(changes, LOOKUPS_AT_ONCE, async ({ address, channel }) => {
			// A store in a file answers at once, and many addresses would keep everybody else waiting.
			await setImmediate();
			return await optOuts.has(address, channel);
		});
	const areListed = await unlessStoreIsAway(read, ({ message }) => refusal('optOutListUnavailable', `The list could not be read again. ${message}`));
	if ('accepted' in areListed) return areListed;
	const holds = ({ isBlocked }: ListChange, index: number) => areListed[index] === isBlocked;
	return { holding: changes.filter(holds), opposite: changes.filter((change, index) => !holds(change, index)) };
}

/** @returns how long to wait for the next turn in milliseconds; or why there is none */
async function turnOn(line: string, store: FlowStore): Promise<number | Refused> {
	const nowMs = Date.now();
	const request = { line, id: randomUUID(), count: 1, perMs: PACE_MS, fromMs: nowMs, notAfterMs: nowMs + LONGEST_WAIT_MS };
	const slot = await unlessStoreIsAway(
		async () => await store.reserveSlot(request),
		({ message }) => refusal('optOutListUnavailable', `No turn for a request to Infobip could be reserved. ${message}`),
	);
	if ('accepted' in slot) return slot;
	if (slot.outcome === 'taken') return Math.max(0, slot.slotMs - nowMs);
	return refusal('rateLimited', 'Infobip takes one request a second, and those of the next minute are spoken for.');
}

function refusal(reason: ReasonCode, message: string): Refused {
	return { accepted: false, reason, message };
}

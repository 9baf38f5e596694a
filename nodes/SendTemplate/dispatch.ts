import { setTimeout } from 'node:timers/promises';

import chunk from 'lodash/chunk';
import uniqBy from 'lodash/uniqBy';
import type { IExecuteFunctions } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { muteWords, mutedBy } from '../../flow/conversation/mutes';
import { waitForTurn } from '../../flow/http/turns';
import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import type { FlowStore } from '../../flow/store/flowStore';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import type { SendOutcome, TemplateMessage } from '../../flow/template/gateway';
import { SentOnce } from '../../flow/template/once';
import type { Refusal } from '../../flow/template/refusals';
import { refusal } from '../../flow/template/refusals';
import { pauseBeforeSendingAgain } from '../../flow/template/sendAgain';
import { keepOptOut } from '../shared/parked/reports';
import { turnClock } from '../shared/turns';
import type { Draft } from './drafts';
import type { NodeChoice } from './panel';

/** What came of a draft; `repeated` when it had been sent before and was not sent again. */
export type Dispatched = { outcome: SendOutcome; repeated?: boolean };

const REQUESTS_AT_ONCE = 10;
const LOOKUPS_AT_ONCE = 20;
/** For so long a message is not sent again. */
const ONCE_MS = 86_400_000;
/** So long it is waited for another run that is sending the same message. */
const OTHER_RUN_MS = 10_000;

/**
 * Sends all drafts, those of one account together as far as its provider takes them together, at the pace that it takes.
 * Of several with the same ID only the first is sent.
 *
 * @returns what came of each, in the order given; it throws only when the run is cancelled
 */
export async function dispatch(context: IExecuteFunctions, drafts: readonly Draft[], choice: NodeChoice): Promise<Dispatched[]> {
	const signal = context.getExecutionCancelSignal();
	const firsts = uniqBy(drafts, ({ message }) => message.messageId);
	const dispatched = new Map<string, Dispatched>();
	const batches = [...Map.groupBy(firsts, ({ account }) => account)].flatMap(([{ gateway }, ofAccount]) => chunk(ofAccount, gateway.batchSize));
	await mapInOrder(
		batches,
		REQUESTS_AT_ONCE,
		async (batch) => {
			const came = await dispatchBatch(context, batch, choice, signal);
			batch.forEach(({ message }, at) => dispatched.set(message.messageId, came[at]));
		},
		signal,
	);
	const isFirst = new Set(firsts);
	return drafts.map((draft) => {
		const came = dispatched.get(draft.message.messageId) as Dispatched;
		return isFirst.has(draft) ? came : { ...came, repeated: true };
	});
}

async function dispatchBatch(context: IExecuteFunctions, batch: Draft[], choice: NodeChoice, signal: AbortSignal | undefined): Promise<Dispatched[]> {
	const work = async (): Promise<Dispatched[]> => {
		const came = await earlierOutcomes(batch);
		const fresh = batch.filter(({ message }) => !came.has(message.messageId));
		if (fresh.length > 0) await dispatchFresh(context, fresh, { choice, signal, came });
		return batch.map(({ message }) => came.get(message.messageId) as Dispatched);
	};
	return await unlessStoreIsAway(work, (error) => batch.map(() => refused(storeAway(error))));
}

/** What was sent before needs no turn. */
async function earlierOutcomes(batch: readonly Draft[]): Promise<Map<string, Dispatched>> {
	const once = new SentOnce(flowStore(), ONCE_MS);
	const earlier = await mapInOrder(batch, LOOKUPS_AT_ONCE, async ({ message }) => await once.earlier(message.messageId));
	return new Map(batch.flatMap(({ message }, at) => (earlier[at] ? [[message.messageId, { outcome: earlier[at], repeated: true }]] : [])));
}

/** How a batch is sent; what comes of its messages is put under their IDs. */
interface Sending {
	choice: NodeChoice;
	signal: AbortSignal | undefined;
	came: Map<string, Dispatched>;
}

async function dispatchFresh(context: IExecuteFunctions, batch: readonly Draft[], sending: Sending): Promise<void> {
	const { choice, signal, came } = sending;
	const late = await lateTurn(flowStore(), batch, choice, signal);
	if (late) {
		for (const { message } of batch) came.set(message.messageId, refused(late));
		return;
	}
	const granted = await askLeaves(batch, sending);
	if (granted.length > 0) await sendGranted(context, granted, sending);
}

function storeAway({ message }: Error): Refusal {
	return refusal('storeUnavailable', `Nothing was sent, because it cannot be known whether it may be. ${message}`, 'Send it again when the flow store works.');
}

function refused(problem: Refusal): Dispatched {
	return { outcome: { accepted: false, problem } };
}

/** @returns why the batch does not get its turn in time, if it does not */
async function lateTurn(store: FlowStore, batch: readonly Draft[], { turnMs }: NodeChoice, signal: AbortSignal | undefined): Promise<Refusal | undefined> {
	const [{ account, message }] = batch;
	const receivers = account.limits.perReceiver ? batch.map((draft) => draft.message.to) : [];
	const waiting = { line: account.line, id: message.messageId, receivers, atMostMs: turnMs };
	const late = await waitForTurn(store, account.limits, waiting, turnClock(signal));
	if (!late) return undefined;
	return refusal('turnTooLate', 'The speed limit of the provider would have made this message wait for too long.', 'Send it later, or raise Wait for a Turn.', {
		retryAfterMs: Math.max(0, late.tooLateMs - Date.now()),
	});
}

/** @returns those that may go out now; a leave of which no use will be made is given back */
async function askLeaves(batch: readonly Draft[], { choice, signal, came }: Sending): Promise<Draft[]> {
	const store = flowStore();
	const granted: Draft[] = [];
	let isDone = false;
	try {
		for (const draft of batch) {
			signal?.throwIfAborted();
			const other = await leaveOf(store, draft.message, choice, signal);
			if (other) came.set(draft.message.messageId, other);
			else granted.push(draft);
		}
		isDone = true;
	} finally {
		if (!isDone) await giveBack(granted);
	}
	return granted;
}

/** Where the store is away, they stay taken until they are forgotten. */
async function giveBack(granted: readonly Draft[]): Promise<void> {
	const once = new SentOnce(flowStore(), ONCE_MS);
	for (const { message } of granted) await unlessStoreIsAway(async () => await once.giveBack(message.messageId), () => undefined);
}

/** @returns undefined when a message may go out now; otherwise why not, or what came of it before */
async function leaveOf(store: FlowStore, { messageId, to }: TemplateMessage, choice: NodeChoice, signal: AbortSignal | undefined): Promise<Dispatched | undefined> {
	const forbidden = await forbiddenBy(store, to, choice);
	if (forbidden) return refused(forbidden);

	const leave = await new SentOnce(store, ONCE_MS).askPatiently(messageId, { waitMs: OTHER_RUN_MS, ...turnClock(signal) });
	if (leave.granted) return undefined;
	if (leave.earlier) return { outcome: leave.earlier, repeated: true };
	const text = 'It is not known whether this message was sent: another run is sending it, or was cut off while it did.';
	return refused(refusal('sentBefore', text, 'Look at the reports before you send it under another Message ID.', { mayHaveBeenSent: true }));
}

async function forbiddenBy(store: FlowStore, phone: string, { optOuts, staysSilent }: NodeChoice): Promise<Refusal | undefined> {
	const addresses = [{ type: 'phone', value: phone }];
	const entry = optOuts && (await optOutOf(store, addresses, optOuts));
	if (entry) return refusal('optedOut', optOutWords(entry), 'Do not send to this person, unless they opt in again.');
	const mute = staysSilent ? await mutedBy(store, addresses) : undefined;
	return mute && refusal('agentTalks', muteWords(mute), 'Send it when the conversation is resolved, if it still matters then.');
}

/** @returns why a message would not be sent, if it were; nothing is reserved or noted down */
export async function refusalInDryRun({ message }: Draft, choice: NodeChoice): Promise<Refusal | undefined> {
	return await unlessStoreIsAway(async () => await forbiddenBy(flowStore(), message.to, choice), storeAway);
}

/**
 * Sends what may go out, and what the provider did not take once more, as far as that helps. What came of it is noted down
 * also when the run is cancelled in a pause.
 */
async function sendGranted(context: IExecuteFunctions, drafts: readonly Draft[], { choice, signal, came }: Sending): Promise<void> {
	const { gateway } = drafts[0].account;
	const outcomes = new Map<Draft, SendOutcome>();
	try {
		let left = drafts;
		for (let tries = 1; left.length > 0; tries++) {
			const answers = await gateway.send(left.map(({ message }) => message));
			left.forEach((draft, at) => outcomes.set(draft, answers[at]));
			const pauses = left.map((draft) => pauseOf(outcomes.get(draft) as SendOutcome, tries, choice));
			left = left.filter((_, at) => pauses[at] !== undefined);
			if (left.length > 0) await setTimeout(Math.max(...pauses.map((pause) => pause ?? 0)), undefined, { signal });
		}
	} finally {
		await keep(context, outcomes);
	}
	for (const [{ message }, outcome] of outcomes) came.set(message.messageId, { outcome });
}

function pauseOf(outcome: SendOutcome, tries: number, { http }: NodeChoice): number | undefined {
	return outcome.accepted ? undefined : pauseBeforeSendingAgain(outcome.problem, tries, http.maxRetries, Math.random());
}

/** What has happened has happened: a store that is away now takes nothing back. */
async function keep(context: IExecuteFunctions, outcomes: ReadonlyMap<Draft, SendOutcome>): Promise<void> {
	const once = new SentOnce(flowStore(), ONCE_MS);
	const work = async () => {
		await mapInOrder([...outcomes], LOOKUPS_AT_ONCE, async ([{ account, message }, outcome]) => {
			await once.note(message.messageId, outcome);
			if (!outcome.accepted && outcome.problem.optedOut) await keepOptOut(message.to, account.provider);
		});
	};
	await unlessStoreIsAway(work, ({ message }) => {
		context.logger.warn(`Send Template "${context.getNode().name}" has sent, but could not note it down. ${message}`);
	});
}

import type { Answer } from './answer';
import type { KeptAnswer } from './keptAnswer';
import { answerFrom } from './keptAnswer';
import type { Refusal } from './problem';
import { refuse } from './problem';
import type { KeyClaim, RequestRecord } from './requestLog';
import { runProblem } from './runProblem';
import type { RunSources } from './runState';
import { runState } from './runState';

/** The header that marks an answer as the one that an earlier call with the same key got. */
export const REPLAYED_HEADER = 'Idempotency-Replayed';

/** Seconds after which a caller may ask again for what is still in progress. */
export const ASK_AGAIN_SECONDS = 1;

/**
 * A process has noted down what is to be known of a call long before this is over, unless the store went away just when it
 * had claimed the key.
 */
const MOST_MS_TO_OPEN = 30_000;

/** A call that comes with an idempotency key. */
export interface KeyedCall {
	/** The digest of the key. */
	key: string;
	fingerprint: string;
	/** What is to be kept of the call if it is the first with this key. */
	record: RequestRecord;
	/** Until when the key stands for this call. Unix time in milliseconds. */
	keyUntilMs: number;
}

/** What becomes of a call with an idempotency key; `first` tells of the call that came first with it. */
export type KeyOutcome =
	/** It is the first: the flow is to be run. */
	| { decision: 'run' }
	/** The first call has been answered: the same answer again. */
	| { decision: 'answer'; answer: Answer; first: RequestRecord }
	/** The first call was asynchronous: the same acknowledgement again. */
	| { decision: 'acknowledge'; executionId: string; first: RequestRecord }
	/** The first call ended with a problem: the same problem again. */
	| { decision: 'problem'; refusal: Refusal; first: RequestRecord }
	/** Neither can the flow be run, nor is there an answer. */
	| { decision: 'refuse'; refusal: Refusal; first?: RequestRecord };

/**
 * Decides what becomes of a call with an idempotency key (draft-ietf-httpapi-idempotency-key-header): of all calls with one
 * key, one runs the flow, and the others get its answer. A call that was first but whose process died before the flow
 * started does not count; the next one takes its place.
 */
export async function claimCall(call: KeyedCall, sources: RunSources): Promise<KeyOutcome> {
	const { log } = sources;
	const { requestId, takenBy, receivedAtMs } = call.record;
	const claim: KeyClaim = { requestId, fingerprint: call.fingerprint, takenBy, receivedAtMs, untilMs: call.keyUntilMs };

	for (;;) {
		const holder = await log.claimKey(call.key, claim);
		const isOurs = holder === undefined || ((await cedes(holder, call, sources)) && (await log.handOverKey(call.key, holder, claim)));
		// Another call may have found this one dead, if it had to wait here for long.
		if (isOurs) return (await log.open(call.record)) ? { decision: 'run' } : inProgress();

		const first = await log.find(holder.requestId);
		if (first?.givenUp) continue;
		if (holder.fingerprint !== call.fingerprint) return reused();
		return first ? await answerOfFirst(first, sources) : inProgress();
	}
}

/** @returns whether the call that has the key will never run, so that another one can have the key */
async function cedes(holder: KeyClaim, call: KeyedCall, { log, isAlive }: RunSources): Promise<boolean> {
	const first = await log.find(holder.requestId);
	if (first?.givenUp) return true;
	if (first?.executionId !== undefined || holder.fingerprint !== call.fingerprint) return false;
	const isStuck = !first && call.record.receivedAtMs - holder.receivedAtMs > MOST_MS_TO_OPEN;
	if (!isStuck && (await isAlive(holder.takenBy))) return false;

	if (!first) return await log.open({ ...call.record, requestId: holder.requestId, givenUp: true });
	return await log.giveUp(first.requestId);
}

async function answerOfFirst(first: RequestRecord, sources: RunSources): Promise<KeyOutcome> {
	// What API End says on an asynchronous route is for who asks after the request; the answer was the acknowledgement.
	if (first.mode === 'async') {
		return first.executionId === undefined
			? inProgress(first)
			: { decision: 'acknowledge', executionId: first.executionId, first };
	}

	const early = await sources.log.answer(first.requestId);
	if (early) return replay(early, first);
	const state = await runState(first, sources);
	if (state === 'running' || state === 'waiting') return inProgress(first);
	// It may have been kept while n8n was asked; now that the run is over, there will be no other.
	const late = await sources.log.answer(first.requestId);
	if (late) return replay(late, first);
	switch (state) {
		case 'success':
			return { decision: 'problem', refusal: runProblem('ended-without-answer'), first };
		case 'error':
			return { decision: 'problem', refusal: runProblem('failed'), first };
		case 'unknown':
			return notKept('The flow ran, but n8n has not kept how it ended.', first);
	}
}

function replay(kept: KeptAnswer, first: RequestRecord): KeyOutcome {
	const answer = answerFrom(kept);
	return answer
		? { decision: 'answer', answer, first }
		: notKept('The first call with this idempotency key was answered, but the answer was too large to be kept.', first);
}

function inProgress(first?: RequestRecord): KeyOutcome {
	const refusal = refuse(
		'request-in-progress',
		'The first call with this idempotency key has not been answered yet. Repeat the call in a while to get its answer.',
		{ headers: { 'Retry-After': String(ASK_AGAIN_SECONDS) } },
	);
	return { decision: 'refuse', refusal, first };
}

function reused(): KeyOutcome {
	const refusal = refuse(
		'idempotency-key-reused',
		'An earlier call with this idempotency key asked for something else. Use a new key for a new request.',
	);
	return { decision: 'refuse', refusal };
}

function notKept(detail: string, first: RequestRecord): KeyOutcome {
	return { decision: 'refuse', refusal: refuse('answer-not-kept', `${detail} It is not run again.`), first };
}

import type { SendOutcome } from '../template/gateway';
import type { Patience } from '../template/once';
import { SentOnce } from '../template/once';
import type { FlowStore } from '../store/flowStore';
import { unlessStoreIsAway } from '../store/unlessStoreIsAway';
import type { StartOutcome } from './gateway';
import { startProblem } from './startProblem';

/** For so long a conversation is not started again. */
const ONCE_MS = 7 * 86_400_000;

/**
 * Starts a conversation, unless the same step has done so before: then it tells what came of it. What certainly made nothing
 * can be tried again.
 *
 * @param key the same for the same step, and only then
 * @param patience how another run that is doing the same is waited for
 * @param reference by which a desk calls back for what is started now; it is kept with what came of it
 * @returns what came of it; `repeated` when it had been done before
 */
export async function startOnce(store: FlowStore, key: string, start: () => Promise<StartOutcome>, patience: Patience, reference: string): Promise<{ outcome: StartOutcome; repeated: boolean }> {
	const once = new SentOnce(store, ONCE_MS);
	const leave = await unlessStoreIsAway(async () => await once.askPatiently(key, patience), ({ message }) => message);
	if (typeof leave === 'string') {
		const text = `Nothing was started, because it cannot be known whether it may be. ${leave}`;
		return { outcome: { started: false, problem: startProblem('storeUnavailable', text, 'Try again when the flow store works.') }, repeated: false };
	}
	if (!leave.granted) return { outcome: leave.earlier ? outcomeIn(leave.earlier) : cutOff(), repeated: true };

	// A run that is cancelled meanwhile leaves the key taken: a conversation may have been made.
	const made = await start();
	const outcome: StartOutcome = made.started ? { ...made, reference } : made;
	// What has happened has happened: where the store is away now, the key stays taken.
	await unlessStoreIsAway(async () => await once.note(key, noteOf(outcome)), () => undefined);
	return { outcome, repeated: false };
}

function noteOf(outcome: StartOutcome): SendOutcome {
	const id = outcome.id ?? '';
	const isMade = outcome.started || outcome.id !== undefined || outcome.problem.code === 'outcomeUnknown';
	if (isMade) return { accepted: true, messageId: id, details: { outcome } };
	return { accepted: false, problem: { class: 'retryLater', text: outcome.problem.text, advice: outcome.problem.advice } };
}

function outcomeIn(earlier: SendOutcome): StartOutcome {
	return earlier.accepted ? (earlier.details.outcome as StartOutcome) : cutOff();
}

function cutOff(): StartOutcome {
	const text = 'It is not known whether a conversation was started: another run is doing it, or was cut off while it did.';
	return { started: false, problem: startProblem('outcomeUnknown', text, 'Look in the inbox of the agents before you start another one.') };
}

import type { SendOutcome } from '../../flow/template/gateway';
import { SentOnce } from '../../flow/template/once';
import { refusal } from '../../flow/template/refusals';
import type { SendProblem } from '../../flow/template/sendProblem';
import type { Outcome } from '../../flow/outcome';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { turnClock } from './turns';

/** For so long nothing is done again. */
const ONCE_MS = 86_400_000;
/** So long it is waited for another run that is doing the same. */
const OTHER_RUN_MS = 10_000;

/**
 * Does what must not be done twice: it is done by whoever comes first with a key, and everybody else gets what came of it.
 *
 * @param key no two things have the same
 * @param work gives the ID of what it has made
 * @returns the ID; `repeated` when it had been made before
 */
export async function doneOnce(key: string, work: () => Promise<Outcome<string>>, signal: AbortSignal | undefined): Promise<Outcome<{ id: string; repeated: boolean }>> {
	const once = new SentOnce(flowStore(), ONCE_MS);
	const asked = await unlessStoreIsAway(async () => await once.askPatiently(key, { waitMs: OTHER_RUN_MS, ...turnClock(signal) }), storeAway);
	if ('problem' in asked) return asked;
	if (!asked.granted) {
		if (!asked.earlier) return { problem: sentBefore() };
		return asked.earlier.accepted ? { value: { id: asked.earlier.messageId, repeated: true } } : { problem: asked.earlier.problem };
	}
	// A run that is cancelled meanwhile leaves the key taken: what it has sent may have arrived.
	const made = await work();
	// What has happened has happened: a store that is away now takes nothing back, and the key stays taken.
	await unlessStoreIsAway(async () => await once.note(key, noteOf(made)), () => undefined);
	return 'problem' in made ? made : { value: { id: made.value, repeated: false } };
}

/** @returns why something was not done that may be done only when the store has been asked */
export function storeAway({ message }: Error): { problem: SendProblem } {
	const text = `It was not done, because it cannot be known whether it may be. ${message}`;
	return { problem: refusal('storeUnavailable', text, 'Try again when the flow store works.') };
}

function noteOf(made: Outcome<string>): SendOutcome {
	return 'problem' in made ? { accepted: false, problem: made.problem } : { accepted: true, messageId: made.value, details: {} };
}

function sentBefore(): SendProblem {
	const text = 'It is not known whether this was done: another run is doing it, or was cut off while it did.';
	return refusal('sentBefore', text, 'Look in Trengo before you do it under another Idempotency Key.', { mayHaveBeenSent: true });
}

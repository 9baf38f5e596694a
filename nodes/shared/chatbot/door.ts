import { setTimeout as sleep } from 'node:timers/promises';

import { isBeingDrained, TURN_LEASE_MS } from '../../../flow/session/drain';
import { ended } from '../../../flow/session/rules';
import type { Session } from '../../../flow/session/session';
import type { Sessions } from '../../../flow/session/sessions';
import { flowStore } from '../../../flow/store/theStore';
import { hasGone, knock } from '../parked/door';
import type { Note } from '../parked/waking';
import { wakeAt, wakeNoMore } from '../parked/waking';

/** What a knock says that is about something that has come in, and not about the end of the wait. */
const NEWS = ':news';
/** Should whoever looks after a session die, somebody else does so after this. */
const NET_MS = TURN_LEASE_MS + 5_000;
/** Wakings of one run that come so close together are one. */
const TOGETHER_MS = 50;
const PAUSES_MS = [50, 100, 200, 400, 800];

/** @returns the ticket of a knock that is about news for the run with a ticket */
export function newsTicket(ticket: string): string {
	return `${ticket}${NEWS}`;
}

/**
 * Has the run of a session look after it: something has come in, or it has ended. Who looks after it just now will see it.
 *
 * @throws StoreUnavailable when that cannot be promised
 */
export async function wakeSession(session: Session): Promise<void> {
	const delayMs = (await isBeingDrained(flowStore(), session.id)) ? NET_MS : 0;
	await wakeAt(Math.ceil((Date.now() + delayMs) / TOGETHER_MS) * TOGETHER_MS, noteFor(session));
}

/**
 * Has the run of a session look after it at once, and waits until it has, for some seconds at the most. Should nobody be
 * heard, the waker knocks later.
 *
 * @returns what takes the waker back, once all is done
 * @throws StoreUnavailable when that cannot be promised
 */
export async function knockAtSession(session: Session): Promise<() => Promise<void>> {
	const dueMs = Date.now() + NET_MS;
	const note = noteFor(session);
	await wakeAt(dueMs, note);
	// The first tries can come while n8n still saves the run that is just being parked.
	for (const pauseMs of PAUSES_MS) {
		if (await isBeingDrained(flowStore(), session.id)) break;
		const heard = await knock(session.run.url, note).catch(() => 'tryAgain' as const);
		if (heard !== 'busy' && heard !== 'tryAgain') break;
		await sleep(pauseMs);
	}
	return async () => await wakeNoMore(dueMs, note);
}

function noteFor({ id, run }: Session): Note {
	return { url: run.url, ticket: newsTicket(run.ticket), line: id };
}

/**
 * Ends a session whose run is no longer there: it was stopped or deleted by hand, or n8n died before it was parked.
 *
 * @returns whether it had to be ended
 * @throws StoreUnavailable
 */
export async function endIfRunIsGone(sessions: Sessions, session: Session): Promise<boolean> {
	if (!(await hasGone(session.run.url))) return false;
	await sessions.change(session.id, (now) => ended(now, { exit: 'deactivated', reason: 'The run that waited for the session is gone: it was stopped or deleted, or n8n died while it started.' }));
	return true;
}

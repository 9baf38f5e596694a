import { digest } from '../digest';
import type { FlowStore } from '../store/flowStore';
import type { SlotAnswer, SlotRequest, Span } from '../store/slots';
import type { Pace, Paces } from './pace';
import type { WindowRules } from './windows';
import { openSpans } from './windows';

/** A delivery schedule: when items may go out, and how fast. */
export interface Schedule {
	/** The delivery time window; always open, when absent. */
	windows?: WindowRules;
	/** What becomes of an item that finds the window closed. */
	whenClosed: 'hold' | 'leave';
	/** The sending speed; as fast as they come, when absent. */
	paces?: Paces;
	/** The line in which items with the same speed stand, over all runs and workers. */
	line: string;
	/** How long an item is held at the most, in milliseconds; without limit, when absent. */
	longestHoldMs?: number;
}

/** An item that stands in line. */
export interface Ticket {
	/** Unique among all items of all runs. */
	id: string;
	/** When the item came to the schedule. Unix time in milliseconds. */
	arrivedMs: number;
}

/** What becomes of an item: it goes out at its slot, or leaves by another branch at once. */
export type Decision = { branch: 'send'; slotMs: number; position: number } | Exit;

/** Why an item does not go out, and when it could have. */
export interface Exit {
	branch: 'outsideWindow' | 'heldTooLong';
	/** Unix time in milliseconds; undefined when the window never opens. */
	earliestMs?: number;
}

/** How many open spans are looked at in one go; a month of daily windows. */
const SPANS = 32;
/** A line longer than this has no end that anybody waits for. */
const HORIZON_MS = 400 * 86_400_000;
/** So long after its slot an item leaves at the most in normal running; it shall still leave inside the window. */
const LAST_MOMENTS_MS = 250;
/** Who is later than this for its leave to go needs a new one; otherwise it would be too close to those that follow. */
const MISSED_MS = 200;
/** The longest hold may be longer by so much. */
const LATENESS_MS = 1_000;
const RENEWED_FOR_MS = 7 * 86_400_000;

/**
 * Finds the slot of an item that has come, and reserves it.
 *
 * @param now the present instant, Unix time in milliseconds
 * @returns its slot, never before now; or the branch by which it leaves
 * @throws StoreUnavailable when the line cannot be asked
 */
export async function reserve(store: FlowStore, schedule: Schedule, ticket: Ticket, now: number): Promise<Decision> {
	const { line, paces, longestHoldMs = HORIZON_MS } = schedule;
	return await slotIn(store, schedule, {
		...place(line, ticket.id, paces?.reserved),
		fromMs: now,
		notAfterMs: ticket.arrivedMs + longestHoldMs,
		order: orderOf(schedule),
		// Who is let go a moment after this slot shall still find the window open.
		lastMomentsMs: 2 * LAST_MOMENTS_MS,
	});
}

/**
 * Asks at its slot whether an item may go out. In normal running it may. When it comes late, because n8n was down, the
 * window can have closed, and those who were late with it must not go out all at once; they keep the order in which they
 * ask.
 *
 * @param now the present instant, Unix time in milliseconds
 * @returns the slot at which it goes out, a moment ago, now or later; or the branch by which it leaves
 * @throws StoreUnavailable when the line cannot be asked
 */
export async function release(store: FlowStore, schedule: Schedule, ticket: Ticket, now: number): Promise<Decision> {
	const { line, paces, longestHoldMs = HORIZON_MS } = schedule;
	const ask = async (id: string) =>
		await slotIn(store, schedule, {
			...place(`released:${line}`, id, paces?.released),
			fromMs: now,
			notAfterMs: ticket.arrivedMs + longestHoldMs + LATENESS_MS,
			lastMomentsMs: LAST_MOMENTS_MS,
		});
	if (!paces) return await ask(ticket.id);

	const renewed = `schedule:renewed:${ticket.id}`;
	const answer = await ask((await store.get(renewed)) ?? ticket.id);
	if (answer.branch !== 'send' || answer.slotMs >= now - MISSED_MS) return answer;
	// It had leave to go once, and could not, for example because n8n was down again. The line knows it under a new name now.
	const id = `${ticket.id}@${now}`;
	await store.put(renewed, id, RENEWED_FOR_MS);
	return await ask(id);
}

/** What is asked of a line, the windows apart. */
interface Wish extends SlotRequest {
	notAfterMs: number;
	/** So long before the end of a window there are no slots. */
	lastMomentsMs: number;
}

/** Without a speed there is no line to stand in, and nothing to remember. */
function place(line: string, id: string, pace: Pace | undefined) {
	return { line, id, ...(pace ?? { count: Infinity, perMs: 0 }) };
}

/** Finds the first slot inside the windows. */
async function slotIn(store: FlowStore, { windows, whenClosed }: Schedule, wish: Wish): Promise<Decision> {
	const { fromMs: now, notAfterMs, lastMomentsMs } = wish;
	const isPaced = wish.count < Infinity;
	for (let fromMs = now; fromMs <= notAfterMs; ) {
		const spans = windows && openSpans(windows, fromMs, whenClosed === 'leave' ? 1 : SPANS);
		if (spans?.length === 0) return { branch: whenClosed === 'leave' ? 'outsideWindow' : 'heldTooLong' };
		if (spans && whenClosed === 'leave' && spans[0].fromMs > now) return { branch: 'outsideWindow', earliestMs: spans[0].fromMs };

		const open = spans?.map((span) => ({ ...span, toMs: span.toMs - lastMomentsMs }));
		const answer = isPaced ? await store.reserveSlot({ ...wish, fromMs, open }) : firstOpen(wish, spans);
		if (answer.outcome === 'taken') return { branch: 'send', slotMs: answer.slotMs, position: answer.position };
		if (answer.outcome === 'tooLate') return { branch: 'heldTooLong', earliestMs: answer.slotMs };
		fromMs = Math.max(answer.fromMs, spans?.at(-1)?.toMs ?? 0);
	}
	return { branch: 'heldTooLong' };
}

function firstOpen({ fromMs, notAfterMs }: Wish, [first]: Span[] = []): SlotAnswer {
	const slotMs = Math.max(fromMs, first?.fromMs ?? fromMs);
	return slotMs > notAfterMs ? { outcome: 'tooLate', slotMs, used: 0 } : { outcome: 'taken', slotMs, position: 1, used: 0 };
}

/** Items with the same window keep their order; those of another zone may go out while these must wait. */
function orderOf({ windows }: Schedule): string {
	return digest(JSON.stringify(windows ?? null));
}

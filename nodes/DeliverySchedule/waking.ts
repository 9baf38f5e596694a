import { basename } from 'node:path';

import { LoggerProxy } from 'n8n-workflow';

import { Waker } from '../../flow/schedule/waker';
import type { Woken } from '../../flow/schedule/waker';
import { flowStore, storeMayHoldAnything } from '../../flow/store/theStore';
import type { Timer } from '../../flow/store/timers';
import { publicAddress } from '../shared/webhookAddress';
import { isReady, ownOrigin, trust } from './readiness';

/** For so long after its slot n8n's own timer stands behind ours. It asks neither window nor line, so it must not hurry. */
export const NET_MS = 30 * 86_400_000;

const TIMEOUT_MS = 10_000;
const LATER_MS = 30_000;
const RECOVERY_AFTER_MS = 1_000;
const RECOVERY_TRIES = 120;
const REPORT_EVERY_MS = 60_000;

let reportedMs = 0;
/** Many items fail for one reason; the log is told once a minute. */
function report({ message }: Error): void {
	if (Date.now() - reportedMs < REPORT_EVERY_MS) return;
	reportedMs = Date.now();
	LoggerProxy.warn(`Delivery Schedule could not wake a held item. ${message}`);
}

/** What a timer notes down. */
interface Note {
	/** The URL under which the held run is woken. */
	url: string;
	/** The ticket of its item, and the line in which it stands. */
	ticket: string;
	line: string;
}

const noteOf = ({ payload }: Timer) => JSON.parse(payload) as Note;

/** The waker of this n8n process. */
export const waker = new Waker({
	store: flowStore,
	wake: async (timer) => await knock(noteOf(timer), timer),
	lineOf: (timer) => noteOf(timer).line,
	report,
});

/**
 * Sees to it that a held item is woken at its slot.
 *
 * @throws StoreUnavailable when that cannot be promised
 */
export async function wakeAt(dueMs: number, note: Note): Promise<void> {
	// An item that is held again has another timer, because the one that has woken it is just being cleared.
	await waker.watch({ id: `${note.ticket}@${dueMs}`, dueMs, payload: JSON.stringify(note) });
}

/**
 * Begins to look after held items whose process has died; called when n8n loads the node. The command-line commands of
 * n8n load it, too, and have nothing to do with held items.
 */
export function recoverHeldItems(): void {
	const [, program = '', command = 'start'] = process.argv;
	if (basename(program) !== 'n8n' || !['start', 'worker', 'webhook'].includes(command)) return;
	const begin = async (tries: number) => {
		// Only the main process keeps its health page at its own address; the others wake through the main one.
		const waits = command === 'start' && tries < RECOVERY_TRIES && !(await isReady(ownOrigin(process.env)));
		if (waits) later(tries + 1);
		else if (storeMayHoldAnything()) waker.start();
	};
	const later = (tries: number) => setTimeout(() => void begin(tries).catch(report), RECOVERY_AFTER_MS).unref();
	later(0);
}

/** Knocks at the door of a held run, and reads what it or n8n says. */
async function knock({ url, ticket }: Note, { dueMs }: Timer): Promise<Woken> {
	if (Date.now() > dueMs + NET_MS) return 'done';
	const door = atPresentAddress(url, process.env);
	const { origin } = new URL(door);
	if (!(await isReady(origin))) throw new Error(`n8n at ${origin} is not ready to be called.`);

	const { status, said } = await post(door, { ticket }).catch(askLater);
	if (status < 500) trust(origin);
	if (typeof said.heldUntilMs === 'number') return { heldUntilMs: said.heldUntilMs };
	if (said.letGo === true || said.stale === true || isGone(said)) return 'done';
	if (said.busy === true || /running already/.test(String(said.message))) return 'busy';
	if (isCutOff(said)) {
		LoggerProxy.error(`Delivery Schedule: n8n was killed just when it let an item go, so its run was cut off. Look at execution ${executionOf(url)}.`);
		return 'done';
	}
	throw new Error(`n8n at ${origin} answered ${status}.`);
}

/** Whoever does not answer in time may be about to let the item go; to knock harder would not help. */
function askLater(error: Error): { status: number; said: Record<string, unknown> } {
	if (error.name !== 'TimeoutError') throw error;
	return { status: 504, said: { heldUntilMs: Date.now() + LATER_MS } };
}

/** The address of n8n may have changed since the item was parked. */
export function atPresentAddress(url: string, env: Record<string, string | undefined>): string {
	const present = publicAddress(env);
	if (!present || !URL.canParse(present)) return url;
	const { protocol, host } = new URL(present);
	const { pathname, search } = new URL(url);
	return `${protocol}//${host}${pathname}${search}`;
}

/** n8n's words for a run that no longer waits; only these, because a proxy can answer 404, too. */
function isGone({ message }: Record<string, unknown>): boolean {
	return /does not exist|does not contain a waiting webhook|has finished/.test(String(message));
}

/** What n8n says of a run that it was killed in, before the first node after the wait had ended. */
function isCutOff({ message }: Record<string, unknown>): boolean {
	return /inputOverride/.test(String(message));
}

function executionOf(url: string): string | undefined {
	return new URL(url).pathname.split('/').at(-1);
}

/**
 * Finds out whether this process reaches n8n under the address that outside systems use; behind some routers it does
 * not. Then n8n's own timer has to do.
 *
 * @param url the resume URL of a run
 */
export async function canWake(url: string): Promise<boolean> {
	const { origin } = new URL(url);
	const known = reach.get(origin);
	if (known !== undefined && (known.reached || Date.now() < known.untilMs)) return known.reached;

	const ok = (await refusesAsN8n(url)) || (await refusesAsN8n(url));
	reach.set(origin, { reached: ok, untilMs: Date.now() + REPORT_EVERY_MS });
	return ok;
}

/** n8n refuses a wrong signature in words of its own, and without a line in its log. */
async function refusesAsN8n(url: string): Promise<boolean> {
	const probe = new URL(url);
	probe.searchParams.set('signature', 'none');
	return await post(probe.href, {}).then(
		({ status, said }) => status === 401 && said.error === 'Invalid token',
		() => false,
	);
}

const reach = new Map<string, { reached: boolean; untilMs: number }>();

async function post(url: string, body: object): Promise<{ status: number; said: Record<string, unknown> }> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		redirect: 'manual',
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
	const said = await response.json().catch(() => ({}));
	return { status: response.status, said: (said ?? {}) as Record<string, unknown> };
}

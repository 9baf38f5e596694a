import type { Woken } from '../../../flow/schedule/waker';
import { publicAddress } from '../webhookAddress';
import { isReady, trust } from './readiness';

const TIMEOUT_MS = 10_000;
const LATER_MS = 30_000;
const PROBE_AGAIN_MS = 60_000;

/** What is told at the door, so that a knock for an earlier wait of the same run does nothing. */
export interface Knock {
	ticket: string;
}

/** What came of a knock; `cutOff` when n8n was killed just when the run went on. */
export type Heard = Woken | 'cutOff';

/** Knocks at the door of a parked run, and reads what its element or n8n says. */
export async function knock(url: string, said: Knock): Promise<Heard> {
	const door = atPresentAddress(url, process.env);
	const { origin } = new URL(door);
	if (!(await isReady(origin))) throw new Error(`n8n at ${origin} is not ready to be called.`);

	const { status, answer } = await post(door, said).catch(askLater);
	if (status < 500) trust(origin);
	if (typeof answer.heldUntilMs === 'number') return { heldUntilMs: answer.heldUntilMs };
	if (answer.letGo === true || answer.stale === true || isGone(answer)) return 'done';
	if (answer.busy === true || /running already/.test(String(answer.message))) return 'busy';
	if (isCutOff(answer)) return 'cutOff';
	if (answer.notNow === true) throw new Error(`The element cannot let its run go on now; the log of n8n at ${origin} says why.`);
	throw new Error(`n8n at ${origin} answered ${status}.`);
}

/** Whoever does not answer in time may be about to let the run go on; to knock harder would not help. */
function askLater(error: Error): { status: number; answer: Record<string, unknown> } {
	if (error.name !== 'TimeoutError') throw error;
	return { status: 504, answer: { heldUntilMs: Date.now() + LATER_MS } };
}

/** The address of n8n may have changed since the run was parked. */
export function atPresentAddress(url: string, env: Record<string, string | undefined>): string {
	const present = publicAddress(env);
	if (!present || !URL.canParse(present)) return url;
	const { protocol, host } = new URL(present);
	const { pathname, search } = new URL(url);
	return `${protocol}//${host}${pathname}${search}`;
}

/**
 * @param url the resume URL of a run
 * @returns whether n8n says that the run neither waits nor is about to; false when n8n cannot be asked
 */
export async function hasGone(url: string): Promise<boolean> {
	return await post(atPresentAddress(url, process.env), {}).then(
		({ answer }) => isGone(answer),
		() => false,
	);
}

/** n8n's words for a run that no longer waits; only these, because a proxy can answer 404, too. */
function isGone({ message }: Record<string, unknown>): boolean {
	return /does not exist|does not contain a waiting webhook|has finished/.test(String(message));
}

/** What n8n says of a run that it was killed in, before the first node after the wait had ended. */
function isCutOff({ message }: Record<string, unknown>): boolean {
	return /inputOverride/.test(String(message));
}

/** @returns the execution that a resume URL belongs to */
export function executionOf(url: string): string | undefined {
	return new URL(url).pathname.split('/').at(-1);
}

const reach = new Map<string, { reached: boolean; untilMs: number }>();

/**
 * Finds out whether this process reaches n8n under the address that outside systems use; behind some routers it does
 * not. Then n8n's own timer has to do.
 *
 * @param url the resume URL of a run
 */
export async function canKnock(url: string): Promise<boolean> {
	const { origin } = new URL(url);
	const known = reach.get(origin);
	if (known !== undefined && (known.reached || Date.now() < known.untilMs)) return known.reached;

	const ok = (await refusesAsN8n(url)) || (await refusesAsN8n(url));
	reach.set(origin, { reached: ok, untilMs: Date.now() + PROBE_AGAIN_MS });
	return ok;
}

/**
 * Finds out whether n8n is certainly not where outside systems are told that it is. A busy n8n may take too long to tell, and
 * is reached later.
 *
 * @param url the resume URL of a run
 */
export async function isOutOfReach(url: string): Promise<boolean> {
	if (await canKnock(url)) return false;
	return await probe(url).then(
		({ status, answer }) => status < 500 && !isRefusalOfN8n(status, answer),
		({ cause }: Error) => ['ECONNREFUSED', 'ENOTFOUND'].includes(String((cause as { code?: unknown } | undefined)?.code)),
	);
}

async function refusesAsN8n(url: string): Promise<boolean> {
	return await probe(url).then(
		({ status, answer }) => isRefusalOfN8n(status, answer),
		() => false,
	);
}

/** n8n refuses a wrong signature in words of its own, and without a line in its log. */
async function probe(url: string): Promise<{ status: number; answer: Record<string, unknown> }> {
	const wrong = new URL(url);
	wrong.searchParams.set('signature', 'none');
	return await post(wrong.href, {});
}

function isRefusalOfN8n(status: number, answer: Record<string, unknown>): boolean {
	return status === 401 && answer.error === 'Invalid token';
}

async function post(url: string, body: object): Promise<{ status: number; answer: Record<string, unknown> }> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		redirect: 'manual',
		signal: AbortSignal.timeout(TIMEOUT_MS),
	});
	const answer = await response.json().catch(() => ({}));
	return { status: response.status, answer: (answer ?? {}) as Record<string, unknown> };
}

import { mapInOrder } from '../../flow/concurrency';
import { FORWARDED_HEADER, forwardedProof, forwardingKey } from '../../flow/message/forwarded';
import type { Listener } from '../../flow/message/listeners';
import { Listeners } from '../../flow/message/listeners';
import type { MessageEvent } from '../../flow/message/messageEvent';
import { RecognizedEvents } from '../../flow/message/recognized';
import { headerOf } from '../../flow/route/callHeaders';
import type { FlowStore } from '../../flow/store/flowStore';
import type { Post } from '../shared/events/post';
import { atPresentAddress } from '../shared/parked/door';
import { isStarting, ownOrigin } from '../shared/parked/readiness';
import { rareWarnings } from '../shared/rareWarnings';
import { webhookEndpoint } from '../shared/webhookAddress';

const TIMEOUT_MS = 5_000;
/** How many listeners are told at once. */
const AT_ONCE = 8;

/**
 * Hands a POST on to the other listeners that want one of its events.
 *
 * @param own the listener that the provider has called; it is noted down if it should not be known any more
 * @returns whether all of them have it; else the provider is to deliver it again
 * @throws StoreUnavailable
 */
export async function forwardToOthers(store: FlowStore, own: Listener, post: Post, events: readonly MessageEvent[]): Promise<boolean> {
	// Trengo calls each of its webhooks itself.
	if (own.provider === 'trengo') return true;
	const listeners = new Listeners(store);
	const known = await listeners.of(own.provider, own.group);
	const isKnown = own.isTest === true || known.some(({ id }) => id === own.id);
	const all = isKnown ? known : await listeners.rejoin(own);

	const others = all
		.filter(({ id, url }) => id !== own.id && url !== own.url)
		.map((other) => ({ other, wanted: events.filter(({ kind }) => other.kinds.includes(kind)) }))
		.filter(({ wanted }) => wanted.length > 0);
	if (others.length === 0) return true;
	const key = await forwardingKey(store);
	const told = await mapInOrder(others, AT_ONCE, async ({ other, wanted }) => {
		// When the provider delivers again for the sake of one, the others are left in peace.
		const known = await mapInOrder(wanted, AT_ONCE, async ({ id }) => await new RecognizedEvents(store, other.id).look(id));
		if (!known.includes('new')) return !known.includes('underWay');
		return await tellOne(listeners, other, post, key);
	});
	return told.every((isTold) => isTold);
}

/** @returns whether that is done with */
async function tellOne(listeners: Listeners, other: Listener, post: Post, key: string): Promise<boolean> {
	const outcome = await tell(other, post, key);
	if (outcome === 'taken') await listeners.found(other);
	const isDone = outcome === 'taken' || (outcome === 'missing' && (await listeners.missing(other)));
	// Nobody delivers anything again for somebody who tries a flow out.
	if (isDone || other.isTest === true) return true;
	const isGivenUp = outcome === 'failed' && (await listeners.failing(other));
	report(other, outcome, isGivenUp);
	return isGivenUp;
}

type Told = 'failed' | 'missing' | 'taken';

async function tell(other: Listener, { rawBody, headers, receivedAt }: Post, key: string): Promise<Told> {
	const proof = forwardedProof(key, { listener: other.id, rawBody }, receivedAt);
	const type = headerOf(headers, 'content-type') ?? 'application/json';
	for (const address of addressesOf(other, process.env)) {
		const told = await fetch(address, {
			method: 'POST',
			headers: { 'content-type': type, [FORWARDED_HEADER]: proof },
			body: new Uint8Array(rawBody),
			redirect: 'manual',
			signal: AbortSignal.timeout(TIMEOUT_MS),
		})
			.then(outcomeOf)
			.catch(notReached);
		if (told !== 'unreachable') return told;
	}
	return 'failed';
}

async function outcomeOf(response: Response): Promise<Told> {
	const text = await response.text();
	if (response.ok) return isStarting(text) ? 'failed' : 'taken';
	// n8n's words: a proxy can answer 404, too.
	if (response.status === 404 && text.includes('is not registered')) return 'missing';
	// Our own words: at this URL there is another listener by now.
	return response.status === 401 && text.includes('signature-invalid') ? 'missing' : 'failed';
}

/** Whoever does not answer in time may have it. */
function notReached({ name }: Error): 'failed' | 'unreachable' {
	return name === 'TimeoutError' ? 'failed' : 'unreachable';
}

/**
 * Whoever serves this URL serves all published ones, so this process is asked itself first; behind some routers it would
 * not reach its public address. What is tried out is served by n8n's main process alone.
 */
export function addressesOf({ url, isTest }: Pick<Listener, 'isTest' | 'url'>, env: Record<string, string | undefined>): string[] {
	const present = atPresentAddress(url, env);
	const { pathname, search } = new URL(url);
	const at = isTest ? -1 : pathname.indexOf(`/${webhookEndpoint(env)}/`);
	return at < 0 ? [present] : [...new Set([`${ownOrigin(env)}${pathname.slice(at)}${search}`, present])];
}

const warn = rareWarnings();

function report({ id }: Listener, outcome: Told, isGivenUp: boolean): void {
	const why = outcome === 'missing' ? 'n8n knows no such webhook' : 'it did not take it';
	const then = isGivenUp
		? 'It has taken nothing for a quarter of an hour, so this event is lost for it. Look at its trigger and credential.'
		: 'The provider is asked to deliver it again.';
	warn(`Message Events Trigger could not hand an event on to workflow ${id.split(':')[0]}: ${why}. ${then}`);
}

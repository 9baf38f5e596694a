import { digest } from '../digest';
import type { Outcome } from '../outcome';
import type { Identifier } from '../participant/identifiers';
import type { FlowStore } from '../store/flowStore';
import type { Lease } from '../store/lease';
import { withLease } from '../store/lease';
import { unlessStoreIsAway } from '../store/unlessStoreIsAway';
import { eventProblem } from './problems';

/** Where contacts are kept. */
export interface ContactGateway<Contact extends { id: string }> {
	/** @returns everybody who has exactly this identifier */
	find(identifier: Identifier): Promise<Outcome<Contact[]>>;
	create(contact: { channelId: string; identifier: string; name?: string }): Promise<Outcome<Contact>>;
}

/** Who is looked for. */
export interface WantedContact {
	/** The account in which they are looked for; no two have the same. */
	account: string;
	identifier: Identifier;
	/** `find` for one who must be there; `findOrCreate` for one who is made if not there. */
	mode: 'find' | 'findOrCreate';
	/** The channel in which a new contact is made. */
	channelId: string;
	/** The name of a new contact. */
	name?: string;
}

/** What looking for a contact leans on. */
export interface ContactTools {
	store: FlowStore;
	now: () => number;
	/** Waits; rejects when the run is cancelled. */
	sleep: (ms: number) => Promise<void>;
	/** How long it is waited for other runs that are about the same contact, in milliseconds. */
	waitMs: number;
}

export interface ContactFound {
	id: string;
	created: boolean;
}

/** Longer than a request takes that somebody sent just before it died. */
const LEASE_MS = 45_000;

/** The search of a provider may know new contacts only after a while. */
const KNOWN_MS = 600_000;

/**
 * Finds a contact, and makes it where that is wanted. Many runs that look for the same one at the same time get one and the
 * same, over all processes, also when one of them dies.
 *
 * @throws StoreUnavailable; nothing was made then
 */
export async function contactFor<Contact extends { id: string }>(
	gateway: ContactGateway<Contact>,
	wanted: WantedContact,
	{ store, now, sleep, waitMs }: ContactTools,
): Promise<Outcome<ContactFound>> {
	const found = await withLease(store, `contact:lease:${keyOf(wanted)}`, { leaseMs: LEASE_MS, waitMs, now, sleep }, async (lease) => {
		const known = await store.get(knownKey(wanted));
		return known === undefined ? await lookFor(gateway, wanted, { store, lease }) : { value: { id: known, created: false } };
	});
	if (found !== 'busy') return found.value;
	return { problem: eventProblem('contactBusy', 'Other runs are about the same contact, and took too long over it.', 'Try again later.') };
}

/** Forgets what {@link contactFor} knows of a contact, because the provider does not know it any more. */
export async function forgetContact(store: FlowStore, wanted: Pick<WantedContact, 'account' | 'identifier'>): Promise<void> {
	await store.delete(knownKey(wanted));
}

async function lookFor<Contact extends { id: string }>(
	gateway: ContactGateway<Contact>,
	wanted: WantedContact,
	{ store, lease }: { store: FlowStore; lease: Lease },
): Promise<Outcome<ContactFound>> {
	const looked = await gateway.find(wanted.identifier);
	if ('problem' in looked) return looked;
	const [first, ...others] = looked.value;
	if (others.length > 0) return { problem: several(looked.value.map(({ id }) => id)) };
	if (first) return { value: { id: first.id, created: false } };
	if (wanted.mode === 'find') return { problem: notFound(wanted.identifier) };

	if (!(await lease.isHeld())) return { problem: eventProblem('contactBusy', 'This run was held up for so long that another may be about the same contact.', 'Try again.') };
	const { channelId, identifier, name } = wanted;
	const made = await gateway.create({ channelId, identifier: identifier.value, ...(name !== undefined && { name }) });
	// Nobody knows whether it was made; whoever looks again is to find it, if it was.
	if ('problem' in made && made.problem.mayHaveBeenSent) lease.letRunOut();
	if ('problem' in made) return made;
	// It is made now, whether that can be noted down or not.
	await unlessStoreIsAway(async () => await store.put(knownKey(wanted), made.value.id, KNOWN_MS), () => undefined);
	return { value: { id: made.value.id, created: true } };
}

function several(ids: readonly string[]) {
	const text = `There are ${ids.length} contacts with this identifier: ${ids.slice(0, 10).join(', ')}${ids.length > 10 ? ', …' : ''}.`;
	return eventProblem('severalContacts', text, 'Merge them, or give the ID of the one that is meant.');
}

function notFound({ type }: Identifier) {
	const text = `There is no contact with this ${type === 'email' ? 'email address' : 'phone number'}.`;
	return eventProblem('contactNotFound', text, 'Identify the contact first, or switch on Create Missing Contact.');
}

function keyOf({ account, identifier }: Pick<WantedContact, 'account' | 'identifier'>): string {
	return digest(JSON.stringify([account, identifier.type, identifier.value]));
}

function knownKey(wanted: Pick<WantedContact, 'account' | 'identifier'>): string {
	return `contact:known:${keyOf(wanted)}`;
}

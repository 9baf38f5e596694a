import type { Identifier } from '../participant/identifiers';
import { identify } from '../participant/identifiers';
import type { Participant } from '../participant/participant';
import { Participants } from '../participant/participants';
import type { FlowStore } from '../store/flowStore';
import type { MessageEvent } from './messageEvent';

/** By what the person of an event is known. */
type Person = Pick<MessageEvent, 'phone' | 'provider' | 'providerId'>;

/** @returns by what the person is known, the phone first; nothing where the provider tells neither a phone nor an id */
export function identifiersOf({ phone, provider, providerId }: Person): Identifier[] {
	// The name of a provider in the participants has no capitals.
	const contacts = [{ phone }, { providerIds: { [provider.toLowerCase()]: providerId } }];
	return contacts.flatMap((contact) => {
		const read = identify(contact);
		return 'identifiers' in read ? read.identifiers : [];
	});
}

/**
 * @returns the participant that one of the identifiers leads to, tried in their order
 * @throws StoreUnavailable
 */
export async function participantBy(store: FlowStore, identifiers: readonly Identifier[]): Promise<Participant | undefined> {
	const participants = new Participants(store);
	for (const identifier of identifiers) {
		const found = await participants.find(identifier);
		if (found) return found;
	}
	return undefined;
}

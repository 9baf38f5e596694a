import { channelLabel, reaches } from '../../flow/optOut/channels';
import type { ContactFault, Identifier } from '../../flow/participant/identifiers';
import { identify } from '../../flow/participant/identifiers';
import type { ItemChoice } from './panel';

/** The addresses that an item is about, or why there are none. */
export type Addresses = { addresses: Identifier[] } | { fault: ContactFault };

/** Those addresses of an item that can be used, and the field of the one that cannot. */
export type UsableAddresses = { addresses: Identifier[]; unreadable?: ContactFault['field'] } | { fault: ContactFault };

/** @returns all addresses of the item */
export function addressesOf({ contact, defaultCountry }: ItemChoice): Addresses {
	const read = identify(contact, defaultCountry);
	return 'fault' in read ? read : { addresses: read.identifiers };
}

/** @returns those addresses of the item that can be used, each read by itself */
export function readableAddressesOf(choice: ItemChoice): Identifier[] {
	const { phone, email } = choice.contact;
	const each = [addressesOf({ ...choice, contact: { phone, email: undefined } }), addressesOf({ ...choice, contact: { phone: undefined, email } })];
	return each.flatMap((read) => ('fault' in read ? [] : read.addresses));
}

/** @returns those addresses of the item that the channel reaches; an opt-out from it says nothing of the others */
export function reachedAddressesOf(choice: ItemChoice): Addresses {
	const { channel, contact } = choice;
	if (channel === 'all') return addressesOf(choice);

	const field = reaches(channel, 'email') ? 'email' : 'phone';
	const read = addressesOf({ ...choice, contact: { phone: undefined, email: undefined, [field]: contact[field] } });
	if (!('fault' in read) || read.fault.field !== 'contact') return read;
	const what = field === 'email' ? 'email address' : 'phone number';
	return { fault: { field, message: `${channelLabel(channel)} needs ${field === 'email' ? 'an' : 'a'} ${what}, and there is none. Give it, or choose All Channels.` } };
}

/** As {@link reachedAddressesOf}, but one address that cannot be used does not keep the other one off the list. */
export function usableAddressesOf(choice: ItemChoice): UsableAddresses {
	const read = reachedAddressesOf(choice);
	// A single channel reaches only one of the two.
	if ('addresses' in read || choice.channel !== 'all') return read;
	const addresses = readableAddressesOf(choice);
	return addresses.length > 0 ? { addresses, unreadable: read.fault.field } : read;
}

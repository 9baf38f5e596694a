import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import { flowStore } from '../../flow/store/theStore';
import type { Outcome } from './changeList';
import { invalid } from './changeList';
import { addressesOf, readableAddressesOf } from './contact';
import { BRANCH } from './outputs';
import type { ItemChoice } from './panel';
import { entryView } from './result';

/**
 * Tells whether somebody may be reached by a channel, by the same rule as the elements that send. Of whom one address
 * cannot be read nobody knows that, unless the other one is opted out.
 */
export async function verify(choice: ItemChoice): Promise<Outcome> {
	const { channel } = choice;
	const read = addressesOf(choice);
	const addresses = 'fault' in read ? readableAddressesOf(choice) : read.addresses;
	const entry = await optOutOf(flowStore(), addresses, channel);
	if (entry === undefined && 'fault' in read) return invalid(read, BRANCH.verify.invalid);
	if (entry === undefined) return { output: BRANCH.verify.notOptedOut, result: { status: 'notOptedOut', channel } };
	const result = { status: 'optedOut', channel, entries: [entryView(entry)], message: optOutWords(entry) };
	return { output: BRANCH.verify.optedOut, result };
}

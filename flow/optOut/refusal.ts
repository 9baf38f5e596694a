import type { Identifier } from '../participant/identifiers';
import type { FlowStore } from '../store/flowStore';
import type { Channel } from './channels';
import { channelLabel } from './channels';
import type { OptOutEntry } from './optOuts';
import { OptOuts } from './optOuts';

/** Only these can be on the list. */
const LISTED: ReadonlySet<string> = new Set(['phone', 'email']);

/**
 * Every element that sends asks this before it sends, or hands a person on to somebody who does.
 *
 * @param store where the list is
 * @param addresses all that is known of the person; other identifiers than phone and email are passed over
 * @param channel by what they are to be reached; `all` asks only for opt-outs from all channels
 * @returns the first opt-out that forbids it, or undefined when they may be reached
 * @throws StoreUnavailable; nobody may then be sent anything, because nobody knows
 */
export async function optOutOf(
	store: FlowStore,
	addresses: readonly Identifier[],
	channel: Channel | 'all',
): Promise<OptOutEntry | undefined> {
	const optOuts = new OptOuts(store);
	for (const address of addresses.filter(({ type }) => LISTED.has(type))) {
		const entry = await optOuts.verify(address, channel);
		if (entry) return entry;
	}
	return undefined;
}

/** @returns why an item was refused, in words; the address itself is not repeated */
export function optOutWords({ address, channel, reason, at }: OptOutEntry): string {
	const what = address.type === 'email' ? 'email address' : 'phone number';
	const why = reason === '' ? '' : `: ${reason}`;
	return `The ${what} has been on the opt-out list for ${channelLabel(channel)} since ${at}${why}${/[.!?]$/.test(why) ? '' : '.'}`;
}

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Channel } from '../../flow/optOut/channels';
import { recognise } from '../../flow/optOut/keywords';
import type { Added, OptOutEntry, OptOuts, Removed } from '../../flow/optOut/optOuts';
import { KEYWORD_SOURCE } from '../../flow/optOut/statement';
import type { Identifier } from '../../flow/participant/identifiers';
import { isSameIdentifier } from '../../flow/participant/identifiers';
import type { Addresses, UsableAddresses } from './contact';
import { reachedAddressesOf, usableAddressesOf } from './contact';
import { BRANCH } from './outputs';
import type { ItemChoice } from './panel';
import { readKeyword } from './panel';
import { entryView } from './result';

/** What came of an item: the output by which it leaves, and what it tells. */
export interface Outcome {
	output: number;
	result: IDataObject;
	/** What Infobip would have to be told. */
	changes?: ListChange[];
}

/** That an address was put on the list for a channel, or taken off it. */
export interface ListChange {
	address: Identifier;
	channel: Channel | 'all';
	isBlocked: boolean;
}

/** Puts those addresses of an item on the list that can be used. */
export async function addToList(optOuts: OptOuts, choice: ItemChoice): Promise<Outcome> {
	const read = usableAddressesOf(choice);
	if ('fault' in read) return invalid(read, BRANCH.add.invalid);
	return { ...(await optOut(optOuts, read, { ...choice, source: choice.source || 'flow' })), output: BRANCH.add.optedOut };
}

/** Takes the addresses of an item off the list. */
export async function removeFromList(optOuts: OptOuts, choice: ItemChoice): Promise<Outcome> {
	const read = reachedAddressesOf(choice);
	if ('fault' in read) return invalid(read, BRANCH.remove.invalid);
	return { ...(await optIn(optOuts, read.addresses, choice)), output: BRANCH.remove.removed };
}

/**
 * Looks whether a message is a keyword, and does what it asks for. The contact is read only if it is: any other message
 * passes untouched, whoever has sent it. A start word takes back only what a stop word has put on the list; who is still
 * on it for the channel after that leaves as opted out.
 */
export async function obeyKeyword(optOuts: OptOuts, choice: ItemChoice, context: IExecuteFunctions, index: number): Promise<Outcome> {
	const { message, words } = readKeyword(context, index);
	const keyword = recognise(message, words);
	const { optedOut, optedIn, otherMessage, invalid: notValid } = BRANCH.keyword;
	if (keyword === undefined) return { output: otherMessage, result: { status: 'otherMessage', keyword: null } };

	const read = keyword === 'stop' ? usableAddressesOf(choice) : reachedAddressesOf(choice);
	if ('fault' in read) {
		const refused = invalid(read, notValid);
		return { ...refused, result: { ...refused.result, keyword } };
	}
	if (keyword === 'start') {
		const done = await optIn(optOuts, read.addresses, choice, KEYWORD_SOURCE);
		const [output, status] = done.result.stillOptedOut ? [optedOut, 'optedOut'] : [optedIn, 'optedIn'];
		return { ...done, output, result: { ...done.result, status, keyword } };
	}
	const done = await optOut(optOuts, read, { ...choice, reason: choice.reason || message, source: KEYWORD_SOURCE });
	return { ...done, output: optedOut, result: { ...done.result, keyword } };
}

/** @returns what an item tells whose contact cannot be used */
export function invalid({ fault }: Extract<Addresses, { fault: unknown }>, output: number): Outcome {
	return { output, result: { status: 'invalidContact', reason: 'invalidContact', field: fault.field, message: fault.message } };
}

type Done = Pick<Outcome, 'changes' | 'result'>;

type Usable = Extract<UsableAddresses, { addresses: unknown }>;

async function optOut(optOuts: OptOuts, { addresses, unreadable }: Usable, { channel, reason, source }: ItemChoice): Promise<Done> {
	const added: Added[] = [];
	for (const address of addresses) added.push(await optOuts.add(address, { channel, reason, source }));
	const outcomes = added.map(({ outcome }) => outcome);
	const outcome = (['added', 'changed'] as const).find((one) => outcomes.includes(one)) ?? 'unchanged';
	return {
		result: { status: 'optedOut', channel, outcome, entries: added.map(({ entry }) => entryView(entry)), ...(unreadable && { unreadable }) },
		changes: addresses.map((address) => ({ address, channel, isBlocked: true })),
	};
}

/** @param source takes off only what comes from it; absent, whatever its source */
async function optIn(optOuts: OptOuts, addresses: Identifier[], { channel }: ItemChoice, source?: string): Promise<Done> {
	const all: Removed[] = [];
	for (const address of addresses) all.push(await optOuts.remove(address, channel, source));
	const removed = all.flatMap((one) => one.removed);
	const standing = all.flatMap((one) => one.standing);
	return {
		result: {
			status: 'removed',
			channel,
			outcome: removed.length > 0 ? 'removed' : 'notListed',
			entries: removed.map(entryView),
			stillOptedOut: standing.length > 0,
			...(standing.length > 0 && { message: standingWords(standing, source), standing: standing.map(entryView) }),
		},
		changes: unblocked(addresses, channel, removed).filter((change) => !standing.some((entry) => isOf(entry, change))),
	};
}

function standingWords(standing: readonly OptOutEntry[], source: string | undefined): string {
	const isOfOthers = source !== undefined && standing.some((entry) => entry.source !== source);
	if (isOfOthers) return 'An opt-out still stands that no stop word has made. A start word does not end it; Remove does.';
	return 'The opt-out from all channels still stands. It ends when All Channels are removed.';
}

/** @returns whether a change is about just this entry */
function isOf(entry: OptOutEntry, { address, channel }: ListChange): boolean {
	return entry.channel === channel && isSameIdentifier(entry.address, address);
}

/** Whoever was on the list for a single channel is on Infobip's for that one, too. */
function unblocked(addresses: Identifier[], channel: Channel | 'all', removed: Removed['removed']): ListChange[] {
	const asked = addresses.map((address) => ({ address, channel }));
	const others = removed.filter((entry) => entry.channel !== channel);
	return [...asked, ...others].map((change) => ({ address: change.address, channel: change.channel, isBlocked: false }));
}

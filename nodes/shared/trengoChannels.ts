import { remembering } from '../../flow/memo';
import { channelTraits } from '../../providers/trengo/channelTypes';
import { trengoList } from '../../providers/trengo/lists';
import type { TrengoEntry } from '../../providers/trengo/lists';
import { TrengoListError, unlessListFails } from '../../providers/trengo/pages';
import type { TrengoAccount } from './trengoAccount';

/** What is known of a channel. */
export interface KnownChannel {
	traits?: ReturnType<typeof channelTraits>;
	/** Why nothing is known of it. */
	unchecked?: string;
}

/** Each look costs some of the 120 requests of a minute. */
const FRESH_MS = 300_000;
/** An account whose list cannot be read now is not asked by every item. */
const FAILED_MS = 30_000;
const MOST_ACCOUNTS = 100;

interface Kept {
	untilMs: number;
	channels: Promise<TrengoEntry[]>;
}

let lists = remembering<{ kept?: Kept }>(MOST_ACCOUNTS);

/**
 * @returns what the account's list says of a channel; the list is kept for a few minutes
 */
export async function channelOf(account: Pick<TrengoAccount, 'baseUrl' | 'line' | 'sendRequest'>, channelId: string): Promise<KnownChannel> {
	const work = async (): Promise<KnownChannel> => {
		const channel = (await channelsOf(account)).find(({ id }) => id === channelId);
		return channel ? { traits: channelTraits(channel.type) } : { unchecked: 'The account lists no channel with this ID.' };
	};
	return await unlessListFails<KnownChannel>(work, ({ message }) => ({ unchecked: message }));
}

async function channelsOf({ baseUrl, line, sendRequest }: Pick<TrengoAccount, 'baseUrl' | 'line' | 'sendRequest'>): Promise<TrengoEntry[]> {
	const place = lists(`${baseUrl} ${line}`, () => ({}));
	if (place.kept && Date.now() < place.kept.untilMs) return await place.kept.channels;

	const kept: Kept = { untilMs: Date.now() + FRESH_MS, channels: trengoList(sendRequest, { baseUrl }, 'channels') };
	place.kept = kept;
	kept.channels.catch((error: Error) => {
		// Whatever else that was, the cancelling of a run mostly, says nothing of the account.
		kept.untilMs = error instanceof TrengoListError ? Date.now() + FAILED_MS : 0;
	});
	return await kept.channels;
}

/** Forgets all lists, for tests. */
export function forgetChannels(): void {
	lists = remembering(MOST_ACCOUNTS);
}

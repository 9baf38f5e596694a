import type { ReasonCode } from '../../flow/addToFlow/reasons';
import type { HttpMethod } from '../../flow/http/message';
import type { HttpOutcome } from '../../flow/http/send';
import type { Channel } from '../../flow/optOut/channels';
import { channelLabel } from '../../flow/optOut/channels';
import { requestFailure } from '../requestFailure';
import type { SendRequest } from '../sendRequest';
import { JSON_HEADERS } from '../sendRequest';
import { serviceUrl } from '../serviceUrl';
import { infobipBase } from './base';
import { digitsOf } from './identifier';
import { readInfobipError } from './requestError';

/** Whose messages are to be blocked, or no longer. */
export interface BlocklistChange {
	/** The Base URL of the credential. */
	baseUrl: string;
	/** Phone numbers in E.164 form and email addresses; with none, nothing is sent. */
	destinations: readonly string[];
	channel: Channel | 'all';
	/** Waits between two requests, in milliseconds; more than one is needed only for more than 50,000 destinations. */
	sleep: (ms: number) => Promise<void>;
}

/** What came of a change. Infobip makes it some time after it has accepted it. */
export type BlocklistOutcome = { accepted: true } | { accepted: false; reason: ReasonCode; message: string };

const PATH = '/platform/1/blocklists';

/** Infobip takes no more in one request. */
export const MOST_DESTINATIONS = 50_000;

/** Infobip takes one request a second. */
const PAUSE_MS = 1000;

/** Infobip blocks phone calls by other means. */
const CHANNELS: Partial<Record<Channel, string>> = {
	email: 'EMAIL',
	mms: 'MMS',
	rcs: 'RCS',
	sms: 'SMS',
	viber: 'VIBER',
	whatsapp: 'WHATSAPP',
};

/**
 * Puts addresses on the blocklist of an Infobip account, so that Infobip itself sends nothing there any more. Infobip
 * leaves out those that are on it already.
 *
 * @param sendRequest sends with the account's key; Infobip takes one request a second, so it should repeat after a 429
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export async function blockDestinations(sendRequest: SendRequest, change: BlocklistChange): Promise<BlocklistOutcome> {
	return await changeBlocklist(sendRequest, change, 'POST');
}

/**
 * Takes addresses off the blocklist of an Infobip account: the entries that were made by this API or by hand, for the
 * same channel. What people have done at Infobip themselves, by a stop word or an opt-out link, stays.
 *
 * @param sendRequest as for {@link blockDestinations}
 * @throws ServiceSettingError for a base URL that cannot be called
 */
export async function unblockDestinations(sendRequest: SendRequest, change: BlocklistChange): Promise<BlocklistOutcome> {
	return await changeBlocklist(sendRequest, change, 'DELETE');
}

async function changeBlocklist(
	sendRequest: SendRequest,
	{ baseUrl, destinations, channel, sleep }: BlocklistChange,
	method: HttpMethod,
): Promise<BlocklistOutcome> {
	const url = serviceUrl(infobipBase(baseUrl), PATH);
	const infobipChannel = channel === 'all' ? undefined : CHANNELS[channel];
	if (channel !== 'all' && infobipChannel === undefined) {
		const message = `Infobip's blocklist has no channel ${channelLabel(channel)}.`;
		return { accepted: false, reason: 'targetRejected', message };
	}

	for (let from = 0; from < destinations.length; from += MOST_DESTINATIONS) {
		if (from > 0) await sleep(PAUSE_MS);
		const entry = {
			destinations: destinations.slice(from, from + MOST_DESTINATIONS).map((to) => ({ to: digitsOf(to) })),
			// Without a channel it holds for all.
			...(infobipChannel !== undefined && { channel: infobipChannel }),
			...(method === 'DELETE' && { sourceType: 'CUSTOM' }),
		};
		const body = JSON.stringify({ blocklist: [entry] });
		const outcome = await sendRequest({ method, url, headers: { ...JSON_HEADERS }, body });
		if (outcome.class !== 'success') return refused(outcome, from);
	}
	return { accepted: true };
}

function refused(outcome: HttpOutcome, done: number): BlocklistOutcome {
	const { reason, message } = requestFailure(outcome, {
		service: 'Infobip',
		aim: 'the blocklist was changed',
		error: readInfobipError(outcome.reply?.body),
	});
	const before = done > 0 ? ` The first ${done} addresses were accepted before.` : '';
	return { accepted: false, reason, message: `${message}${before}` };
}

/** A way by which messages reach people. */
export type Channel = 'email' | 'mms' | 'rcs' | 'sms' | 'viber' | 'voice' | 'whatsapp';

/** The channels, with the names that people know, in the order of the alphabet. */
export const CHANNELS: ReadonlyArray<{ value: Channel; label: string }> = [
	{ value: 'email', label: 'Email' },
	{ value: 'mms', label: 'MMS' },
	{ value: 'rcs', label: 'RCS' },
	{ value: 'sms', label: 'SMS' },
	{ value: 'viber', label: 'Viber' },
	{ value: 'voice', label: 'Voice' },
	{ value: 'whatsapp', label: 'WhatsApp' },
];

/** @returns the name that people know, in the middle of a sentence, e.g. `WhatsApp`, or `all channels` */
export function channelLabel(channel: Channel | 'all'): string {
	return CHANNELS.find(({ value }) => value === channel)?.label ?? 'all channels';
}

/**
 * Reads the name of a channel, as an expression or a list from elsewhere gives it.
 *
 * @param text e.g. `WhatsApp`, `SMS`, `all`, `All Channels`
 * @returns the channel, or undefined for any other text
 */
export function channelOf(text: string): Channel | 'all' | undefined {
	const wanted = text.trim().toLowerCase();
	if (['all', 'all channels', '*'].includes(wanted)) return 'all';
	return CHANNELS.find(({ value }) => value === wanted)?.value;
}

/** @returns whether a channel reaches addresses of a type: email reaches email addresses, and all others phone numbers */
export function reaches(channel: Channel | 'all', addressType: string): boolean {
	return channel === 'all' || (channel === 'email') === (addressType === 'email');
}

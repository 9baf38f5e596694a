import type { INodeProperties } from 'n8n-workflow';

import type { Channel } from '../../flow/optOut/channels';
import { CHANNELS } from '../../flow/optOut/channels';

/** The words of the option, which each element has its own for. */
interface OptOutWords {
	/** For whom it is right not to check, if that needs to be said. */
	unchecked?: string;
	description: string;
}

/**
 * The option that says which opt-outs count.
 *
 * @param channels those that there are to choose from, besides all
 * @param usual what it is when nothing is chosen
 */
export function optOutChannelOption(channels: readonly Channel[], usual: Channel | 'all', { unchecked, description }: OptOutWords): INodeProperties {
	const ofChannels = CHANNELS.filter(({ value }) => channels.includes(value));
	return {
		displayName: 'Check Opt-Out List',
		name: 'optOutChannel',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Do Not Check', value: 'none', ...(unchecked && { description: unchecked }) },
			{ name: 'Opted Out of All Channels', value: 'all' },
			...ofChannels.map(({ value, label }) => ({ name: `Opted Out of ${label}`, value, description: 'Or of all channels' })),
		],
		default: usual,
		description,
	};
}

/**
 * Reads that option.
 *
 * @param channels as for {@link optOutChannelOption}
 * @returns undefined when the list is not to be asked
 * @throws Error for a name that is not known; it must not switch the check off
 */
export function readOptOutChannel(value: unknown, channels: readonly Channel[]): Channel | 'all' | undefined {
	if (value === 'none') return undefined;
	const channel = ['all' as const, ...channels].find((one) => one === value);
	if (channel === undefined) throw new Error('Check Opt-Out List names no channel. Choose one from the list.');
	return channel;
}

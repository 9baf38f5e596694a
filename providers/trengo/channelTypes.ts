import type { IdentifierType } from '../../flow/customerEvent/identifier';
import type { Channel } from '../../flow/optOut/channels';

/** No reference of Trengo's lists the types of channels; of one that nobody knows nothing is said. */
const TYPES: ReadonlyArray<[RegExp, { identifier: IdentifierType; optOuts?: Channel }]> = [
	[/E-?MAIL/, { identifier: 'email', optOuts: 'email' }],
	[/WHATSAPP|^WA(?:_|$)/, { identifier: 'phone', optOuts: 'whatsapp' }],
	[/SMS/, { identifier: 'phone', optOuts: 'sms' }],
	[/VOIP|VOICE/, { identifier: 'phone', optOuts: 'voice' }],
];

/**
 * @param type of a channel as Trengo tells it, in capitals
 * @returns by what the channel knows people, and which opt-outs concern it; undefined where that is not known
 */
export function channelTraits(type: string | undefined): { identifier: IdentifierType; optOuts?: Channel } | undefined {
	return TYPES.find(([pattern]) => pattern.test(type ?? ''))?.[1];
}

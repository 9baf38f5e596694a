import { mutedBy, muteWords } from '../../flow/conversation/mutes';
import { optOutOf, optOutWords } from '../../flow/optOut/refusal';
import type { Identifier } from '../../flow/participant/identifiers';
import type { Silence } from '../../flow/session/drain';
import type { FlowStore } from '../../flow/store/flowStore';
import type { NodeChoice } from './panel';

/**
 * @param identifiers all that is known of the participant
 * @returns why the participant may be sent nothing now, if so
 * @throws StoreUnavailable
 */
export async function silenceOf(store: FlowStore, identifiers: readonly Identifier[], { isSilentWhenMuted, optOuts }: Pick<NodeChoice, 'isSilentWhenMuted' | 'optOuts'>): Promise<Silence | undefined> {
	const optOut = optOuts && (await optOutOf(store, identifiers, optOuts));
	if (optOut) return { kind: 'optedOut', reason: optOutWords(optOut) };
	const mute = isSilentWhenMuted ? await mutedBy(store, identifiers) : undefined;
	return mute && { kind: 'muted', reason: muteWords(mute) };
}

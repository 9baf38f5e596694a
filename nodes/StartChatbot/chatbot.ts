import type { Chatbot } from '../../flow/session/drain';
import { callOf } from '../../flow/session/drain';
import type { Session } from '../../flow/session/session';
import type { Sessions } from '../../flow/session/sessions';
import { flowStore } from '../../flow/store/theStore';
import type { PanelContext } from '../shared/parameter';
import { deliveryOf } from './delivery';
import { engineOf } from './engines';
import type { NodeChoice } from './panel';
import { silenceOf } from './silence';

/**
 * Makes the chatbot of a session ready, and the way to its participant. It does not depend on the context any more when it
 * is made.
 *
 * @param executionId the run of the node
 * @throws Error for a credential or a setting that cannot be used, with words that name the field
 */
export async function chatbotOf(context: PanelContext, choice: NodeChoice, session: Pick<Session, 'participant'>, executionId: string): Promise<Chatbot> {
	return {
		engine: await engineOf(context, choice, session, executionId),
		...(await deliveryOf(context, choice, executionId)),
		silence: async ({ participant }) => await silenceOf(flowStore(), participant.identifiers, choice),
	};
}

/**
 * Tells the chatbot, once, that its session has ended, where it does not know that and can be told.
 *
 * @throws StoreUnavailable, and when the run is cancelled
 */
export async function tellEnd(sessions: Sessions, { engine }: Chatbot, { id }: Session): Promise<void> {
	if (!engine.end) return;
	const isUntold = ({ end, hasBegun }: Session) => hasBegun && end !== undefined && end.isKnownToBot !== true;
	const changed = await sessions.change(id, (now) => (isUntold(now) && now.end ? { ...now, end: { ...now.end, isKnownToBot: true } } : now));
	if (changed && changed.before !== changed.after) await engine.end(callOf(changed.after));
}

import { Conversations } from '../../flow/conversation/conversations';
import type { ConversationRef } from '../../flow/conversation/mutes';
import { Mutes } from '../../flow/conversation/mutes';
import { flowStore } from '../../flow/store/theStore';
import { wakeAt } from '../shared/parked/waking';
import { CONVERSATIONS_LINE } from './waiting';

/**
 * Takes note that the agents are done: flows may speak again, and the run that waits for it goes on, whether it is parked
 * already or is just about to be. To tell it twice does no harm.
 *
 * @throws StoreUnavailable; whoever has told it is to tell it again then
 */
export async function takeResolved(conversation: ConversationRef): Promise<void> {
	const store = flowStore();
	const wait = await new Conversations(store).resolve(conversation);
	await new Mutes(store).end(conversation);
	if (wait) await wakeAt(Date.now(), { ...wait, line: CONVERSATIONS_LINE });
}

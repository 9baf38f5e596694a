import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { Listener } from '../../flow/message/listeners';
import { isTest, listenerId } from '../shared/events/listenerId';
import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import type { EventsPanel } from './panel';

/** The trigger as the others of its group know it. */
export function listenerOf(context: IHookFunctions | IWebhookFunctions, { provider, group, kinds }: EventsPanel): Listener {
	const credentialId = context.getNode().credentials?.[MESSAGE_CREDENTIALS[provider]]?.id ?? undefined;
	return {
		id: listenerId(context),
		provider,
		group,
		url: String(context.getNodeWebhookUrl('default')),
		kinds: [...kinds],
		...(credentialId && { credentialId }),
		...(isTest(context) && { isTest: true }),
	};
}

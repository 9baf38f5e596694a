import type { IHookFunctions } from 'n8n-workflow';

import { Listeners } from '../../flow/message/listeners';
import type { EventKind } from '../../flow/message/messageEvent';
import { flowStore } from '../../flow/store/theStore';
import { listenerId } from '../shared/events/listenerId';
import { registerAtTrengo, removeFromTrengo } from '../shared/events/trengoWebhooks';
import { explained } from '../shared/explained';
import { listenerOf } from './listener';
import type { EventsPanel } from './panel';
import { readPanel } from './panel';

/**
 * Begins to listen. n8n asks for it when the flow is published and its trigger is new or has changed.
 *
 * @throws NodeOperationError for a panel that cannot be used, and when it cannot be kept or registered
 */
export async function beginListening(context: IHookFunctions): Promise<void> {
	const panel = await readPanel(context);
	await explained(context, async () => {
		if (panel.provider === 'trengo') await registerAtTrengo(context, panel.credential, trengoTypes(panel));
		await new Listeners(flowStore()).add(listenerOf(context, panel));
	});
}

/**
 * Listens no more.
 *
 * @throws NodeOperationError when that cannot be kept
 */
export async function endListening(context: IHookFunctions): Promise<void> {
	await explained(context, async () => {
		await new Listeners(flowStore()).remove(listenerId(context));
		if (context.getNodeParameter('provider') === 'trengo') await removeFromTrengo(context);
	});
}

/** Trengo's word for what each kind of event is; of others it does not tell. */
const TRENGO_TYPES: ReadonlyMap<EventKind, string> = new Map([
	['message', 'INBOUND'],
	['sent', 'OUTBOUND'],
]);

function trengoTypes({ kinds }: Pick<EventsPanel, 'kinds'>): string[] {
	const types = [...TRENGO_TYPES].flatMap(([kind, type]) => (kinds.has(kind) ? [type] : []));
	if (types.length === 0) throw new Error('Trengo tells of none of the events that are chosen. Choose Message Received or Message Sent under Events.');
	return types;
}

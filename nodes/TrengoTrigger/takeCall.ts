import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import type { FlowStore } from '../../flow/store/flowStore';
import type { TrengoWebhookEvent } from '../../providers/trengo/webhookEvent';
import { readTrengoWebhook } from '../../providers/trengo/webhookEvent';
import { formOf } from '../shared/events/form';
import type { Post } from '../shared/events/post';
import type { EventTicket } from '../shared/events/runStart';
import { TICKET_FIELD } from '../shared/events/runStart';
import { takeEvents } from '../shared/events/taken';
import { eventTypeOf } from '../shared/events/trengoWebhooks';
import type { TrengoPanel } from './panel';

/** What comes of a call whose signature is right. */
export type TakenCall =
	/** The flow is to be started with the item. */
	| { outcome: 'starts'; item: INodeExecutionData }
	/** There is nothing to start: the flow has had this event, or does not want it any more. */
	| { outcome: 'known' }
	/** Nobody can say yet whether the flow has had it; Trengo is to come again. */
	| { outcome: 'underWay' };

/**
 * Takes the event that Trengo tells of, if it is to start the flow.
 *
 * @throws StoreUnavailable; then Trengo is to come again, and nothing is done twice
 */
export async function takeCall(context: IWebhookFunctions, store: FlowStore, panel: TrengoPanel, { query, rawBody, receivedAt }: Post): Promise<TakenCall> {
	const form = formOf(rawBody);
	const type = eventTypeOf(query);
	if (Object.keys(form).length === 0) {
		// If it were refused, Trengo would deliver it again.
		context.logger.warn(`Trengo Trigger "${context.getNode().name}" was sent an event without any field; it is passed over.`);
		return { outcome: 'known' };
	}
	// A webhook that Trengo did not let go tells of what is no longer wanted.
	if (!panel.types.includes(type)) return { outcome: 'known' };

	const event = readTrengoWebhook(form, type, receivedAt.toISOString());
	const { fresh, isUnderWay, token } = await takeEvents(context, store, [event]);
	if (isUnderWay) return { outcome: 'underWay' };
	if (fresh.length === 0) return { outcome: 'known' };
	return { outcome: 'starts', item: itemOf(panel, event, { raw: form, receivedAt, token }) };
}

function itemOf(
	{ keepRaw, rememberMs, resultField }: TrengoPanel,
	{ id, type, phone, email, fields }: TrengoWebhookEvent,
	{ raw, receivedAt, token }: { raw: Record<string, string>; receivedAt: Date; token: string | undefined },
): INodeExecutionData {
	const view = {
		...fields,
		...(phone !== undefined && { phone }),
		...(email !== undefined && { email }),
		event: type,
		eventId: id,
		receivedAt: receivedAt.toISOString(),
		...(keepRaw && { raw }),
	};
	const ticket: EventTicket | undefined = token === undefined ? undefined : { eventId: id, token, keepMs: rememberMs };
	return {
		json: {
			...(resultField === '' ? view : { [resultField]: view }),
			...(ticket && { [TICKET_FIELD]: ticket }),
		} as unknown as IDataObject,
	};
}

import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { identifiersOf, participantBy } from '../../flow/message/eventParticipant';
import { eventView, isReport } from '../../flow/message/eventView';
import { keepLastInbound, viewAfter } from '../../flow/message/lastInbound';
import type { MessageEvent } from '../../flow/message/messageEvent';
import { ParticipantError } from '../../flow/participant/participant';
import { PARTICIPANT_FIELD } from '../../flow/participant/participants';
import type { TrackedParticipant } from '../../flow/participant/tracked';
import type { FlowStore } from '../../flow/store/flowStore';
import type { Post } from '../shared/events/post';
import type { EventTicket } from '../shared/events/runStart';
import { TICKET_FIELD } from '../shared/events/runStart';
import { takeEvents } from '../shared/events/taken';
import { takeReport } from '../shared/parked/reports';
import { forwardToOthers } from './forward';
import { listenerOf } from './listener';
import type { EventsPanel } from './panel';
import type { Provenance } from './provenance';
import { readEvents } from './readEvents';

/** What comes of a POST. */
export interface Taken {
	/** The items with which the flow is to be started; none when there is nothing to start. */
	items: INodeExecutionData[];
	/** Whether all is done; else the provider is to deliver it again. */
	isDone: boolean;
}

/** How many events of one POST are worked on at once. */
const AT_ONCE = 10;

/**
 * Takes what a provider tells: wakes the runs that wait for its reports, keeps the last message of each person, hands it on
 * to the other listeners, and makes an item of each event that is to start this flow.
 *
 * @param provenance from whom the POST comes; what is handed on by another listener has been looked after there
 * @throws StoreUnavailable; then the provider is to deliver it again, and nothing is done twice
 */
export async function takePost(context: IWebhookFunctions, store: FlowStore, panel: EventsPanel, post: Post, provenance: Provenance): Promise<Taken> {
	const events = readEvents(panel.provider, post);
	if (events.length === 0) {
		// If it were refused, the provider would deliver it again for days.
		context.logger.warn(`Message Events Trigger "${context.getNode().name}" was sent something that holds no event of the provider; it is passed over.`);
		return { items: [], isDone: true };
	}

	const isFirst = provenance === 'provider';
	if (isFirst) await mapInOrder(events.filter(isReport), AT_ONCE, takeReport);
	const senders = isFirst && panel.keepLastInbound ? await keepMessages(context, store, events) : new Map<MessageEvent, TrackedParticipant>();

	const [isForwarded, { fresh, isUnderWay, token }] = await Promise.all([
		isFirst ? forwardToOthers(store, listenerOf(context, panel), post, events) : true,
		takeEvents(context, store, events.filter(({ kind }) => panel.kinds.has(kind))),
	]);
	const items = await mapInOrder(fresh, AT_ONCE, async (event) => {
		const participant = senders.get(event) ?? (await knownParticipant(store, event));
		return itemOf(panel, event, participant, token);
	});
	return { items, isDone: isForwarded && !isUnderWay };
}

async function keepMessages(context: IWebhookFunctions, store: FlowStore, events: readonly MessageEvent[]) {
	const kept = new Map<MessageEvent, TrackedParticipant>();
	// One by one, because most of the time all are of one person.
	for (const event of events.filter(({ kind }) => kind === 'message')) {
		const participant = await keepLastInbound(store, event).catch((error: Error) => {
			if (!(error instanceof ParticipantError)) throw error;
			context.logger.warn(`Message Events Trigger could not keep a message with its sender: ${error.message}`);
			return undefined;
		});
		if (participant) kept.set(event, participant);
	}
	return kept;
}

async function knownParticipant(store: FlowStore, event: MessageEvent): Promise<TrackedParticipant | undefined> {
	const found = await participantBy(store, identifiersOf(event));
	return found && viewAfter(event, found);
}

function itemOf(panel: EventsPanel, event: MessageEvent, known: TrackedParticipant | undefined, token: string | undefined): INodeExecutionData {
	const { [PARTICIPANT_FIELD]: participant, ...view } = eventView(event, known, panel.keepRaw);
	const ticket: EventTicket | undefined = token === undefined ? undefined : { eventId: event.id, token, keepMs: panel.rememberMs };
	return {
		json: {
			...(panel.resultField === '' ? view : { [panel.resultField]: view }),
			...(participant && { [PARTICIPANT_FIELD]: participant }),
			...(ticket && { [TICKET_FIELD]: ticket }),
		} as unknown as IDataObject,
	};
}

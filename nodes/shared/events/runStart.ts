import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { mapInOrder } from '../../../flow/concurrency';
import { RecognizedEvents } from '../../../flow/message/recognized';
import { flowStore } from '../../../flow/store/theStore';
import { unlessStoreIsAway } from '../../../flow/store/unlessStoreIsAway';
import { listenerId } from './listenerId';

/** Under this name the trigger tells itself what it needs to know when the run starts; the flow does not see it. */
export const TICKET_FIELD = 'flowElementsTicket';

/** With what an event was taken. */
export interface EventTicket {
	eventId: string;
	token: string;
	/** For how long the event is to be recognized, in milliseconds. */
	keepMs: number;
}

/** How many events are confirmed at once. */
const AT_ONCE = 10;

/**
 * Confirms the events that have started a run.
 *
 * @returns the items of those that no other run has, as the flow gets them
 */
export async function beginRun(context: IExecuteFunctions, items: readonly INodeExecutionData[]): Promise<INodeExecutionData[]> {
	const begun = await mapInOrder(items, AT_ONCE, async (item) => {
		const { [TICKET_FIELD]: ticket, ...json } = item.json;
		const isOurs = ticket === undefined || (await confirmed(context, ticket as unknown as EventTicket));
		return isOurs ? [{ ...item, json }] : [];
	});
	return begun.flat();
}

/** The provider has been told that we have the event; so if nobody can tell now whether another run has it, it is run. */
async function confirmed(context: IExecuteFunctions, { eventId, token, keepMs }: EventTicket): Promise<boolean> {
	const confirm = async () => await new RecognizedEvents(flowStore(), listenerId(context)).confirm(eventId, token, keepMs);
	return await unlessStoreIsAway(confirm, (error) => {
		context.logger.warn(`A trigger could not note that an event has started its flow: ${error.message}`);
		return true;
	});
}

import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions } from 'n8n-workflow';

import { mapInOrder } from '../../../flow/concurrency';
import { RecognizedEvents } from '../../../flow/message/recognized';
import type { FlowStore } from '../../../flow/store/flowStore';
import { isTest, listenerId } from './listenerId';

/** What came of taking the events of one call. */
export interface TakenEvents<Event> {
	/** Those that are to start the flow. */
	fresh: Event[];
	/** Whether there is one of which nobody can say yet whether it has started the flow. */
	isUnderWay: boolean;
	/** With which they were taken; none for somebody who tries the flow out. */
	token?: string;
}

/** How many events of one call are taken at once. */
const AT_ONCE = 10;

/**
 * Takes events for the flow of a trigger: each starts it once, however often its provider delivers it.
 *
 * @throws StoreUnavailable
 */
export async function takeEvents<Event extends { id: string }>(context: IWebhookFunctions, store: FlowStore, events: Event[]): Promise<TakenEvents<Event>> {
	if (isTest(context)) return { fresh: events, isUnderWay: false };
	const recognized = new RecognizedEvents(store, listenerId(context));
	const token = randomUUID();
	const found = await mapInOrder(events, AT_ONCE, async ({ id }) => await recognized.take(id, token));
	return { fresh: events.filter((_, index) => found[index] === 'new'), isUnderWay: found.includes('underWay'), token };
}

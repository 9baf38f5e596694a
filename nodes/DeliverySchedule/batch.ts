import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import type { Decision, Schedule, Ticket } from '../../flow/schedule/schedule';

/** An item that stands in line. */
export interface Placed {
	item: INodeExecutionData;
	/** Where it came from; on the way round the loop n8n would lose that. */
	pairedItem: IPairedItemData;
	schedule: Schedule;
	resultField: string;
	ticket: Ticket;
	decision: Decision;
}

/** A list of items on its way through the loop. n8n keeps it with the run, also while the run waits. */
export interface Batch {
	/** Those that are still to go, in the order of their slots. */
	waiting: Placed[];
	/** Those that leave by another branch, and have had no occasion yet. */
	leaving: Array<{ branch: Decision['branch']; item: INodeExecutionData }>;
	/** Those that have come back. */
	done: INodeExecutionData[];
	/** How often the node has run for this list. */
	rounds: number;
}

/** @returns the list that is on its way through the loop, if any */
export function batchOf(context: IExecuteFunctions): Batch | undefined {
	return (context.getContext('node') as { batch?: Batch }).batch;
}

/** Begins a list, or ends one. */
export function setBatch(context: IExecuteFunctions, batch: Batch | undefined): void {
	(context.getContext('node') as { batch?: Batch }).batch = batch;
}

/**
 * @returns whether the end of the Send branch comes back to the node; without that, only the first item of a list would
 *   ever be sent
 */
export function isWiredBack(context: IExecuteFunctions): boolean {
	const { name } = context.getNode();
	const above = new Set<string>();
	const look = (node: string) => {
		for (const parent of context.getParentNodes(node, { depth: 1 })) {
			if (above.has(parent.name)) continue;
			above.add(parent.name);
			look(parent.name);
		}
	};
	look(name);
	return above.has(name);
}

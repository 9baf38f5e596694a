import type { IExecuteFunctions, INodeExecutionData, IPairedItemData, ISourceData } from 'n8n-workflow';

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
	/** What has become of the last one that had its turn: it is on its way through the loop, or the first of those that wait is held. */
	last?: 'sent' | 'held';
	/** Where the list came from; what comes from there again is another list. */
	source: ISourceData;
}

/** @returns the list that is on its way through the loop, if any */
export function batchOf(context: IExecuteFunctions): Batch | undefined {
	return (context.getContext('node') as { batch?: Batch }).batch;
}

/** Notes down how far a list has come, or that it has ended. */
export function setBatch(context: IExecuteFunctions, batch: Batch | undefined): void {
	(context.getContext('node') as { batch?: Batch }).batch = batch;
}

/** @returns the nodes right in front of this one to which its own outputs lead; one of them ends the Send branch */
export function waysBack(context: IExecuteFunctions): string[] {
	const { name } = context.getNode();
	const inFrontOf = (node: string) => context.getParentNodes(node, { depth: 1 }).map((parent) => parent.name);
	const isBehind = (node: string, seen = new Set<string>()): boolean =>
		node === name || inFrontOf(node).some((parent) => !seen.has(parent) && isBehind(parent, seen.add(parent)));
	return inFrontOf(name).filter((node) => isBehind(node));
}

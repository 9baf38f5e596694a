import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** What the node does at Trengo. */
export type Operation =
	| 'addLabel'
	| 'addNote'
	| 'assign'
	| 'call'
	| 'close'
	| 'identify'
	| 'removeLabel'
	| 'reopen'
	| 'sendMessage'
	| 'track';

/** The branches, each with its output; the last one is there only for operations that look an event up in the map. */
export const BRANCH = { done: 0, refused: 1, failed: 2, notMapped: 3 } as const;

export type Branch = keyof typeof BRANCH;

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const isMapped = ['call', 'track'].includes(String(parameters.operation));
	const names = ['Done', 'Refused', 'Failed'].concat(isMapped ? ['Not Mapped'] : []);
	return names.map((displayName) => ({ type: 'main', displayName }));
}

/** How many outputs an operation has. */
export function countOutputs(operation: Operation): number {
	return operation === 'call' || operation === 'track' ? 4 : 3;
}

import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** The branches, each with its output: when the node only starts a conversation, and when it waits until it is resolved. */
export const BRANCH = {
	starting: { started: 0, otherCases: 1 },
	// On its own timer n8n lets a run go on by the first one. Wires at In All Other Cases keep their meaning when somebody has
	// the node wait.
	waiting: { timedOut: 0, otherCases: 1, resolved: 2 },
} as const;

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const names = parameters.waitsUntilResolved === true ? ['Timed Out', 'In All Other Cases', 'Resolved'] : ['Started', 'In All Other Cases'];
	return names.map((displayName) => ({ type: 'main', displayName }));
}

/** How many outputs the node has. */
export function countOutputs({ waits }: { waits: boolean }): number {
	return Object.keys(waits ? BRANCH.waiting : BRANCH.starting).length;
}

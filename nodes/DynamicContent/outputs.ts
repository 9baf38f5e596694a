import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** What the node does. */
export type Operation = 'build' | 'fetch' | 'send';

/** The branches of each operation, each with its output: the good one first, so that a wire from it keeps its meaning. */
export const BRANCH = {
	build: { content: 0, refused: 1 },
	fetch: { content: 0, skipped: 1 },
	send: { sent: 0, refused: 1, failed: 2 },
} as const;

export type Branch = 'content' | 'failed' | 'refused' | 'sent' | 'skipped';

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const operation = String(parameters.operation);
	const names = operation === 'send' ? ['Sent', 'Refused', 'Failed'] : operation === 'fetch' ? ['Content', 'Skipped'] : ['Content', 'Refused'];
	return names.map((displayName) => ({ type: 'main', displayName }));
}

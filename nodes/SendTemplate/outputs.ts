import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** The branches, each with its output: when the node only sends, and when it waits for the provider's reports. */
export const BRANCH = {
	sending: { sent: 0, refused: 1, failed: 2 },
	// On its own timer n8n lets a run go on by the first one. Wires at Refused and Failed keep their meaning when somebody
	// has the node wait; the last one is there only when it waits for that.
	waiting: { timedOut: 0, refused: 1, failed: 2, delivered: 3, read: 4 },
} as const;

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const waiting = ['Timed Out', 'Refused', 'Failed', 'Delivered'];
	const waitFor = parameters.provider === 'trengo' ? 'none' : String(parameters.waitFor);
	const namesFor: Record<string, string[]> = { delivered: waiting, read: waiting.concat('Read') };
	const names = namesFor[waitFor] ?? ['Sent', 'Refused', 'Failed'];
	return names.map((displayName) => ({ type: 'main', displayName }));
}

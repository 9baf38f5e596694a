import type { INodeExecutionData, INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** The branches of a Delivery Schedule, each with its output. */
export const BRANCH = { send: 0, outsideWindow: 1, heldTooLong: 2, done: 3 };

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const names = ['Send', 'Outside Window', 'Held Too Long'].concat(parameters.loop === true ? ['Done'] : []);
	return names.map((displayName) => ({ type: 'main', displayName }));
}

/** Puts items on the outputs of their branches. */
export function outputsWith(branches: Partial<Record<keyof typeof BRANCH, INodeExecutionData[]>>): INodeExecutionData[][] {
	const { send = [], outsideWindow = [], heldTooLong = [], done } = branches;
	return [send, outsideWindow, heldTooLong, ...(done ? [done] : [])];
}

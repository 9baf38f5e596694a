import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** What the node does with the list. */
export type Operation = 'add' | 'export' | 'import' | 'keyword' | 'remove' | 'verify';

/** The branches of each operation, each with its output. */
export const BRANCH = {
	add: { optedOut: 0, invalid: 1, notMirrored: 2 },
	remove: { removed: 0, invalid: 1, notMirrored: 2 },
	verify: { optedOut: 0, notOptedOut: 1, invalid: 2 },
	keyword: { optedOut: 0, optedIn: 1, otherMessage: 2, invalid: 3, notMirrored: 4 },
	import: { done: 0 },
	export: { done: 0 },
} as const;

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	const changing: Record<string, string[]> = {
		add: ['Opted Out', 'Invalid Contact'],
		remove: ['Removed', 'Invalid Contact'],
		keyword: ['Opted Out', 'Opted In', 'Other Message', 'Invalid Contact'],
	};
	const telling: Record<string, string[]> = { verify: ['Opted Out', 'Not Opted Out', 'Invalid Contact'] };
	const operation = String(parameters.operation ?? 'add');
	const names = (changing[operation] ?? telling[operation] ?? ['Done']).concat(
		operation in changing && parameters.mirror === true ? ['Not Mirrored'] : [],
	);
	return names.map((displayName) => ({ type: 'main', displayName }));
}

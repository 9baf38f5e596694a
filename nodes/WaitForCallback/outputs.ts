import type { INodeOutputConfiguration, INodeParameters } from 'n8n-workflow';

/** The branches, each with its output; those by a value come after them, in the order of their rows. */
export const BRANCH = { timedOut: 0, calledBack: 1, firstValue: 2 } as const;

/**
 * The outputs for the panel's choice. n8n evaluates the text of this function in the editor and in the engine, so it
 * leans on nothing outside itself; a test compares it with BRANCH.
 */
export function configuredOutputs(parameters: INodeParameters): INodeOutputConfiguration[] {
	if (parameters.operation === 'prepare') return [{ type: 'main', displayName: 'Prepared' }];
	const { rows } = (parameters.branches || {}) as { rows?: Array<{ name?: string }> };
	const values = (rows || []).map(({ name }, index) => String(name || '').trim() || 'Branch ' + (index + 1));
	return ['Timed Out', 'Called Back'].concat(values).map((displayName) => ({ type: 'main', displayName }));
}

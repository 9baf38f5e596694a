import type { INodeProperties } from 'n8n-workflow';

/**
 * The option that names the field under which an element puts its result.
 *
 * @param fallback the name that it has by default
 * @param what what it tells, e.g. `the result of the call`
 */
export function resultFieldOption(fallback: string, what: string): INodeProperties {
	return {
		displayName: 'Put Result Under',
		name: 'resultField',
		type: 'string',
		default: fallback,
		// A run that waits is found by it again.
		noDataExpression: true,
		description: `Name of the field that tells ${what}`,
	};
}

/** @returns the name that the builder chose, or else the default one */
export function resultFieldOf(value: unknown, fallback: string): string {
	return String(value ?? '').trim() || fallback;
}

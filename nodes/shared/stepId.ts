import type { IExecuteFunctions } from 'n8n-workflow';

import { digest } from '../../flow/digest';

/** @returns what is the same when n8n does the same step of the same run again, and only then */
export function stepOf(context: IExecuteFunctions): unknown[] {
	return [context.getWorkflow().id, context.getNode().id, context.getExecutionId(), context.getWorkflowDataProxy(0).$runIndex];
}

/** @returns what tells how often it has been asked for the same, this time included; so the order of items does not matter */
export function occurrences(): (parts: unknown[]) => number {
	const seen = new Map<string, number>();
	return (parts) => {
		const key = JSON.stringify(parts);
		const count = (seen.get(key) ?? 0) + 1;
		seen.set(key, count);
		return count;
	};
}

/** @returns a name-based UUID (RFC 9562, version 8) */
export function uuidOf(parts: unknown[]): string {
	const hex = digest(JSON.stringify(parts));
	return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

import type { CallHeaders } from '../route/callHeaders';
import { headerOf } from '../route/callHeaders';

/**
 * The request header with which the depth goes along to another route, so that flows that add to each other over HTTP
 * come to an end as well.
 */
export const DEPTH_HEADER = 'flow-elements-depth';

/** The words for somebody who is not led on any further. */
export function tooDeepWords(depth: number, limit: number): string {
	return `Add to Flow has led on ${depth - 1} times, and the limit is ${limit}. Most likely flows add to each other in a circle; if not, raise Depth Limit.`;
}

const DEEPEST = 1000;

/** @returns how often Add to Flow has led on before it made this call: what it says in a header, from 0 to 1000 */
export function depthOfCall(headers: CallHeaders): number {
	const text = headerOf(headers, DEPTH_HEADER) ?? '';
	return /^\d{1,4}$/.test(text) && Number(text) <= DEEPEST ? Number(text) : 0;
}

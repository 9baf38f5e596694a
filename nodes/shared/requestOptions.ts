import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { LONGEST_TIMER_MS, numberOf } from './number';

const USUAL_RETRIES = 3;
const USUAL_TIMEOUT_MS = 30_000;
const USUAL_TURN_MINUTES = 10;

/** How the requests of an element are repeated, and how long each may take. */
export interface RequestOptions {
	maxRetries: number;
	timeoutMs: number;
}

/** The option that says how often a request is repeated. */
export function retriesOption(description: string, usual = USUAL_RETRIES): INodeProperties {
	return { displayName: 'Number of Retries', name: 'maxRetries', type: 'number', typeOptions: { minValue: 0, maxValue: 20, numberPrecision: 0 }, default: usual, description };
}

/** The option that says how long one request may take. */
export function timeoutOption(description = 'How long one request may take'): INodeProperties {
	return { displayName: 'Timeout (Ms)', name: 'timeout', type: 'number', typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS }, default: USUAL_TIMEOUT_MS, description };
}

/** The option that says how long a request may wait so that the provider's speed limit is kept. */
export function turnOption(description: string): INodeProperties {
	return { displayName: 'Wait for a Turn (Minutes)', name: 'turnMinutes', type: 'number', typeOptions: { minValue: 0, maxValue: 60 }, default: USUAL_TURN_MINUTES, description };
}

/**
 * Reads the options {@link retriesOption} and {@link timeoutOption}.
 *
 * @throws Error for a number that cannot be used, with words that name the field
 */
export function readRequestOptions(options: IDataObject, usualRetries = USUAL_RETRIES): RequestOptions {
	return {
		maxRetries: numberOf(options.maxRetries, { name: 'Number of Retries', fallback: usualRetries, least: 0, most: 20, whole: true }),
		timeoutMs: numberOf(options.timeout, { name: 'Timeout', fallback: USUAL_TIMEOUT_MS, least: 1, most: LONGEST_TIMER_MS }),
	};
}

/**
 * Reads {@link turnOption}.
 *
 * @returns milliseconds
 * @throws Error as {@link readRequestOptions} does
 */
export function readTurnMs({ turnMinutes }: IDataObject): number {
	return numberOf(turnMinutes, { name: 'Wait for a Turn', fallback: USUAL_TURN_MINUTES, least: 0, most: 60 }) * 60_000;
}

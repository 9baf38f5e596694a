import type { ResponseClass } from '../http/responseClass';

/** How the outputs are cut: one for each class of response, or success and everything else. */
export type BranchMode = 'byClass' | 'simple';

/** What the builder chose about the outputs. */
export interface BranchChoice {
	mode: BranchMode;
	/** Status codes that have an output of their own, in the order of those outputs. */
	statusCodes: readonly number[];
}

/** The outputs by class; a redirect that was not followed is a request to mend, and goes with the client's errors. */
const BY_CLASS: Record<ResponseClass, number> = { success: 0, redirect: 1, clientError: 1, serverError: 2, noResponse: 3 };
const SIMPLE: Record<ResponseClass, number> = { success: 0, redirect: 1, clientError: 1, serverError: 1, noResponse: 1 };
const CLASS_OUTPUTS: Record<BranchMode, number> = { byClass: 4, simple: 2 };

/**
 * @param outcome the class of the response, and its status code when one came
 * @param choice what the builder chose
 * @returns the index of the one output by which the item leaves; an output for the very status code comes before the
 *   output for its class
 */
export function branchOf(outcome: { class: ResponseClass; status?: number }, choice: BranchChoice): number {
	const own = outcome.status === undefined ? -1 : choice.statusCodes.indexOf(outcome.status);
	if (own >= 0) return CLASS_OUTPUTS[choice.mode] + own;
	return (choice.mode === 'byClass' ? BY_CLASS : SIMPLE)[outcome.class];
}

/** @returns how many outputs the choice makes */
export function branchCount(choice: BranchChoice): number {
	return CLASS_OUTPUTS[choice.mode] + choice.statusCodes.length;
}

/** The output of an item that could not be sent, in both modes: like a client's error it is a request to mend. */
export const UNSENT_BRANCH = BY_CLASS.clientError;

/** Status codes that cannot be read; the message names the entry. */
export class StatusCodeError extends Error {
	constructor(entry: string) {
		super(`"${entry}" is not an HTTP status code. Write codes from 200 to 599 with commas between them, e.g. 404, 409, 429.`);
		this.name = 'StatusCodeError';
	}
}

/**
 * @param text status codes with commas between them, e.g. `404, 409`; empty for none
 * @returns the codes in order, each once
 * @throws StatusCodeError for an entry that is no status code
 */
export function parseStatusCodes(text: string): number[] {
	const entries = text.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
	for (const entry of entries) if (!/^[2-5]\d\d$/.test(entry)) throw new StatusCodeError(entry);
	return [...new Set(entries.map(Number))];
}

import { TextDecoder } from 'node:util';

import type { FailureCause } from '../http/message';
import type { HttpOutcome } from '../http/send';
import type { CheckedContents } from './content';
import type { TooMany } from './readContents';
import { readContents } from './readContents';

/** Why no content was fetched. Flows compare these, so none ever changes its meaning. */
export type SkipReason =
	/** What came back breaks the rules; `faults` says where. */
	| 'contentInvalid'
	/** Nobody answered, or not to the end. */
	| 'noResponse'
	/** What came back is no JSON. */
	| 'notJson'
	/** The service answered with a status that is no success. */
	| 'statusNotOk'
	/** There was no answer in time. */
	| 'tooSlow';

/** That a step is skipped, and why. */
export interface Skip {
	reason: SkipReason;
	text: string;
	httpStatus?: number;
}

const REASONS: Partial<Record<FailureCause, SkipReason>> = { timeout: 'tooSlow' };

/**
 * Reads what a service has answered that was asked for content.
 *
 * @param outcome of the one try; it was not repeated, for the service may have stored what it was sent
 * @param tooMany what is done with more than ten contents
 * @returns what it answered, checked; or why the step is skipped
 */
export function readFetched({ reply, failure }: Pick<HttpOutcome, 'failure' | 'reply'>, tooMany: TooMany): CheckedContents | Skip {
	if (!reply) {
		const reason = REASONS[failure?.cause ?? 'unknown'] ?? 'noResponse';
		return { reason, text: failure?.message ?? 'No response came.' };
	}
	const { status } = reply;
	if (status < 200 || status > 299) return { reason: 'statusNotOk', text: `The service answered with status ${status}.`, httpStatus: status };
	const document = jsonIn(reply.body);
	if (document === undefined) return { reason: 'notJson', text: 'The service answered with something that is no JSON.', httpStatus: status };
	// A list alone would do in the panel, but Trengo would not take it.
	return readContents(Array.isArray(document) ? {} : document, tooMany);
}

function jsonIn(body: Buffer): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
	} catch {
		return undefined;
	}
}

import type { Refusal } from './problem';
import { refuse } from './problem';

/** How a run can end, or not even begin, while its caller waits for an answer. */
export type RunEnd = 'ended-without-answer' | 'failed' | 'not-started';

/** @returns the problem that the caller of such a run gets, also when the call is repeated */
export function runProblem(end: RunEnd): Refusal {
	switch (end) {
		case 'ended-without-answer':
			return refuse('flow-ended-without-answer', 'The flow ran to its end, but no API End answered the call.');
		case 'failed':
			return refuse('flow-failed', 'The flow stopped with an error before it answered. The error is in the n8n execution log.');
		case 'not-started':
			return refuse('flow-failed', 'The flow could not be started. The error is in the n8n log.');
	}
}

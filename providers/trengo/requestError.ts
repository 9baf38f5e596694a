import { asObject, objectIn, textIn } from '../answerBody';
import type { ServiceError } from '../requestFailure';

/** What Trengo says of a request that it refuses. */
export interface TrengoError extends ServiceError {
	/** The fields that it names, e.g. `hsm_id`. */
	fields: string[];
}

/**
 * Reads Trengo's errors, `{ message, errors }`; `errors` is an empty list, or texts by the names of fields.
 *
 * @param body of the answer; it may be anything
 * @returns what could be read of it
 */
export function readTrengoError(body: Buffer | undefined): TrengoError {
	const { message, errors } = objectIn(body);
	const rows = Object.entries(asObject(errors));
	const said = rows.flatMap(([, texts]) => (Array.isArray(texts) ? texts : [texts])).map(textIn);
	const text = [...new Set([textIn(message), ...said])].filter((part) => part !== undefined).join(' ');
	return { ...(text !== '' && { text }), fields: rows.map(([field]) => field) };
}

import { asObject, objectIn, textIn } from '../answerBody';
import type { ServiceError } from '../requestFailure';

/** What Meta says of an error, in an answer or in a report. */
export interface GraphError extends ServiceError {
	/** Whether Meta says that it passes. */
	isTransient?: boolean;
}

/** @param body of an answer; it may be anything */
export function readGraphError(body: Buffer | undefined): GraphError {
	return graphErrorIn(objectIn(body).error);
}

/**
 * @param value an entry of `errors` of a report, or `error` of an answer. Meta advises to go by `code` and
 *   `error_data.details`; titles may change
 */
export function graphErrorIn(value: unknown): GraphError {
	const { code: given, message, title, error_data: data, error_user_msg: forUser, is_transient: isTransient } = asObject(value);
	const code = textIn(given);
	const text = [textIn(message) ?? textIn(title), textIn(asObject(data).details) ?? textIn(forUser)].filter(Boolean).join(' - ');
	return { ...(code !== undefined && { code }), ...(text !== '' && { text }), ...(isTransient === true && { isTransient }) };
}

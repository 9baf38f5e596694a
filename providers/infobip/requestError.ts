import { asObject, objectIn, textIn } from '../answerBody';
import type { ServiceError } from '../requestFailure';

/** What Infobip says of a request that it refuses. */
export interface InfobipError extends ServiceError {
	/** What is wrong with single fields of the request, as far as Infobip names them apart. */
	faults: FieldFault[];
}

/** What is wrong with one field. */
export interface FieldFault {
	/** Its path, e.g. `blocklist[0].channel`; empty for what is about no single field. */
	field: string;
	text: string;
}

/**
 * Reads the four shapes in which Infobip tells of errors: the envelope `requestError` of most of its APIs, with
 * `validationErrors`; `{ errorCode, errorMessage }` of Moments, the code as a number or as text; also of Moments, problem
 * details (RFC 7807); and `{ errorCode, description, action, violations }` of its newer APIs.
 *
 * @param body of the answer; it may be anything
 * @returns what could be read of it
 */
export function readInfobipError(body: Buffer | undefined): InfobipError {
	const answer = objectIn(body);
	const exception = asObject(asObject(answer.requestError).serviceException);
	const faults = [...faultsIn(exception.validationErrors), ...violationsIn(answer.violations)];
	const code = textIn(answer.errorCode) ?? textIn(exception.messageId);
	const said = textIn(answer.errorMessage) ?? textIn(exception.text) ?? textIn(answer.description) ?? textIn(answer.detail) ?? textIn(answer.title);
	const listed = faults.map(({ field, text }) => (field === '' ? text : `${field}: ${text}`)).join('; ');
	const text = [said, listed].filter(Boolean).join(' - ');
	return { ...(code !== undefined && { code }), ...(text !== '' && { text }), faults };
}

function faultsIn(validationErrors: unknown): FieldFault[] {
	return Object.entries(asObject(validationErrors)).map(([field, said]) => {
		const texts = (Array.isArray(said) ? said : [said]).map(textIn).filter((text) => text !== undefined);
		return { field, text: texts.join(', ') };
	});
}

function violationsIn(violations: unknown): FieldFault[] {
	const rows = Array.isArray(violations) ? violations.map(asObject) : [];
	return rows.flatMap(({ property, violation }) => {
		const text = textIn(violation);
		return text === undefined ? [] : [{ field: textIn(property) ?? '', text }];
	});
}

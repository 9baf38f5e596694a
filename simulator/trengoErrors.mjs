/** With these words, in Dutch, the account says that something is wrong with a request. */
export const INVALID = 'De gegeven data was ongeldig.';

/** The form in which Trengo tells of errors; with the status 200, only the words in the place of a message tell of one. */
export function refuse(reply, status, message, errors = [], retryAfter = 1) {
	const busy = { 'retry-after': String(retryAfter), 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + retryAfter) };
	reply.json(status, { message, ...(status !== 200 && { errors }) }, status === 429 ? busy : {});
}

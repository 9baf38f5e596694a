/**
 * The class of a response: by the first digit of its status code (RFC 9110, section 15), or that none came.
 */
export type ResponseClass = 'success' | 'redirect' | 'clientError' | 'serverError' | 'noResponse';

/**
 * @param status the status code of a final response
 * @returns its class; a code outside 200 to 599 counts as a server's fault
 */
export function classOfStatus(status: number): ResponseClass {
	if (status >= 200 && status < 300) return 'success';
	if (status >= 300 && status < 400) return 'redirect';
	if (status >= 400 && status < 500) return 'clientError';
	return 'serverError';
}

import type { CallerResponse } from '../../../flow/route/callerAnswer';

/** A short answer to a provider. */
export interface ShortAnswer {
	status: number;
	text?: string;
	/** In how many seconds it is to call again. */
	retryAfter?: number;
}

/** Not all could be done: whoever has called is to do so again. What was done is recognized then. */
export const DELIVER_AGAIN: ShortAnswer = { status: 503, retryAfter: 10 };

/** Answers a provider, with a text or with nothing. */
export function answer(response: CallerResponse, { status, text = '', retryAfter }: ShortAnswer): void {
	response.statusCode = status;
	response.setHeader('Content-Type', 'text/plain; charset=utf-8');
	response.setHeader('X-Content-Type-Options', 'nosniff');
	if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
	response.end(text);
}

import type { IExecuteFunctions } from 'n8n-workflow';

import { standingUrl } from '../shared/standingWebhook';

/** The parameter of the callback URL that names the session. */
export const SESSION_PARAMETER = 'session';

/**
 * @param waitingUrl where the run itself can be called while it waits
 * @returns where the chatbot of a session can call back: the webhook of the node, which takes calls also before the run
 *   waits; for a flow that is tried out, which has no such webhook, the run itself
 */
export function callbackUrlOf(context: IExecuteFunctions, sessionId: string, waitingUrl: string): string {
	const url = new URL(standingUrl(context) ?? waitingUrl);
	return `${url.href}${url.search === '' ? '?' : '&'}${SESSION_PARAMETER}=${sessionId}`;
}

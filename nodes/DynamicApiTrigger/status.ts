import type { IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall } from '../../flow/route/admission';
import { isRefusal } from '../../flow/route/admission';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import { sendDocument } from '../../flow/route/callerAnswer';
import type { Refusal } from '../../flow/route/problem';
import { requestStatus, STATUS_PARAMETER, statusHeaders } from '../../flow/route/requestStatus';
import { runSources } from './keptCall';

/**
 * Answers a caller who asks what became of an earlier call.
 *
 * @returns the refusal to answer with instead, if there is nothing to tell
 * @throws StoreUnavailable
 */
export async function tellStatus(context: IWebhookFunctions, { query }: RouteCall, response: CallerResponse): Promise<Refusal | undefined> {
	const status = await requestStatus(query[STATUS_PARAMETER], runSources(context), new Date());
	if (isRefusal(status)) return status;
	sendDocument(response, statusHeaders(status), status);
	return undefined;
}

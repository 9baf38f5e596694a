import type { IWebhookFunctions } from 'n8n-workflow';

import { digest } from '../../flow/digest';
import { REQUEST_ID_HEADER, sendAcknowledgement, sendAnswer, sendRefusal } from '../../flow/route/callerAnswer';
import { fingerprintOf } from '../../flow/route/fingerprint';
import type { KeyOutcome } from '../../flow/route/idempotency';
import { claimCall, REPLAYED_HEADER } from '../../flow/route/idempotency';
import { sandboxHeader } from '../shared/route/sandbox';
import type { AdmittedCall } from './admittedCall';
import { requestContent } from './call';
import type { KeptCall } from './keptCall';
import { locationOf, recordOf, runSources } from './keptCall';

/**
 * Sees whether an earlier call with the same idempotency key has, or will have, the answer.
 *
 * @param kept what is to be kept of this call, if it is the first
 * @throws StoreUnavailable
 */
export async function claimKey(context: IWebhookFunctions, admitted: AdmittedCall, key: string, kept: KeptCall): Promise<KeyOutcome> {
	const { call } = admitted;
	const { method, path, query, body } = call;
	const fingerprint = fingerprintOf({ method, path, query, mediaType: body.mediaType, content: await requestContent(context, call) });
	const record = await recordOf(kept);
	return await claimCall({ key: digest(key), fingerprint, record, keyUntilMs: kept.keyUntilMs }, runSources(context));
}

/** Answers a call whose work an earlier one has done, or does. */
export function answerRepeated(
	context: IWebhookFunctions,
	{ response, requestId, receivedAt }: AdmittedCall,
	outcome: Exclude<KeyOutcome, { decision: 'run' }>,
): void {
	const { first } = outcome;
	const isStatusKept = (first?.statusUntilMs ?? 0) > receivedAt.getTime();
	const location = first && isStatusKept ? locationOf(context, first.requestId) : {};
	if (outcome.decision === 'refuse') {
		const { problem, headers } = outcome.refusal;
		sendRefusal(response, { problem, headers: { ...headers, ...location } }, requestId);
		return;
	}

	response.setHeader(REQUEST_ID_HEADER, outcome.first.requestId);
	response.setHeader(REPLAYED_HEADER, 'true');
	const sandbox = sandboxHeader(process.env);
	switch (outcome.decision) {
		case 'answer':
			return sendAnswer(response, outcome.answer, sandbox);
		case 'acknowledge':
			return sendAcknowledgement(response, outcome.first.requestId, outcome.executionId, { ...location, ...sandbox });
		case 'problem':
			return sendRefusal(response, outcome.refusal, outcome.first.requestId);
	}
}

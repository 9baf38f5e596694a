import type { IBinaryKeyData, IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { PARTICIPANT_FIELD } from '../../flow/participant/participants';
import { isRefusal } from '../../flow/route/admission';
import { acknowledge, holdForAnswer, sendRefusal } from '../../flow/route/callerAnswer';
import type { Refusal } from '../../flow/route/problem';
import { countCall } from '../../flow/route/rateLimit';
import { tokenShown } from '../../flow/route/token';
import type { TrackedParticipant } from '../../flow/participant/tracked';
import { trackParticipant } from '../../flow/route/trackedParticipant';
import { flowStore } from '../../flow/store/theStore';
import { requestLog } from '../shared/keepingStore';
import type { AdmittedCall } from './admittedCall';
import type { CallTicket } from './call';
import { callDetails, uploadedFiles } from './call';
import { CallNotes } from './callNotes';
import type { KeptCall } from './keptCall';
import { keptOf, recordOf, scopeOf } from './keptCall';
import { keyOf } from './keyPanel';
import { answerRepeated, claimKey } from './repeatedCall';

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

/**
 * Has a call counted, sees whether an earlier one with the same idempotency key has its answer, and if not, keeps what it
 * says of its participant and lets it start the flow.
 *
 * @throws StoreUnavailable before anything has been started or answered
 */
export async function takeCall(context: IWebhookFunctions, admitted: AdmittedCall): Promise<IWebhookResponseData> {
	const { panel, call, response, requestId } = admitted;
	const refused = (refusal: Refusal) => {
		sendRefusal(response, refusal, requestId);
		return ANSWERED;
	};

	const overLimit = await countedOut(context, admitted);
	if (overLimit) return refused(overLimit);

	const read = panel.key ? keyOf(context, call, panel.key, panel.route.signing) : { key: undefined };
	if (isRefusal(read)) return refused(read);

	const { key } = read;
	const kept = keptOf(context, admitted, key);
	const notes = new CallNotes(context, kept);
	if (key !== undefined) {
		const outcome = await notes.orGiveUp(async () => await claimKey(context, admitted, key, kept));
		if (outcome.decision !== 'run') {
			context.logger.debug('Dynamic API Trigger knew a call by its idempotency key', { requestId, first: outcome.first?.requestId });
			answerRepeated(context, admitted, outcome);
			return ANSWERED;
		}
	} else if (kept.isRecorded) {
		await notes.orGiveUp(async () => await requestLog(kept).open(await recordOf(kept)));
	}

	const { participant } = admitted;
	const tracked = participant && (await notes.orGiveUp(async () => await trackParticipant(flowStore(), participant)));
	if (tracked && isRefusal(tracked)) {
		await notes.giveUp();
		return refused(tracked);
	}
	return await startFlow(context, admitted, { kept, notes, key, tracked });
}

async function countedOut(context: IWebhookFunctions, admitted: AdmittedCall): Promise<Refusal | undefined> {
	const { panel, call, variables, requestId, receivedAt, response } = admitted;
	const limit = panel.rateLimit;
	if (!limit) return undefined;

	const { tokens } = panel.route;
	const token = tokens && tokenShown(call.headers, tokens, receivedAt);
	const marks = { address: call.address, token, variables };
	const { headers, refusal } = await countCall(flowStore(), { scope: scopeOf(context), limit, marks, requestId, now: receivedAt });
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	return refusal;
}

async function startFlow(
	context: IWebhookFunctions,
	admitted: AdmittedCall,
	{ kept, notes, key, tracked }: { kept: KeptCall; notes: CallNotes; key: string | undefined; tracked: TrackedParticipant | undefined },
): Promise<IWebhookResponseData> {
	const { panel, call, variables, requestId, receivedAt, response } = admitted;
	const { route, timeoutMs, fallback } = panel;

	let binary: IBinaryKeyData | undefined;
	try {
		binary = await uploadedFiles(context);
	} finally {
		if (!binary) await notes.giveUp();
	}

	if (timeoutMs === undefined) acknowledge(response, requestId, kept.location, notes.ofAcknowledged());
	else holdForAnswer(response, requestId, timeoutMs, { ...notes.ofHeld(), ...(fallback && { fallback }) });

	const { scope, keptUntilMs: untilMs, isRecorded } = kept;
	const ticket: CallTicket | undefined =
		untilMs > 0 ? { keeping: { scope, untilMs, always: key !== undefined }, isRecorded } : undefined;
	const details = callDetails(call, {
		id: requestId,
		receivedAt,
		timeoutMs,
		secretHeaders: route.signing ? [route.signing.signatureHeader] : [],
		// A signature opens the route for as long as it is fresh, so the flow does not see it.
		idempotencyKey: panel.key?.from === 'signature' ? undefined : key,
		ticket,
	});
	const json = { ...variables, [route.detailsName]: details, ...(tracked && { [PARTICIPANT_FIELD]: tracked }) } as unknown as IDataObject;
	return { workflowData: [[{ json, ...(Object.keys(binary).length > 0 && { binary }) }]] };
}

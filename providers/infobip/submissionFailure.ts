import type { NotAdded } from '../../flow/addToFlow/gateway';
import { notAdded } from '../../flow/addToFlow/gateway';
import type { HttpOutcome } from '../../flow/http/send';
import { quote, requestFailure } from '../requestFailure';
import type { InfobipError } from './requestError';

/** By these Infobip refuses what is in the request, and nobody has entered: bad request, and content too large. */
const REFUSED_CONTENT: ReadonlySet<number> = new Set([400, 413]);

/**
 * Tells why Infobip did not accept a request for participants.
 *
 * @param outcome of the request
 * @param error what Infobip says of it
 * @param campaignId of the flow
 * @returns what holds for all participants of the request; `personRejected` when Infobip does not like what is in it,
 *   which may be the fault of one of them
 */
export function submissionFailure(outcome: HttpOutcome, error: InfobipError, campaignId: string): NotAdded {
	const aim = 'the participant entered the flow';
	const { reason, message, details } = requestFailure(outcome, { service: 'Infobip', aim, error });
	const says = quote(error.text);
	const status = outcome.reply?.status;
	if (status === 404 || error.code === '40401') {
		const words = `Infobip has no active flow with the ID ${campaignId}. Check the ID, and the Base URL of the credential.`;
		return notAdded('targetMissing', `${words}${says}`, details);
	}
	if (status === undefined || !REFUSED_CONTENT.has(status)) return notAdded(reason, message, details);
	if (error.code === '40005') return notAdded('targetInactive', `The Infobip flow ${campaignId} is not active.${says}`, details);
	return notAdded('personRejected', `Infobip refuses the participant (${status}).${says}`, details);
}

import type { MomentsParticipant } from './participant';

/** What Infobip's reasons mean, as ends of "Infobip did not add the person to the flow: …". */
const WORDS: Readonly<Record<string, string>> = {
	REJECTED_ATTRIBUTE_MISSED: 'an attribute does not exist in Infobip People, or has another spelling there',
	REJECTED_CDP_ERROR_UNKNOWN: 'the profile could not be saved; Infobip does not say why',
	REJECTED_FLOW_ERROR_UNKNOWN: 'the flow failed; Infobip does not say why',
	REJECTED_INVALID_CONTACT: 'the phone number or email address is not recognised',
	REJECTED_NOT_ENOUGH_CREDITS: 'the account is out of credits',
	// The documentation has two names for this one.
	REJECTED_PERSON_ALREADY_IN_FLOW: 'the person is in the flow already',
	REJECTED_PERSON_IN_FLOW: 'the person is in the flow already',
	REJECTED_PERSON_NOT_ALLOWED_TO_REENTER: 'the person may not enter the flow again at this time',
};

/**
 * @param errorReason as in Infobip's report; a new one is passed on as it is
 * @param participant whom Infobip rejected
 * @returns what it means, in plain words
 */
export function rejectionWords(errorReason: string | undefined, { person }: MomentsParticipant): string {
	const known = errorReason !== undefined && Object.hasOwn(WORDS, errorReason) ? WORDS[errorReason] : undefined;
	const why = known ?? errorReason ?? 'it does not say why';
	const sent = errorReason === 'REJECTED_ATTRIBUTE_MISSED' ? Object.keys(person?.customAttributes ?? {}) : [];
	const names = sent.length > 0 ? ` (sent: ${sent.join(', ')})` : '';
	return `Infobip did not add the person to the flow: ${why}${names}.`;
}

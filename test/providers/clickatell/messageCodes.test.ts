import { branchOfProblem } from '../../../flow/template/sendProblem';
import { errorMeaning, failureMeaning } from '../../../providers/clickatell/messageCodes';

/** All of the Errors Table that can come from a WhatsApp message. */
const ERRORS = [1, 2, 3, 7, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 31, 32, 33, 38, 39, 40, 41, 42, 43, 44, 45, 46];

/** All failures of the Message Status Table and of what clients of older tables know. */
const FAILURES = [
	'EXPIRED', 'STOPPED_BY_USER', 'STOPPED_BY_ADMIN', 'DELIVERY_FAILURE', 'INSUFFICIENT_ACCOUNT_BALANCE', 'VOLUME_LIMIT', 'VOLUME_LIMIT_DAILY',
	'VOLUME_LIMIT_MONTHLY', 'RECIPIENT_DOES_NOT_EXIST', 'ENCRYPTION_ACCESS_DENIED', 'ENCRYPTION_CONTENT_ERROR', 'MEDIA_NOT_FOUND', 'MEDIA_SIZE_ERROR',
	'MEDIA_CHECKSUM_FAILURE', 'MEDIA_REJECTED_BY_SUPPLIER', 'MEDIA_METADATA_ERROR', 'MEDIA_ACCESS_ERROR', 'ROUTING_ERROR',
	'WHATSAPP_ACCOUNT_PAYMENT_ISSUE', 'WHATSAPP_RE_ENGAGEMENT_REQUIRED', 'WHATSAPP_SPAM_RATE_LIMIT_REACHED', 'WHATSAPP_SERVER_RATE_LIMIT',
	'WHATSAPP_HSM_NOT_AVAILABLE', 'WHATSAPP_HSM_PARAM_COUNT_MISMATCH', 'WHATSAPP_HSM_IS_MISSING', 'WHATSAPP_HSM_DOWNLOAD_FAILED',
	'WHATSAPP_HSM_PACK_IS_MISSING', 'WHATSAPP_EXPERIMENTAL_NUMBER', 'WHATSAPP_TEMPLATE_TEXT_TOO_LONG', 'WHATSAPP_TEMPLATE_FORMAT_MISMATCH',
	'WHATSAPP_TEMPLATE_FORMATTING_POLICY_VIOLATED', 'WHATSAPP_TEMPLATE_MEDIA_FORMAT_UNSUPPORTED', 'WHATSAPP_PARAMETER_MISSING',
	'WHATSAPP_PARAMETER_INVALID', 'WHATSAPP_PARAMETER_NOT_REQUIRED', 'WHATSAPP_TEMPLATE_INVALID_URL', 'WHATSAPP_TEMPLATE_INVALID_PHONE_NUMBER',
	'WHATSAPP_TEMPLATE_RECEIVER_NO_BUTTON_SUPPORT',
];

const SENTENCE = /^[A-Z].*\.$/;

it.each(ERRORS)('the error %i has a meaning in whole sentences', (code) => {
	expect(errorMeaning(String(code))).toMatchObject({ text: expect.stringMatching(SENTENCE), advice: expect.stringMatching(SENTENCE) });
});

it.each(FAILURES)('the failure %s has a meaning in whole sentences', (status) => {
	expect(failureMeaning(status)).toMatchObject({ text: expect.stringMatching(SENTENCE), advice: expect.stringMatching(SENTENCE) });
});

it('errors and failures with the same number are not mixed up', () => {
	expect(errorMeaning('26')?.optedOut).toBe(true);
	expect(failureMeaning('26')).toBeUndefined();
	expect(errorMeaning('EXPIRED')).toBeUndefined();
});

it.each(['__proto__', 'constructor', 'toString', '', '977'])('%j has none', (code) => {
	expect([errorMeaning(code), failureMeaning(code)]).toEqual([undefined, undefined]);
});

it('only an opt-out puts people on the opt-out list', () => {
	expect(ERRORS.filter((code) => errorMeaning(String(code))?.optedOut)).toEqual([26]);
	expect(FAILURES.filter((status) => failureMeaning(status)?.optedOut)).toEqual([]);
});

it('what is wrong with the message is refused, and what is wrong with the way fails', () => {
	const branches = Object.groupBy(ERRORS, (code) => branchOfProblem(errorMeaning(String(code)) ?? { class: 'retryNow' }));
	expect(branches).toEqual({
		refused: [21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33, 40],
		failed: [1, 2, 3, 7, 18, 19, 20, 28, 38, 39, 41, 42, 43, 44, 45, 46],
	});
});

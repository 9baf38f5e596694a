import type { CodeMeaning, ProblemClass } from '../../flow/template/sendProblem';
import type { GraphError } from './graphError';

const ASK_META = 'Look at the account in WhatsApp Manager, or ask Meta.';
const CHECK_ACCOUNT_RULES = 'Look at Account Quality in WhatsApp Manager.';
const CHECK_IDS = 'Check Phone Number ID, Business Account ID and Version in the credential.';
const CHECK_MEDIA = 'Check that everybody can fetch the media, and that WhatsApp takes its format and size.';
const CHECK_TEMPLATE = 'Compare the values with the template as it is registered.';
const CHECK_TOKEN = 'Put a valid access token in the credential.';
const OTHER_CHANNEL = 'Reach the person in another way.';
const SEND_AGAIN = 'Send it again.';
const SEND_LATER = 'Send it again later.';
const SEND_SLOWLY = 'Send it again later, and more slowly.';

const DAY_MS = 86_400_000;

/** A number may write to the same person once in six seconds. */
const PAIR_PAUSE_MS = 6000;

const HOUR_MS = 3_600_000;

const ROWS: ReadonlyArray<[code: string, problemClass: ProblemClass, text: string, advice: string, rest?: Partial<CodeMeaning>]> = [
	// The token and what it may do.
	['0', 'accountProblem', 'Meta does not accept the access token.', CHECK_TOKEN],
	['3', 'accountProblem', 'The app may not do this.', 'Give the token whatsapp_business_messaging.'],
	['10', 'accountProblem', 'The token may not do this.', 'Give the token whatsapp_business_messaging.'],
	['190', 'accountProblem', 'The access token has expired.', CHECK_TOKEN],
	['131005', 'accountProblem', 'The token may not do this.', 'Give the token whatsapp_business_messaging.'],

	// Rates.
	['4', 'retryLater', 'The app has made too many requests.', SEND_SLOWLY, { retryAfterMs: HOUR_MS }],
	['80007', 'retryLater', 'The WhatsApp Business account has made too many requests.', SEND_SLOWLY, { retryAfterMs: HOUR_MS }],
	['130429', 'retryLater', 'Too many messages were sent in a short time.', SEND_SLOWLY],
	['131048', 'retryLater', 'Meta limits how many messages this number may send, because too many of them were blocked or reported.', 'Look at the quality of the number in WhatsApp Manager, and send later.'],
	['131056', 'retryLater', 'Too many messages were sent to this person in a short time.', SEND_LATER, { retryAfterMs: PAIR_PAUSE_MS }],
	['131057', 'retryLater', 'The account is being maintained.', SEND_LATER],

	// Meta's own faults.
	['1', 'retryNow', 'Meta had an unknown error, or did not understand the request.', SEND_AGAIN],
	['2', 'retryNow', 'Meta is down or overloaded.', SEND_AGAIN],
	['131000', 'retryNow', 'Meta had an unknown error.', SEND_AGAIN],
	['131016', 'retryLater', 'A service of Meta is not available.', SEND_LATER],
	['133004', 'retryLater', 'A server of Meta is not available.', SEND_LATER],

	// The account.
	['33', 'accountProblem', 'The number that messages come from no longer exists.', CHECK_IDS],
	['368', 'accountProblem', 'The account is blocked for a time, because it broke a rule of Meta.', CHECK_ACCOUNT_RULES],
	['130497', 'accountProblem', 'The account may not send to people in this country.', CHECK_ACCOUNT_RULES],
	['131031', 'accountProblem', 'The account is locked.', CHECK_ACCOUNT_RULES],
	['131037', 'accountProblem', 'The display name of the number is not approved.', 'Have it approved in WhatsApp Manager.'],
	['131042', 'accountProblem', 'Something is wrong with the payment of the account.', 'Put the payment method in WhatsApp Manager in order.'],
	['131045', 'accountProblem', 'The number is not registered rightly.', 'Register the number at Meta again.'],
	['133006', 'accountProblem', 'The number must be verified first.', 'Verify the number at Meta.'],
	['133010', 'accountProblem', 'The number is not registered with WhatsApp.', 'Register the number at Meta.'],
	['133015', 'accountProblem', 'The number was deleted a short time ago.', 'Wait five minutes, then register it at Meta again.'],
	['134011', 'accountProblem', 'The business has not accepted the terms of payments.', ASK_META],
	['134100', 'fixRequest', 'Only marketing templates can be sent this way.', 'Send a marketing template.'],
	['134101', 'retryLater', 'The template is so new that Meta is not done with it.', 'Wait ten minutes, then send it again.', { retryAfterMs: 600_000 }],
	['134102', 'accountProblem', 'The template cannot be used by this API.', ASK_META],

	// The person.
	['130472', 'neverSend', 'The person is part of an experiment of Meta, and gets no marketing messages.', OTHER_CHANNEL],
	['131021', 'neverSend', 'Sender and receiver are the same number.', 'Check the phone number.'],
	['131026', 'neverSend', 'The message cannot be delivered to this number: it may not be on WhatsApp, or its WhatsApp is too old.', OTHER_CHANNEL],
	['131030', 'accountProblem', 'The number is not among those that a test number may send to.', 'Add it to the list of recipients under WhatsApp > API Setup.'],
	['131047', 'fixRequest', 'The person has not written within the last 24 hours.', 'Send an approved template.'],
	['131049', 'retryLater', 'The person has had enough marketing messages for now; Meta kept this one back.', 'Wait at least a day, and longer with each time.', { retryAfterMs: DAY_MS }],
	['131050', 'neverSend', 'The person has switched off marketing messages of this business.', 'Send this person no marketing templates; others are still allowed.'],

	// The request.
	['100', 'fixRequest', 'Meta does not take the request as it is.', CHECK_TEMPLATE],
	['131008', 'fixRequest', 'Something that is needed is missing.', CHECK_TEMPLATE],
	['131009', 'fixRequest', 'A value is not valid.', CHECK_TEMPLATE],
	['131051', 'fixRequest', 'Meta does not know messages of this kind.', CHECK_TEMPLATE],
	['131052', 'fixRequest', 'The media that the person sent could not be fetched.', CHECK_MEDIA],
	['131053', 'fixRequest', 'The media could not be uploaded to WhatsApp.', CHECK_MEDIA],
	['135000', 'fixRequest', 'Meta could not read the values of the message.', CHECK_TEMPLATE],

	// The template.
	['132000', 'fixRequest', 'The template has another number of values than were sent.', CHECK_TEMPLATE],
	['132001', 'fixRequest', 'There is no such template in this language, or it is not approved.', 'Check its name, its language and its status.'],
	['132005', 'fixRequest', 'The text is too long once its values are filled in.', 'Shorten the values.'],
	['132007', 'fixRequest', 'The content breaks a rule of WhatsApp.', 'Look at the reason in WhatsApp Manager.'],
	['132012', 'fixRequest', 'A value has another format than the template wants.', CHECK_TEMPLATE],
	['132015', 'fixRequest', 'The template is paused because of its quality.', 'Improve the template, or send another one.'],
	['132016', 'fixRequest', 'The template is disabled because of its quality.', 'Send another template.'],
	['132018', 'fixRequest', 'Values do not fit the template.', CHECK_TEMPLATE],
	['132068', 'fixRequest', 'The flow behind the button is blocked.', 'Put the flow in order in WhatsApp Manager.'],
	['132069', 'retryLater', 'The flow behind the button has been sent too often.', SEND_LATER, { retryAfterMs: HOUR_MS }],
];

const MEANINGS: ReadonlyMap<string, CodeMeaning> = new Map(
	ROWS.map(([code, problemClass, text, advice, rest]) => [code, { class: problemClass, text, advice, ...rest }]),
);

const PERMISSION: CodeMeaning = { class: 'accountProblem', text: 'The token may not do this.', advice: 'Give the token whatsapp_business_messaging.' };

const TRANSIENT: CodeMeaning = { class: 'retryNow', text: 'Meta had a passing error.', advice: SEND_AGAIN };

/**
 * Tells what is to be done about a message by Meta's list of error codes
 * (developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes).
 *
 * @returns undefined for a code that is not in the table, and for none
 */
export function cloudMeaning({ code, isTransient }: GraphError): CodeMeaning | undefined {
	if (code === undefined) return undefined;
	const known = MEANINGS.get(code);
	if (known) return known;
	if (/^2\d\d$/.test(code)) return PERMISSION;
	return isTransient ? TRANSIENT : undefined;
}

/**
 * @param error of a report that a message will not be delivered
 * @returns what is to be done about it; for a code that is not in the table, in general words
 */
export function cloudReportMeaning(error: GraphError): CodeMeaning {
	return cloudMeaning(error) ?? { class: 'fixRequest', text: 'Meta could not deliver the message.', advice: ASK_META };
}

import type { CodeMeaning, ProblemClass, SendProblem } from '../../flow/template/sendProblem';
import { problemOf } from '../sendFailure';
import type { InfobipStatus } from './messageStatus';
import { isFailedStatus } from './messageStatus';

const ASK_INFOBIP = 'Look at the account in the Infobip portal, or ask Infobip.';
const CHECK_BALANCE = 'Top up the Infobip account.';
const CHECK_MEDIA = 'Check that everybody can fetch the media, and that WhatsApp takes its format and size.';
const CHECK_NUMBER = 'Check the phone number.';
const CHECK_SENDER = 'Check the sender in the Infobip portal.';
const CHECK_TEMPLATE = 'Compare the values with the template as it is registered.';
const CHECK_VALUES = 'Check the values of the message.';
const DO_NOT_SEND = 'Do not send to this person again.';
const OTHER_CHANNEL = 'Reach the person in another way.';
const SEND_AGAIN = 'Send it again.';
const SEND_LATER = 'Send it again later.';

const HOUR_MS = 3_600_000;
const OPTED_OUT = { optedOut: true };

const ROWS: ReadonlyArray<[name: string, problemClass: ProblemClass, text: string, advice: string, rest?: Partial<CodeMeaning>]> = [
	// Statuses: undeliverable, expired, rejected.
	['UNDELIVERABLE_REJECTED_OPERATOR', 'neverSend', 'WhatsApp did not accept the message for this person.', OTHER_CHANNEL],
	['UNDELIVERABLE_NOT_DELIVERED', 'neverSend', 'The message could not be delivered to this number.', CHECK_NUMBER],
	['UNDELIVERABLE_NOT_SENT', 'retryLater', 'Infobip has not sent the message.', SEND_LATER],
	['EXPIRED_EXPIRED', 'retryLater', 'The message was not delivered within its time.', SEND_LATER],
	['EXPIRED_DLR_UNKNOWN', 'retryLater', 'It is not known whether the message was delivered.', OTHER_CHANNEL],
	['SIGNALS_BLOCKED', 'neverSend', "Infobip's protection against fraud has stopped the message.", ASK_INFOBIP],
	['REJECTED_NETWORK', 'accountProblem', 'The account is not set up for the network of this number.', ASK_INFOBIP],
	['REJECTED_PREFIX_MISSING', 'neverSend', 'The phone number has a prefix or a length that there is not.', CHECK_NUMBER],
	['REJECTED_DND', 'neverSend', 'The person takes no such messages (do not disturb).', DO_NOT_SEND],
	['REJECTED_SOURCE', 'accountProblem', 'The sender is not registered on the account.', CHECK_SENDER],
	['REJECTED_NOT_ENOUGH_CREDITS', 'accountProblem', 'The account is out of credits.', CHECK_BALANCE],
	['REJECTED_SENDER', 'accountProblem', 'The sender is on the blocklist of the account.', CHECK_SENDER],
	['REJECTED_DESTINATION_BLOCKLISTED', 'neverSend', 'The number is on the blocklist of the account.', DO_NOT_SEND, OPTED_OUT],
	['REJECTED_PREPAID_PACKAGE_EXPIRED', 'accountProblem', 'The credits of the account are no longer valid.', CHECK_BALANCE],
	['REJECTED_DESTINATION_NOT_REGISTERED', 'accountProblem', 'The trial account may only send to its own number.', ASK_INFOBIP],
	['REJECTED_ROUTE_NOT_AVAILABLE', 'accountProblem', 'The account is not set up to send messages.', ASK_INFOBIP],
	['REJECTED_FLOODING_FILTER', 'retryLater', 'This number has had too many messages within an hour.', SEND_LATER, { retryAfterMs: HOUR_MS }],
	['REJECTED_SYSTEM_ERROR', 'retryNow', 'Infobip had an error.', SEND_AGAIN],
	['REJECTED_DUPLICATE_MESSAGE_ID', 'fixRequest', 'Infobip has had a message with this ID before.', 'Look at Infobip whether that one was sent.'],
	['REJECTED_INVALID_UDH', 'fixRequest', 'The message has not the form that it must have.', CHECK_VALUES],
	['REJECTED_MESSAGE_TOO_LONG', 'fixRequest', 'The message is too long.', CHECK_VALUES],
	['MISSING_TO', 'fixRequest', 'The message has no receiver.', CHECK_NUMBER],
	['REJECTED_DESTINATION', 'neverSend', 'The phone number is not valid.', CHECK_NUMBER],
	['UNDELIVERABLE_REJECTED_PLATFORM', 'fixRequest', 'Infobip did not take the message.', CHECK_VALUES],

	// Errors of chat channels, WhatsApp among them: the client's.
	['EC_UNKNOWN_APPLICATION', 'accountProblem', 'Infobip does not know the application.', ASK_INFOBIP],
	['EC_UNKNOWN_USER', 'neverSend', 'The person is not on WhatsApp under this number.', OTHER_CHANNEL],
	['EC_BLOCKED_USER', 'neverSend', 'The person has blocked the sender, or may not be sent messages.', DO_NOT_SEND],
	['EC_UNAUTHORIZED_ACCESS', 'accountProblem', 'WhatsApp does not accept the access of the account.', ASK_INFOBIP],
	['EC_FORBIDDEN_ACCESS', 'accountProblem', 'The account may not send this.', ASK_INFOBIP],
	['EC_BAD_REQUEST', 'fixRequest', 'WhatsApp does not take the message as it is.', CHECK_VALUES],
	['EC_ILLEGAL_TRAFFIC_TYPE', 'fixRequest', 'The content does not fit what the sender is registered for.', CHECK_TEMPLATE],
	['EC_INVALID_TEMPLATE_ARGS', 'fixRequest', 'Values of the template are missing or not valid.', CHECK_TEMPLATE],
	['EC_INVALID_TEMPLATE', 'fixRequest', 'There is no such template, or it is not approved, or is paused.', 'Check the name, the language and the status of the template.'],
	['EC_NO_SESSION', 'fixRequest', 'The person has not written within the last 24 hours.', 'Send an approved template.'],
	['EC_ACCOUNT_ISSUE', 'accountProblem', 'Something is wrong with the WhatsApp account.', ASK_INFOBIP],
	['EC_DEPLOYMENT_CONFIGURATION_ERROR', 'accountProblem', 'The sender is not set up rightly at Infobip.', ASK_INFOBIP],
	['EC_MEDIA_HOSTING_ERROR', 'fixRequest', 'The media could not be fetched.', CHECK_MEDIA],
	['EC_MEDIA_UPLOAD_ERROR', 'fixRequest', 'The media could not be uploaded to WhatsApp.', CHECK_MEDIA],
	['EC_MEDIA_METADATA_ERROR', 'fixRequest', 'Type or size of the media are not right.', CHECK_MEDIA],
	['EC_SPAM_RATE', 'retryLater', 'WhatsApp limits how many people this sender may write to, because of its quality.', 'Look at the quality of the sender, and send later.'],
	['EC_TOO_MANY_REQUESTS', 'retryLater', 'Too many messages were sent in a short time.', 'Send it again later, and more slowly.'],
	['EC_INTERNAL_BAD_MAPPING', 'fixRequest', 'Infobip could not bring the message into the form that WhatsApp takes.', CHECK_VALUES],
	['EC_PROVIDER_BILLING_ERROR', 'accountProblem', 'Something is wrong with the payment of the WhatsApp account.', ASK_INFOBIP],
	['EC_DEVICE_REPRODUCTION_ERROR', 'neverSend', "The person's device cannot show the message.", OTHER_CHANNEL],
	['EC_LIMITED_FUNCTIONALITY', 'accountProblem', 'Meta has limited what the account may do.', ASK_INFOBIP],
	['EC_MEDIA_UNSUPPORTED', 'fixRequest', 'WhatsApp does not take media of this kind.', CHECK_MEDIA],
	['EC_DATA_MISMATCH', 'fixRequest', 'The data of the message do not fit together.', CHECK_VALUES],
	['EC_NOT_ALLOWED_SENDING_TIME', 'retryLater', 'Messages may not be sent at this time of day.', 'Send it again when that is allowed.'],
	['EC_UNSUPPORTED_MOBILE_APP_VERSION', 'neverSend', "The person's WhatsApp is too old for this message.", OTHER_CHANNEL],
	['EC_MESSAGE_TYPE_EXHAUSTED', 'retryLater', 'The limit for messages of this kind is reached.', SEND_LATER],
	['EC_BLOCKED_CONTENT', 'fixRequest', 'The content breaks a rule of WhatsApp.', CHECK_TEMPLATE],
	['EC_USER_IDENTITY_CHANGED', 'neverSend', 'The person has another device or identity than before.', 'Make sure that the number is still theirs.'],
	['EC_TEMPLATE_BLOCKED_BY_USER', 'neverSend', 'The person has blocked this template.', 'Do not send this template to this person again.'],
	['EC_INVALID_WA_FLOW', 'fixRequest', 'The flow behind the button is not published, or is stopped.', 'Check the flow in the Infobip portal.'],
	['EC_FREQUENCY_CAPPING', 'retryLater', 'The person has had enough marketing messages from all businesses for now; Meta kept this one back.', 'Wait at least a day, and longer with each time.', { retryAfterMs: 24 * HOUR_MS }],
	['EC_MARKETING_OPT_OUT', 'neverSend', 'The person has switched off marketing messages of this business.', DO_NOT_SEND],
	['EC_SENDER_NOT_REGISTERED', 'accountProblem', 'The sender is not registered with WhatsApp.', CHECK_SENDER],
	['EC_CALL_PERMISSION_REQUEST_FAILED', 'retryLater', 'This person was asked too often whether they may be called.', SEND_LATER],
	['EC_PHONE_MATCHING_DISABLED', 'fixRequest', 'The data of the message do not fit together.', CHECK_VALUES],
	['EC_UNSUPPORTED_DEVICE', 'neverSend', "The person's device cannot take the message.", OTHER_CHANNEL],
	// The provider's, which is WhatsApp.
	['EC_TEMPLATE_NOT_SYNCED', 'retryLater', 'The template is so new that Meta is not done with it.', 'Wait ten minutes, then send it again.', { retryAfterMs: 600_000 }],
	['EC_TEMPLATE_NOT_AVAILABLE', 'accountProblem', 'Meta could not make the template ready, or the business may not use MM Lite.', ASK_INFOBIP],
	['EC_INVALID_WA_ACCOUNT_TYPE', 'accountProblem', 'The WhatsApp account belongs to somebody else (on behalf of).', ASK_INFOBIP],
	['EC_PROVIDER_INTERNAL_ERROR', 'retryLater', 'WhatsApp had an error.', SEND_LATER],
	['EC_PROVIDER_TIMEOUT', 'retryLater', 'WhatsApp did not answer in time.', SEND_LATER],
	['EC_PROVIDER_DR_ERROR', 'retryLater', 'WhatsApp had an error with its report; it is not known whether the message was delivered.', ASK_INFOBIP],
	// Infobip's.
	['EC_INTERNAL_ERROR', 'retryLater', 'Infobip had an error.', SEND_LATER],
	['EC_CONFIGURATION_ERROR', 'accountProblem', 'The sender is not set up rightly, or not for this country.', CHECK_SENDER],
	['EC_TEMPORARY_GATEWAY_ERROR', 'retryLater', 'Infobip had a passing error.', SEND_LATER],
	['EC_SERVICE_NOT_ACTIVATED', 'accountProblem', 'The service is not switched on for the account.', ASK_INFOBIP],
	['EC_MISSING_SENDER_METADATA', 'accountProblem', 'Data of the sender are missing at Infobip.', CHECK_SENDER],
	['EC_DUPLICATE_REQUEST', 'fixRequest', 'The same message was sent to this person before.', 'Look at Infobip whether that one arrived.'],
	['EC_BAD_ORIGIN', 'accountProblem', 'Infobip does not accept where the request comes from.', ASK_INFOBIP],

	// General errors that messages of any channel can have.
	['EC_INVALID_REQUEST_TYPE', 'fixRequest', 'The request is of the wrong kind.', CHECK_VALUES],
	['EC_INVALID_DESTINATION_ADDRESS', 'neverSend', 'The phone number is not valid.', CHECK_NUMBER],
	['EC_INVALID_REQUEST_DESTINATION', 'neverSend', 'The country of the phone number is not known.', CHECK_NUMBER],
	['EC_MSG_TEXT_TOO_LONG', 'fixRequest', 'The message is too long.', CHECK_VALUES],
	['EC_INVALID_SOURCE_ADDRESS', 'accountProblem', 'The sender is not valid.', CHECK_SENDER],
	['EC_ACCOUNT_ACCESS_DENIED', 'accountProblem', 'The account may not send.', ASK_INFOBIP],
	['EC_LIMIT_REACHED', 'retryLater', 'A limit of sending is reached.', SEND_LATER],
	['EC_QUOTA_REACHED', 'retryLater', 'The limit of the day is reached.', 'Send it again tomorrow.', { retryAfterMs: 24 * HOUR_MS }],
	['EC_CONTENT_BLOCKED', 'neverSend', 'The person has opted out.', DO_NOT_SEND, OPTED_OUT],
	['EC_REJECTED_SPAM_BY_OPERATOR', 'fixRequest', 'The message was taken for spam.', CHECK_TEMPLATE],
	['EC_SIGNALS_BLOCKED', 'neverSend', "Infobip's protection against fraud has stopped the message.", ASK_INFOBIP],
	['EC_SIGNALS_HARD_LIMIT_REACHED', 'retryLater', 'The limit of the day (UTC) is reached.', 'Send it again tomorrow.', { retryAfterMs: 24 * HOUR_MS }],
	['EC_BLACKLISTED_DESTINATIONADDRESS', 'neverSend', 'The number is on the blocklist of the account.', DO_NOT_SEND, OPTED_OUT],
	['EC_DEST_ADDRESS_BLACKLISTED', 'neverSend', 'The person takes no such messages (do not disturb).', DO_NOT_SEND],
	['EC_BLACKLISTED_SENDERADDRESS', 'accountProblem', 'The sender is on the blocklist of the account.', CHECK_SENDER],
	['EC_DEACTIVATED_LIST', 'neverSend', 'The number is no longer in use.', DO_NOT_SEND],
	['EC_MONTHLY_LIMIT_REACHED', 'accountProblem', 'The credit of the account for this month is used up.', CHECK_BALANCE],
	['EC_MESSAGE_CANCELED', 'retryLater', 'The message was not sent on within its time, or was cancelled.', SEND_LATER],
	['EC_VALIDITY_EXPIRED', 'retryLater', 'The message was not delivered within its time.', SEND_LATER],
	['EC_MESSAGE_EXPIRED', 'retryLater', 'The message was not delivered within its time.', SEND_LATER],
	['EC_DESTINATION_FLOODING', 'retryLater', 'This number has had too many messages within an hour.', SEND_LATER, { retryAfterMs: HOUR_MS }],
	['EC_DESTINATION_TXT_FLOODING', 'retryLater', 'This number has had the same message too often within an hour.', SEND_LATER, { retryAfterMs: HOUR_MS }],
	['EC_ACCOUNT_NOT_PROVISIONED_FOR_CHANNEL', 'accountProblem', 'The account is not set up for the network of this number.', ASK_INFOBIP],
	['EC_DUPLICATE_MESSAGE', 'fixRequest', 'The same message was sent to this number before.', 'Look at Infobip whether that one arrived.'],
	['EC_FAILED_MESSAGE_DELIVERY', 'neverSend', 'The message could not be delivered to this number.', OTHER_CHANNEL],
];

const MEANINGS: ReadonlyMap<string, CodeMeaning> = new Map(
	ROWS.map(([name, problemClass, text, advice, rest]) => [name, { class: problemClass, text, advice, ...rest }]),
);

const BY_GROUP: ReadonlyMap<number | undefined, CodeMeaning> = new Map([
	[2, { class: 'neverSend', text: 'The message could not be delivered.', advice: OTHER_CHANNEL }],
	[4, { class: 'retryLater', text: 'The message was not delivered within its time.', advice: SEND_LATER }],
	[5, { class: 'fixRequest', text: 'Infobip did not accept the message.', advice: CHECK_VALUES }],
]);

const UNKNOWN: CodeMeaning = { class: 'fixRequest', text: 'Infobip tells of an error.', advice: ASK_INFOBIP };

const PASSING: CodeMeaning = { class: 'retryLater', text: 'The message was not delivered, for a passing reason.', advice: SEND_LATER };

/**
 * Tells what is to be done about a message that Infobip does not deliver, by its list of response status and error codes.
 * The error says it more exactly than the status; a code that is not in the table goes by whether Infobip calls the
 * error permanent, and by the group of the status.
 *
 * @param status of the message
 * @param error of the message, where there is one
 */
export function infobipMeaning(status: InfobipStatus, error: InfobipStatus = {}): CodeMeaning {
	const exact = MEANINGS.get(error.name ?? '');
	if (exact) return exact;
	if (hasError(error) && error.permanent === false) return PASSING;
	return MEANINGS.get(status.name ?? '') ?? BY_GROUP.get(status.groupId) ?? UNKNOWN;
}

/** @returns why Infobip does not send a message of a request that it has taken; undefined for one that it sends */
export function statusProblem(status: InfobipStatus): SendProblem | undefined {
	if (!isFailedStatus(status)) return undefined;
	return problemOf(infobipMeaning(status), { code: status.name, text: status.description });
}

/** @returns the code of a message that Infobip does not deliver: the error's name, or else the status's */
export function infobipCode(status: InfobipStatus, error: InfobipStatus = {}): string | undefined {
	return hasError(error) ? error.name : status.name;
}

function hasError({ name }: InfobipStatus): boolean {
	return name !== undefined && name !== 'NO_ERROR';
}

import type { CodeMeaning } from '../../flow/template/sendProblem';

/** Of a whole request, Clickatell does not say with this one whether it has taken it. */
export const INTERNAL_ERROR = '18';

const LOOK_UP = "Look the code up in Clickatell's list of errors.";
const ASK_SUPPORT = 'Ask the support of Clickatell.';
const CHECK_INTEGRATION = 'Check the integration in the Clickatell portal.';
const CHECK_VALUES = 'Check the values against the template in the Clickatell portal.';
const OTHER_WAY = 'Reach the person another way.';

/** An error with a code that did not exist when this was written. */
export const UNKNOWN_ERROR: CodeMeaning = { class: 'fixRequest', text: 'Clickatell refuses the message.', advice: LOOK_UP };

/** A status of a message that was not delivered, and that did not exist when this was written. */
export const UNKNOWN_FAILURE: CodeMeaning = { class: 'fixRequest', text: 'Clickatell did not deliver the message.', advice: LOOK_UP };

/**
 * What Clickatell refuses a request or a message for, by its codes.
 * Source: docs.clickatell.com, One API, Errors Table.
 */
const ERRORS: Readonly<Record<string, CodeMeaning>> = {
	'1': { class: 'accountProblem', text: 'Clickatell does not accept the API key.', advice: 'Check the API key in the credential; it is the one of the integration.' },
	'2': { class: 'accountProblem', text: 'The account is not active.', advice: ASK_SUPPORT },
	'3': { class: 'accountProblem', text: 'The integration is not active.', advice: CHECK_INTEGRATION },
	'7': { class: 'accountProblem', text: 'The account does not allow requests from this address.', advice: "Add n8n's address to those that the account allows." },
	[INTERNAL_ERROR]: { class: 'retryNow', text: 'Clickatell had an error of its own.', advice: 'Send it again.' },
	'19': { class: 'retryNow', text: 'Clickatell had an error of its own and asks to try again.', advice: 'Send it again.' },
	'20': { class: 'accountProblem', text: 'The balance of the account is too low.', advice: 'Top up the account.' },
	'21': { class: 'fixRequest', text: 'Clickatell cannot read the request.', advice: "Check the provider's own JSON, if the message has one." },
	'22': { class: 'fixRequest', text: 'There are too many messages in one request.', advice: ASK_SUPPORT },
	'23': { class: 'fixRequest', text: 'A value is missing, or is none that Clickatell takes.', advice: CHECK_VALUES },
	'24': { class: 'fixRequest', text: 'The message is too long.', advice: 'Shorten the values.' },
	'25': { class: 'neverSend', text: 'The phone number is not one that Clickatell can send to.', advice: 'Check the phone number.' },
	'26': { class: 'neverSend', text: 'The person has opted out.', advice: 'Send this person nothing until they opt in again.', optedOut: true },
	'27': { class: 'neverSend', text: 'The person cannot be reached on this channel.', advice: OTHER_WAY },
	'28': { class: 'accountProblem', text: 'The phone number is not one of the test numbers of the sandbox.', advice: 'Add the number to the sandbox, or use an integration that is live.' },
	'30': { class: 'fixRequest', text: 'WhatsApp does not take media of this kind.', advice: 'Use another kind of file.' },
	'31': { class: 'fixRequest', text: 'The media file is too large.', advice: 'Use a smaller file.' },
	'32': { class: 'fixRequest', text: 'The media files together are too large.', advice: 'Use smaller files.' },
	'33': { class: 'fixRequest', text: 'There is no such media file.', advice: 'Upload the file to Clickatell again, and use its new ID.' },
	'38': { class: 'accountProblem', text: 'WhatsApp is not switched on for the integration.', advice: CHECK_INTEGRATION },
	'39': { class: 'accountProblem', text: 'The integration does not have WhatsApp.', advice: CHECK_INTEGRATION },
	'40': { class: 'fixRequest', text: 'Clickatell does not know the character set.', advice: 'Leave the character set out of the JSON.' },
	'41': { class: 'accountProblem', text: 'There is nothing at this address.', advice: 'Check the Base URL of the credential.' },
	'42': { class: 'accountProblem', text: 'The address takes no messages.', advice: 'Check the Base URL of the credential.' },
	'43': { class: 'retryLater', text: 'Clickatell takes no more messages for now.', advice: 'Send it again later, or send fewer messages at a time.', retryAfterMs: 1_000 },
	'44': { class: 'accountProblem', text: 'The sender is suspended.', advice: CHECK_INTEGRATION },
	'45': { class: 'accountProblem', text: 'The sender does not belong to the integration.', advice: CHECK_INTEGRATION },
	'46': { class: 'accountProblem', text: 'The time of the demonstration is over.', advice: CHECK_INTEGRATION },
};

/**
 * Why a message that Clickatell had accepted was not delivered, by the names in its reports.
 * Source: docs.clickatell.com, One API, Message Status Table; the names that it has no more are from its older tables.
 */
const FAILURES: Readonly<Record<string, CodeMeaning>> = {
	EXPIRED: { class: 'retryLater', text: 'The message was not delivered in time.', advice: 'Send it again later, if it still holds.' },
	STOPPED_BY_USER: { class: 'accountProblem', text: 'Somebody in the account has stopped the message.', advice: 'Ask who has stopped it, and why.' },
	STOPPED_BY_ADMIN: { class: 'accountProblem', text: 'Clickatell has stopped the message.', advice: ASK_SUPPORT },
	DELIVERY_FAILURE: { class: 'retryLater', text: 'The message could not be delivered; Clickatell does not say why.', advice: 'Send it again later, or reach the person another way.' },
	INSUFFICIENT_ACCOUNT_BALANCE: { class: 'accountProblem', text: 'The balance of the account is too low.', advice: 'Top up the account.' },
	VOLUME_LIMIT: { class: 'retryLater', text: 'The account has sent as much as it may.', advice: 'Send it again later, or have the limit raised.' },
	VOLUME_LIMIT_DAILY: { class: 'retryLater', text: 'The account has sent as much as it may in a day.', advice: 'Send it again tomorrow, or have the limit raised.' },
	VOLUME_LIMIT_MONTHLY: { class: 'accountProblem', text: 'The account has sent as much as it may in a month.', advice: 'Have the limit raised.' },
	RECIPIENT_DOES_NOT_EXIST: { class: 'neverSend', text: 'The person is not on this channel.', advice: OTHER_WAY },
	ENCRYPTION_ACCESS_DENIED: { class: 'accountProblem', text: 'Clickatell may not decrypt the message.', advice: CHECK_INTEGRATION },
	ENCRYPTION_CONTENT_ERROR: { class: 'fixRequest', text: 'Clickatell could not decrypt the message.', advice: CHECK_INTEGRATION },
	MEDIA_NOT_FOUND: { class: 'fixRequest', text: 'There is no such media file.', advice: 'Upload the file to Clickatell again, and use its new ID.' },
	MEDIA_SIZE_ERROR: { class: 'fixRequest', text: 'The media file is too large.', advice: 'Use a smaller file.' },
	MEDIA_CHECKSUM_FAILURE: { class: 'fixRequest', text: 'The media file was changed on its way.', advice: 'Upload the file to Clickatell again.' },
	MEDIA_REJECTED_BY_SUPPLIER: { class: 'fixRequest', text: 'WhatsApp does not take the media file.', advice: 'Use another file.' },
	MEDIA_METADATA_ERROR: { class: 'fixRequest', text: 'What the message says of the media file does not fit the file.', advice: 'Upload the file to Clickatell again, and use its new ID.' },
	MEDIA_ACCESS_ERROR: { class: 'fixRequest', text: 'Clickatell cannot get at the media file.', advice: 'Check whether everybody can fetch the file.' },
	ROUTING_ERROR: { class: 'retryLater', text: 'Clickatell found no way to the person.', advice: 'Send it again later.' },
	WHATSAPP_ACCOUNT_PAYMENT_ISSUE: { class: 'accountProblem', text: 'WhatsApp is not paid for.', advice: 'Put the payment for the WhatsApp account in order.' },
	WHATSAPP_RE_ENGAGEMENT_REQUIRED: { class: 'fixRequest', text: 'The person has not written for 24 hours, and the message is no template.', advice: 'Send a template.' },
	WHATSAPP_SPAM_RATE_LIMIT_REACHED: { class: 'accountProblem', text: 'WhatsApp holds the sender back, because too many people have blocked it or reported it as spam.', advice: 'Send less, and only to people who want it.' },
	WHATSAPP_SERVER_RATE_LIMIT: { class: 'retryLater', text: 'WhatsApp takes no more messages for now.', advice: 'Send it again later, or send fewer messages at a time.' },
	WHATSAPP_HSM_NOT_AVAILABLE: { class: 'fixRequest', text: 'WhatsApp has no such template.', advice: 'Check the name of the template.' },
	WHATSAPP_HSM_PARAM_COUNT_MISMATCH: { class: 'fixRequest', text: 'The template has more or fewer placeholders than there are values.', advice: CHECK_VALUES },
	WHATSAPP_HSM_IS_MISSING: { class: 'fixRequest', text: 'WhatsApp has no such template.', advice: 'Check the name of the template.' },
	WHATSAPP_HSM_DOWNLOAD_FAILED: { class: 'retryLater', text: 'The template could not be brought to the phone.', advice: 'Send it again later.' },
	WHATSAPP_HSM_PACK_IS_MISSING: { class: 'fixRequest', text: 'WhatsApp has the template in no language that the phone has.', advice: 'Check the template in the Clickatell portal.' },
	WHATSAPP_EXPERIMENTAL_NUMBER: { class: 'neverSend', text: 'WhatsApp holds messages back from this person, who is part of an experiment.', advice: OTHER_WAY },
	WHATSAPP_TEMPLATE_TEXT_TOO_LONG: { class: 'fixRequest', text: 'The template with its values is too long.', advice: 'Shorten the values.' },
	WHATSAPP_TEMPLATE_FORMAT_MISMATCH: { class: 'fixRequest', text: "The header is not of the template's kind.", advice: CHECK_VALUES },
	WHATSAPP_TEMPLATE_FORMATTING_POLICY_VIOLATED: { class: 'fixRequest', text: 'A value has a line break, a tab or too many spaces.', advice: 'Take them out of the values.' },
	WHATSAPP_TEMPLATE_MEDIA_FORMAT_UNSUPPORTED: { class: 'fixRequest', text: 'WhatsApp does not take media of this kind.', advice: 'Use another kind of file.' },
	WHATSAPP_PARAMETER_MISSING: { class: 'fixRequest', text: 'The template needs a value that the message does not have.', advice: CHECK_VALUES },
	WHATSAPP_PARAMETER_INVALID: { class: 'fixRequest', text: 'A value is none that WhatsApp takes.', advice: CHECK_VALUES },
	WHATSAPP_PARAMETER_NOT_REQUIRED: { class: 'fixRequest', text: 'The message has a value that the template has no place for.', advice: CHECK_VALUES },
	WHATSAPP_TEMPLATE_INVALID_URL: { class: 'fixRequest', text: 'The URL of a button cannot be opened.', advice: CHECK_VALUES },
	WHATSAPP_TEMPLATE_INVALID_PHONE_NUMBER: { class: 'fixRequest', text: 'The phone number on a button is none.', advice: 'Check the template in the Clickatell portal.' },
	WHATSAPP_TEMPLATE_RECEIVER_NO_BUTTON_SUPPORT: { class: 'neverSend', text: "The person's WhatsApp is too old for buttons.", advice: 'Send this person a template without buttons.' },
};

/** @returns what the code of an error means; undefined for one that is not known here */
export function errorMeaning(code: string): CodeMeaning | undefined {
	return Object.hasOwn(ERRORS, code) ? ERRORS[code] : undefined;
}

/** @returns what the status of a message that was not delivered means; undefined for one that is not known here */
export function failureMeaning(status: string): CodeMeaning | undefined {
	return Object.hasOwn(FAILURES, status) ? FAILURES[status] : undefined;
}

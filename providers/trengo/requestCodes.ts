import type { CodeMeaning } from '../../flow/template/sendProblem';
import type { TrengoError } from './requestError';

/**
 * What a refusal of Trengo means for contacts and tickets. Trengo has no codes of its own, and its words come in the
 * language of the account; what they are about is known by the status and by the field that they name.
 * Sources: developers.trengo.com on errors and rate limits, and answers that client libraries keep in their tests.
 */
const MEANINGS = {
	'401': { class: 'accountProblem', text: 'Trengo does not accept the API token.', advice: 'Check the token in the credential.' },
	'402': { class: 'accountProblem', text: 'The balance of the account at Trengo is too low.', advice: 'Top up the balance in Trengo.' },
	'403': { class: 'accountProblem', text: 'Trengo does not allow this with the API token.', advice: 'Use the token of somebody who may use the channel and the inbox.' },
	'404': { class: 'fixRequest', text: 'Trengo knows nothing under this ID.', advice: 'Check the IDs, and the Base URL of the credential.' },
	'422': { class: 'fixRequest', text: 'Trengo refuses the request.', advice: 'Mend what Trengo names.' },
	'429': { class: 'retryLater', text: 'Trengo takes no more requests for now.', advice: 'Try again later.' },
	channel: { class: 'fixRequest', text: 'Trengo does not take the channel.', advice: 'Check the ID of the channel, and that the contact can be reached by it.' },
	contact: {
		class: 'fixRequest',
		text: 'Trengo does not take the contact for this channel.',
		advice: 'Check the ID of the contact. A private contact can be used only with the channel of its owner, and other contacts not with a personal channel.',
	},
	customField: { class: 'fixRequest', text: 'Trengo does not take the custom field.', advice: 'Check the ID of the field and its value.' },
	groups: { class: 'fixRequest', text: 'Trengo does not take the contact groups.', advice: 'Check the IDs of the groups.' },
	identifier: { class: 'fixRequest', text: 'Trengo does not take the identifier.', advice: 'An email channel takes an email address, a phone channel a phone number with its country code.' },
	label: { class: 'fixRequest', text: 'Trengo does not take the label.', advice: 'Check the ID of the label.' },
	message: { class: 'fixRequest', text: 'Trengo does not take the message.', advice: 'Check that the message is not empty, and not too long for the channel.' },
	receiver: { class: 'fixRequest', text: 'Trengo does not take the one to whom the ticket is to go.', advice: 'Check the ID of the user or the team.' },
	subject: { class: 'fixRequest', text: 'Trengo does not take the subject.', advice: 'Check the subject, and whether the channel has subjects.' },
	window: {
		class: 'fixRequest',
		text: 'WhatsApp takes a message that is no template only within 24 hours after the last one of the person.',
		advice: 'Send a template with Send Template.',
	},
} satisfies Record<string, CodeMeaning>;

export type TrengoCode = keyof typeof MEANINGS;

/** By the field that a refusal names. */
const BY_FIELD: ReadonlyArray<[RegExp, TrengoCode]> = [
	[/^identifier$/, 'identifier'],
	[/^contact_id$/, 'contact'],
	[/^channel_id$/, 'channel'],
	[/^contact_group_ids\b/, 'groups'],
	[/^(?:custom_field_id|value)$/, 'customField'],
	[/^label_id$/, 'label'],
	[/^(?:user_id|team_id|type)$/, 'receiver'],
	[/^subject$/, 'subject'],
	[/^message$/, 'message'],
];

/** The one refusal that names no field: in English or in Dutch, there is nothing else to know it by. */
const WINDOW = /\b24[ -]?(?:hours?|uurs?)\b/i;

/**
 * @param status of the answer
 * @param error what Trengo says
 * @returns the code by which flows know the refusal, and what it means; undefined where the status alone tells all
 */
export function requestMeaning(status: number, { fields, text = '' }: TrengoError): { code: TrengoCode; meaning: CodeMeaning } | undefined {
	const code = codeOf(status, fields, text);
	return code === undefined ? undefined : { code, meaning: MEANINGS[code] };
}

function codeOf(status: number, fields: readonly string[], text: string): TrengoCode | undefined {
	if (status === 400 || status === 422) {
		const named = BY_FIELD.find(([pattern]) => fields.some((field) => pattern.test(field)));
		return named?.[1] ?? (WINDOW.test(text) ? 'window' : '422');
	}
	const known = String(status);
	return Object.hasOwn(MEANINGS, known) ? (known as TrengoCode) : undefined;
}

import type { CodeMeaning } from '../../flow/template/sendProblem';
import type { TrengoError } from './requestError';

/**
 * Trengo has no codes of its own: these are the statuses of its answers, and by these names, that of a refusal, what it is
 * about. Sources: developers.trengo.com on errors and rate limits, and answers that client libraries keep in their tests.
 */
const MEANINGS = {
	'401': { class: 'accountProblem', text: 'Trengo does not accept the API token.', advice: 'Check the token in the credential.' },
	'402': { class: 'accountProblem', text: 'The balance for WhatsApp is too low.', advice: 'Top up the WhatsApp balance in Trengo.' },
	'403': { class: 'accountProblem', text: 'Trengo does not allow this with the API token.', advice: 'Use a token of somebody who may use the WhatsApp channel.' },
	'404': { class: 'fixRequest', text: 'Trengo knows no such template.', advice: 'Check the ID of the template, and the Base URL of the credential.' },
	'422': { class: 'fixRequest', text: 'Trengo refuses the message.', advice: 'Check the ID of the template, and that each placeholder has a value.' },
	'429': { class: 'retryLater', text: 'Trengo takes no more requests for now.', advice: 'Send it again later, or send fewer messages at a time.' },
	optedOut: { class: 'neverSend', text: 'The person has opted out.', advice: 'Send this person nothing until they opt in again.', optedOut: true },
	receiver: { class: 'neverSend', text: 'Trengo cannot send WhatsApp messages to the phone number.', advice: 'Check the phone number, and whether the person has WhatsApp.' },
	template: { class: 'fixRequest', text: 'Trengo does not take this template.', advice: 'Check the ID of the template, and that it is approved.' },
	values: { class: 'fixRequest', text: 'Trengo does not take the values.', advice: 'Check that each placeholder of the template has a value, and no more.' },
	window: {
		class: 'fixRequest',
		text: 'Trengo takes the message for one that is no template; it says so, too, when the ID of the template or the number of values is wrong.',
		advice: 'Check the ID of the template, and that each placeholder has a value.',
	},
} satisfies Record<string, CodeMeaning>;

/** What is sent: a template to a number, or a text within a ticket. */
export type MessageKind = 'template' | 'text';

/** What means something else for a text. */
const TEXT_MEANINGS: Readonly<Partial<Record<keyof typeof MEANINGS, CodeMeaning>>> = {
	'404': { class: 'fixRequest', text: 'Trengo knows no such ticket.', advice: 'Check the ID of the ticket, and the Base URL of the credential.' },
	'422': { class: 'fixRequest', text: 'Trengo refuses the message.', advice: 'Check the text, and whether the ticket is one of WhatsApp.' },
	window: { class: 'fixRequest', text: 'The person has not written within the last 24 hours.', advice: 'Send an approved template.' },
};

/** By the field that a refusal names. */
const BY_FIELD: ReadonlyArray<[RegExp, keyof typeof MEANINGS]> = [
	[/^recipient_phone_number$/, 'receiver'],
	[/^hsm_id$/, 'template'],
	[/^params\b/, 'values'],
];

/** By its words, as far as they are English; there is nothing else to know these by. */
const BY_WORDS: ReadonlyArray<[RegExp, keyof typeof MEANINGS]> = [
	[/\bhas opted[ -]out\b/i, 'optedOut'],
	[/\b24[ -]hours?\b/i, 'window'],
];

/**
 * @param status of the answer; a 200 with words in the place of a message is a refusal, too
 * @param error what Trengo says
 * @param kind of the message
 * @returns the code by which the table knows it, and what it means; undefined for a failure of which nobody knows
 *   whether the message was sent
 */
export function trengoMeaning(status: number, { fields, text = '' }: TrengoError, kind: MessageKind): { code: string; meaning: CodeMeaning } | undefined {
	if (status >= 500 || (status >= 300 && status < 400)) return undefined;
	const code = codeOf(status < 300 ? 422 : status, fields, text);
	if (code === undefined) return undefined;
	return { code, meaning: (kind === 'text' ? TEXT_MEANINGS[code] : undefined) ?? MEANINGS[code] };
}

function codeOf(status: number, fields: readonly string[], text: string): keyof typeof MEANINGS | undefined {
	if (status !== 422) return isListed(String(status)) ? (String(status) as keyof typeof MEANINGS) : undefined;
	const named = BY_FIELD.find(([pattern]) => fields.some((field) => pattern.test(field)));
	const told = BY_WORDS.find(([pattern]) => pattern.test(text));
	return named?.[1] ?? told?.[1] ?? '422';
}

function isListed(code: string): code is keyof typeof MEANINGS {
	return Object.hasOwn(MEANINGS, code);
}

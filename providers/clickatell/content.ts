import type { FilledTemplate, RawTemplate } from '../../flow/template/filledTemplate';
import type { TemplateMessage } from '../../flow/template/gateway';
import { UnsendableTemplateError } from '../unsendableTemplate';

/** One element of `messages` in a request of Clickatell's One API. */
export type ClickatellMessage = Record<string, unknown>;

/** How somebody gets a template to Clickatell that this element has no form for. */
const USE_JSON = 'Send it with the provider\'s own JSON instead: an object with "template" or "hsm", as the Clickatell portal shows it.';

/**
 * Turns a message into Clickatell's form. The one that is documented, `hsm`, holds the values of the body and nothing
 * else; it has no language either, because at Clickatell a template's name stands for one language.
 *
 * @throws UnsendableTemplateError for a template that has more
 */
export function clickatellMessage({ messageId, to, content }: TemplateMessage): ClickatellMessage {
	const template = 'raw' in content ? ownJson(content) : { hsm: hsmOf(content) };
	// What says who gets it and which message it is comes last, so that no JSON of a flow can change it.
	return { ...template, to: to.replace(/^\+/, ''), channel: 'whatsapp', clientMessageId: messageId };
}

function ownJson({ raw }: RawTemplate): ClickatellMessage {
	const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
	if (isObject && ('hsm' in raw || 'template' in raw)) return raw as ClickatellMessage;
	throw new UnsendableTemplateError('The JSON is not what Clickatell takes for a template.', 'Write an object with "template" or with "hsm".');
}

function hsmOf(content: FilledTemplate): { template: string; parameters?: Record<string, string> } {
	const excess = excessOf(content);
	if (excess !== undefined) throw new UnsendableTemplateError(`Clickatell has no documented form for a template with ${excess}.`, USE_JSON);
	if (content.body.length === 0) return { template: content.name };
	return { template: content.name, parameters: Object.fromEntries(content.body.map(({ placeholder, text }) => [placeholder, text])) };
}

function excessOf({ header, body, buttons, cards, offerExpiresMs }: FilledTemplate): string | undefined {
	if (header) return 'a value in its header';
	if (buttons.length > 0) return 'a value in its buttons';
	if (cards) return 'cards';
	if (offerExpiresMs !== undefined) return 'an offer that expires';
	return body.every(({ placeholder }) => /^\d+$/.test(placeholder)) ? undefined : 'named placeholders';
}

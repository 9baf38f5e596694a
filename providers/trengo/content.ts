import type { FilledTemplate, RawTemplate } from '../../flow/template/filledTemplate';
import type { TemplateMessage } from '../../flow/template/gateway';
import { UnsendableTemplateError } from '../unsendableTemplate';

/** How somebody gets a template to Trengo that this element has no form for. */
const USE_JSON = 'Send it with the provider\'s own JSON instead: an object with "params".';

/** An ID as Trengo takes it, a whole number. */
const TEMPLATE_ID = /^\d{1,15}$/;

/**
 * Turns a message into the body of POST /wa_sessions. Documented are the values of the body of a template; whatever else
 * a template has goes as the provider's own JSON, a list for `params` or an object that has it. At Trengo the ID of the
 * template stands for its name and language, and for the channel.
 *
 * @throws UnsendableTemplateError for a template without an ID, or with more than values of its body
 */
export function trengoMessage({ to, content }: TemplateMessage): Record<string, unknown> {
	const values = 'raw' in content ? ownJson(content) : { params: paramsOf(content) };
	// What says who gets which template comes last, so that no JSON of a flow can change it.
	return { ...values, recipient_phone_number: to, hsm_id: idOf(content) };
}

function idOf({ id = '' }: FilledTemplate | RawTemplate): number {
	if (TEMPLATE_ID.test(id.trim())) return Number(id);
	const advice = 'Choose the template from the list, or give the number at the end of its URL in the settings of Trengo.';
	throw new UnsendableTemplateError('Trengo knows a template by its ID, which is a whole number.', advice);
}

function ownJson({ raw }: RawTemplate): Record<string, unknown> {
	if (Array.isArray(raw)) return { params: raw };
	if (typeof raw !== 'object' || raw === null) {
		throw new UnsendableTemplateError('The JSON is not what Trengo takes for a template.', 'Write an object with "params", or its list alone.');
	}
	if ('ticket_id' in raw) {
		throw new UnsendableTemplateError('The JSON names a ticket, so that somebody else might get the message.', 'Take "ticket_id" out of it.');
	}
	return raw as Record<string, unknown>;
}

function paramsOf(content: FilledTemplate): Array<{ type: string; key: string; value: string }> {
	const excess = excessOf(content);
	if (excess !== undefined) throw new UnsendableTemplateError(`Trengo has no documented form for a template with ${excess}.`, USE_JSON);
	return content.body.map(({ placeholder, text }) => ({ type: 'body', key: `{{${placeholder}}}`, value: text }));
}

function excessOf({ header, buttons, cards, offerExpiresMs }: FilledTemplate): string | undefined {
	if (header) return 'a value in its header';
	if (buttons.length > 0) return 'a value in its buttons';
	if (cards) return 'cards';
	return offerExpiresMs === undefined ? undefined : 'an offer that expires';
}

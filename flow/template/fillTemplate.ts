import { assumedTemplate } from './assumedTemplate';
import { labelOf } from './fieldLabels';
import { partOf } from './fieldPart';
import { templateFields } from './fields';
import { filledContent } from './filledContent';
import type { FilledTemplate } from './filledTemplate';
import type { ValueFault } from './formValues';
import { FormValues } from './formValues';
import { expiryOf } from './otherValues';
import type { Template } from './template';

export type { ValueFault } from './formValues';

/** By which a provider knows a template. */
export type TemplateIdentity = Pick<FilledTemplate, 'id' | 'language' | 'name'>;

export interface FillOptions {
	/** Unix time in milliseconds; now, when absent. */
	nowMs?: number;
	/** IANA time zone in which a date without an offset is meant; UTC, when absent. */
	zone?: string;
}

/**
 * Puts the values of a form into a template, and checks them all before anything is sent.
 *
 * @param values by the IDs of the fields; one that is empty counts as not there
 * @param template when it is known; without it, its parts are taken from the IDs
 * @returns the template with its values, or everything that is wrong with them. A quick reply that is left empty is given the
 *   text of its button, which is what comes back without it too: where providers take values by their place, none is missing
 */
export function fillTemplate(
	{ id, name, language }: TemplateIdentity,
	values: Readonly<Record<string, unknown>>,
	template?: Template,
	{ nowMs = Date.now(), zone = 'utc' }: FillOptions = {},
): { filled: FilledTemplate } | { faults: ValueFault[] } {
	const form = new FormValues(values);
	const shape = template ?? assumedTemplate(form.ids());
	// The label of a field in a template that nobody knows shows nothing of it.
	form.expect(template ? templateFields(template) : templateFields(shape).map((field) => ({ ...field, label: labelOf(field.part) })));

	const content = filledContent(shape, form);
	const offerExpiresMs = shape.hasExpiringOffer ? form.take({ kind: 'offerExpires' }, (value) => expiryOf(value, { nowMs, zone })) : undefined;
	const cards = (shape.cards ?? []).map((card, index) => filledContent(card, form, index + 1));

	for (const other of form.unexpected()) form.note(other, unexpectedWords(other, template !== undefined));
	if (form.faults.length > 0) return { faults: form.faults };
	return {
		filled: {
			...(id !== undefined && { id }),
			name,
			language,
			...content,
			...(cards.length > 0 && { cards }),
			...(offerExpiresMs !== undefined && { offerExpiresMs }),
		},
	};
}

function unexpectedWords(id: string, isKnown: boolean): string {
	if (partOf(id) === undefined) return 'No template has a field with this ID. They are named for example body_1, header_image or button_0_url.';
	if (isKnown) return 'The template has no such part. Take the value out, or read the template again.';
	return 'The value does not go together with the others: a header is of one kind, and so is a button. Take out those that are wrong.';
}

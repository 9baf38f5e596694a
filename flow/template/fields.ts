import { labelOf } from './fieldLabels';
import type { FieldPart } from './fieldPart';
import { idOf } from './fieldPart';
import { firstPlaces, inOrder, placeholdersIn } from './placeholders';
import type { Template, TemplateButton, TemplateCard, TemplateHeader } from './template';

export type { FieldPart } from './fieldPart';
export { partOf } from './fieldPart';

/** A value that a template takes, as a form asks for it. */
export interface TemplateField {
	id: string;
	label: string;
	required: boolean;
	part: FieldPart;
}

/** What a template has that values are for. */
export type TemplateParts = Pick<Template, 'cards' | 'hasExpiringOffer'> & TemplateCard;

/** @returns a field for each value that the template takes, in the order in which its message shows them */
export function templateFields(template: TemplateParts): TemplateField[] {
	return [
		...contentFields(template),
		...(template.hasExpiringOffer ? [field({ kind: 'offerExpires' })] : []),
		...(template.cards ?? []).flatMap((card, index) => contentFields(card, index + 1)),
	];
}

function contentFields({ header, body, buttons }: TemplateCard, card?: number): TemplateField[] {
	const at = card === undefined ? {} : { card };
	return [
		...(header ? headerFields(header, at) : []),
		...textFields(body, (placeholder) => ({ ...at, kind: 'bodyText', placeholder })),
		...buttons.flatMap((button, index) => buttonFields(button, index, at)),
	];
}

function headerFields({ format, text = '' }: TemplateHeader, at: { card?: number }): TemplateField[] {
	switch (format) {
		case 'text':
			return headerTextFields(text, at);
		case 'location':
			return [
				field({ ...at, kind: 'latitude' }),
				field({ ...at, kind: 'longitude' }),
				optional(field({ ...at, kind: 'locationName' })),
				optional(field({ ...at, kind: 'locationAddress' })),
			];
		case 'document':
			return [field({ ...at, kind: 'headerMedia', format }), optional(field({ ...at, kind: 'headerFilename' }))];
		default:
			return [field({ ...at, kind: 'headerMedia', format })];
	}
}

function headerTextFields(text: string, at: { card?: number }): TemplateField[] {
	const placeholder = headerPlaceholder(text);
	if (placeholder === undefined) return [];
	return [field({ ...at, kind: 'headerText', placeholder }, { text, place: firstPlaces(text).get(placeholder) })];
}

/** @returns the placeholder of a header; no provider takes more than one value for it */
export function headerPlaceholder(text: string): string | undefined {
	return firstPlaces(text).keys().next().value;
}

function textFields(text: string, partFor: (placeholder: string) => FieldPart): TemplateField[] {
	const places = firstPlaces(text);
	return inOrder(places.keys()).map((placeholder) => field(partFor(placeholder), { text, place: places.get(placeholder) }));
}

function buttonFields({ kind, text: buttonText, url }: TemplateButton, button: number, at: { card?: number }): TemplateField[] {
	switch (kind) {
		case 'quickReply':
			return [optional(field({ ...at, kind: 'payload', button }, { buttonText }))];
		case 'url':
			return url !== undefined && placeholdersIn(url).length > 0 ? [field({ ...at, kind: 'url', button }, { buttonText, url })] : [];
		case 'copyCode':
			return [field({ ...at, kind: 'code', button }, { buttonText })];
		case 'flow':
			return [
				field({ ...at, kind: 'flowToken', button }, { buttonText }),
				optional(field({ ...at, kind: 'flowData', button }, { buttonText })),
			];
		default:
			return [];
	}
}

function field(part: FieldPart, context?: Parameters<typeof labelOf>[1]): TemplateField {
	return { id: idOf(part), label: labelOf(part, context), required: true, part };
}

function optional(one: TemplateField): TemplateField {
	return { ...one, required: false };
}

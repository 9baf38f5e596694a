import type { FieldPart } from './fieldPart';
import { partOf } from './fieldPart';
import type { TemplateParts } from './fields';
import type { TemplateButton, TemplateCard, TemplateHeader } from './template';

/**
 * Makes up the template that a form must be for, when nobody can be asked: it has just the parts for which there are values.
 * A part that does not go together with an earlier one, such as a second header, is left out.
 *
 * @param ids of the fields that have a value; those that no template has are passed over
 */
export function assumedTemplate(ids: Iterable<string>): TemplateParts {
	const parts = [...ids].map(partOf).filter((part) => part !== undefined);
	return {
		...contentOf(parts.filter(({ card }) => card === undefined)),
		hasExpiringOffer: parts.some(({ kind }) => kind === 'offerExpires'),
		cards: cardsOf(parts),
	};
}

/** Cards have no gaps: what is missing in one of which nothing is known is the header, which all cards have. */
function cardsOf(parts: FieldPart[]): TemplateCard[] {
	const count = parts.reduce((most, { card = 0 }) => Math.max(most, card), 0);
	const cards = Array.from({ length: count }, (_, index) => contentOf(parts.filter(({ card }) => card === index + 1)));
	const header = cards.find((card) => card.header)?.header ?? { format: 'image' };
	return cards.map((card) => (isBare(card) ? { ...card, header } : card));
}

function isBare({ header, body, buttons }: TemplateCard): boolean {
	return header === undefined && body === '' && buttons.length === 0;
}

function contentOf(parts: FieldPart[]): TemplateCard {
	const header = parts.map(headerOf).find((one) => one !== undefined);
	const body = parts.map((part) => (part.kind === 'bodyText' ? `{{${part.placeholder}}}` : '')).join('');
	return { ...(header && { header }), body, buttons: buttonsOf(parts) };
}

function headerOf(part: FieldPart): TemplateHeader | undefined {
	switch (part.kind) {
		case 'headerText':
			return { format: 'text', text: `{{${part.placeholder}}}` };
		case 'headerMedia':
			return { format: part.format };
		case 'headerFilename':
			return { format: 'document' };
		case 'latitude':
		case 'longitude':
		case 'locationName':
		case 'locationAddress':
			return { format: 'location' };
		default:
			return undefined;
	}
}

const UNKNOWN: TemplateButton = { kind: 'other', text: '' };

function buttonsOf(parts: FieldPart[]): TemplateButton[] {
	const found = new Map<number, TemplateButton>();
	for (const part of parts) if ('button' in part && !found.has(part.button)) found.set(part.button, buttonOf(part.kind));
	return Array.from({ length: Math.max(-1, ...found.keys()) + 1 }, (_, index) => found.get(index) ?? UNKNOWN);
}

function buttonOf(kind: Extract<FieldPart, { button: number }>['kind']): TemplateButton {
	switch (kind) {
		case 'payload':
			return { kind: 'quickReply', text: '' };
		case 'url':
			return { kind: 'url', text: '', url: '{{1}}' };
		case 'code':
			return { kind: 'copyCode', text: '' };
		case 'flowData':
		case 'flowToken':
			return { kind: 'flow', text: '' };
	}
}

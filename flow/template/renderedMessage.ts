import type { FilledButton, FilledCard, FilledHeader, FilledTemplate, FilledText, MediaSource } from './filledTemplate';
import { firstPlaces, withValues } from './placeholders';
import type { MediaFormat, Template, TemplateButton, TemplateCard, TemplateHeader } from './template';

/** A message as its receiver will see it. */
export interface RenderedMessage extends RenderedCard {
	footer?: string;
	cards?: RenderedCard[];
	/** ISO 8601, UTC. */
	offerExpires?: string;
}

/** A card of a message, or what of the message itself is above its cards. */
export interface RenderedCard {
	header?: RenderedHeader;
	body: string;
	buttons: RenderedButton[];
}

export type RenderedHeader =
	| { format: 'text'; text: string }
	| ({ format: MediaFormat; filename?: string } & MediaSource)
	| { format: 'location'; latitude: number; longitude: number; name?: string; address?: string };

/** What stands on a button, and what happens when it is tapped. */
export interface RenderedButton {
	kind: TemplateButton['kind'];
	text: string;
	/** Is opened. */
	url?: string;
	/** Comes back to us. */
	payload?: string;
	/** Is copied. */
	code?: string;
}

/** @returns the message that comes of a template with values that were checked for it */
export function renderedMessage(template: Template, filled: FilledTemplate): RenderedMessage {
	const cards = template.cards?.map((card, index) => renderedCard(card, filled.cards?.[index]));
	return {
		...renderedCard(template, filled),
		...(template.footer !== undefined && { footer: template.footer }),
		...(cards && { cards }),
		...(filled.offerExpiresMs !== undefined && { offerExpires: new Date(filled.offerExpiresMs).toISOString() }),
	};
}

const NOTHING: FilledCard = { body: [], buttons: [] };

function renderedCard({ header, body, buttons }: TemplateCard, filled: FilledCard = NOTHING): RenderedCard {
	const rendered = header && renderedHeader(header, filled.header);
	return {
		...(rendered && { header: rendered }),
		body: withTexts(body, filled.body),
		buttons: buttons.map((button, index) => renderedButton(button, filled.buttons.find((one) => one.index === index))),
	};
}

function renderedHeader({ format, text = '' }: TemplateHeader, filled: FilledHeader | undefined): RenderedHeader | undefined {
	if (format === 'text') return { format, text: withTexts(text, filled?.format === 'text' ? [filled.value] : []) };
	if (filled === undefined || filled.format === 'text') return undefined;
	if (filled.format === 'location') return filled;
	return { format: filled.format, ...filled.media, ...('filename' in filled && { filename: filled.filename }) };
}

function renderedButton({ kind, text, url }: TemplateButton, filled: FilledButton | undefined): RenderedButton {
	const button = { kind, text };
	switch (kind) {
		case 'quickReply':
			return { ...button, payload: filled?.kind === kind ? filled.payload : text };
		case 'url':
			return { ...button, ...(url !== undefined && { url: filled?.kind === kind ? withTail(url, filled.tail) : url }) };
		case 'copyCode':
			return { ...button, ...(filled?.kind === kind && { code: filled.code }) };
		default:
			return button;
	}
}

/** @returns the URL of a button with a value for each of its placeholders, of which there is one at its end */
function withTail(url: string, tail: string): string {
	return withValues(url, new Map([...firstPlaces(url).keys()].map((placeholder) => [placeholder, tail])));
}

function withTexts(text: string, values: readonly FilledText[]): string {
	return withValues(text, new Map(values.map((value) => [value.placeholder, value.text])));
}

import type { MediaFormat } from './template';

/** The part of a template for which a field holds the value. `button` is its index among all buttons, the first is 0. */
export type FieldPart = { /** Of which card; the first is 1. */ card?: number } & (
	| { kind: 'bodyText' | 'headerText'; placeholder: string }
	| { kind: 'headerMedia'; format: MediaFormat }
	| { kind: 'headerFilename' | 'latitude' | 'longitude' | 'locationName' | 'locationAddress' | 'offerExpires' }
	| { kind: ButtonKind; button: number }
);

/** What a button takes a value for. */
type ButtonKind = 'code' | 'flowData' | 'flowToken' | 'payload' | 'url';

const SINGLE_IDS = {
	headerFilename: 'header_filename',
	latitude: 'header_latitude',
	longitude: 'header_longitude',
	locationName: 'header_name',
	locationAddress: 'header_address',
	offerExpires: 'offer_expires',
} as const;

const MEDIA_IDS: Record<MediaFormat, string> = {
	document: 'header_document',
	gif: 'header_gif',
	image: 'header_image',
	video: 'header_video',
};

/** Of the positional placeholder, the only one that most headers have. */
const HEADER_TEXT_ID = 'header_text';

const FIXED_PARTS: ReadonlyMap<string, FieldPart> = new Map<string, FieldPart>([
	...Object.entries(SINGLE_IDS).map(([kind, id]): [string, FieldPart] => [id, { kind: kind as keyof typeof SINGLE_IDS }]),
	...Object.entries(MEDIA_IDS).map(([format, id]): [string, FieldPart] => [id, { kind: 'headerMedia', format: format as MediaFormat }]),
	[HEADER_TEXT_ID, { kind: 'headerText', placeholder: '1' }],
]);

const BUTTON_WORDS: Record<ButtonKind, string> = { code: 'code', flowData: 'data', flowToken: 'token', payload: 'payload', url: 'url' };
const BUTTON_KINDS: ReadonlyMap<string, ButtonKind> = new Map(
	Object.entries(BUTTON_WORDS).map(([kind, word]) => [word, kind as ButtonKind]),
);

const CARD = /^card_([1-9]\d?)_(?=(?:body|button|header)_)/;
const NAMED = /^(body|header_text)_([A-Za-z0-9_]+)$/;
const BUTTON = /^button_(0|[1-9]\d?)_([a-z]+)$/;

/**
 * Names a field. These IDs stand in people's workflows, so none ever changes.
 *
 * @returns letters, digits and `_` alone, e.g. `body_1`, `header_image`, `button_0_url`, `card_2_body_first_name`
 */
export function idOf(part: FieldPart): string {
	return part.card === undefined ? idInside(part) : `card_${part.card}_${idInside(part)}`;
}

function idInside(part: FieldPart): string {
	switch (part.kind) {
		case 'bodyText':
			return `body_${part.placeholder}`;
		case 'headerText':
			return part.placeholder === '1' ? HEADER_TEXT_ID : `${HEADER_TEXT_ID}_${part.placeholder}`;
		case 'headerMedia':
			return MEDIA_IDS[part.format];
		case 'code':
		case 'flowData':
		case 'flowToken':
		case 'payload':
		case 'url':
			return `button_${part.button}_${BUTTON_WORDS[part.kind]}`;
		default:
			return SINGLE_IDS[part.kind];
	}
}

/**
 * Reads the ID of a field, in whatever template it may be.
 *
 * @returns the part, or undefined when no field of any template has this ID
 */
export function partOf(id: string): FieldPart | undefined {
	const card = CARD.exec(id);
	const inside = partInside(card === null ? id : id.slice(card[0].length));
	return inside && card !== null ? { card: Number(card[1]), ...inside } : inside;
}

function partInside(id: string): FieldPart | undefined {
	const fixed = FIXED_PARTS.get(id);
	if (fixed) return fixed;

	const [, where, placeholder] = NAMED.exec(id) ?? [];
	// That one has an ID without it, and no part has two.
	if (where === 'header_text') return placeholder === '1' ? undefined : { kind: 'headerText', placeholder };
	if (where === 'body') return { kind: 'bodyText', placeholder };

	const [, button, word] = BUTTON.exec(id) ?? [];
	const kind = word === undefined ? undefined : BUTTON_KINDS.get(word);
	return kind && { kind, button: Number(button) };
}

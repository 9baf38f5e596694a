import type { MediaFormat } from './template';

/** A template with its values, checked, as a provider turns it into a request. */
export interface FilledTemplate {
	id?: string;
	name: string;
	language: string;
	header?: FilledHeader;
	/** In the order of the placeholders; positional ones are named `1`, `2` and so on. */
	body: FilledText[];
	/** Only buttons that have a value, in their order. */
	buttons: FilledButton[];
	cards?: FilledCard[];
	/** Unix time in milliseconds. */
	offerExpiresMs?: number;
}

export interface FilledText {
	placeholder: string;
	text: string;
}

export type FilledHeader =
	| { format: 'text'; value: FilledText }
	| { format: Exclude<MediaFormat, 'document'>; media: MediaSource }
	| { format: 'document'; media: MediaSource; filename: string }
	| { format: 'location'; latitude: number; longitude: number; name?: string; address?: string };

/** Where a picture, video or document is: at a URL, or under the id that an upload to the provider gave. */
export type MediaSource = { url: string } | { id: string };

/** `index` is its place among all buttons of the template or card, the first is 0. */
export type FilledButton =
	| { index: number; kind: 'quickReply'; payload: string }
	| { index: number; kind: 'url'; tail: string }
	| { index: number; kind: 'copyCode'; code: string }
	| { index: number; kind: 'flow'; token: string; data?: Record<string, unknown> };

export interface FilledCard {
	header?: FilledHeader;
	body: FilledText[];
	buttons: FilledButton[];
}

/** A template with the provider's own JSON in place of values. */
export interface RawTemplate {
	id?: string;
	name: string;
	language: string;
	/** What it is, the provider says. */
	raw: unknown;
}

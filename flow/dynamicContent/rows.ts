import { isEmpty } from '../template/valueText';

/** A row of the panel; what its type has no use for is absent. */
export interface ContentRow {
	type?: unknown;
	text?: unknown;
	url?: unknown;
	caption?: unknown;
	seconds?: unknown;
	typing?: unknown;
}

/**
 * Makes contents of the rows of a panel, to be checked like those of anybody else. A row of text in which an expression has
 * left nothing stays one, so that it is found and not passed over.
 */
export function contentsOfRows(rows: readonly ContentRow[]): { contents: unknown[] } {
	return { contents: rows.map(contentOf) };
}

function contentOf({ type, text, url, caption, seconds, typing }: ContentRow): unknown {
	switch (type) {
		case 'text':
			return { type, text };
		case 'delay':
			return { type, delay: { delay_in_seconds: seconds, send_typing: typing ?? true } };
		default:
			return { type, image: { url, ...(!isEmpty(caption) && { caption }) } };
	}
}

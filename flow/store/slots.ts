/** A half-open span of time, [from, to), in Unix time in milliseconds. */
export interface Span {
	fromMs: number;
	toMs: number;
}

/**
 * A wish for a slot on a line. No half-open span of `perMs` on a line ever holds more than `count` slots, wherever it
 * begins (a sliding window log).
 */
export interface SlotRequest {
	/** The line, whose slots all keep their distance. */
	line: string;
	/** Whose slot it is: who asks again gets the same one. */
	id: string;
	count: number;
	/** In milliseconds, to the microsecond. */
	perMs: number;
	/** The earliest instant. Unix time in milliseconds. */
	fromMs: number;
	/** The slot must lie in one of these, which are in order; always, when absent. */
	open?: Span[];
	/** A slot after this instant is not taken. Unix time in milliseconds. */
	notAfterMs?: number;
	/** Requests with the same order get slots in the order in which they were made; without one, gaps are filled. */
	order?: string;
}

export type SlotAnswer =
	| {
			/** The slot is taken. */
			outcome: 'taken';
			slotMs: number;
			/** Which place in the line it is: 1 for the next one to come. */
			position: number;
			/** How many slots lie in the span of `perMs` that ends with this one, itself included. */
			used: number;
	  }
	/** The first free slot is after `notAfterMs`; it was not taken, and `used` counts the others in the span that ends with it. */
	| { outcome: 'tooLate'; slotMs: number; used: number }
	/** There is no free slot in the spans given; ask again with spans from `fromMs` on. */
	| { outcome: 'moreSpans'; fromMs: number };

import type { Span } from '../../../flow/store/slots';

/** Spans as `from – to` in UTC, to be read in a failing test. */
export function inUtc(spans: Span[]): string[] {
	return spans.map(({ fromMs, toMs }) => `${new Date(fromMs).toISOString()} – ${new Date(toMs).toISOString()}`);
}

/** Spans written as pairs of ISO instants with an offset. */
export function spansOf(...pairs: Array<[from: string, to: string]>): Span[] {
	return pairs.map(([from, to]) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }));
}

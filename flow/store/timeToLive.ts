/** A hundred years. Redis refuses what ends after the end of its calendar. */
const LONGEST_MS = 100 * 365.25 * 24 * 3600 * 1000;

/** @returns a time to live in whole milliseconds, 1 or more: a store cannot keep a value for less */
export function wholeTtl(ttlMs: number): number {
	return Math.min(Math.max(1, Math.ceil(ttlMs)), LONGEST_MS);
}

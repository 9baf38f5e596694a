/**
 * Stores reckon with slots in whole microseconds: whole numbers compare exactly, in JavaScript, SQLite and Lua alike, and
 * the present instant in microseconds is far below 2^53.
 */
export function microseconds(ms: number): number {
	return Math.round(ms * 1000);
}

/** Rounds a distance up, so that slots are never too close; what is less than a nanosecond is an error of reckoning. */
export function microsecondsUp(ms: number): number {
	return Math.ceil(Number((ms * 1000).toFixed(3)));
}

/** @returns milliseconds, to the microsecond */
export function milliseconds(us: number): number {
	return us / 1000;
}

/** Random numbers that are the same at each run. */
export interface Chance {
	/** @returns a whole number from 0 to below the limit */
	below(limit: number): number;
	pick<Value>(values: readonly Value[]): Value;
}

/** mulberry32, a small generator of random numbers. */
export function chance(seed: number): Chance {
	let state = seed;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return { below, pick: (values) => values[below(values.length)] };
}

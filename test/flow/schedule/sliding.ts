/**
 * @param times in any order
 * @param spanMs the length of the period
 * @returns how many lie in the fullest period of that length, both its ends included, wherever it begins
 */
export function mostWithin(times: readonly number[], spanMs: number): number {
	const sorted = times.toSorted((one, other) => one - other);
	let most = 0;
	let first = 0;
	for (const [last, time] of sorted.entries()) {
		while (time - sorted[first] > spanMs) first++;
		most = Math.max(most, last - first + 1);
	}
	return most;
}

/**
 * Works on many entries, a few at a time, and gives the results in the order of the entries.
 *
 * @param entries what to work on
 * @param limit how many are under way at once, 1 or more
 * @param work what to do with one entry; when it throws, no further entry is begun and the error is passed on
 * @param signal stops beginning further entries; the promise then rejects with the signal's reason
 */
export async function mapInOrder<Entry, Result>(
	entries: readonly Entry[],
	limit: number,
	work: (entry: Entry, index: number) => Promise<Result>,
	signal?: AbortSignal,
): Promise<Result[]> {
	const results = new Array<Result>(entries.length);
	let next = 0;
	let failed = false;

	const worker = async () => {
		while (next < entries.length && !failed) {
			signal?.throwIfAborted();
			const index = next++;
			try {
				results[index] = await work(entries[index], index);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};

	const workers = Math.min(Math.max(1, Math.floor(limit) || 1), entries.length);
	await Promise.all(Array.from({ length: workers }, worker));
	return results;
}

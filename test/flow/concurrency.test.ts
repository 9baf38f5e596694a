import { mapInOrder } from '../../flow/concurrency';

/** Work that ends only when it is told to. */
function handwork() {
	const begun: number[] = [];
	const ends = new Map<number, PromiseWithResolvers<string>>();
	const work = (entry: number): Promise<string> => {
		begun.push(entry);
		const end = Promise.withResolvers<string>();
		ends.set(entry, end);
		return end.promise;
	};
	const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
	return {
		begun,
		work,
		async finish(entry: number) {
			ends.get(entry)?.resolve(`done ${entry}`);
			await settled();
		},
		async fail(entry: number, error: Error) {
			ends.get(entry)?.reject(error);
			await settled();
		},
	};
}

describe('many entries', () => {
	it('give their results in their own order, whichever is done first', async () => {
		const { work, begun, finish } = handwork();
		const results = mapInOrder([1, 2, 3], 3, work);
		expect(begun).toEqual([1, 2, 3]);
		await finish(3);
		await finish(1);
		await finish(2);
		expect(await results).toEqual(['done 1', 'done 2', 'done 3']);
	});

	it('are worked on a few at a time', async () => {
		const { work, begun, finish } = handwork();
		const results = mapInOrder([1, 2, 3, 4, 5], 2, work);
		expect(begun).toEqual([1, 2]);
		await finish(2);
		expect(begun).toEqual([1, 2, 3]);
		await finish(3);
		expect(begun).toEqual([1, 2, 3, 4]);
		await finish(1);
		expect(begun).toEqual([1, 2, 3, 4, 5]);
		await finish(4);
		await finish(5);
		expect(await results).toEqual(['done 1', 'done 2', 'done 3', 'done 4', 'done 5']);
	});

	it.each([
		[1, 1],
		[1.9, 1],
		[0, 1],
		[-3, 1],
		[Number.NaN, 1],
		[2.5, 2],
		[100, 3],
		[Infinity, 3],
	])('with the limit %s begin with %i of three', async (limit, first) => {
		const { work, begun, finish } = handwork();
		const results = mapInOrder([1, 2, 3], limit, work);
		expect(begun).toHaveLength(first);
		for (const entry of [1, 2, 3]) await finish(entry);
		expect(await results).toEqual(['done 1', 'done 2', 'done 3']);
	});

	it('may be none', async () => {
		const work = jest.fn();
		expect(await mapInOrder([], 5, work)).toEqual([]);
		expect(work).not.toHaveBeenCalled();
	});

	it('come with their places', async () => {
		expect(await mapInOrder(['a', 'b', 'c'], 2, (entry, index) => Promise.resolve(`${index}${entry}`))).toEqual([
			'0a',
			'1b',
			'2c',
		]);
	});

	it('may give nothing', async () => {
		expect(await mapInOrder([1, 2], 1, () => Promise.resolve(undefined))).toEqual([undefined, undefined]);
	});
});

describe('an entry that fails', () => {
	const FIRST = new Error('first');

	it('passes its error on, and no further entry is begun', async () => {
		const { work, begun, finish, fail } = handwork();
		const results = mapInOrder([1, 2, 3, 4], 2, work);
		const rejected = expect(results).rejects.toBe(FIRST);
		await fail(2, FIRST);
		await rejected;
		await finish(1);
		expect(begun).toEqual([1, 2]);
	});

	it('first is the one whose error is passed on', async () => {
		const { work, fail } = handwork();
		const results = mapInOrder([1, 2, 3], 3, work);
		const rejected = expect(results).rejects.toBe(FIRST);
		await fail(3, FIRST);
		await fail(1, new Error('second'));
		await rejected;
	});

	it('may fail before it has done anything', async () => {
		const work = () => {
			throw FIRST;
		};
		await expect(mapInOrder([1, 2], 1, work)).rejects.toBe(FIRST);
	});
});

describe('a signal', () => {
	const REASON = new Error('cancelled');

	it('that was given before keeps every entry from being begun', async () => {
		const work = jest.fn();
		await expect(mapInOrder([1, 2], 2, work, AbortSignal.abort(REASON))).rejects.toBe(REASON);
		expect(work).not.toHaveBeenCalled();
	});

	it('stops the entries that have not begun', async () => {
		const { work, begun, finish } = handwork();
		const controller = new AbortController();
		const results = mapInOrder([1, 2, 3], 1, work, controller.signal);
		const rejected = expect(results).rejects.toBe(REASON);
		controller.abort(REASON);
		await finish(1);
		await rejected;
		expect(begun).toEqual([1]);
	});

	it('that comes when all have begun loses no result', async () => {
		const { work, finish } = handwork();
		const controller = new AbortController();
		const results = mapInOrder([1, 2], 2, work, controller.signal);
		controller.abort(REASON);
		await finish(1);
		await finish(2);
		expect(await results).toEqual(['done 1', 'done 2']);
	});
});

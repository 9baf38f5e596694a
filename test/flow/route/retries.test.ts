import { Retries } from '../../../flow/route/retries';

describe('what is tried again', () => {
	let retries: Retries;
	beforeEach(() => {
		jest.useFakeTimers({ now: 1_000_000 });
		retries = new Retries();
	});
	afterEach(() => jest.useRealTimers());
	const LATER = 1_000_000 + 3_600_000;
	const away = async () => await Promise.reject(new Error('away'));

	it('is tried every five seconds until it succeeds', async () => {
		const work = jest.fn(async () => undefined).mockImplementationOnce(away).mockImplementationOnce(away);
		retries.add(work, LATER);
		await jest.advanceTimersByTimeAsync(4999);
		expect(work).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(work).toHaveBeenCalledTimes(3);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('waits together: while the store is away, one try stands for all', async () => {
		let isAway = true;
		const work = jest.fn(async () => (isAway ? await away() : undefined));
		for (let n = 0; n < 1000; n++) retries.add(work, LATER);
		expect(jest.getTimerCount()).toBe(1);
		await jest.advanceTimersByTimeAsync(50_000);
		expect(work).toHaveBeenCalledTimes(10);
		isAway = false;
		await jest.advanceTimersByTimeAsync(5000);
		expect(work).toHaveBeenCalledTimes(1010);
	});

	it('holds up nothing else when it never succeeds', async () => {
		const other = jest.fn(async () => undefined);
		retries.add(away, LATER);
		retries.add(other, LATER);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(other).toHaveBeenCalledTimes(1);
	});

	it('is given up when it is no more worth it', async () => {
		const work = jest.fn(away);
		retries.add(work, 1_000_000 + 12_000);
		await jest.advanceTimersByTimeAsync(60_000);
		expect(work).toHaveBeenCalledTimes(2);
		expect(jest.getTimerCount()).toBe(0);
	});
});

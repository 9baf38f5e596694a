import { Heartbeat, isAlive } from '../../../flow/route/heartbeat';
import type { FlowStore } from '../../../flow/store/flowStore';
import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';

describe('a process', () => {
	let store: FlowStore;
	let heartbeat: Heartbeat;
	beforeEach(() => {
		jest.useFakeTimers({ now: 1_000_000 });
		store = new SqliteStore(':memory:', Date.now);
		heartbeat = new Heartbeat(() => store);
	});
	afterEach(() => {
		heartbeat.end();
		jest.useRealTimers();
	});

	it('is alive as soon as it has begun to say so, and for as long as it goes on', async () => {
		expect(await isAlive(store, heartbeat.processId)).toBe(false);
		expect(await heartbeat.begin()).toBe(heartbeat.processId);
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
		await jest.advanceTimersByTimeAsync(3_600_000);
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
	});

	it('is believed to live for forty seconds after its last word', async () => {
		await heartbeat.begin();
		heartbeat.end();
		await jest.advanceTimersByTimeAsync(39_999);
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
		await jest.advanceTimersByTimeAsync(1);
		expect(await isAlive(store, heartbeat.processId)).toBe(false);
	});

	it('is another one each time', () => {
		expect(new Heartbeat(() => store).processId).not.toBe(heartbeat.processId);
	});

	it('begins once, however many ask for it at once', async () => {
		await Promise.all([heartbeat.begin(), heartbeat.begin()]);
		expect(jest.getTimerCount()).toBe(1);
	});

	it('that cannot say so at first says that it cannot', async () => {
		const put = jest.spyOn(store, 'put').mockRejectedValueOnce(new StoreUnavailable('away'));
		await expect(heartbeat.begin()).rejects.toThrow(StoreUnavailable);
		expect(jest.getTimerCount()).toBe(0);
		await heartbeat.begin();
		expect(put).toHaveBeenCalledTimes(2);
	});

	it('says at once that it lives when it is asked after its last word has grown old, and once for all who ask', async () => {
		await heartbeat.begin();
		const put = jest.spyOn(store, 'put').mockRejectedValue(new StoreUnavailable('away'));
		await jest.advanceTimersByTimeAsync(60_000);
		expect(await isAlive(store, heartbeat.processId)).toBe(false);
		await expect(heartbeat.begin()).rejects.toThrow(StoreUnavailable);

		put.mockRestore();
		const again = jest.spyOn(store, 'put');
		await Promise.all(Array.from({ length: 100 }, async () => await heartbeat.begin()));
		expect(again).toHaveBeenCalledTimes(1);
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
	});

	it('says so at once, too, when the clock was set while nothing else happened', async () => {
		await heartbeat.begin();
		jest.setSystemTime(Date.now() + 60_000);
		expect(await isAlive(store, heartbeat.processId)).toBe(false);
		await heartbeat.begin();
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
	});

	it('never takes itself for dead', async () => {
		expect(await heartbeat.isAlive(heartbeat.processId)).toBe(true);
		expect(await heartbeat.isAlive('another')).toBe(false);
	});

	it('tries again after a second when it could not say so', async () => {
		await heartbeat.begin();
		const put = jest.spyOn(store, 'put').mockRejectedValueOnce(new StoreUnavailable('away'));
		await jest.advanceTimersByTimeAsync(11_000);
		expect(put).toHaveBeenCalledTimes(2);
		heartbeat.end();
		await jest.advanceTimersByTimeAsync(60_000);
		expect(put).toHaveBeenCalledTimes(2);
	});

	it('lives through times when the store is away', async () => {
		await heartbeat.begin();
		jest.spyOn(store, 'put').mockRejectedValueOnce(new StoreUnavailable('away'));
		await jest.advanceTimersByTimeAsync(20_000);
		expect(await isAlive(store, heartbeat.processId)).toBe(true);
	});
});

import { ifFree } from '../../../flow/store/lease';
import { SqliteStore } from '../../../flow/store/sqliteStore';

let store: SqliteStore;
beforeEach(() => (store = new SqliteStore(':memory:')));
afterEach(async () => await store.close());

it('What is done alone is done by one at a time', async () => {
	let inside = 0;
	const work = async () =>
		await ifFree(store, 'key', 15_000, async () => {
			expect(++inside).toBe(1);
			await new Promise((resolve) => setTimeout(resolve, 5));
			inside--;
		});
	const came = await Promise.all(Array.from({ length: 10 }, work));
	expect(came.filter((one) => one === 'busy')).toHaveLength(9);
	expect(await work()).not.toBe('busy');
	await expect(ifFree(store, 'key', 15_000, async () => await Promise.reject(new Error('Broken')))).rejects.toThrow('Broken');
	expect(await work()).not.toBe('busy');
});

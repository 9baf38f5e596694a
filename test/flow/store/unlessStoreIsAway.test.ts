import { StoreUnavailable } from '../../../flow/store/flowStore';
import { unlessStoreIsAway } from '../../../flow/store/unlessStoreIsAway';

const failing = (error: Error) => async () => await Promise.reject<string>(error);

it('what is done is done when the store is there', async () => {
	expect(await unlessStoreIsAway(async () => 'done', () => 'not done')).toBe('done');
});

it('something else is done when the store is away', async () => {
	const away = new StoreUnavailable('The disk is full.');
	expect(await unlessStoreIsAway(failing(away), ({ message }) => message)).toBe('The disk is full.');
});

it('any other error goes on', async () => {
	await expect(unlessStoreIsAway(failing(new TypeError('other')), () => 'not done')).rejects.toThrow(TypeError);
});

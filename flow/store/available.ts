import { StoreUnavailable } from './flowStore';

/**
 * Does what needs the store, for those who can come back later.
 *
 * @returns what the work gives; undefined when the store cannot be used now
 */
export async function unlessUnavailable<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof StoreUnavailable) return undefined;
		throw error;
	}
}

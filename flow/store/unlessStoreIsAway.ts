import { StoreUnavailable } from './flowStore';

/** Does something, and something else when the flow store cannot be used. */
export async function unlessStoreIsAway<Value, Otherwise = Value>(
	work: () => Promise<Value>,
	otherwise: (error: StoreUnavailable) => Otherwise,
): Promise<Value | Otherwise> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof StoreUnavailable) return otherwise(error);
		throw error;
	}
}

import { existsSync } from 'node:fs';

import type { FlowStore } from './flowStore';
import type { StoreLocation } from './location';
import { storeLocation } from './location';
import { RedisStore } from './redisStore';
import { SqliteStore } from './sqliteStore';

let store: FlowStore | undefined;

/**
 * The one flow store of this process. It opens file or connection at its first operation, so that asking for it costs
 * nothing.
 *
 * @throws StoreUnavailable when FLOW_ELEMENTS_STORE cannot be understood
 */
export function flowStore(): FlowStore {
	store ??= storeAt(here());
	return store;
}

/** @returns whether anything can have been kept so far; if not, nobody need open the store to look */
export function storeMayHoldAnything(): boolean {
	const location = here();
	return location.kind === 'redis' || existsSync(location.path);
}

/** Puts another store in place of the one of this process, for tests; without one, the next use opens it anew. */
export function useFlowStore(other?: FlowStore): void {
	store = other;
}

/** n8n finds out in the same way which of its processes it is. */
function here(): StoreLocation {
	return storeLocation(process.env, { command: process.argv[2] });
}

function storeAt(location: StoreLocation): FlowStore {
	return location.kind === 'sqlite' ? new SqliteStore(location.path) : new RedisStore(location.redis);
}

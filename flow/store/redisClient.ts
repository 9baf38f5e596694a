import type * as Ioredis from 'ioredis';

import type { RedisLocation } from './redisLocation';
import { SCRIPTS } from './redisScripts';

export type RedisClient = Ioredis.Redis | Ioredis.Cluster;

const LONGEST_RETRY_MS = 2000;
const RECONNECT = 1;

/**
 * Makes a client, which connects by itself and goes on trying. A command that cannot be sent at once, or whose connection
 * breaks off, fails; it is not kept to be sent later, when nobody waits for it any more.
 *
 * @param timeoutMs how long a connection may take to come about, and a command to be answered
 */
export function redisClient(location: RedisLocation, timeoutMs: number): RedisClient {
	// Loaded here, and not when n8n starts: only those who use Redis need the library.
	const { Cluster, Redis } = module.require("ioredis") as typeof Ioredis;
	const options = redisOptions(location, timeoutMs);
	if (!location.isCluster) return new Redis({ ...options, ...location.nodes[0] });
	return new Cluster(location.nodes, {
		redisOptions: options,
		scripts: scripts(),
		enableOfflineQueue: false,
		clusterRetryStrategy: retryAfterMs,
		slotsRefreshTimeout: timeoutMs,
		dnsLookup: location.isWithoutLookup ? (address, callback) => callback(null, address) : undefined,
	});
}

function redisOptions(location: RedisLocation, timeoutMs: number): Ioredis.RedisOptions {
	return {
		username: location.username,
		password: location.password,
		db: location.db,
		tls: location.tls,
		family: location.isDualStack ? 0 : 4,
		keepAlive: location.keepAliveMs,
		// The older protocol is understood by every server and proxy that n8n's own client works with.
		protocol: 2,
		disableClientInfo: true,
		enableReadyCheck: false,
		enableOfflineQueue: false,
		autoResendUnfulfilledCommands: false,
		connectTimeout: timeoutMs,
		commandTimeout: timeoutMs,
		// A server that does not answer is given up; perhaps another has taken over its name.
		socketTimeout: timeoutMs,
		retryStrategy: retryAfterMs,
		reconnectOnError: (error) => location.reconnectsOnFailover && isReadOnly(error) && RECONNECT,
		scripts: scripts(),
	};
}

/** @returns whether a server refused to write because it is a replica; it then did nothing */
export function isReadOnly(error: unknown): boolean {
	return error instanceof Error && error.message.includes('READONLY');
}

/** @returns whether a command was not even sent, because the connection has just been lost */
export function isNotSent(error: unknown): boolean {
	return error instanceof Error && error.message.includes('enableOfflineQueue');
}

function retryAfterMs(tries: number): number {
	return Math.min(LONGEST_RETRY_MS, 50 * 2 ** Math.min(tries, 10));
}

function scripts(): Record<string, { lua: string }> {
	return Object.fromEntries(SCRIPTS.map(({ name, lua }) => [name, { lua }]));
}

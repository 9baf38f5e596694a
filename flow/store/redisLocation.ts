import { StoreUnavailable } from './flowStore';
import type { Settings } from './settings';

/** A Redis, and how to talk to it. */
export interface RedisLocation {
	/** One server, or some of the nodes of a cluster. */
	nodes: Array<{ host: string; port: number }>;
	isCluster: boolean;
	db: number;
	username?: string;
	password?: string;
	tls?: { servername?: string; rejectUnauthorized: boolean };
	/** Both IPv4 and IPv6. */
	isDualStack: boolean;
	/** The nodes of a cluster are called by the names that they tell; nobody looks them up first. */
	isWithoutLookup: boolean;
	/** Milliseconds of silence before TCP asks whether the other side is still there. */
	keepAliveMs: number;
	/** Connects anew when the server turns out to be a replica, which is what is left after a failover. */
	reconnectsOnFailover: boolean;
	/** With what all keys begin. The part in braces makes all of them live on one node of a cluster, so that a script may use several. */
	keyPrefix: string;
	/** The variables that say all this, for messages. */
	settingsName: string;
}

const PORT = 6379;
/** TCP's question keeps the connection alive through firewalls and finds out about a dead server. */
const KEEP_ALIVE_MS = 5000;

/** Reads the variables from which n8n itself knows its Redis (`@n8n/config`, scaling mode). */
export function redisFromQueueSettings(settings: Settings): RedisLocation {
	const setting = (name: string) => settings.text(`QUEUE_BULL_REDIS_${name}`);
	const number = (name: string, fallback: number) => settings.number(`QUEUE_BULL_REDIS_${name}`, fallback);
	const flag = (name: string, fallback: boolean) => settings.flag(`QUEUE_BULL_REDIS_${name}`, fallback);

	const clusterNodes = nodesIn(setting('CLUSTER_NODES') ?? '');
	const server = { host: setting('HOST') ?? 'localhost', port: number('PORT', PORT) };
	return {
		nodes: clusterNodes.length > 0 ? clusterNodes : [server],
		isCluster: clusterNodes.length > 0,
		db: number('DB', 0),
		username: setting('USERNAME') || undefined,
		password: setting('PASSWORD') || undefined,
		tls: flag('TLS', false)
			? { servername: setting('TLS_SERVERNAME') || undefined, rejectUnauthorized: flag('TLS_VALIDATE_CERTIFICATE', true) }
			: undefined,
		isDualStack: flag('DUALSTACK', false),
		isWithoutLookup: setting('DNS_LOOKUP_STRATEGY') === 'NONE',
		keepAliveMs: flag('KEEP_ALIVE', false) ? number('KEEP_ALIVE_DELAY', KEEP_ALIVE_MS) : KEEP_ALIVE_MS,
		reconnectsOnFailover: flag('RECONNECT_ON_FAILOVER', true),
		keyPrefix: keyPrefix(settings),
		settingsName: 'QUEUE_BULL_REDIS_*',
	};
}

/** Reads `redis://user:password@host:port/db`, or `rediss://` for TLS. */
export function redisFromUrl(text: string, settings: Settings): RedisLocation {
	const url = URL.parse(text);
	const db = /^\/?(\d*)\/?$/.exec(url?.pathname ?? '?')?.[1];
	if (!url?.hostname || db === undefined) {
		throw new StoreUnavailable(
			'FLOW_ELEMENTS_STORE is no valid Redis URL. Write redis://user:password@host:port/db, or rediss:// for TLS; special characters in user and password are percent-encoded.',
		);
	}
	return {
		// A URL writes an IPv6 address in brackets.
		nodes: [{ host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(url.port || PORT) }],
		isCluster: false,
		db: Number(db),
		username: decoded(url.username) || undefined,
		password: decoded(url.password) || undefined,
		tls: url.protocol === 'rediss:' ? { rejectUnauthorized: true } : undefined,
		isDualStack: true,
		isWithoutLookup: false,
		keepAliveMs: KEEP_ALIVE_MS,
		reconnectsOnFailover: true,
		keyPrefix: keyPrefix(settings),
		settingsName: 'FLOW_ELEMENTS_STORE',
	};
}

function nodesIn(text: string): Array<{ host: string; port: number }> {
	const pairs = text.split(',').filter((pair) => pair.trim() !== '');
	return pairs.map((pair) => {
		const [host, port] = pair.trim().split(':');
		return { host, port: Number(port) || PORT };
	});
}

/** n8n installations that share a Redis are told apart by the prefix of their queues; so are their flow stores. */
function keyPrefix(settings: Settings): string {
	const queues = settings.text('QUEUE_BULL_PREFIX') || 'bull';
	return `{${queues.replace(/[{}]/g, '')}:flow-elements}:`;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

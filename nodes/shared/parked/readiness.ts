const CHECK_MS = 2_000;
/** Who has just answered as n8n does need not be asked whether it is ready. */
const TRUSTED_MS = 5_000;

const trustedUntil = new Map<string, number>();

/**
 * Tells whether n8n has started fully. While it starts it already takes calls, but then looks for runs that a crash has
 * cut off, and takes a run that was woken a moment before for one of them.
 *
 * @param origin where n8n is, e.g. http://localhost:5678
 * @returns whether it may be called; also when its health page cannot be seen from here, as behind some proxies
 */
export async function isReady(origin: string): Promise<boolean> {
	if (Date.now() < (trustedUntil.get(origin) ?? 0)) return true;
	const page = process.env.N8N_ENDPOINT_HEALTH?.replace(/^\/?/, '/') || '/healthz';
	try {
		const response = await fetch(`${origin}${page}/readiness`, { redirect: 'manual', signal: AbortSignal.timeout(CHECK_MS) });
		// A proxy that does not let the page through can say 503, too; these are n8n's words.
		return response.status !== 503 || !/"status":\s*"error"/.test(await response.text());
	} catch {
		return false;
	}
}

/**
 * Tells n8n's answer from that of a node: between having found its database and having brought it up to date, n8n answers
 * every call with 200 and these words, and does nothing.
 */
export function isStarting(answer: string): boolean {
	return answer.startsWith('n8n is starting up');
}

/** Notes down that n8n has answered at an address just now. */
export function trust(origin: string): void {
	trustedUntil.set(origin, Date.now() + TRUSTED_MS);
}

/** @returns where this n8n process itself listens, by the variables that n8n reads */
export function ownOrigin(env: Record<string, string | undefined>): string {
	const everywhere = ['', '::', '0.0.0.0'];
	const address = env.N8N_LISTEN_ADDRESS ?? '';
	const host = everywhere.includes(address) ? 'localhost' : address.includes(':') ? `[${address}]` : address;
	return `${env.N8N_PROTOCOL || 'http'}://${host}:${env.N8N_PORT || '5678'}`;
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that passes everything on, and can spoil the answers. */
export interface Relay {
	url: string;
	/** Changes the JSON of an answer; undefined leaves all answers as they are. */
	spoil?: (answer: never) => unknown;
	stop(): Promise<void>;
}

/** @param upstream base URL of where requests go */
export async function startRelay(upstream: string): Promise<Relay> {
	const server = createServer((request, response) => {
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk as Buffer);
			const { authorization = '', 'content-type': type = 'application/json' } = request.headers;
			const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
			const answer = await fetch(`${upstream}${request.url}`, { method: request.method, headers: { authorization, 'content-type': type }, body });
			const text = await answer.text();
			const kept = ['content-type', 'retry-after', 'x-ratelimit-reset'].flatMap((name) => {
				const value = answer.headers.get(name);
				return value === null ? [] : [[name, value]];
			});
			response.writeHead(answer.status, Object.fromEntries(kept) as Record<string, string>);
			response.end(relay.spoil && text !== '' ? JSON.stringify(relay.spoil(JSON.parse(text) as never)) : text);
		})();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const relay: Relay = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
	return relay;
}

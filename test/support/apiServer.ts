import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A request as the server took it. */
export interface TakenRequest {
	method: string;
	path: string;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: string;
	/** When it had come in whole, in milliseconds since the epoch. */
	at: number;
}

/** A server that stands for somebody's API. */
export interface ApiServer {
	url: string;
	/** Every request so far, in the order of their arrival. */
	requests: TakenRequest[];
	/** How many requests were under way at once, at most. */
	mostAtOnce: number;
}

/**
 * Answers a request: gives a status, or a JSON body for a 200, or undefined when it writes to the response itself.
 * `count` is the number of requests so far, this one included.
 */
export type Answering = (request: TakenRequest, response: ServerResponse, count: number) => unknown;

const running = new Set<Server>();

afterEach(async () => {
	const closing = [...running].map(async (server) => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	running.clear();
	await Promise.all(closing);
});

/** Starts a server on a free port; it is closed after the test. */
export async function startApi(answer: Answering = () => ({ ok: true })): Promise<ApiServer> {
	const api: ApiServer = { url: '', requests: [], mostAtOnce: 0 };
	let open = 0;
	const server = createServer((request, response) => {
		api.mostAtOnce = Math.max(api.mostAtOnce, ++open);
		void take(request).then(async (taken) => {
			api.requests.push(taken);
			const given = await answer(taken, response, api.requests.length);
			open--;
			if (typeof given === 'number') response.writeHead(given).end();
			else if (given !== undefined) json(response, 200, given);
		});
	});
	running.add(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return api;
}

/** @returns a URL on which nobody listens */
export async function deadUrl(): Promise<string> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return `http://127.0.0.1:${port}`;
}

/** Answers with JSON. */
export function json(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Waits until something is so; gives up after five seconds. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; !(await isSo()); tries++) {
		if (tries > 500) throw new Error('It did not come to pass.');
		await setTimeout(10);
	}
}

async function take(request: IncomingMessage): Promise<TakenRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
	return {
		method: request.method ?? '',
		path: pathname,
		query: searchParams,
		headers: request.headers,
		body: Buffer.concat(chunks).toString('utf8'),
		at: Date.now(),
	};
}

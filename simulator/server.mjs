import { createServer } from 'node:http';

import { messagesRoute } from './messages.mjs';
import { ordersRoute } from './orders.mjs';

const ROUTES = [ordersRoute, messagesRoute];

/** No more requests than this are remembered. */
const MOST_REMEMBERED = 1000;

/**
 * Starts the stand-ins on one port of this machine.
 *
 * `GET /_simulator/requests` lists what came in, oldest first; `DELETE` forgets it.
 *
 * @param {number} port 0 for any free one
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startSimulator(port) {
	const requests = [];
	const timers = new Set();
	const answer = async (incoming, reply) => {
		const request = await read(incoming);
		if (request.path === '/_simulator/requests') {
			if (request.method === 'DELETE') requests.length = 0;
			reply.json(200, requests);
			return;
		}
		requests.push(request);
		if (requests.length > MOST_REMEMBERED) requests.shift();
		if (!ROUTES.some((route) => route(request, reply))) reply.json(404, { error: { message: 'Nothing is simulated here.' } });
	};
	const server = createServer((incoming, response) => {
		const reply = replyTo(response, timers);
		answer(incoming, reply)
			.catch(({ message }) => reply.json(500, { error: { message } }))
			.catch(reply.hangUp); // Half an answer was out already.
	});

	await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		async stop() {
			for (const timer of timers) clearTimeout(timer);
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function read(incoming) {
	const chunks = [];
	for await (const chunk of incoming) chunks.push(chunk);
	const { pathname, searchParams } = new URL(incoming.url, 'http://simulator');
	return {
		at: new Date().toISOString(),
		method: incoming.method,
		path: pathname,
		query: Object.fromEntries(searchParams),
		headers: incoming.headers,
		body: Buffer.concat(chunks).toString('utf8'),
	};
}

function replyTo(response, timers) {
	return {
		json(status, body, headers = {}) {
			response.writeHead(status, { 'content-type': 'application/json', ...headers });
			response.end(JSON.stringify(body));
		},
		later(ms, act) {
			const timer = setTimeout(() => {
				timers.delete(timer);
				if (!response.destroyed) act();
			}, ms);
			timers.add(timer);
		},
		hangUp() {
			response.destroy();
		},
	};
}

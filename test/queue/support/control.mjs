import { createServer } from 'node:http';

const ACTIONS = ['start', 'stop', 'kill'];

/**
 * Lets the tests start, stop and kill services, and read what they print: jest runs tests in contexts (or processes) of
 * their own, which do not see what the global set-up has made.
 *
 * `POST /<service>/start`, `/stop`, `/kill` answer when it is done; `GET /<service>/output` gives the text.
 *
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startControl(services) {
	const server = createServer((request, response) => {
		answer(services, request)
			.then((text) => response.end(text))
			.catch(({ message }) => response.writeHead(500).end(message));
	});
	await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${server.address().port}`,
		async stop() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function answer(services, { method, url }) {
	const [, name, what] = url.split('/');
	const service = services[name];
	if (!service) throw new Error(`There is no service "${name}".`);
	if (method === 'GET' && what === 'output') return service.output();
	if (method !== 'POST' || !ACTIONS.includes(what)) throw new Error(`${method} ${url} means nothing here.`);
	await service[what]();
	return '';
}

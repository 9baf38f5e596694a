import { createServer } from 'node:http';

import { alertsPanelRoute } from './alertsPanel.mjs';
import { chatwoot } from './chatwoot.mjs';
import { clickatell } from './clickatell.mjs';
import { conversationControls } from './conversationControls.mjs';
import { desk } from './desk.mjs';
import { genericBotRoute } from './genericBot.mjs';
import { inbox } from './inbox.mjs';
import { infobipRoute } from './infobip.mjs';
import { infobipConversations } from './infobipConversations.mjs';
import { infobipWhatsApp } from './infobipWhatsApp.mjs';
import { messageControls } from './messageControls.mjs';
import { messagesRoute } from './messages.mjs';
import { openChannelRoute } from './openChannel.mjs';
import { ordersRoute } from './orders.mjs';
import { paymentsRoute } from './payments.mjs';
import { postOffice } from './postOffice.mjs';
import { rasaRoute } from './rasa.mjs';
import { trengo } from './trengo.mjs';
import { typebotRoute } from './typebot.mjs';
import { whatsAppCloud } from './whatsAppCloud.mjs';

/** No more requests than this are remembered. */
const MOST_REMEMBERED = 1000;

/**
 * Starts the stand-ins on one port of this machine.
 *
 * `GET /_simulator/requests` lists what came in, oldest first; `DELETE` forgets it. README.md lists what else can be asked
 * under /_simulator.
 *
 * @param {number} port 0 for any free one
 * @returns {Promise<{ url: string, stop(): Promise<void> }>}
 */
export async function startSimulator(port) {
	const requests = [];
	const timers = new Set();
	const { routes, controls } = accounts((ms, act) => {
		if (server.listening) later(timers, ms, act);
	});
	const answer = async (incoming, reply) => {
		const request = await read(incoming);
		if (request.path === '/_simulator/requests') {
			if (request.method === 'DELETE') requests.length = 0;
			reply.json(200, requests);
			return;
		}
		if (request.path.startsWith('/_simulator/') && (await controls(request, reply))) return;
		requests.push(request);
		if (requests.length > MOST_REMEMBERED) requests.shift();
		for (const route of routes) {
			if (await route(request, reply)) return;
		}
		reply.json(404, { error: { message: 'Nothing is simulated here.' } });
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

/** Each server has accounts of its own at the providers. */
function accounts(after) {
	const targets = new Map();
	const office = postOffice(after);
	const texts = inbox();
	const tools = { after, office };
	const providers = {
		clickatell: clickatell(targets, office, texts),
		infobip: infobipWhatsApp(targets, office, texts),
		trengo: trengo(office, texts),
		whatsAppCloud: whatsAppCloud(targets, office, texts),
	};
	const desks = { chatwoot: chatwoot(office), desk: desk(office), infobip: infobipConversations(targets, office) };
	const others = [
		ordersRoute,
		paymentsRoute(office, after),
		messagesRoute,
		infobipRoute(providers.infobip.route, openChannelRoute(tools), desks.infobip.route),
		alertsPanelRoute(tools),
	];
	const messaging = [providers.clickatell, providers.trengo, providers.whatsAppCloud, desks.chatwoot, desks.desk].map(({ route }) => route);
	const chatbots = [typebotRoute(tools), rasaRoute(tools), genericBotRoute(tools)];
	const controls = [texts.control, messageControls(providers, targets, office), conversationControls(desks, targets)];
	return {
		routes: [...others, ...messaging, ...chatbots],
		async controls(request, reply) {
			for (const control of controls) if (await control(request, reply)) return true;
			return false;
		},
	};
}

function later(timers, ms, act) {
	const timer = setTimeout(() => {
		timers.delete(timer);
		act();
	}, ms);
	timers.add(timer);
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
		empty(status) {
			response.writeHead(status).end();
		},
		later(ms, act) {
			later(timers, ms, () => {
				if (!response.destroyed) act();
			});
		},
		hangUp() {
			response.destroy();
		},
	};
}

/** Rasa with its REST channel, under /rasa, and one that is down, under /rasa-down. README.md lists what it knows. */
import { begin, goOn, jsonParcel, sendCallbacks } from './talk.mjs';

const TOKEN = 'simulator-key';
const INTENTS = new Map([['/greet', 'Hello'], ['/restart', 'Hello']]);

/** @param tools what sends callbacks, each after a while */
export function rasaRoute(tools) {
	/** How conversations stand, by their senders. */
	const trackers = new Map();

	async function hear({ body }, reply) {
		const { sender, message, metadata = {} } = JSON.parse(body);
		if (message === '/session_start') {
			trackers.delete(sender);
			reply.json(200, []);
			return;
		}
		const tracker = trackers.get(sender) ?? { slots: {}, paused: false, isNew: true };
		trackers.set(sender, tracker);
		const text = INTENTS.get(message) ?? message.replace(/^\/size(?:\{"size":"(\w)"\})$/, '$1');
		const said = tracker.isNew ? begin(text, metadata.variables) : goOn(text);
		tracker.isNew = false;
		await answer(said, { sender, tracker, metadata }, reply);
	}

	async function answer(said, { sender, tracker, metadata }, reply) {
		const { fault, end, callbacks } = said;
		if (fault === 'cutOff') reply.hangUp();
		else if (fault === 'busy') reply.json(429, { message: 'Too many requests' }, { 'retry-after': '1' });
		// What fails inside of Rasa is answered so.
		else if (fault === 'broken') reply.json(200, []);
		else {
			Object.assign(tracker.slots, end?.variables);
			if (end) tracker.paused = end.reason === 'agent';
			if (end || said.vanishes) tracker.isNew = true;
			await sendCallbacks(callbacks, metadata.callbackUrl, (url, { body }) => jsonParcel(url, body), tools);
			reply.json(200, utterances(said).map((one) => ({ recipient_id: sender, ...one })));
		}
	}

	const routes = new Map(Object.entries({
		'GET /webhooks/rest/': (_, reply) => reply.json(200, { status: 'ok' }),
		'POST /webhooks/rest/webhook': hear,
		'GET /status': (_, reply) => reply.json(200, { model_file: 'shop.tar.gz', num_active_training_jobs: 0 }),
	}));

	return async (request, reply) => {
		const { method, path, query, headers } = request;
		if (path.startsWith('/rasa-down/')) {
			reply.json(503, { message: 'The assistant is being deployed.' });
			return true;
		}
		if (!path.startsWith('/rasa/')) return false;
		const place = path.slice('/rasa'.length);
		const sender = /^\/conversations\/([^/]+)\/tracker$/.exec(place)?.[1];
		const shown = query.token ?? /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
		// A channel asks for no token; whoever shows a wrong one must have meant another server.
		const isOpen = place.startsWith('/webhooks/') && shown === undefined;
		const route = routes.get(`${method} ${place}`);
		if (!isOpen && shown !== TOKEN) reply.json(401, { version: '3.6.0', status: 'failure', message: 'User is not authenticated.', reason: 'NotAuthenticated', code: 401 });
		else if (route) await route(request, reply);
		else if (sender !== undefined && method === 'GET') reply.json(200, trackerOf(trackers, decodeURIComponent(sender)));
		else reply.json(404, { description: 'Not Found', status: 404, message: `Requested URL ${path} not found` });
		return true;
	};
}

function trackerOf(trackers, sender) {
	const { slots = {}, paused = false } = trackers.get(sender) ?? {};
	return { sender_id: sender, slots: { size: null, ...slots }, paused, latest_message: {}, events: null, active_loop: {} };
}

function utterances({ say, end }) {
	const said = say.map(({ text, choices, image }) => ({
		...(image ? { image } : { text }),
		...(choices && { buttons: choices.map((title) => ({ title, payload: `/size{"size":"${title}"}` })) }),
	}));
	return end ? [...said, { custom: { end: true, ...end } }] : said;
}

/** AlertsPanel (Engati), as Add to Flow and Start Chatbot call it. The keys in the URL say what happens; README.md lists them. */

import { jsonParcel, sendCallbacks } from './talk.mjs';

const KEY = 'Basic simulator-key';
const CUSTOMER = '61000';
const BOT = 'simulator-bot';

/** What becomes of a call with a phone number; other flows are not there. */
const FLOWS = new Map(Object.entries({
	welcome: start,
	chat: (reply, state, query) => chat(reply, state, query, { done: 'true', variables: { size: 'M' } }),
	'chat-agent': (reply, state, query) => chat(reply, state, query, { done: 'true', exit: 'redirectToAgentFailed', reason: 'No agent is free' }),
	'chat-bye': (reply, state, query) => chat(reply, state, query, { done: 'true', exit: 'endedByUser', reason: 'The person said bye' }),
	busy: (reply, state) => (state.toldToWait ? start(reply) : tellToWait(reply, state)),
	broken: (reply) => reply.json(500, { message: 'Something went wrong.' }),
}));

/** After so long a chat is over, in milliseconds. */
const CHAT_MS = 150;

/**
 * @param tools what sends callbacks, each after a while
 * @returns the routes of one AlertsPanel account: POST …/flow/:flowKey and GET …/users
 */
export function alertsPanelRoute(tools) {
	const state = { toldToWait: false, tools };
	return ({ method, path, query, headers }, reply) => {
		const [, customer, bot, rest] = /^\/bot-api\/v1\.0\/customer\/([^/]+)\/bot\/([^/]+)\/(.+)$/.exec(path) ?? [];
		if (rest === undefined) return false;

		const flow = FLOWS.get(/^flow\/([^/]+)$/.exec(rest)?.[1]);
		const isKnown = customer === CUSTOMER && bot === BOT;
		if (headers.authorization !== KEY) reply.json(401, { message: 'The API key is not valid.' });
		else if (isKnown && method === 'GET' && rest === 'users') reply.json(200, { responseObject: [] });
		else if (!isKnown || method !== 'POST' || !flow) reply.json(404, { message: 'There is no such flow.' });
		else if (!/^\d{7,15}$/.test(query['user.phone_no'])) reply.json(400, { message: 'The phone number is not valid.' });
		else flow(reply, state, query);
		return true;
	};
}

function start(reply) {
	reply.json(200, { responseObject: true });
}

/** The person chats on WhatsApp, with AlertsPanel alone; at the end the flow calls the URL in its attribute. */
function chat(reply, { tools }, { flow_callback_url: url }, body) {
	void sendCallbacks([{ afterMs: CHAT_MS }], url, (target) => jsonParcel(target, body), tools);
	reply.json(200, { responseObject: true });
}

function tellToWait(reply, state) {
	state.toldToWait = true;
	reply.json(429, { message: 'Too many requests.' }, { 'retry-after': '1' });
}

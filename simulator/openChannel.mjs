/** Infobip's Open Channel with an Answers chatbot on it. README.md lists what it knows. */
import { randomUUID } from 'node:crypto';

import { begin, goOn, jsonParcel, sendCallbacks } from './talk.mjs';

/** After so long the first reply goes out, by the channel, in milliseconds. */
const CHANNELS = new Map([
	['2235ca45-afdd-47c9-a326-cf66e9872dda', 50],
	['2235ca45-afdd-47c9-a326-cf66e9872ddb', 0],
]);

/** Between one reply and the next. */
const PAUSE_MS = 10;

/** @param tools what sends callbacks, each after a while */
export function openChannelRoute(tools) {
	/** About which session of ours the chatbot is talking with people, by their channel and ID. */
	const talking = new Map();

	async function hear({ sender, destination, content, responseWebhook = {}, metadata = {} }, reply) {
		const who = `${destination} ${sender}`;
		const session = metadata.sessionId ?? '';
		const said = talking.get(who) === session ? goOn(textIn(content)) : begin(textIn(content), metadata);
		if (said.fault === 'broken') refuse(reply, 500, 'E500', 'Internal server error');
		else if (said.fault === 'busy') refuse(reply, 429, 'E429', 'Too many requests', { headers: { 'retry-after': '1' } });
		else {
			talking.set(who, session);
			// It is Infobip that takes the message, so that one learns nothing of a chatbot that has vanished.
			if (said.end || said.vanishes) talking.delete(who);
			const parcelOf = (url, { body, element, isForged }) => {
				if (!element) return jsonParcel(url, body);
				const callbackData = isForged ? { sessionId: randomUUID() } : responseWebhook.callbackData;
				return jsonParcel(url, { sender: destination, destination: sender, message: { body: element }, callbackData });
			};
			await sendCallbacks(callbacksOf(said, CHANNELS.get(destination)), responseWebhook.url, parcelOf, tools);
			if (said.fault === 'cutOff') reply.hangUp();
			else reply.json(200, { status: 'MESSAGE_ACCEPTED' });
		}
	}

	return async ({ method, path, body }, reply) => {
		if (path !== '/open-channel/1/messages/inbound' || method !== 'POST') return false;
		const message = JSON.parse(body);
		const fault = faultOf(message);
		if (fault) refuse(reply, 400, 'E400', 'Bad request', { violations: [fault] });
		else if (!CHANNELS.has(message.destination)) {
			refuse(reply, 404, 'E404', 'Not found - resource is not found.', { violations: [{ property: '', violation: 'Destination sender ownership not found for account' }] });
		} else await hear(message, reply);
		return true;
	};
}

function faultOf({ sender, destination, content }) {
	if (typeof sender !== 'string' || sender === '' || sender.length > 255) return { property: 'sender', violation: 'must not be empty' };
	if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(destination)) return { property: 'destination', violation: 'must be a UUID' };
	const { type, text } = content?.body ?? {};
	if (type === 'TEXT' && (typeof text !== 'string' || text.length < 1 || text.length > 4096)) return { property: 'content.body.text', violation: 'size must be between 1 and 4096' };
	return typeof type === 'string' ? undefined : { property: 'content.body', violation: 'must not be null' };
}

function textIn({ body: { text = '' } }) {
	return text;
}

/** What is said goes out in its order; what ends the session comes last, as a JSON element, as the bot's own callbacks do. */
function callbacksOf({ say = [], end, callbacks = [] }, firstMs) {
	const elements = [...say.map(elementOf), ...(end ? [{ type: 'JSON', json: { done: true, ...end } }] : [])];
	const replies = elements.map((element, index) => ({ element, afterMs: firstMs + index * PAUSE_MS }));
	return [...replies, ...callbacks.flatMap((callback) => ownOf(callback))];
}

/** Texts of the bot come by the channel, and what else it has to tell by an API element. */
function ownOf({ body: { replies = [], ...rest }, ...when }) {
	const texts = replies.map((text) => ({ ...when, element: { type: 'TEXT', text } }));
	const { afterMs = 20 } = when;
	return Object.keys(rest).length > 0 ? [...texts, { ...when, afterMs: afterMs + PAUSE_MS, body: rest }] : texts;
}

function elementOf({ text, image, choices }) {
	if (image) return { type: 'IMAGE', url: image, caption: text };
	return { type: 'TEXT', text: choices ? `${text} ${choices.join(', ')}` : text };
}

function refuse(reply, status, errorCode, description, { headers, violations = [] } = {}) {
	reply.json(status, { errorCode, description, action: 'Check the request.', violations, resources: [] }, headers);
}

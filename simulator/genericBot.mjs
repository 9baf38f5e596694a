/** Chatbots of no particular engine: POST /bots/{name}/{start|message|end}. README.md lists what they do. */
import { begin, goOn, jsonParcel, sendCallbacks } from './talk.mjs';

/** How they answer: at once, or so long after the answer, in milliseconds. */
const BOTS = new Map([
	['sync-bot', undefined],
	['callback-bot', 50],
	['instant-bot', 0],
]);

/** @param tools what sends callbacks, each after a while */
export function genericBotRoute(tools) {
	/** Sessions that go on, by our IDs. */
	const sessions = new Set();

	async function turn(name, said, { sessionId, callbackUrl }, reply) {
		if (said.fault === 'broken') reply.json(500, { detail: 'Something went wrong.' });
		else if (said.fault === 'busy') reply.json(429, { detail: 'Too many requests.' }, { 'retry-after': '1' });
		else {
			if (said.end || said.vanishes) sessions.delete(sessionId);
			const answer = answerOf(said, sessionId);
			const laterMs = BOTS.get(name);
			const callbacks = [...(laterMs === undefined ? [] : [{ body: answer, afterMs: laterMs }]), ...(said.callbacks ?? [])];
			await sendCallbacks(callbacks, callbackUrl, (url, { body }) => jsonParcel(url, body), tools);
			if (said.fault === 'cutOff') reply.hangUp();
			else if (laterMs === undefined) reply.json(200, answer);
			else reply.empty(202);
		}
	}

	return async ({ method, path, body }, reply) => {
		const [, name, event] = /^\/bots\/([^/]+)\/(start|message|end)$/.exec(path) ?? [];
		if (name === undefined || method !== 'POST') return false;
		const call = JSON.parse(body);
		if (name === 'down-bot') reply.json(503, { detail: 'The bot is being deployed.' });
		else if (!BOTS.has(name)) reply.json(404, { detail: 'There is no such bot.' });
		else if (event === 'end') {
			sessions.delete(call.sessionId);
			reply.empty(204);
		} else if (event === 'start') {
			sessions.add(call.sessionId);
			await turn(name, begin(call.message.text, call.variables), call, reply);
		} else if (sessions.has(call.sessionId)) await turn(name, goOn(call.message.payload ?? call.message.text), call, reply);
		else reply.json(404, { detail: 'There is no such session.' });
		return true;
	};
}

function answerOf({ say = [], end }, sessionId) {
	const replies = say.map(({ text, image, choices }) => {
		if (image) return { type: 'image', url: image, caption: text };
		return choices ? { type: 'choices', text, choices } : text;
	});
	return { replies, sessionId: `bot-${sessionId.slice(0, 8)}`, ...(end && { done: true, ...end }) };
}

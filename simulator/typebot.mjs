/** Typebot's viewer: its chat API. README.md lists what it knows. */
import { randomUUID } from 'node:crypto';

import { begin, goOn, jsonParcel, sendCallbacks } from './talk.mjs';

const KEY = 'Bearer simulator-key';
const PUBLISHED = 'order-bot';
const PREVIEW = 'cm-order-bot';

/** @param tools what sends callbacks, each after a while */
export function typebotRoute(tools) {
	/** Those that go on, by their IDs; each has the URL for later answers. */
	const sessions = new Map();

	async function turn(said, session, reply, head = {}) {
		if (said.fault === 'broken') refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong');
		else if (said.fault === 'busy') refuse(reply, 429, 'TOO_MANY_REQUESTS', 'Too many requests');
		else if (said.fault === 'cutOff') reply.hangUp();
		else {
			if (said.end || said.vanishes) sessions.delete(session.id);
			await sendCallbacks(said.callbacks, session.callbackUrl, (url, { body }) => jsonParcel(url, body), tools);
			reply.json(200, { ...head, ...answerOf(said, session) });
		}
	}

	async function start({ body }, reply) {
		const { message, prefilledVariables = {}, textBubbleContentFormat } = body === '' ? {} : JSON.parse(body);
		if (textBubbleContentFormat !== 'markdown') {
			refuse(reply, 400, 'BAD_REQUEST', 'The simulator knows texts in markdown only');
			return;
		}
		const id = randomUUID().replaceAll('-', '').slice(0, 24);
		const session = { id, callbackUrl: prefilledVariables.flowCallbackUrl, flowSessionId: prefilledVariables.flowSessionId };
		sessions.set(id, session);
		const typebot = { id: PREVIEW, version: '6.1', theme: {}, settings: {} };
		await turn(begin(message?.text ?? '', prefilledVariables), session, reply, { sessionId: id, resultId: randomUUID(), typebot });
	}

	async function proceed({ body }, id, reply) {
		const session = sessions.get(id);
		const { message } = body === '' ? {} : JSON.parse(body);
		if (session) await turn(goOn(typeof message === 'string' ? message : (message?.text ?? '')), session, reply);
		else refuse(reply, 404, 'NOT_FOUND', 'Session not found.');
	}

	return async (request, reply) => {
		const { method, path, headers } = request;
		const [, bot, preview] = /^\/api\/v1\/typebots\/([^/]+)\/(preview\/)?startChat$/.exec(path) ?? [];
		const session = /^\/api\/v1\/sessions\/([^/]+)\/continueChat$/.exec(path)?.[1];
		if (path === '/api/healthz') reply.json(200, { status: 'ok' });
		else if (path === '/api/users/me') meet(headers, reply);
		else if (method !== 'POST' || (bot === undefined && session === undefined)) return false;
		else if (session !== undefined) await proceed(request, session, reply);
		else if (preview && headers.authorization !== KEY) refuse(reply, 401, 'UNAUTHORIZED', 'You need to be authenticated to perform this action');
		else if (bot === 'down-bot') refuse(reply, 500, 'INTERNAL_SERVER_ERROR', 'Something went wrong');
		else if (bot === 'closed-bot') refuse(reply, 400, 'BAD_REQUEST', 'Typebot is closed');
		else if (bot === (preview ? PREVIEW : PUBLISHED)) await start(request, reply);
		else refuse(reply, 404, 'NOT_FOUND', 'Typebot not found');
		return true;
	};
}

function meet({ authorization }, reply) {
	if (authorization === KEY) reply.json(200, { id: 'user-1', email: 'ann@shop.example' });
	else refuse(reply, 401, 'UNAUTHORIZED', 'You need to be authenticated to perform this action');
}

/** What can be chosen is an input; without one, the bot is done. */
function answerOf({ say, end, vanishes }, { flowSessionId }) {
	const choices = say.at(-1)?.choices;
	const open = end ? {} : { input: { id: 'input-1', type: 'text input' } };
	const items = choices?.map((content, index) => ({ id: `item-${index + 1}`, content }));
	return {
		messages: [...say, ...ownWords(end, flowSessionId)].map((saying, index) => bubble(saying, `bubble-${index + 1}`)),
		...(items ? { input: { id: 'input-1', type: 'choice input', items, options: {} } } : open),
		progress: end || vanishes ? 100 : 50,
	};
}

/** How and why it has ended, Typebot's API does not tell; so the bot says it by a bubble that is JSON. */
function ownWords(end, flowSessionId) {
	return end ? [{ text: JSON.stringify({ flowSessionId, done: true, ...end }).replaceAll('_', '\\_') }] : [];
}

function bubble({ text, image }, id) {
	if (image) return { id, type: 'image', content: { url: image } };
	return { id, type: 'text', content: { type: 'markdown', markdown: text } };
}

function refuse(reply, status, code, message) {
	reply.json(status, { defined: true, code, status, message });
}

/** Clickatell's One API: sending texts and templates on WhatsApp, and what it tells a webhook. README.md lists what it knows. */
import { randomUUID } from 'node:crypto';

import { refusals, reportsTo } from './fates.mjs';
import { isGoodText } from './inbox.mjs';
import { jsonParcels } from './postOffice.mjs';
import { isGoodValue, placeholdersIn, TEMPLATES } from './templates.mjs';

const KEY = 'simulator-key';
const SENDER = '27821230000';
const MOST_MESSAGES = 200;

/** Code and words of the error of one message. */
const MESSAGE_ERRORS = {
	optedOut: [26, 'Recipient opted out.'],
	notReachable: [25, 'Invalid recipient number.'],
};

/** Status of the answer, code and words of the error; by these the whole request is refused. */
const REQUEST_ERRORS = {
	busy: [400, 43, 'Rate limit exceeded.'],
	broken: [500, 18, 'Internal error.'],
};

/** Numbers and names of statuses. */
const STATUSES = {
	delivered: [5, 'DEVICE_ACK'],
	read: [6, 'READ'],
	failed: [23, 'DELIVERY_FAILURE'],
	noTemplate: [134, 'WHATSAPP_HSM_NOT_AVAILABLE'],
	wrongValues: [135, 'WHATSAPP_HSM_PARAM_COUNT_MISMATCH'],
	windowClosed: [131, 'WHATSAPP_RE_ENGAGEMENT_REQUIRED'],
};

/**
 * @param targets where each provider sends what it has to tell
 * @param office sends it
 * @param texts where texts go
 */
export function clickatell(targets, office, texts) {
	const refusalOf = refusals();
	const sealed = (body) => jsonParcels(targets.get('clickatell'), body);
	const told = (event) => sealed(JSON.stringify({ integrationId: 'ff8080816b0b2f0e016b0b2f0e000001', integrationName: 'Simulator', event }));

	async function send({ body }, reply) {
		const { messages } = JSON.parse(body);
		const fault = faultOf(messages);
		if (fault) {
			refuse(reply, ...fault);
			return;
		}
		const sent = messages.map((message) => taken(message, refusalOf(message.to ?? '')));
		const refusal = sent.map(({ refusal: own }) => REQUEST_ERRORS[own]).find((own) => own !== undefined);
		if (refusal) {
			refuse(reply, ...refusal);
			return;
		}
		for (const { message, id, error, failure } of sent) if (isText(message) && !error && !failure) texts.put('clickatell', message.to, id, message.content);
		await Promise.all(sent.map(reportOn));
		if (sent.some(({ refusal: own }) => own === 'cutOff')) reply.hangUp();
		else reply.json(sent.some(({ error }) => error) ? 207 : 202, { messages: sent.map(answerTo), error: null });
	}

	/** Clickatell tells nothing of a message being sent here. */
	async function reportOn({ message, id, error, failure }) {
		if (error) return;
		const reports = failure ? [{ kind: failure, afterMs: 150 }] : reportsTo(message.to);
		await office.report(reports, (kind) => {
			if (!STATUSES[kind]) return [];
			const [statusCode, status] = STATUSES[kind];
			const { clientMessageId } = message;
			return told({ messageStatusUpdate: [{ channel: 'whatsapp', messageId: id, clientMessageId, statusCode, status, timestamp: Date.now() }] });
		});
	}

	return {
		async route(request, reply) {
			const { method, path, headers } = request;
			if (!/^\/v1\//.test(path)) return false;
			if (headers.authorization !== KEY) refuse(reply, 401, 1, 'Invalid or missing integration API key.');
			else if (method === 'POST' && path === '/v1/message') await send(request, reply);
			else if (method === 'GET' && path === '/v1/balance') reply.json(200, { balance: 1000, currency: 'EUR' });
			else refuse(reply, 404, 41, 'Resource not found.');
			return true;
		},
		sealed,
		inbound: (given) => told(inboundEvent(given)),
	};
}

function faultOf(messages) {
	if (!Array.isArray(messages) || messages.length === 0) return [400, 21, 'Malformed request: messages is missing.'];
	return messages.length > MOST_MESSAGES ? [400, 22, `Too many messages: ${messages.length}.`] : undefined;
}

/** What a message comes to: an error in the answer, or a failure that is reported if it is not as its template is. */
function taken(message, refusal) {
	const error = MESSAGE_ERRORS[refusal] ?? faultOfMessage(message);
	const failure = isText(message) ? failureOfText(refusal) : refusal === 'templatePaused' ? 'noTemplate' : failureOf(message);
	return { message, id: randomUUID().replaceAll('-', ''), refusal, error, failure };
}

function isText({ content }) {
	return content !== undefined;
}

function failureOfText(refusal) {
	return refusal === 'windowClosed' ? refusal : undefined;
}

function faultOfMessage({ to, channel, content, hsm, template }) {
	if (!/^\d{7,15}$/.test(to)) return MESSAGE_ERRORS.notReachable;
	if (channel !== 'whatsapp') return [27, 'Recipient is not on this channel.'];
	if (content !== undefined) return isGoodText(content) ? undefined : [24, 'Content size exceeds the maximum, or there is none.'];
	if (!hsm && !template) return [23, 'Invalid or missing parameter: hsm.'];
	const texts = Object.values(hsm?.parameters ?? {});
	return texts.every(isGoodValue) ? undefined : [23, 'Invalid or missing parameter: hsm.parameters.'];
}

/** How the newer `template` looks is not documented, so anything will do. Of `hsm` only the body can be filled in. */
function failureOf({ hsm }) {
	if (!hsm) return undefined;
	const template = TEMPLATES.find(({ name, status }) => name === hsm.template && status === 'APPROVED');
	if (!template) return 'noTemplate';
	const names = placeholdersIn(template.body);
	const given = Object.keys(hsm.parameters ?? {});
	return names.length === given.length && names.every((name) => given.includes(name)) ? undefined : 'wrongValues';
}

function answerTo({ message, id, error }) {
	const { to, clientMessageId } = message;
	const own = clientMessageId === undefined ? {} : { clientMessageId };
	if (!error) return { apiMessageId: id, accepted: true, to, ...own, error: null };
	const [code, description] = error;
	return { accepted: false, to, ...own, error: { code, description } };
}

function refuse(reply, status, code, description) {
	reply.json(status, { messages: [], error: { code, description } });
}

/** How Clickatell tells of what people write is not documented in full. */
function inboundEvent({ from, text = '', payload, replyTo, id = randomUUID().replaceAll('-', ''), type = 'moText', name = 'Ann' }) {
	const entry = {
		channel: 'whatsapp',
		messageId: id,
		relatedMessageId: replyTo ?? null,
		from: String(from).replace(/\D/g, ''),
		to: SENDER,
		timestamp: Date.now(),
		content: text,
		...(payload !== undefined && { payload }),
		whatsapp: { profileName: name },
	};
	return { [type]: [entry] };
}

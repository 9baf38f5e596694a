/** Infobip's WhatsApp: sending texts and templates, listing templates, and what it tells a webhook. README.md lists what it knows. */
import { randomUUID } from 'node:crypto';

import { refusals, reportsTo } from './fates.mjs';
import { isGoodText } from './inbox.mjs';
import { exception } from './infobipErrors.mjs';
import { inboundResult, now, SENDER } from './infobipInbound.mjs';
import { infobipTemplates } from './infobipTemplates.mjs';
import { faultsOf, reportedError } from './infobipTemplateValues.mjs';
import { jsonParcels } from './postOffice.mjs';

const STATUSES = {
	enRoute: [1, 'PENDING', 7, 'PENDING_ENROUTE', 'Message sent to next instance'],
	delivered: [3, 'DELIVERED', 5, 'DELIVERED_TO_HANDSET', 'Message delivered to handset'],
	failed: [2, 'UNDELIVERABLE', 9, 'UNDELIVERABLE_NOT_DELIVERED', 'Message sent not delivered'],
	unknownSender: [5, 'REJECTED', 11, 'REJECTED_SOURCE', 'Invalid Source address'],
	optedOut: [5, 'REJECTED', 14, 'REJECTED_DESTINATION_BLOCKLISTED', 'Destination is on the blocklist'],
	notReachable: [5, 'REJECTED', 52, 'REJECTED_DESTINATION', 'Invalid destination address'],
};

const ERRORS = {
	none: [0, 'OK', 0, 'NO_ERROR', 'No Error', false],
	unknownUser: [1, 'HANDSET_ERRORS', 7002, 'EC_UNKNOWN_USER', 'Unknown user', true],
	wrongValues: [1, 'HANDSET_ERRORS', 7008, 'EC_INVALID_TEMPLATE_ARGS', 'Invalid template args', true],
	noTemplate: [1, 'HANDSET_ERRORS', 7009, 'EC_INVALID_TEMPLATE', 'Invalid template', true],
	windowClosed: [1, 'HANDSET_ERRORS', 7010, 'EC_NO_SESSION', 'No session', true],
};

/** By these the whole request is refused. */
const REFUSALS = {
	busy: [429, 'TOO_MANY_REQUESTS', 'Too many requests', { headers: { 'retry-after': '1' } }],
	broken: [500, 'GENERAL_ERROR', 'Something went wrong. Please contact support.'],
};

/**
 * @param targets where each provider sends what it has to tell
 * @param office sends it
 * @param texts where texts go
 */
export function infobipWhatsApp(targets, office, texts) {
	const refusalOf = refusals();
	const target = () => targets.get('infobip');
	const sealed = (body) => jsonParcels(target(), body);

	async function send({ body }, reply) {
		const { messages } = JSON.parse(body);
		const validationErrors = faultsOf(messages);
		if (validationErrors) {
			exception(reply, 400, 'BAD_REQUEST', 'Bad request', { validationErrors });
			return;
		}
		const sent = messages.map((message) => taken(message, refusalOf(message.to)));
		const refusal = sent.map(({ refusal: own }) => REFUSALS[own]).find((own) => own !== undefined);
		if (refusal) {
			exception(reply, ...refusal);
			return;
		}
		await Promise.all(sent.map(reportOn));
		if (sent.some(({ refusal: own }) => own === 'cutOff')) reply.hangUp();
		else reply.json(200, answerTo(sent));
	}

	async function sendText({ body }, reply) {
		const message = JSON.parse(body);
		const validationErrors = textFaultsOf(message);
		if (validationErrors) {
			exception(reply, 400, 'BAD_REQUEST', 'Bad request', { validationErrors });
			return;
		}
		const sent = takenText(message, refusalOf(message.to));
		const refusal = REFUSALS[sent.refusal];
		if (refusal) {
			exception(reply, ...refusal);
			return;
		}
		if (sent.status === 'enRoute' && !sent.error) texts.put('infobip', message.to, sent.id, message.content.text);
		await reportOn(sent);
		if (sent.refusal === 'cutOff') reply.hangUp();
		else reply.json(200, answerTo([sent]).messages[0]);
	}

	async function reportOn({ message, id, status, error }) {
		if (status !== 'enRoute') return;
		const reports = error ? [{ kind: 'failed', afterMs: 150 }] : reportsTo(message.to);
		const sentAt = now();
		await office.report(reports, (kind) => {
			const report = reportOf(kind, { message, id, sentAt, error });
			return report ? jsonParcels(reportTarget(message, target()), JSON.stringify({ results: [report] })) : [];
		});
	}

	return {
		async route(request, reply) {
			const { method, path } = request;
			const sender = /^\/whatsapp\/2\/senders\/([^/]+)\/templates$/.exec(path)?.[1];
			if (method === 'POST' && path === '/whatsapp/1/message/template') await send(request, reply);
			else if (method === 'POST' && path === '/whatsapp/1/message/text') await sendText(request, reply);
			else if (method === 'GET' && sender === SENDER) reply.json(200, { templates: infobipTemplates() });
			else if (method === 'GET' && sender !== undefined) exception(reply, 404, 'NOT_FOUND', 'Sender not found');
			else return false;
			return true;
		},
		sealed,
		inbound: (given) => sealed(JSON.stringify({ results: [inboundResult(given)], messageCount: 1, pendingMessageCount: 0 })),
	};
}

/** What a message comes to: its status in the answer, and the error in its report if it is not as its template is. */
function taken(message, refusal) {
	const error = refusal === 'templatePaused' ? 'noTemplate' : reportedError(message);
	return { message, id: message.messageId ?? randomUUID(), refusal, status: statusFor(message, refusal), error };
}

function takenText(message, refusal) {
	const error = refusal === 'windowClosed' ? refusal : undefined;
	return { message, id: message.messageId ?? randomUUID(), refusal, status: statusFor(message, refusal), error };
}

function statusFor({ from }, refusal) {
	if (from !== SENDER) return 'unknownSender';
	return STATUSES[refusal] ? refusal : 'enRoute';
}

function textFaultsOf({ from, to, content }) {
	const faults = {
		...(typeof from !== 'string' && { from: ['must not be blank'] }),
		...(typeof to !== 'string' && { to: ['must not be blank'] }),
		...(!isGoodText(content?.text) && { 'content.text': ['size must be between 1 and 4096'] }),
	};
	return Object.keys(faults).length > 0 ? faults : undefined;
}

function answerTo(sent) {
	const bulk = sent.length > 1 ? { bulkId: randomUUID() } : {};
	return {
		messages: sent.map(({ message, id, status }) => ({ to: message.to, messageCount: 1, messageId: id, status: statusOf(status) })),
		...bulk,
	};
}

/** The URL that a message names wins, with the user and the password in it, if there are any. */
function reportTarget({ notifyUrl }, target) {
	if (notifyUrl === undefined) return target;
	const url = new URL(notifyUrl);
	const inUrl = url.username === '' ? {} : { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
	[url.username, url.password] = ['', ''];
	return { ...target, ...inUrl, url: url.href };
}

/** Infobip tells nothing of a message being sent. */
function reportOf(kind, { message, id, sentAt, error }) {
	const { from, to, callbackData } = message;
	const contact = { name: 'Ann', phoneNumber: to };
	if (kind === 'sent') return undefined;
	if (kind === 'read') return { messageId: id, from: to, to: from, sentAt, seenAt: now(), contact };
	return {
		bulkId: '',
		price: { pricePerMessage: 0.21, currency: 'EUR' },
		status: statusOf(kind),
		error: errorOf(kind === 'delivered' ? 'none' : (error ?? 'unknownUser')),
		messageId: id,
		doneAt: now(),
		messageCount: 1,
		sentAt,
		to,
		contact,
		...(callbackData !== undefined && { callbackData }),
	};
}

function statusOf(name) {
	const [groupId, groupName, id, statusName, description] = STATUSES[name];
	return { groupId, groupName, id, name: statusName, description };
}

function errorOf(name) {
	const [groupId, groupName, id, errorName, description, permanent] = ERRORS[name];
	return { groupId, groupName, id, name: errorName, description, permanent };
}

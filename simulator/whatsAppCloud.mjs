/** Meta's WhatsApp Cloud API: sending texts and templates, listing templates, and what it tells a webhook. README.md lists what it knows. */
import { createHmac } from 'node:crypto';
import { URLSearchParams } from 'node:url';

import { isCutOff, refusals, reportsTo } from './fates.mjs';
import { isGoodText } from './inbox.mjs';
import { answerOf, jsonParcels } from './postOffice.mjs';
import { TEMPLATES } from './templates.mjs';
import { DISPLAY_NUMBER, inboundValue, newId, now } from './whatsAppCloudInbound.mjs';
import { listed, metaTemplate } from './whatsAppCloudTemplates.mjs';
import { faultOf } from './whatsAppCloudValues.mjs';

const KEY = 'Bearer simulator-key';
const KEY_WITHOUT_SCOPES = 'Bearer key-without-scopes';
const PHONE_NUMBER_ID = '15550001';
const ACCOUNT_ID = '15550002';
const APP_SECRET = 'simulator-app-secret';
const VERIFY_TOKEN = 'simulator-verify-token';

const NOT_DELIVERED = {
	code: 131026,
	title: 'Message undeliverable',
	message: 'Message undeliverable',
	error_data: { details: 'Message Undeliverable.' },
	href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
};

/** Status, code and words of a refusal. */
const REFUSALS = {
	optedOut: [400, 131050, 'User has opted out of marketing messages', 'The recipient has chosen to stop receiving marketing messages from your business.'],
	notReachable: [400, 131026, 'Message undeliverable', 'Message undeliverable.'],
	busy: [429, 130429, 'Rate limit hit', 'Message failed to send because there were too many messages sent from this phone number in a short period of time.'],
	broken: [500, 131000, 'Something went wrong', 'Message failed to send due to an unknown error.'],
	heldBack: [400, 131049, 'Message not sent', 'This message was not delivered to maintain healthy ecosystem engagement.'],
	tooManyToOne: [400, 131056, '(Business Account, Consumer Account) pair rate limit hit', 'Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.'],
	templatePaused: [400, 132015, 'Template is paused', 'Template is paused due to low quality.'],
};

/** A text gets its fate as a template does, but for these. */
const TEXT_REFUSALS = {
	...REFUSALS,
	templatePaused: undefined,
	windowClosed: [400, 131047, 'Re-engagement message', 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'],
};

/**
 * @param targets where each provider sends what it has to tell
 * @param office sends it
 * @param texts where texts go
 */
export function whatsAppCloud(targets, office, texts) {
	const refusalOf = refusals();
	const sealed = (body) => {
		const signature = createHmac('sha256', APP_SECRET).update(body).digest('hex');
		return jsonParcels(targets.get('whatsAppCloud'), body, { 'x-hub-signature-256': `sha256=${signature}` });
	};
	const told = (value) => {
		const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata: { display_phone_number: DISPLAY_NUMBER, phone_number_id: PHONE_NUMBER_ID }, ...value } };
		return sealed(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: ACCOUNT_ID, changes: [change] }] }));
	};

	async function send({ body }, reply) {
		const message = JSON.parse(body);
		const isText = message.type === 'text';
		const fault = isText ? textFaultOf(message) : faultOf(message, TEMPLATES.map(metaTemplate));
		const refusal = fault ? undefined : (isText ? TEXT_REFUSALS : REFUSALS)[refusalOf(message.to)];
		if (fault ?? refusal) {
			refuse(reply, ...(fault ?? refusal));
			return;
		}
		const to = message.to.replace(/\D/g, '');
		const sent = { id: newId(), recipient_id: to, biz_opaque_callback_data: message.biz_opaque_callback_data };
		if (isText) texts.put('whatsAppCloud', to, sent.id, message.text.body);
		await office.report(reportsTo(to), (kind) => told({ statuses: [statusOf(sent, kind)] }));
		if (isCutOff(to)) reply.hangUp();
		else reply.json(200, { messaging_product: 'whatsapp', contacts: [{ input: message.to, wa_id: to }], messages: [{ id: sent.id, message_status: 'accepted' }] });
	}

	const routes = new Map(Object.entries({
		[`POST ${PHONE_NUMBER_ID}/messages`]: send,
		[`GET ${PHONE_NUMBER_ID}`]: (_, reply) => reply.json(200, phoneNumber()),
		[`GET ${ACCOUNT_ID}/phone_numbers`]: (_, reply) => reply.json(200, { data: [phoneNumber()] }),
		[`GET ${ACCOUNT_ID}/message_templates`]: (request, reply) => reply.json(200, listed(request)),
	}));

	return {
		async route(request, reply) {
			const { method, path, headers } = request;
			const place = /^\/v\d+\.\d+\/(.+)$/.exec(path)?.[1];
			if (place === undefined) return false;

			const answer = routes.get(`${method} ${place}`);
			if (headers.authorization === KEY_WITHOUT_SCOPES) refuse(reply, 403, 200, 'You do not have the necessary permissions required to send messages on behalf of this WhatsApp Business Account');
			else if (headers.authorization !== KEY) refuse(reply, 401, 190, 'Invalid OAuth access token - Cannot parse access token');
			else if (answer) await answer(request, reply);
			else refuse(reply, 400, 100, `Unsupported request. Object with ID '${place}' does not exist, or cannot be loaded due to missing permissions.`);
			return true;
		},
		sealed,
		inbound: (given) => told(inboundValue(given)),
		/** Asks a webhook whether it wants to be told, as Meta does when its URL is saved. */
		async verify({ mode = 'subscribe', token = VERIFY_TOKEN, challenge = String(Date.now()) }) {
			const { url } = targets.get('whatsAppCloud');
			const query = { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge };
			const { status, answer } = await answerOf(`${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query)}`);
			return { status, answer, verified: status === 200 && answer === challenge };
		},
	};
}

function refuse(reply, status, code, message, details) {
	const type = status === 401 || status === 403 ? 'OAuthException' : 'GraphMethodException';
	const data = details === undefined ? {} : { error_data: { messaging_product: 'whatsapp', details } };
	reply.json(status, { error: { message: `(#${code}) ${message}`, type, code, ...data, fbtrace_id: 'AXsgnV2Cm3ZMGF3dF_cfYIn' } });
}

function textFaultOf({ messaging_product: product, to, text }) {
	if (product !== 'whatsapp') return [400, 100, 'The parameter messaging_product is required.'];
	if (!/^\+?\d{6,15}$/.test(to)) return [400, 131009, 'Parameter value is not valid', 'to'];
	return isGoodText(text?.body) ? undefined : [400, 100, 'Param text["body"] must be at most 4096 characters long, and not empty.'];
}

function phoneNumber() {
	const number = { id: PHONE_NUMBER_ID, display_phone_number: '+1 555-078-3881', verified_name: 'The Shop' };
	return { ...number, status: 'LINKED', quality_rating: 'GREEN', account_mode: 'SANDBOX' };
}

function statusOf(sent, status) {
	return { ...sent, status, timestamp: now(), ...(status === 'failed' && { errors: [NOT_DELIVERED] }) };
}

/**
 * Infobip, as Add to Flow and Opt-Out call it: participants of Moments flows with their report, and the blocklist. IDs and
 * addresses say what happens; README.md lists them.
 */
import { randomUUID } from 'node:crypto';

import { blocklistRoute } from './infobipBlocklist.mjs';
import { exception } from './infobipErrors.mjs';

/** What callers show. */
const KEY = 'App simulator-key';
const KEY_WITHOUT_SCOPES = 'App key-without-scopes';

const MOST_PARTICIPANTS = 1000;

/** For so long there is no report yet, and for so long everybody is pending in it, in milliseconds from the request. */
const NO_REPORT_MS = 100;
const PENDING_MS = 400;

/** Custom attributes that the account has. */
const CUSTOM_ATTRIBUTES = new Set(['Company', 'Contract Expiry', 'plan', 'referredBy']);

/** How participants fare by the last four digits of a phone number, or by what follows the plus in an email address. */
const FATES = new Map(Object.entries({
	'0001': { status: 'REJECTED', errorReason: 'REJECTED_INVALID_CONTACT' },
	'0002': { status: 'REJECTED', errorReason: 'REJECTED_PERSON_IN_FLOW' },
	'0003': { status: 'REJECTED', errorReason: 'REJECTED_PERSON_NOT_ALLOWED_TO_REENTER' },
	'0004': { status: 'REJECTED', errorReason: 'REJECTED_NOT_ENOUGH_CREDITS' },
	'0005': { status: 'REJECTED', errorReason: 'REJECTED_FLOW_ERROR_UNKNOWN' },
	'0006': { status: 'REJECTED', errorReason: 'REJECTED_CDP_ERROR_UNKNOWN' },
	'0007': { status: 'PENDING' },
}));

/** Participants that the flows 200004 and 200005 do not take, by the same. */
const REFUSED = '0009';

/** What a flow does with a request that is in order; the others accept it. */
const FLOWS = new Map(Object.entries({
	200001: accept,
	200002: tooManyAtFirst,
	200003: (reply) => reply.json(200, { operationId: randomUUID() }),
	200004: refuseByName,
	200005: refuseWithoutName,
	400005: (reply) => refuse(reply, 400, '40005', 'Flow inactive'),
	500001: (reply) => refuse(reply, 500, '50001', 'Internal server error'),
	500002: (reply) => reply.hangUp(),
}));

/**
 * @param whatsApp the route of the account's WhatsApp
 * @param openChannel that of its Open Channels
 * @param conversations that of its Conversations
 * @returns the routes of one Infobip account, which is empty at first
 */
export function infobipRoute(whatsApp, openChannel, conversations) {
	const account = { operations: new Map(), toldToWait: false };
	const blocklist = blocklistRoute();

	return async (request, reply) => {
		const { path, headers } = request;
		if (!/^\/(?:ccaas|moments|open-channel|platform|whatsapp)\//.test(path)) return false;
		if (headers.authorization === KEY_WITHOUT_SCOPES) exception(reply, 403, 'FORBIDDEN', 'Forbidden');
		else if (headers.authorization !== KEY) exception(reply, 401, 'UNAUTHORIZED', 'Unauthorized');
		else {
			const isDone = participantsRoute(account, request, reply) || blocklist(request, reply) || conversations(request, reply);
			return isDone || (await openChannel(request, reply)) || (await whatsApp(request, reply));
		}
		return true;
	};
}

/** POST /moments/1/flows/:campaignId/participants and GET …/participants/report */
function participantsRoute(account, { method, path, query, body }, reply) {
	const [, campaignId, report] = /^\/moments\/1\/flows\/(\d+)\/participants(\/report)?$/.exec(path) ?? [];
	if (campaignId === undefined || method !== (report ? 'GET' : 'POST')) return false;

	if (report) sendReport(account, campaignId, query.operationId, reply);
	else addParticipants(account, campaignId, body, reply);
	return true;
}

function addParticipants(account, campaignId, body, reply) {
	const flow = FLOWS.get(campaignId);
	if (!flow) {
		refuse(reply, 404, '40401', `Could not find active flow for campaign ${campaignId}`);
		return;
	}
	const { participants } = JSON.parse(body);
	const fault = faultOf(participants);
	if (fault) refuse(reply, 400, '400', fault);
	else flow(reply, { account, campaignId, participants });
}

function faultOf(participants) {
	if (!Array.isArray(participants)) return 'Mandatory fields are absent: [participants]';
	if (participants.length < 1 || participants.length > MOST_PARTICIPANTS) {
		return `Number of participants must be between 1 and ${MOST_PARTICIPANTS}. Received: ${participants.length}`;
	}
	const unknown = participants.findIndex(({ identifyBy }) => !['EMAIL', 'PHONE'].includes(identifyBy?.type));
	if (unknown >= 0) return `Field participants.[${unknown}].identifyBy.type must not be null or unsupported value`;
	const nameless = participants.findIndex(({ identifyBy }) => !identifyBy.identifier);
	return nameless >= 0 ? `Field participants.[${nameless}].identifyBy.identifier must not be null or empty` : undefined;
}

function accept(reply, { account, campaignId, participants }) {
	const operationId = randomUUID();
	const results = participants.map(({ identifyBy, person }) => ({ identifyBy, ...fateOf(identifyBy, person) }));
	account.operations.set(operationId, { campaignId, results, at: Date.now() });
	reply.json(200, { operationId });
}

function fateOf({ identifier }, person) {
	const isMissed = Object.keys(person?.customAttributes ?? {}).some((name) => !CUSTOM_ATTRIBUTES.has(name));
	if (isMissed) return { status: 'REJECTED', errorReason: 'REJECTED_ATTRIBUTE_MISSED' };
	return FATES.get(markOf(identifier)) ?? { status: 'ACCEPTED' };
}

/** The last four digits of `31612340001`, or `0001` of `ann+0001@example.com`. */
function markOf(identifier) {
	return /\+(.+)@/.exec(identifier)?.[1] ?? identifier.slice(-4);
}

function tooManyAtFirst(reply, call) {
	const { account } = call;
	if (account.toldToWait) accept(reply, call);
	else exception(reply, 429, 'TOO_MANY_REQUESTS', 'Too many requests', { headers: { 'retry-after': '1' } });
	account.toldToWait = true;
}

function refuseByName(reply, call) {
	const index = call.participants.findIndex(({ identifyBy }) => markOf(identifyBy.identifier) === REFUSED);
	if (index < 0) accept(reply, call);
	else refuse(reply, 400, '400', `Field participants.[${index}].identifyBy.identifier is not valid`);
}

function refuseWithoutName(reply, call) {
	const isRefused = call.participants.some(({ identifyBy }) => markOf(identifyBy.identifier) === REFUSED);
	if (isRefused) reply.json(400, { type: 'about:blank', title: 'Bad Request', status: 400, detail: 'Failed to read request', instance: '/moments' });
	else accept(reply, call);
}

function sendReport(account, campaignId, operationId, reply) {
	const operation = account.operations.get(operationId);
	const age = Date.now() - (operation?.at ?? 0);
	if (!operation || operation.campaignId !== campaignId || age < NO_REPORT_MS) {
		reply.empty(404);
		return;
	}
	const pending = ({ identifyBy }) => ({ identifyBy, status: 'PENDING' });
	const participants = age < PENDING_MS ? operation.results.map(pending) : operation.results;
	reply.json(200, { operationId, campaignId: Number(campaignId), participants });
}

function refuse(reply, status, errorCode, errorMessage) {
	reply.json(status, { errorCode, errorMessage });
}

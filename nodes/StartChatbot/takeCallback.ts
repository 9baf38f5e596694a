import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { digest } from '../../flow/digest';
import type { CallHeaders } from '../../flow/route/callHeaders';
import { headerOf } from '../../flow/route/callHeaders';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import { sendRefusal } from '../../flow/route/callerAnswer';
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import type { Arrived } from '../../flow/session/rules';
import { withArrival } from '../../flow/session/rules';
import type { Arrival, Session } from '../../flow/session/session';
import { Sessions } from '../../flow/session/sessions';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { wakeSession } from '../shared/chatbot/door';
import { callbackFaults, sessionInCallback } from './callbackReaders';
import { SESSION_PARAMETER } from './callbackUrl';

const LONGEST_BODY = 256 * 1024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Takes what a chatbot that answers later calls back with, whether the run of its session waits already or not, and has
 * that run look after it. The ID of the session in the URL is what nobody else can know.
 */
export async function takeCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await answered(context);
	} catch (error) {
		// Thrown on, it would make n8n let the run go on with an empty item.
		context.logger.warn(`Start Chatbot "${context.getNode().name}" cannot take a callback now. ${(error as Error).message}`);
		return { webhookResponse: { notNow: true } };
	}
}

async function answered(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const came = await unlessStoreIsAway(
		async () => await take(context),
		({ message }) => {
			context.logger.error(`Start Chatbot "${context.getNode().name}" cannot take a callback: ${message}`);
			return refuse('store-unavailable', 'The callback cannot be taken now. Send it again.', { headers: { 'Retry-After': '10' } });
		},
	);
	if (typeof came === 'string') return { webhookResponse: { taken: came === 'taken' } };
	sendRefusal(context.getResponseObject() as unknown as CallerResponse, came, randomUUID());
	return { noWebhookResponse: true };
}

async function take(context: IWebhookFunctions): Promise<Refusal | 'repeated' | 'taken'> {
	const sessions = new Sessions(flowStore());
	const id = (context.getQueryData() as Record<string, unknown>)[SESSION_PARAMETER];
	const session = typeof id === 'string' && UUID.test(id) ? await sessions.get(id) : undefined;
	const body = context.getBodyData() as unknown;
	if (!session || !isOwn(context, session) || isForged(session, body)) return refuse('session-unknown', 'No session of a chatbot has this URL.');

	const text = JSON.stringify(body ?? null);
	if (text.length > LONGEST_BODY) return refuse('body-too-large', `A callback can have ${LONGEST_BODY / 1024} KB at the most.`);
	const faults = callbackFaults(session.engine, body);
	if (faults.length > 0) return refuse('callback-invalid', faults.join(' '));

	let came = 'ended' as Arrived;
	const changed = await sessions.change(session.id, (now) => {
		const arrival: Arrival = { kind: 'callback', id: randomUUID(), body, at: new Date(Date.now()).toISOString() };
		const arrived = withArrival(now, arrival, keyOf(now, text, context.getHeaderData() as CallHeaders));
		({ came } = arrived);
		return arrived.session;
	});
	if (!changed) return refuse('session-unknown', 'No session of a chatbot has this URL.');
	switch (came) {
		case 'ended':
			return refuse('session-ended', 'The session of the chatbot has ended.');
		case 'full':
			return refuse('rate-limited', 'There are too many callbacks for this session. Send it again later.', { headers: { 'Retry-After': '10' } });
		case 'repeated':
			return 'repeated';
		default:
			await wakeSession(changed.after);
			return 'taken';
	}
}

/** A session of another node is none of this URL. */
function isOwn(context: IWebhookFunctions, { owner }: Session): boolean {
	return owner.nodeId === context.getNode().id && owner.workflowId === String(context.getWorkflow().id);
}

function isForged({ engine, id }: Session, body: unknown): boolean {
	const named = sessionInCallback(engine, body);
	return named !== undefined && named !== id;
}

/**
 * Who names a callback by an Idempotency-Key can say the same thing twice; otherwise the same body is the same callback,
 * until the participant has written again.
 */
function keyOf({ handedOn }: Session, body: string, headers: CallHeaders): string {
	const key = headerOf(headers, 'idempotency-key')?.trim();
	return key ? `callback-key:${digest(key)}` : `callback:${handedOn}:${digest(body)}`;
}

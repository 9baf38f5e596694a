import { randomUUID } from 'node:crypto';

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { mapInOrder } from '../../flow/concurrency';
import { referenceOfToken } from '../../flow/conversation/deskTokens';
import { isBasic } from '../../flow/message/basicProof';
import { Registrations } from '../../flow/message/registrations';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import { sendRefusal } from '../../flow/route/callerAnswer';
import { headerOf } from '../../flow/route/callHeaders';
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import { flowStore } from '../../flow/store/theStore';
import { chatwootProofFault, chatwootResolvedIn } from '../../providers/chatwoot/webhookEvents';
import { infobipResolvedIn } from '../../providers/infobip/conversationEvents';
import { trengoClosedIn } from '../../providers/trengo/ticketEvents';
import { trengoProofFault } from '../../providers/trengo/webhookProof';
import { answer, DELIVER_AGAIN } from '../shared/events/answer';
import type { Post } from '../shared/events/post';
import { readPost } from '../shared/events/post';
import { INFOBIP } from '../shared/infobipAccount';
import { textOf } from '../shared/messageAccounts';
import type { Account } from './accounts';
import { accountOf, placeOf } from './accounts';
import type { NodeChoice } from './panel';
import { readNodeChoice } from './panel';
import { EVENT_TYPE, listenerOf } from './publication';
import { takeResolved } from './resolved';

const AT_ONCE = 5;
/** A provider does not wait long for an answer. */
const HTTP = { http: { maxRetries: 0, timeoutMs: 5_000 }, turnMs: 2_000 };

/** What a call tells, and whether it has shown from whom it comes. */
interface Told {
	ids: string[];
	isProven: boolean;
}

/** Takes what a provider or a desk tells, in whichever process it comes in and whether a run waits for it or not. */
export async function takeEvent(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const response = context.getResponseObject() as unknown as CallerResponse;
	try {
		const refusal = await take(context, readPost(context, new Date()));
		if (refusal) sendRefusal(response, refusal, randomUUID());
		else answer(response, { status: 200 });
	} catch (error) {
		// Thrown on, it would make n8n start a run with an empty item.
		context.logger.error(`Start Conversation "${context.getNode().name}" cannot take an event: ${(error as Error).message}`);
		if (!response.headersSent) answer(response, DELIVER_AGAIN);
	}
	return { noWebhookResponse: true };
}

async function take(context: IWebhookFunctions, post: Post): Promise<Refusal | undefined> {
	const choice = await readNodeChoice(context);
	if (choice.provider === 'http') return await takeCallback(post);

	const told = await toldBy(context, choice, post);
	if (!('ids' in told)) return told;
	if (told.ids.length === 0) return undefined;
	const account = await accountOf(context, 0, { ...choice, ...HTTP });
	await mapInOrder([...new Set(told.ids)], AT_ONCE, async (id) => {
		if (told.isProven || (await isReallyResolved(account, id))) await takeResolved({ provider: account.place, id });
	});
	return undefined;
}

async function toldBy(context: IWebhookFunctions, { provider }: NodeChoice, { rawBody, headers, json, receivedAt }: Post): Promise<Refusal | Told> {
	const secrets = (await new Registrations(flowStore(), listenerOf(context)).of(EVENT_TYPE[provider] ?? '')).map(({ secret }) => secret);
	switch (provider) {
		case 'trengo': {
			const faults = secrets.map((secret) => trengoProofFault(rawBody, headerOf(headers, 'trengo-signature'), secret, receivedAt));
			if (!faults.includes(undefined)) return refuse('signature-invalid', faults[0] ?? 'There is no webhook of this type.');
			return { ids: trengoClosedIn(rawBody), isProven: true };
		}
		case 'chatwoot': {
			const proof = { signature: headerOf(headers, 'x-chatwoot-signature'), timestamp: headerOf(headers, 'x-chatwoot-timestamp') };
			// Older Chatwoots do not sign; then Chatwoot itself is asked.
			const isProven = secrets.some((secret) => chatwootProofFault(rawBody, proof, secret, receivedAt) === undefined);
			return { ids: chatwootResolvedIn(json), isProven };
		}
		default: {
			const data = await context.getCredentials(INFOBIP);
			const [user, password] = [textOf(data, 'webhookUser'), textOf(data, 'webhookPassword')];
			const isKnown = (user === '' && password === '') || isBasic(headerOf(headers, 'authorization'), { user, password });
			if (!isKnown) return refuse('unauthorized', 'User and password of the webhook are missing or not the right ones.', { headers: { 'WWW-Authenticate': 'Basic realm="conversation events", charset="UTF-8"' } });
			// How Infobip signs is in no document that we know; so it is asked.
			return { ids: infobipResolvedIn(json), isProven: false };
		}
	}
}

/** @throws Error when the provider cannot be asked, so that whoever has called does so again */
async function isReallyResolved({ gateway }: Account, id: string): Promise<boolean> {
	const asked = await gateway.isResolved?.(id);
	if (asked && 'problem' in asked && asked.problem.httpStatus !== 404) throw new Error(asked.problem.text);
	return asked !== undefined && 'value' in asked && asked.value;
}

/** Who has the token was given it with the conversation. It is long and random, so it is looked up by its digest. */
async function takeCallback({ headers, json }: Post): Promise<Refusal | undefined> {
	const shown = /^Bearer\s+(\S{1,200})$/i.exec(headerOf(headers, 'authorization') ?? '')?.[1];
	const { token: inBody } = (typeof json === 'object' && json !== null ? json : {}) as { token?: unknown };
	const token = shown ?? (typeof inBody === 'string' ? inBody : '');
	const reference = await referenceOfToken(flowStore(), token);
	if (reference === undefined) {
		return refuse('unauthorized', 'The token of the conversation is missing or not known.', { headers: { 'WWW-Authenticate': 'Bearer realm="conversation"' } });
	}
	await takeResolved({ provider: placeOf('http', ''), id: reference });
	return undefined;
}

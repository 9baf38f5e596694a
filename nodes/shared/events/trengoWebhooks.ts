import type { ICredentialDataDecryptedObject, IHookFunctions } from 'n8n-workflow';

import type { RetryPolicy } from '../../../flow/http/retry';
import type { Tell, WantedWebhook, WebhookGateway } from '../../../flow/message/registrations';
import { Registrations } from '../../../flow/message/registrations';
import { flowStore } from '../../../flow/store/theStore';
import { trengoWebhooks } from '../../../providers/trengo/webhooks';
import { MESSAGE_CREDENTIALS } from '../messageAccounts';
import { trengoAccountOf } from '../trengoAccount';
import { listenerId } from './listenerId';

/** Trengo's calls do not say what they tell of; so the URL does. */
const TYPE_PARAMETER = 'event';

/** To make a webhook twice would be no harm, but nobody would know of the first. */
const RETRY: RetryPolicy = { maxRetries: 2, reasons: ['noResponse', 'tooManyRequests'], baseDelayMs: 500, maxDelayMs: 60_000, repeatable: 'never' };
const TIMEOUT_MS = 20_000;
/** Who publishes a flow waits for it. */
const TURN_MS = 60_000;

/**
 * Sees to it that Trengo calls a node for events of some types, and for no others.
 *
 * @param types Trengo's words, e.g. `INBOUND`; for each there is a webhook of its own
 * @param webhook n8n's name of the webhook of the node that Trengo is to call
 * @throws Error when one is not there, with words for the builder; StoreUnavailable
 */
export async function registerAtTrengo(context: IHookFunctions, credential: ICredentialDataDecryptedObject, types: readonly string[], webhook = 'default'): Promise<void> {
	const name = `n8n: ${context.getWorkflow().name ?? context.getNode().name}`;
	const url = String(context.getNodeWebhookUrl(webhook as 'default'));
	const wanted = types.map((type): WantedWebhook => ({ type, name: `${name} (${type})`, url: withType(url, type) }));
	await registrations(context).ensure(trengoGateway(context, credential), wanted, tellOf(context));
}

/**
 * Removes all webhooks of a node from Trengo. A flow can be unpublished also when its credential is gone or Trengo is down.
 *
 * @throws StoreUnavailable
 */
export async function removeFromTrengo(context: IHookFunctions): Promise<void> {
	const tell = tellOf(context);
	const credential = await context.getCredentials(MESSAGE_CREDENTIALS.trengo).catch((error: Error) => {
		tell(`Its webhooks stay there, because the credential cannot be read: ${error.message}`);
		return undefined;
	});
	if (credential) await registrations(context).removeAll(trengoGateway(context, credential), tell);
}

/** @returns what makes, lists and removes webhooks in the account of a credential */
export function trengoGateway(context: IHookFunctions, data: ICredentialDataDecryptedObject): WebhookGateway {
	const { sendRequest, baseUrl } = trengoAccountOf(context, data, { retry: RETRY, timeoutMs: TIMEOUT_MS }, TURN_MS);
	return trengoWebhooks(sendRequest, { baseUrl });
}

function registrations(context: IHookFunctions): Registrations {
	return new Registrations(flowStore(), listenerId(context));
}

function tellOf(context: IHookFunctions): Tell {
	return (message) => context.logger.warn(`"${context.getNode().name}" and Trengo: ${message}`);
}

function withType(url: string, type: string): string {
	const typed = new URL(url);
	typed.searchParams.set(TYPE_PARAMETER, type);
	return typed.href;
}

/** @returns the type of the webhook by which Trengo calls */
export function eventTypeOf(query: Record<string, unknown>): string {
	const type = query[TYPE_PARAMETER];
	return typeof type === 'string' ? type : '';
}

import type { IExecuteFunctions, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { RetryPolicy } from '../../flow/http/retry';
import type { Tell, WebhookGateway } from '../../flow/message/registrations';
import { Registrations } from '../../flow/message/registrations';
import { flowStore } from '../../flow/store/theStore';
import { chatwootWebhooks } from '../../providers/chatwoot/webhooks';
import { TICKET_CLOSED } from '../../providers/trengo/ticketEvents';
import { trengoGateway } from '../shared/events/trengoWebhooks';
import { explained } from '../shared/explained';
import { MESSAGE_CREDENTIALS, textOf } from '../shared/messageAccounts';
import { senderToService } from '../shared/sending';
import { STANDING } from '../shared/standingWebhook';
import { CHATWOOT } from './accounts';
import type { NodeChoice, Provider } from './panel';
import { readNodeChoice } from './panel';

/** To make a webhook twice would be no harm, but nobody would know of the first. */
const RETRY: RetryPolicy = { maxRetries: 2, reasons: ['noResponse', 'tooManyRequests'], baseDelayMs: 500, maxDelayMs: 60_000, repeatable: 'never' };
const TIMEOUT_MS = 20_000;

/** What the webhooks are for that are registered by themselves; at other providers, builders do that. */
export const EVENT_TYPE: Readonly<Partial<Record<Provider, string>>> = { chatwoot: 'conversation', trengo: TICKET_CLOSED };

/** The name by which the flow store knows the node. */
export function listenerOf(context: IExecuteFunctions | IHookFunctions | IWebhookFunctions): string {
	return `conversation:${context.getWorkflow().id}:${context.getNode().id}`;
}

/**
 * Begins to listen for what becomes of conversations: what n8n asks when the flow is published.
 *
 * @throws NodeOperationError for a panel that cannot be used, and when a webhook cannot be registered
 */
export async function beginListening(context: IHookFunctions): Promise<void> {
	const choice = await readNodeChoice(context);
	const type = EVENT_TYPE[choice.provider];
	await explained(context, async () => {
		const registrations = new Registrations(flowStore(), listenerOf(context));
		if (type === undefined || !choice.hasEvents) return;
		const url = String(context.getNodeWebhookUrl(STANDING));
		const name = `n8n: ${context.getWorkflow().name ?? 'Start Conversation'}`;
		const remedy = 'Without a webhook, choose Only Asking under Learn That It Is Resolved By.';
		await registrations
			.ensure(await gatewayOf(context, choice), [{ type, url, name }], tellOf(context))
			.catch(async ({ message }: Error) => await Promise.reject(new Error(`${message} ${remedy}`)));
	});
}

/**
 * Listens no more. A flow can be unpublished also when its credential is gone or the provider is down.
 *
 * @throws NodeOperationError when that cannot be kept
 */
export async function endListening(context: IHookFunctions): Promise<void> {
	const choice = await readNodeChoice(context);
	if (EVENT_TYPE[choice.provider] === undefined) return;
	const tell = tellOf(context);
	const gateway = await gatewayOf(context, choice).catch((error: Error) => {
		tell(`Its webhook stays there, because the credential cannot be read: ${error.message}`);
		return undefined;
	});
	if (gateway) await explained(context, async () => await new Registrations(flowStore(), listenerOf(context)).removeAll(gateway, tell));
}

async function gatewayOf(context: IHookFunctions, { provider }: NodeChoice): Promise<WebhookGateway> {
	if (provider === 'trengo') return trengoGateway(context, await context.getCredentials(MESSAGE_CREDENTIALS.trengo));
	const data = await context.getCredentials(CHATWOOT);
	const baseUrl = textOf(data, 'baseUrl');
	const sendRequest = senderToService(context, { type: CHATWOOT, data, baseUrl }, { retry: RETRY, timeoutMs: TIMEOUT_MS });
	return chatwootWebhooks(sendRequest, { baseUrl, accountId: textOf(data, 'accountId') });
}

function tellOf(context: IHookFunctions): Tell {
	return (message) => context.logger.warn(`Start Conversation "${context.getNode().name}" and its webhook: ${message}`);
}

import { createHmac } from 'node:crypto';

import { HookContext, WebhookContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, IHookFunctions, INode, INodeExecutionData, INodeParameters, IWebhookData, IWebhookFunctions } from 'n8n-workflow';

import type { MessageProvider } from '../../../flow/message/messageEvent';
import { MessageEventsTrigger } from '../../../nodes/MessageEventsTrigger/MessageEventsTrigger.node';
import { MESSAGE_CREDENTIALS } from '../../../nodes/shared/messageAccounts';
import { credentialsHelper } from '../../support/credentials';
import type { FlowNode } from '../../support/engine';
import { surroundings, workflowOf } from '../../support/engine';

export const APP_SECRET = 'the-secret-of-the-app';
export const VERIFY_TOKEN = 'the-verify-token';

/** A trigger that is told of events. */
type EventTrigger = Pick<MessageEventsTrigger, 'description' | 'webhook' | 'webhookMethods'>;

/** A flow that begins with such a trigger. */
export interface ListeningFlow {
	/** A Message Events Trigger, unless said otherwise. */
	nodeType?: EventTrigger;
	provider: MessageProvider;
	id?: string;
	parameters?: INodeParameters;
	credential?: ICredentialDataDecryptedObject;
	/** Where n8n serves its webhooks. */
	base?: string;
	/** Whether it is tried out in the editor. */
	isTest?: boolean;
	node?: Partial<FlowNode>;
}

/** What a provider, or another flow, sends. */
export interface Sent {
	/** A text is sent as it is. */
	body?: unknown;
	headers?: Record<string, string>;
	query?: Record<string, string>;
	method?: string;
	contentType?: string;
}

/** What comes of it. */
export interface Answered {
	/** The status that the trigger itself gives; undefined when n8n answers, which is with 200. */
	status: number | undefined;
	headers: Record<string, string>;
	text: string;
	/** The items with which the flow is started. */
	items: INodeExecutionData[];
}

export const CREDENTIALS: Record<MessageProvider, ICredentialDataDecryptedObject> = {
	clickatell: { apiKey: 'k' },
	infobip: { baseUrl: 'https://x.api.infobip.com', apiKey: 'k' },
	trengo: { baseUrl: 'https://app.trengo.com/api/v2', token: 't' },
	whatsAppCloud: { appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN },
};

/** The header with which Meta signs a body. */
export const signed = (body: string, secret = APP_SECRET) => ({ 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` });

/** Meta's body for statuses and messages. */
export const meta = (value: object) =>
	JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', ...value } }] }] });

export const metaMessage = (id: string, body = 'Hello', from = '31612345678', timestamp = '1795165200') =>
	meta({ contacts: [{ wa_id: from, profile: { name: 'Ann' } }], messages: [{ id, from, timestamp, type: 'text', text: { body } }] });

export const metaStatus = (id: string, status: string) => meta({ statuses: [{ id, status, timestamp: '1795165200', recipient_id: '31612345678' }] });

/** Makes what n8n makes around the node of a flow. */
export function listeningFlow({ nodeType = new MessageEventsTrigger(), provider, id = 'flow', parameters, credential, base = 'https://n8n.example/webhook', isTest = false, node }: ListeningFlow) {
	const credentials = { [MESSAGE_CREDENTIALS[provider]]: { ...CREDENTIALS[provider], ...credential } };
	const flow = { id, credentials, nodes: [{ name: 'Trigger', webhookId: `${id}-path`, parameters: { provider, events: ['message'], options: {}, ...parameters }, ...node, nodeType }] };
	const workflow = workflowOf(flow);
	const placed = workflow.getNode('Trigger') as INode;
	const surrounding = {
		webhookBaseUrl: base,
		webhookTestBaseUrl: base.replace(/webhook$/, 'webhook-test'),
		// Outside of a run there are no items for which expressions could be resolved.
		credentialsHelper: Object.assign(credentialsHelper(credentials), { getDecrypted: async (_data: unknown, _details: unknown, type: string) => credentials[type] }),
	};
	const around = () => Object.assign(surroundings(flow, workflow).additionalData, surrounding);
	const webhook = { webhookDescription: nodeType.description.webhooks?.[0], node: 'Trigger', path: '', isTest } as unknown as IWebhookData;

	const hook = async (name: 'create' | 'delete') => {
		const context = new HookContext(workflow, placed, around(), name === 'delete' ? 'internal' : isTest ? 'manual' : 'trigger', 'update', webhook);
		return await workflow.expression.withIsolate(async () => await nodeType.webhookMethods.default[name].call(context as unknown as IHookFunctions));
	};

	return {
		flow,
		publish: async () => await hook('create'),
		unpublish: async () => await hook('delete'),
		/** Sends something to the URL of the trigger. */
		async send({ body = '', headers = {}, query = {}, method = 'POST', contentType = 'application/json' }: Sent): Promise<Answered> {
			const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
			const { response, sent } = responseOf();
			const httpRequest = {
				method,
				headers: { 'content-type': contentType, ...headers },
				params: {},
				query,
				// n8n refuses what is not JSON before the node sees it.
				body: contentType === 'application/json' && rawBody.length > 0 ? (JSON.parse(rawBody.toString()) as object) : {},
				rawBody,
				contentType,
			};
			const additionalData = Object.assign(around(), { httpRequest, httpResponse: response });
			const context = new WebhookContext(workflow, placed, additionalData, isTest ? 'manual' : 'webhook', webhook, [], null as never);
			const { workflowData, noWebhookResponse } = await workflow.expression.withIsolate(
				async () => await nodeType.webhook.call(context as unknown as IWebhookFunctions),
			);
			return { status: noWebhookResponse ? response.statusCode : undefined, ...sent, items: workflowData?.[0] ?? [] };
		},
	};
}

/** As much of Express's response as the trigger uses. */
function responseOf() {
	const sent = { headers: {} as Record<string, string>, text: '' };
	const response = {
		statusCode: 200,
		setHeader: (name: string, value: string) => void (sent.headers[name.toLowerCase()] = value),
		end: (body: unknown = '') => void (sent.text = String(body)),
	};
	return { response, sent };
}

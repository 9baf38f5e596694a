import { WebhookContext } from 'n8n-core';
import type { INode, INodeExecutionData, IWebhookData, IWebhookFunctions, IWebhookResponseData, WorkflowExecuteMode } from 'n8n-workflow';

import { DynamicApiTrigger } from '../../nodes/DynamicApiTrigger/DynamicApiTrigger.node';
import type { Flow, FlowNode } from './engine';
import { surroundings, workflowOf } from './engine';

/** A call as n8n's server hands it to the node of a route. */
export interface RouteRequest {
	method?: string;
	body?: object;
	/** What n8n has read the body as, where it is not the body. */
	parsed?: object;
	query?: Record<string, unknown>;
	params?: Record<string, unknown>;
	/** Names in lower case. */
	headers?: Record<string, string>;
	mode?: WorkflowExecuteMode;
}

/** What a route made of a call. */
export interface RouteOutcome {
	/** The status of a refusal or a repeated answer; undefined when the flow is to be started. */
	status: number | undefined;
	headers: Record<string, string>;
	/** What was answered. */
	document: Record<string, unknown>;
	/** The items with which the flow is to be started. */
	items: INodeExecutionData[];
}

/** Calls the webhook of a Dynamic API Trigger on n8n's engine. */
export async function callRoute(node: Omit<Partial<FlowNode>, 'nodeType'>, request: RouteRequest): Promise<RouteOutcome> {
	return await callWebhook({ nodes: [{ name: 'Route', ...node, nodeType: new DynamicApiTrigger() }] }, 'Route', request);
}

/**
 * Calls the webhook of a node on n8n's engine.
 *
 * @param kind n8n's name of the webhook
 */
export async function callWebhook(flow: Flow, name: string, request: RouteRequest, kind = 'default'): Promise<RouteOutcome> {
	const workflow = workflowOf(flow);
	const { additionalData } = surroundings(flow, workflow);
	const { response, sent } = responseOf();
	const rawBody = Buffer.from(JSON.stringify(request.body ?? {}));
	Object.assign(additionalData, {
		httpRequest: {
			method: request.method ?? 'POST',
			ip: '192.0.2.7',
			originalUrl: '/webhook/route',
			headers: { 'content-type': 'application/json', ...request.headers },
			params: request.params ?? {},
			query: request.query ?? {},
			body: request.parsed ?? (JSON.parse(rawBody.toString()) as object),
			rawBody,
			contentType: 'application/json',
		},
		httpResponse: response,
	});
	const placed = workflow.getNode(name) as INode;
	const { description, webhook: called } = workflow.nodeTypes.getByNameAndVersion(placed.type, placed.typeVersion);
	const webhookDescription = description.webhooks?.find((one) => one.name === kind);
	const webhook = { webhookDescription, node: name, path: '' } as unknown as IWebhookData;
	const context = new WebhookContext(workflow, placed, additionalData, request.mode ?? 'webhook', webhook, [], null as never);
	const { workflowData, noWebhookResponse } = await workflow.expression.withIsolate(
		async () => (await called?.call(context as unknown as IWebhookFunctions)) as IWebhookResponseData,
	);
	response.close();
	return {
		status: noWebhookResponse ? response.statusCode : undefined,
		headers: sent.headers,
		document: JSON.parse(String(sent.body ?? '') || '{}') as Record<string, unknown>,
		items: workflowData?.[0] ?? [],
	};
}

/** As much of Express's response as a route uses. */
function responseOf() {
	const sent: { headers: Record<string, string>; body: unknown } = { headers: {}, body: undefined };
	const onClose: Array<() => void> = [];
	const response = {
		statusCode: 200,
		headersSent: false,
		setHeader: (name: string, value: string) => void (sent.headers[name] = value),
		removeHeader: (name: string) => void delete sent.headers[name],
		once: (_event: string, listener: () => void) => void onClose.push(listener),
		json: () => undefined,
		send: () => undefined,
		write: () => true,
		end(body?: unknown) {
			response.headersSent = true;
			sent.body = body;
		},
		close: () => onClose.forEach((listener) => listener()),
	};
	return { response, sent };
}

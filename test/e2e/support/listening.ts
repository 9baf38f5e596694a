import { createHmac } from 'node:crypto';

import type { Execution, FlowNode } from './n8n';
import { BASE, inLine, node, rest, tryToPublish } from './n8n';

/** A credential for the WhatsApp Cloud API, but for the secret of the app. */
export const META = {
	accessToken: 'a',
	phoneNumberId: '15550001',
	businessAccountId: '15550002',
	verifyToken: 'the-verify-token',
	baseUrl: 'https://graph.facebook.com',
	version: 'v23.0',
};

/** A published flow that begins with a Message Events Trigger; its node `After` has what the flow is told. */
export interface Listening {
	workflowId: string;
	url: string;
	/** The executions so far, newest first. */
	executions(): Promise<Execution[]>;
	/** Waits until there are as many executions and none of them runs any more. */
	settled(count: number): Promise<Execution[]>;
	publishAgain(): Promise<void>;
}

const published: string[] = [];

/** Publishes a flow that listens. */
export async function listen(parameters: Record<string, unknown>, credentials: FlowNode['credentials'], api = { BASE, inLine, node, rest, tryToPublish }): Promise<Listening> {
	const trigger = api.node('messageEventsTrigger', 'Events', parameters, { credentials });
	const { workflowId, status, error } = await api.tryToPublish(api.inLine(trigger, api.node('n8n-nodes-base.noOp', 'After')));
	published.push(workflowId);
	if (status !== 'published') throw new Error(error ?? status);

	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const executions = async () => (await api.rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}&limit=100`)).results;
	return {
		workflowId,
		url: `${api.BASE}/webhook/${trigger.webhookId}`,
		executions,
		async settled(count) {
			for (;;) {
				const list = await executions();
				if (list.length >= count && list.every(({ status: state }) => state !== 'running' && state !== 'new')) return list;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		},
		async publishAgain() {
			const { versionId } = await api.rest<{ versionId: string }>('GET', `/workflows/${workflowId}`);
			await api.rest('POST', `/workflows/${workflowId}/activate`, { versionId });
			for (;;) {
				const { status: state } = await api.rest<{ status: string }>('GET', `/workflows/${workflowId}/publication-status`);
				if (state === 'published') return;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		},
	};
}

/** Unpublishes all flows, so that they do not listen to what other tests send. */
export async function stopListening(): Promise<void> {
	for (const id of published.splice(0)) await rest('POST', `/workflows/${id}/deactivate`);
}

/** Posts a body as Meta does. */
export async function postSigned(url: string, secret: string, body: string): Promise<Response> {
	const signature = createHmac('sha256', secret).update(body).digest('hex');
	return await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` } });
}

/** Meta's body for a message that a person has sent. */
export function metaMessage(id: string, phone: string, text = 'Hello'): string {
	const timestamp = String(Math.floor(Date.now() / 1000));
	return meta({ contacts: [{ wa_id: phone, profile: { name: 'Ann' } }], messages: [{ id, from: phone, timestamp, type: 'text', text: { body: text } }] });
}

/** Meta's body for what has become of a message of ours. */
export function metaStatus(id: string, status: string, phone = '31612345678'): string {
	return meta({ statuses: [{ id, status, timestamp: String(Math.floor(Date.now() / 1000)), recipient_id: phone }] });
}

function meta(value: object): string {
	const metadata = { display_phone_number: '15550001', phone_number_id: '15550001' };
	return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }] }] });
}

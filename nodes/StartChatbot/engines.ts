import { setTimeout } from 'node:timers/promises';

import type { IExecuteFunctions } from 'n8n-workflow';

import { callUrl } from '../../flow/call/url';
import type { ChatbotEngine } from '../../flow/session/engine';
import type { Session } from '../../flow/session/session';
import { alertsPanelBot } from '../../providers/alertsPanel/bot';
import { genericBotEngine } from '../../providers/genericBot/engine';
import { openChannelEngine } from '../../providers/infobip/openChannel';
import { rasaEngine } from '../../providers/rasa/engine';
import type { SendRequest } from '../../providers/sendRequest';
import { typebotEngine } from '../../providers/typebot/engine';
import { checkAllowed, readConnection } from '../shared/connection';
import { executing } from '../shared/executing';
import type { PanelContext } from '../shared/parameter';
import { senderToService, serviceSending } from '../shared/sending';
import type { EngineChoice } from './engineChoice';
import { n8nWorkflowEngine } from './n8nWorkflowEngine';
import type { NodeChoice } from './panel';

/**
 * @param executionId the run of the node
 * @returns the chatbot of a session
 * @throws Error for a credential or a setting that cannot be used, with words that name the field
 */
export async function engineOf(context: PanelContext, { engine, http }: NodeChoice, { participant }: Pick<Session, 'participant'>, executionId: string): Promise<ChatbotEngine> {
	switch (engine.kind) {
		case 'alertsPanel': {
			const { sendRequest, text } = await account(context, 'flowElementsAlertsPanelApi', 'host', http);
			return alertsPanelBot(sendRequest, { host: text('host'), customerId: text('customerId'), botKey: text('botKey'), flowKey: engine.flowKey });
		}
		case 'http':
			return await httpBot(context, engine, http);
		case 'infobip': {
			const { sendRequest, text } = await account(context, 'flowElementsInfobipApi', 'baseUrl', http);
			return openChannelEngine(sendRequest, { baseUrl: text('baseUrl'), channelId: engine.channelId });
		}
		case 'n8nWorkflow':
			return n8nWorkflowEngine(executing(context, executionId), engine.workflowId, participant);
		case 'rasa': {
			const { data, sendRequest, text } = await account(context, 'flowElementsRasaApi', 'baseUrl', http);
			const { readsTracker, sender, startIntent } = engine;
			return rasaEngine(sendRequest, { baseUrl: text('baseUrl'), hasToken: data.authentication !== 'none', startIntent, sender, readsTracker });
		}
		case 'typebot': {
			const { sendRequest, text } = await account(context, 'flowElementsTypebotApi', 'viewerUrl', http);
			const settings = { viewerUrl: text('viewerUrl'), botId: engine.botId, isPreview: engine.isPreview, hasToken: text('token') !== '' };
			const signal = 'getInputData' in context ? context.getExecutionCancelSignal() : undefined;
			return typebotEngine(sendRequest, settings, async (ms) => void (await setTimeout(ms, undefined, { signal })));
		}
	}
}

async function account(context: PanelContext, type: string, urlField: string, http: NodeChoice['http']) {
	const data = await context.getCredentials(type);
	const text = (name: string) => String(data[name] ?? '').trim();
	const secretInUrl = data.authentication === 'query' ? text('token') : undefined;
	const sendRequest: SendRequest = senderToService(context, { type, data, baseUrl: text(urlField), secretInUrl }, onceAtMost(http));
	return { data, text, sendRequest };
}

async function httpBot(context: PanelContext, { endUrl, messageUrl, startUrl }: EngineChoice & { kind: 'http' }, http: NodeChoice['http']): Promise<ChatbotEngine> {
	// What is asked here, n8n answers in both contexts.
	const connection = await readConnection(context as IExecuteFunctions, 0);
	const absolute = (written: string) => {
		const url = callUrl(written, connection?.baseUrl, []);
		if (connection) checkAllowed(context as IExecuteFunctions, connection, url);
		return url;
	};
	const urls = { startUrl: absolute(startUrl), messageUrl: absolute(messageUrl), ...(endUrl !== '' && { endUrl: absolute(endUrl) }) };
	return genericBotEngine(senderToService(context, connection?.credentials, onceAtMost(http)), urls);
}

/** Nothing is handed on twice. */
function onceAtMost(http: NodeChoice['http']) {
	return serviceSending(http, 'never');
}

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { afterWait } from '../shared/parked/afterWait';
import { wakingWebhook, wakingWebhookMethods } from '../shared/parked/park';
import { recoverParkedRuns } from '../shared/parked/waking';
import { STANDING, standingWebhook, standingWebhookMethods } from '../shared/standingWebhook';
import { getAnalytics, loadAnalytics } from './analytics';
import { SESSION_PARAMETER } from './callbackUrl';
import { chatbotCredentials } from './credentials';
import { goOn } from './goOn';
import { lookAtSession } from './lookAtSession';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { RESUME_PATH, startSession } from './startSession';
import { takeCallback } from './takeCallback';
import { takeTurn } from './takeTurn';
import { isTurnOnWorker } from './turnOnWorker';

export class StartChatbot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Start Chatbot',
		name: 'startChatbot',
		icon: { light: 'file:startChatbot.svg', dark: 'file:startChatbot.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "analytics" ? "Get analytics" : { alertsPanel: "AlertsPanel", http: "HTTP", infobip: "Infobip Answers", n8nWorkflow: "n8n workflow", rasa: "Rasa", typebot: "Typebot" }[$parameter["engine"]] }}',
		description: 'Hands the participant to a chatbot, waits until the session ends, and goes on by how it ended',
		defaults: { name: 'Start Chatbot' },
		// An AI agent cannot wait for a session, and reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		waitingNodeTooltip: '=The participant talks with the chatbot. The flow goes on when the session ends.',
		webhooks: [wakingWebhook(RESUME_PATH), standingWebhook()],
		credentials: chatbotCredentials,
		properties,
	};

	methods = { loadOptions: { loadAnalytics } };

	webhookMethods = { ...wakingWebhookMethods, ...standingWebhookMethods(async () => undefined) };

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0) === 'analytics') return await getAnalytics(this);
		const waited = afterWait(this);
		if (waited) return await goOn(this, waited);
		return isTurnOnWorker(this) ? await takeTurn(this) : await startSession(this);
	}

	/** Is called when a chatbot calls back; and by our own side when something has come in for a session, and when its time is up. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const isCallback = this.getWebhookName() === STANDING || SESSION_PARAMETER in (this.getQueryData() as object);
		return isCallback ? await takeCallback(this) : await lookAtSession(this);
	}
}

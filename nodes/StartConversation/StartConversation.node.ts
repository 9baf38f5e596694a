import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { CONNECTION } from '../shared/connection';
import { INFOBIP } from '../shared/infobipAccount';
import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import { afterWait } from '../shared/parked/afterWait';
import { wakingWebhook, wakingWebhookMethods } from '../shared/parked/park';
import { recoverParkedRuns } from '../shared/parked/waking';
import { STANDING, standingWebhook, standingWebhookMethods, triedOutWebhook } from '../shared/standingWebhook';
import { CHATWOOT } from './accounts';
import { goOn } from './goOn';
import { searches } from './lists';
import { lookAtConversations } from './lookAtConversations';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { beginListening, endListening } from './publication';
import { startAll } from './startAll';
import { takeEvent } from './takeEvent';
import { RESUME_PATH, TRIED_OUT_PATH } from './waiting';

/** n8n's editor takes a field by which all credentials are shown for the choice of a way to log in; so they are hidden by it. */
const hiddenFor = (...provider: string[]) => ({ hide: { provider } });

export class StartConversation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Start Conversation',
		name: 'startConversation',
		icon: { light: 'file:startConversation.svg', dark: 'file:startConversation.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ [{ chatwoot: "Chatwoot", http: "HTTP", infobip: "Infobip", trengo: "Trengo" }[$parameter["provider"]], $parameter["waitsUntilResolved"] ? "waits" : ""].filter((part) => part).join(" · ") }}',
		description: 'Hands the participant to human agents with a tag and a summary, and can wait until they are done',
		defaults: { name: 'Start Conversation' },
		// An AI agent cannot wait for people, and reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		waitingNodeTooltip: '=Waits until the agents have resolved the conversation. It goes on by itself.',
		webhooks: [
			wakingWebhook(RESUME_PATH),
			standingWebhook('POST', '$parameter["provider"] === "http" || $parameter["resolvedBy"] !== "asking"'),
			triedOutWebhook(TRIED_OUT_PATH),
		],
		credentials: [
			{ name: CHATWOOT, required: true, displayOptions: hiddenFor('http', 'infobip', 'trengo') },
			{ name: CONNECTION, required: true, displayOptions: { show: { provider: ['http'], authentication: ['connection'] } } },
			{ name: INFOBIP, required: true, displayOptions: hiddenFor('chatwoot', 'http', 'trengo') },
			{ name: MESSAGE_CREDENTIALS.trengo, required: true, displayOptions: hiddenFor('chatwoot', 'http', 'infobip') },
		],
		properties,
	};

	methods = { listSearch: searches };

	webhookMethods = { ...wakingWebhookMethods, ...standingWebhookMethods(beginListening, endListening) };

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const waited = afterWait(this);
		return waited ? await goOn(this, waited) : await startAll(this);
	}

	/** Is called by the provider when a conversation has changed, and by the waker, which lets runs go on that wait. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getWebhookName() === STANDING ? await takeEvent(this) : await lookAtConversations(this);
	}
}

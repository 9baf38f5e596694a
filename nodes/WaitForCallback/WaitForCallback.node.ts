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
import { routeToken, signingSecret } from '../shared/route/credentialTests';
import { STANDING, standingWebhook, standingWebhookMethods, triedOutWebhook } from '../shared/standingWebhook';
import { readCallPanel } from './callPanel';
import { goOn } from './goOn';
import { lookAtCallbacks } from './lookAtCallbacks';
import { configuredOutputs } from './outputs';
import { readNodeChoice } from './panel';
import { prepareCallbacks } from './prepare';
import { properties } from './properties';
import { RESUME_PATH, TRIED_OUT_PATH } from './references';
import { takeCallback } from './takeCallback';
import { waitForCallbacks } from './waiting';

/** All methods are ours, so that those the node does not take get 405 and not n8n's 404. */
const METHODS = 'GET,POST,PUT,DELETE,PATCH,HEAD';

export class WaitForCallback implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Wait for Callback',
		name: 'waitForCallback',
		icon: { light: 'file:waitForCallback.svg', dark: 'file:waitForCallback.dark.svg' },
		group: ['organization'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] === "prepare" ? "prepare" : "at most " + $parameter["waitAmount"] + " " + (Number($parameter["waitAmount"]) === 1 ? String($parameter["waitUnit"]).slice(0, -1) : $parameter["waitUnit"]) }}',
		description: 'Waits until an outside system calls back, or time is up, and branches by what it says',
		defaults: { name: 'Wait for Callback' },
		// An AI agent cannot wait for a callback, and reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		waitingNodeTooltip: '=Waits for a callback. It goes on by itself.',
		webhooks: [
			wakingWebhook(RESUME_PATH),
			standingWebhook(METHODS, '$parameter["operation"] !== "prepare"'),
			triedOutWebhook(TRIED_OUT_PATH, METHODS),
		],
		credentials: [
			{
				name: 'flowElementsRouteTokenApi',
				required: true,
				testedBy: 'routeToken',
				displayOptions: { show: { operation: ['wait'], tokenSource: ['credential'] } },
			},
			{
				name: 'flowElementsSigningSecretApi',
				required: true,
				testedBy: 'signingSecret',
				displayOptions: { show: { operation: ['wait'], requireSignature: [true] } },
			},
		],
		properties,
	};

	methods = { credentialTest: { routeToken, signingSecret } };

	webhookMethods = {
		...wakingWebhookMethods,
		...standingWebhookMethods(async (context) => {
			await readCallPanel(context);
			await readNodeChoice(context);
		}),
	};

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('operation', 0) === 'prepare') return await prepareCallbacks(this);
		const waited = afterWait(this);
		return waited ? await goOn(this, waited) : await waitForCallbacks(this);
	}

	/** Is called by outside systems, and by the waker: when a callback has come that a run waits for, and when time is up. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getWebhookName() === STANDING ? await takeCallback(this) : await lookAtCallbacks(this);
	}
}

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
import { afterWait } from '../shared/parked/afterWait';
import { wakingWebhook, wakingWebhookMethods } from '../shared/parked/park';
import { recoverParkedRuns } from '../shared/parked/waking';
import { addAll } from './addAll';
import { loadInputs } from './inputsForm';
import { lookAtSecondaryFlows } from './lookAtSecondaryFlows';
import { properties } from './properties';
import { OUTPUTS, outputsOf } from './result';
import { RESUME_PATH } from './waiting';

export class AddToFlow implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Add to Flow',
		name: 'addToFlow',
		icon: { light: 'file:addToFlow.svg', dark: 'file:addToFlow.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ [{ workflow: $parameter["workflowId"]?.cachedResultName, route: "route", infobip: "Infobip", alertsPanel: "AlertsPanel" }[$parameter["target"]], ($parameter["participant"] === "another" ? "another" : "this") + " participant", $parameter["waits"] ? "waits" : ""].filter((part) => part).join(" · ") }}',
		description: 'Adds this or another participant to a secondary flow, here or at a provider, with a branch for everybody who did not enter',
		defaults: { name: 'Add to Flow' },
		// An AI agent cannot wait for a flow, and reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: OUTPUTS,
		waitingNodeTooltip: '=Waits until the secondary flow has ended. It goes on by itself.',
		webhooks: [wakingWebhook(RESUME_PATH)],
		credentials: [
			{ name: 'flowElementsAlertsPanelApi', required: true, displayOptions: { show: { target: ['alertsPanel'] } } },
			{ name: CONNECTION, required: true, displayOptions: { show: { target: ['route'], authentication: ['connection'] } } },
			{ name: 'flowElementsInfobipApi', required: true, displayOptions: { show: { target: ['infobip'] } } },
		],
		properties,
	};

	methods = { localResourceMapping: { loadInputs } };

	webhookMethods = wakingWebhookMethods;

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const waited = afterWait(this);
		return waited ? outputsOf(waited) : await addAll(this);
	}

	/** Is called from time to time while the run waits for secondary flows, by the waker. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await lookAtSecondaryFlows(this);
	}
}

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { wakingWebhook, wakingWebhookMethods } from '../shared/parked/park';
import { recoverParkedRuns } from '../shared/parked/waking';
import { RESUME_PATH } from './hold';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { scheduleItems } from './scheduleItems';
import { wakeHeldItem } from './wakeHeldItem';

export class DeliverySchedule implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Delivery Schedule',
		name: 'deliverySchedule',
		icon: { light: 'file:deliverySchedule.svg', dark: 'file:deliverySchedule.dark.svg' },
		group: ['organization'],
		version: 1,
		subtitle:
			'={{ [$parameter["limitTime"] ? "time window" : "", $parameter["limitSpeed"] ? $parameter["sends"] + " per " + $parameter["per"] : ""].filter((part) => part).join(" · ") || "no limit" }}',
		description: 'Holds items until their delivery time window is open and the sending speed allows',
		defaults: { name: 'Delivery Schedule' },
		// An AI agent cannot wait for a slot.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		waitingNodeTooltip: '=Held until its slot; see "heldUntil" in the data of the execution. It goes on by itself.',
		webhooks: [wakingWebhook(RESUME_PATH)],
		properties,
	};

	webhookMethods = wakingWebhookMethods;

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await scheduleItems(this);
	}

	/** Is called at the slot of a held item, by the waker. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await wakeHeldItem(this);
	}
}

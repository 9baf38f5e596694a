import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { RESUME_PATH } from './hold';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { scheduleItems } from './scheduleItems';
import { wakeHeldItem } from './wakeHeldItem';
import { recoverHeldItems } from './waking';

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
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '={{ ({ letGo: true }) }}',
				path: RESUME_PATH,
				isFullPath: true,
				restartWebhook: true,
			},
		],
		properties,
	};

	webhookMethods = {
		default: {
			// n8n itself makes the URL of a waiting run; nothing is registered elsewhere.
			async checkExists(): Promise<boolean> {
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	constructor() {
		recoverHeldItems();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await scheduleItems(this);
	}

	/** Is called at the slot of a held item, by the waker. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await wakeHeldItem(this);
	}
}

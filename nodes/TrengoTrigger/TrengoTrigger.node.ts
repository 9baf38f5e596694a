import { randomUUID } from 'node:crypto';

import type {
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { CallerResponse } from '../../flow/route/callerAnswer';
import { sendRefusal } from '../../flow/route/callerAnswer';
import { refuse } from '../../flow/route/problem';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { answer, DELIVER_AGAIN } from '../shared/events/answer';
import { listenerId } from '../shared/events/listenerId';
import { readPost } from '../shared/events/post';
import { beginRun } from '../shared/events/runStart';
import { trengoRefusal } from '../shared/events/trengoProof';
import { registerAtTrengo, removeFromTrengo } from '../shared/events/trengoWebhooks';
import { explained } from '../shared/explained';
import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import { readPanel } from './panel';
import { properties } from './properties';
import { takeCall } from './takeCall';

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

export class TrengoTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Trengo Trigger',
		name: 'trengoTrigger',
		icon: { light: 'file:trengoTrigger.svg', dark: 'file:trengoTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].map((event) => event.toLowerCase().replaceAll("_", " ")).join(", ") }}',
		description: 'Starts the flow when something happens in Trengo: messages, tickets, labels, calls',
		eventTriggerDescription: 'Waiting for Trengo to call the test URL, at which its webhooks are registered now',
		activationMessage: 'Trengo calls the flow from now on.',
		defaults: { name: 'Trengo Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: MESSAGE_CREDENTIALS.trengo, required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				// Without a path n8n takes the ID of the webhook, which nobody can guess and which stays with the node.
				path: '',
				isFullPath: true,
				// Trengo is told by us where to call; there is nothing to copy.
				ndvHideUrl: true,
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties,
	};

	webhookMethods = {
		default: {
			/** Never, so that it is looked after the webhooks whenever n8n registers the trigger. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				const { credential, types } = await readPanel(this);
				await explained(this, async () => await registerAtTrengo(this, credential, types));
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await explained(this, async () => await removeFromTrengo(this));
				return true;
			},
		},
	};

	/** Answers by itself what starts no flow, so that it makes no execution. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const receivedAt = new Date();
		const requestId = randomUUID();
		const { name } = this.getNode();
		const response = this.getResponseObject() as unknown as CallerResponse;

		let panel;
		try {
			panel = await readPanel(this);
		} catch (error) {
			this.logger.error(`Trengo Trigger "${name}" cannot be used: ${(error as Error).message}`, { requestId });
			sendRefusal(response, refuse('route-misconfigured', 'The trigger cannot take events now. Tell its owner.'), requestId);
			return ANSWERED;
		}

		const takeIt = async (): Promise<IWebhookResponseData> => {
			const store = flowStore();
			const post = readPost(this, receivedAt);
			const refusal = await trengoRefusal(store, post, listenerId(this));
			if (refusal) {
				this.logger.debug(`Trengo Trigger "${name}" refused a call: ${refusal.problem.detail}`, { requestId });
				sendRefusal(response, refusal, requestId);
				return ANSWERED;
			}
			const taken = await takeCall(this, store, panel, post);
			// n8n answers by itself, as soon as it has kept the run.
			if (taken.outcome === 'starts') return { workflowData: [[taken.item]] };
			answer(response, taken.outcome === 'known' ? { status: 200 } : DELIVER_AGAIN);
			return ANSWERED;
		};
		return await unlessStoreIsAway(takeIt, (error) => {
			this.logger.error(`Trengo Trigger "${name}" cannot take an event: ${error.message}`, { requestId });
			answer(response, DELIVER_AGAIN);
			return ANSWERED;
		});
	}

	/** Runs inside the execution, so that an event counts as taken only when its run has begun. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await beginRun(this, this.getInputData())];
	}
}

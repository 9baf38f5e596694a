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
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import { flowStore } from '../../flow/store/theStore';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { challengeAnswer } from '../../providers/whatsAppCloud/webhookProof';
import { answer, DELIVER_AGAIN } from '../shared/events/answer';
import { listenerId } from '../shared/events/listenerId';
import { readPost } from '../shared/events/post';
import { beginRun } from '../shared/events/runStart';
import { messageCredentials, textOf } from '../shared/messageAccounts';
import { readPanel } from './panel';
import { properties } from './properties';
import { provenanceOf } from './provenance';
import { beginListening, endListening } from './publication';
import { takePost } from './takePost';

const ANSWERED: IWebhookResponseData = { noWebhookResponse: true };

export class MessageEventsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Message Events Trigger',
		name: 'messageEventsTrigger',
		icon: { light: 'file:messageEventsTrigger.svg', dark: 'file:messageEventsTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { clickatell: "Clickatell", infobip: "Infobip", trengo: "Trengo", whatsAppCloud: "WhatsApp Cloud API" }[$parameter["provider"]] + " · " + $parameter["events"].join(", ") }}',
		description: 'Starts the flow when somebody writes to us, or when a provider reports what became of a message of ours',
		eventTriggerDescription: 'Waiting for the provider to call the test URL',
		activationMessage: 'The provider can now call the production URL.',
		defaults: { name: 'Message Events Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: messageCredentials(),
		webhooks: [
			{
				name: 'default',
				// Only Meta asks by GET whether the URL is ours.
				httpMethod: '={{ $parameter["provider"] === "whatsAppCloud" ? "GET,POST" : "POST" }}',
				// Without a path n8n takes the ID of the webhook, which nobody can guess and which stays with the node.
				path: '',
				isFullPath: true,
				ndvHideMethod: true,
				responseMode: 'onReceived',
				responseData: 'noData',
			},
		],
		properties,
	};

	webhookMethods = {
		default: {
			/** Never, so that the listener is noted down whenever n8n registers the trigger. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await beginListening(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await endListening(this);
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
		const refused = (refusal: Refusal) => {
			sendRefusal(response, refusal, requestId);
			return ANSWERED;
		};

		let panel;
		try {
			panel = await readPanel(this);
		} catch (error) {
			this.logger.error(`Message Events Trigger "${name}" cannot be used: ${(error as Error).message}`, { requestId });
			return refused(refuse('route-misconfigured', 'The trigger cannot take events now. Tell its owner.'));
		}

		const request = this.getRequestObject();
		if (request.method === 'GET') {
			const challenge = challengeAnswer(request.query as Record<string, unknown>, textOf(panel.credential, 'verifyToken'));
			if (challenge === undefined) this.logger.debug(`Message Events Trigger "${name}" refused a handshake`, { requestId });
			answer(response, challenge === undefined ? { status: 403 } : { status: 200, text: challenge });
			return ANSWERED;
		}

		const takeIt = async (): Promise<IWebhookResponseData> => {
			const store = flowStore();
			const post = readPost(this, receivedAt);
			const provenance = await provenanceOf(store, panel, post, listenerId(this));
			if (typeof provenance !== 'string') {
				this.logger.debug(`Message Events Trigger "${name}" refused a call: ${provenance.problem.detail}`, { requestId });
				return refused(provenance);
			}

			const { items, isDone } = await takePost(this, store, panel, post, provenance);
			// n8n answers by itself, as soon as it has kept the run.
			if (isDone && items.length > 0) return { workflowData: [items] };
			answer(response, isDone ? { status: 200 } : DELIVER_AGAIN);
			return items.length > 0 ? { ...ANSWERED, workflowData: [items] } : ANSWERED;
		};
		return await unlessStoreIsAway(takeIt, (error) => {
			this.logger.error(`Message Events Trigger "${name}" cannot take an event: ${error.message}`, { requestId });
			answer(response, DELIVER_AGAIN);
			return ANSWERED;
		});
	}

	/** Runs inside the execution, so that an event counts as taken only when its run has begun. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await beginRun(this, this.getInputData())];
	}
}

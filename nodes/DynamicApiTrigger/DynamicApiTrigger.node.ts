import { randomUUID } from 'node:crypto';

import type {
	IDataObject,
	IExecuteFunctions,
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { admit, isRefusal, statusRefusal } from '../../flow/route/admission';
import type { CallerResponse } from '../../flow/route/callerAnswer';
import { REQUEST_ID_HEADER, sendRefusal } from '../../flow/route/callerAnswer';
import type { Refusal } from '../../flow/route/problem';
import { refuse } from '../../flow/route/problem';
import { depthOfCall } from '../../flow/addToFlow/depth';
import { asksForStatus } from '../../flow/route/requestStatus';
import { storeAway } from '../../flow/route/storeAway';
import { unlessStoreIsAway } from '../../flow/store/unlessStoreIsAway';
import { openCallerSession } from '../shared/callerSession';
import { noteDepth } from '../shared/depth';
import { routeToken, signingSecret } from '../shared/route/credentialTests';
import { readCall } from '../shared/route/receivedCall';
import type { CallDetails } from './call';
import { presetOf } from './presetPanel';
import { properties } from './properties';
import { detailsFieldOf, readPanel } from './route';
import { beginKept } from './runStart';
import { tellStatus } from './status';
import { takeCall } from './takeCall';

export class DynamicApiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dynamic API Trigger',
		name: 'dynamicApiTrigger',
		icon: { light: 'file:dynamicApiTrigger.svg', dark: 'file:dynamicApiTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["preset"] === "trengoDynamicContent" ? "Trengo Dynamic Content" : $parameter["methods"].join(", ") + ($parameter["answer"] === "async" ? " · asynchronous" : "") }}',
		description: 'Starts the flow by an API call with its own URL, token and rules',
		eventTriggerDescription: 'Waiting for you to call the test URL',
		activationMessage: 'You can now call the production URL.',
		defaults: { name: 'Dynamic API Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'flowElementsRouteTokenApi',
				required: true,
				testedBy: 'routeToken',
				displayOptions: { show: { tokenSource: ['credential'] } },
			},
			{
				name: 'flowElementsSigningSecretApi',
				required: true,
				testedBy: 'signingSecret',
				displayOptions: { show: { requireSignature: [true] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				// All methods are ours, so that those the route does not take get 405 and not n8n's 404.
				httpMethod: 'GET,POST,PUT,DELETE,PATCH,HEAD',
				path: '={{ $parameter["path"] }}',
				isFullPath: true,
				ndvHideMethod: true,
				responseMode: '={{ $parameter["answer"] === "async" ? "onReceived" : "responseNode" }}',
				responseData: '={{ ({ executionId: $execution.id }) }}',
			},
		],
		properties,
	};

	methods = { credentialTest: { routeToken, signingSecret } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			/** There is nothing to register elsewhere; publishing is the moment to find a panel that cannot work. */
			async create(this: IHookFunctions): Promise<boolean> {
				await readPanel(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	/** Answers bad calls itself, so that they make no execution; lets good ones start the flow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const receivedAt = new Date();
		const requestId = randomUUID();
		const response = this.getResponseObject() as unknown as CallerResponse;
		response.setHeader(REQUEST_ID_HEADER, requestId);
		const refused = (refusal: Refusal) => {
			sendRefusal(response, refusal, requestId);
			return { noWebhookResponse: true };
		};

		let panel;
		try {
			panel = await readPanel(this);
		} catch (error) {
			this.logger.error(`Dynamic API Trigger "${this.getNode().name}" cannot be used: ${(error as Error).message}`, { requestId });
			return refused(refuse('route-misconfigured', 'The route cannot take calls now. Tell its owner.'));
		}

		const answerCall = async (): Promise<IWebhookResponseData> => {
			const call = readCall(this);
			if (panel.keepStatusMs > 0 && this.getMode() !== 'manual' && asksForStatus(call.query)) {
				const refusal = statusRefusal(panel.route, call, receivedAt) ?? (await tellStatus(this, call, response));
				return refusal ? refused(refusal) : { noWebhookResponse: true };
			}

			const outcome = admit(panel.route, call, receivedAt);
			if (!isRefusal(outcome)) {
				return await takeCall(this, { panel, call, ...outcome, requestId, receivedAt, response });
			}
			this.logger.debug(`Dynamic API Trigger refused a call: ${outcome.problem.title}`, { requestId, address: call.address });
			return refused(outcome);
		};
		return await unlessStoreIsAway(answerCall, (error) => {
			this.logger.error(`Dynamic API Trigger "${this.getNode().name}" cannot take a call: ${error.message}`, { requestId });
			return refused(storeAway());
		});
	}

	/** Runs inside the execution, where the elements that follow can be told about the caller. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [item] = this.getInputData();
		const detailsField = detailsFieldOf(this.getNodeParameter('options', 0, {}) as IDataObject);
		const { ticket, ...details } = item.json[detailsField] as unknown as CallDetails;
		const { id: requestId, answerBy, headers } = details;
		const depth = depthOfCall(headers);

		const hasFallback = presetOf(this.getNodeParameter('preset', 0, 'none')) === 'trengoDynamicContent';
		openCallerSession(this, { requestId, answerBy, detailsField, ...(hasFallback && { hasFallback }), ...(ticket && { keeping: ticket.keeping }) });
		if (depth > 0) noteDepth(this, depth);
		this.getWorkflowDataProxy(0).$execution.customData.set('requestId', requestId);
		if (ticket && !(await beginKept(this, ticket, new Date(details.receivedAt)))) return [[]];
		return [[{ ...item, json: { ...item.json, [detailsField]: details as unknown as IDataObject } }]];
	}
}

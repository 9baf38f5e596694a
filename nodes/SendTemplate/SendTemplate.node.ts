import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { messageCredentials } from '../shared/messageAccounts';
import { afterWait } from '../shared/parked/afterWait';
import { wakingWebhook, wakingWebhookMethods } from '../shared/parked/park';
import { recoverParkedRuns } from '../shared/parked/waking';
import { scheduleHint } from '../shared/scheduleHint';
import { goOn } from './goOn';
import { loadTemplateForm } from './loadTemplateForm';
import { lookAtReports } from './lookAtReports';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { searchTemplates } from './searchTemplates';
import { sendAll } from './sendAll';
import { RESUME_PATH } from './waiting';

export class SendTemplate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Template',
		name: 'sendTemplate',
		icon: { light: 'file:sendTemplate.svg', dark: 'file:sendTemplate.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ [$parameter["provider"] === "clickatell" ? $parameter["templateName"] : String($parameter["template"]?.value ?? $parameter["template"]).replace("|", " · "), { clickatell: "Clickatell", infobip: "Infobip", trengo: "Trengo", whatsAppCloud: "WhatsApp Cloud" }[$parameter["provider"]], $parameter["dryRun"] === true ? "dry run" : ""].filter((part) => part).join(" · ") }}',
		description: 'Sends an approved WhatsApp template, and can wait until it is delivered or read',
		defaults: { name: 'Send Template' },
		// An AI agent cannot wait for a report, and reads no branches.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		hints: [scheduleHint],
		waitingNodeTooltip: '=Waits for the delivery report of the provider. It goes on by itself.',
		webhooks: [wakingWebhook(RESUME_PATH)],
		parameterPane: 'wide',
		credentials: messageCredentials(),
		properties,
	};

	methods = { listSearch: { searchTemplates }, resourceMapping: { loadTemplateForm } };

	webhookMethods = wakingWebhookMethods;

	constructor() {
		recoverParkedRuns();
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const waited = afterWait(this);
		return waited ? await goOn(this, waited) : await sendAll(this);
	}

	/** Is called when a report has come that the run waits for, and when time is up, by the waker. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await lookAtReports(this);
	}
}

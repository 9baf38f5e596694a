import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { MESSAGE_CREDENTIALS } from '../shared/messageAccounts';
import { isOfContact, listing, listingOr, searching } from './lists';
import { configuredOutputs } from './outputs';
import { properties } from './properties';
import { workAll } from './workAll';

export class Trengo implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Trengo',
		name: 'trengo',
		icon: { light: 'file:trengo.svg', dark: 'file:trengo.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle:
			'={{ { addLabel: "add label", addNote: "add internal note", assign: "assign ticket", call: "take Segment or RudderStack call", close: "close ticket", identify: "identify contact", removeLabel: "remove label", reopen: "reopen ticket", sendMessage: "send message", track: "track event" }[$parameter["operation"]] }}',
		description: 'Makes contacts and tickets at Trengo of what customers do, also of whole Segment and RudderStack calls',
		defaults: { name: 'Trengo' },
		// An AI agent reads no branches, so that it would take a refusal for nothing.
		usableAsTool: undefined,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{(${configuredOutputs.toString()})($parameter)}}`,
		credentials: [{ name: MESSAGE_CREDENTIALS.trengo, required: true }],
		properties,
	};

	methods = {
		listSearch: {
			searchChannels: searching('channels'),
			searchLabels: searching('labels'),
			searchTeams: searching('teams'),
			searchUsers: searching('users'),
		},
		loadOptions: {
			channels: listingOr('The Channel Above', 'channels'),
			contactFields: listing('customFields', isOfContact),
			contactGroups: listing('contactGroups'),
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await workAll(this);
	}
}

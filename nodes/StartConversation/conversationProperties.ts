import type { INodeProperties } from 'n8n-workflow';

import { only, picker } from './fields';

/** The part of the panel that says what the agents are given. */
export const conversationProperties: INodeProperties[] = [
	{
		displayName: 'Tag',
		name: 'tag',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description: 'What it is about; a label at Chatwoot and Trengo',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: 'Choose a tag…', typeOptions: { searchListMethod: 'searchTags', searchable: true } },
			{ displayName: 'By Name', name: 'name', type: 'string', placeholder: 'e.g. refund' },
		],
	},
	{
		displayName: 'Create Missing Tag',
		name: 'makesTag',
		type: 'boolean',
		default: false,
		description:
			'Whether a tag that the account does not have is made; otherwise such an item leaves by In All Other Cases. Infobip takes letters, digits, dots and underscores; Chatwoot letters, digits, hyphens and underscores, and an administrator.',
		displayOptions: only('chatwoot', 'infobip'),
	},
	{
		displayName: 'Subject',
		name: 'subject',
		type: 'string',
		default: '',
		placeholder: 'e.g. Order A-1001 has not come',
		description: 'What it is about, in a few words. Infobip calls it topic; Trengo shows it with tickets of email channels.',
	},
	{
		displayName: 'Summary for the Agents',
		name: 'summary',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'From the Flow', value: 'flow', description: 'What the person and a chatbot have said, and the flow variables; names that look like secrets are left out' },
			{ name: 'None', value: 'none' },
			{ name: 'Own Text', value: 'own' },
		],
		default: 'flow',
		description: 'An internal note in the conversation, which the person does not see',
	},
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Wants a refund for {{ $json.orderId }}',
		description: 'What only the agents see',
		displayOptions: { show: { summary: ['own'] } },
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Normal', value: 'normal' },
			{ name: 'Urgent', value: 'urgent' },
		],
		default: 'normal',
		description: 'How pressing it is. Trengo has no priority: one that is not normal stands in the note.',
	},
	picker({
		displayName: 'Queue',
		name: 'queue',
		search: 'searchQueues',
		placeholder: 'e.g. 6f2e6c5a-e4ca-48c6-bc0a-d9c18479743a',
		description: "The queue that it goes to. Empty: as Infobip's routing decides.",
		displayOptions: only('http', 'infobip'),
	}),
	picker({
		displayName: 'Team',
		name: 'team',
		search: 'searchTeams',
		placeholder: 'e.g. 31',
		description: 'The team that it goes to, if any',
		displayOptions: only('chatwoot', 'http', 'trengo'),
	}),
	picker({
		displayName: 'Agent',
		name: 'agent',
		search: 'searchAgents',
		placeholder: 'e.g. 71',
		description: 'The agent who gets it. Empty: as the provider assigns it. At Trengo, an agent goes before a team.',
	}),
];

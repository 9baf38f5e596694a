import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { retriesOption, timeoutOption, turnOption } from '../shared/requestOptions';
import { resultFieldOption } from '../shared/resultField';
import { webhookBases } from '../shared/webhookAddress';
import { optOutChannelOption } from '../shared/optOutOption';
import { OPT_OUT_CHANNELS } from './panel';
import { only } from './fields';

const { production } = webhookBases(process.env);

/** The part of the panel that says what happens besides starting. */
export const optionProperties: INodeProperties[] = [
	{
		displayName: 'Wait Until Resolved',
		name: 'waitsUntilResolved',
		type: 'boolean',
		noDataExpression: true,
		default: false,
		description: 'Whether the flow goes on only when the agents are done. Items wait for each other: all go on when the last one is decided.',
	},
	{
		displayName: 'Wait at Most (Hours)',
		name: 'waitHours',
		type: 'number',
		noDataExpression: true,
		typeOptions: { minValue: 0.001, maxValue: 700 },
		default: 24,
		description: 'Who is not done with then leaves by Timed Out; the agents keep the conversation',
		displayOptions: { show: { waitsUntilResolved: [true] } },
	},
	{
		displayName: 'Learn That It Is Resolved By',
		name: 'resolvedBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Events and Asking', value: 'events', description: 'The provider calls the URL below while the flow is published; a flow that waits also asks every minute, in case a call gets lost' },
			{ name: 'Only Asking', value: 'asking', description: 'A flow that waits asks every minute. Where none waits, flows stay silent until the set time is up.' },
		],
		default: 'events',
		description: 'Once it is resolved, flows may speak to the person again, and a flow that waits goes on',
		displayOptions: only('chatwoot', 'infobip', 'trengo'),
	},
	{
		displayName:
			'With Chatwoot and Trengo the webhook is <strong>registered by itself</strong> when the flow is published; at Chatwoot that takes the token of an administrator. With Infobip, <strong>subscribe</strong> the URL below to CONVERSATION_STATUS_UPDATED in its portal.',
		name: 'eventsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { provider: ['chatwoot', 'infobip', 'trengo'], resolvedBy: ['events'] } },
	},
	{
		displayName:
			'The desk gets a URL and a token with each conversation. When the agents are done, it POSTs to the URL with the header <code>Authorization: Bearer &lt;token&gt;</code>.',
		name: 'callbackNotice',
		type: 'notice',
		default: '',
		displayOptions: only('http'),
	},
	{
		displayName: 'URL for Events',
		name: 'eventsUrl',
		type: 'string',
		default: `={{ ${JSON.stringify(production)} + "/" + $webhookId }}`,
		description: 'Where it is told that a conversation is resolved, while the flow is published',
	},
	{
		displayName: 'Status URL',
		name: 'statusUrl',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. https://desk.example.com/conversations/{ID}',
		description: 'Where the desk can be asked by a GET, with {ID} for the ID of the conversation. Empty: it is only told by the callback.',
		displayOptions: only('http'),
	},
	{
		displayName: 'Status (JSONPath)',
		name: 'statusPath',
		type: 'string',
		noDataExpression: true,
		default: '$.status',
		description: 'Where the answer has the status',
		displayOptions: { show: { provider: ['http'] }, hide: { statusUrl: [''] } },
	},
	{
		displayName: 'Resolved Values',
		name: 'resolvedValues',
		type: 'string',
		noDataExpression: true,
		default: 'resolved, closed, solved',
		description: 'By these the agents are done, with commas between them; in capitals or not',
		displayOptions: { show: { provider: ['http'] }, hide: { statusUrl: [''] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			optOutChannelOption(OPT_OUT_CHANNELS, 'all', {
				description: 'Who is on the list is sent no opening message: with one, they leave by In All Other Cases',
			}),
			defaultCountryOption,
			{
				displayName: 'Flows Stay Silent at Most (Hours)',
				name: 'muteHours',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: 0, maxValue: 700 },
				default: 24,
				description: 'For how long other elements send nothing to the person, if nobody tells before that the conversation is resolved; 0: they go on sending',
			},
			{
				displayName: 'Idempotency Key',
				name: 'idempotencyKey',
				type: 'string',
				default: '',
				placeholder: 'e.g. handover-{{ $json.orderId }}',
				description: 'Within a week, one conversation is started with it, whoever asks. Empty: each item of each run starts its own.',
			},
			{ ...retriesOption('How often a request is repeated where that cannot start anything twice, as after "too many requests"'), noDataExpression: true },
			resultFieldOption('conversation', 'what became of the conversation'),
			{
				displayName: 'Send to Routing',
				name: 'routes',
				type: 'boolean',
				noDataExpression: true,
				default: true,
				description: 'Whether a conversation for which no agent is chosen is handed to the routing of Infobip',
				displayOptions: { show: { '/provider': ['infobip'] } },
			},
			{ ...timeoutOption(), noDataExpression: true },
			{ ...turnOption('How long a request may wait so that the speed limit of Trengo is kept'), noDataExpression: true, displayOptions: { show: { '/provider': ['trengo'] } } },
		],
	},
];

import type { INodeProperties } from 'n8n-workflow';

const only = (...target: string[]) => ({ show: { target } });

/** Targets that are not workflows of this n8n. */
export const OUTSIDE = ['alertsPanel', 'infobip', 'route'];

/** The part of the panel that says into which flow somebody is added. */
export const targetProperties: INodeProperties[] = [
	{
		displayName: 'Add To',
		name: 'target',
		type: 'options',
		options: [
			{
				name: 'Flow on This Instance',
				value: 'workflow',
				description: 'A published workflow of this n8n that begins with "When Executed by Another Workflow"',
			},
			{
				name: 'Dynamic API Route',
				value: 'route',
				description: 'A flow that an API call starts: by a Dynamic API Trigger here or in another n8n, or at Clickatell',
			},
			{ name: 'Infobip Moments Flow', value: 'infobip', description: 'A flow of Infobip Moments that starts by API' },
			{
				name: 'AlertsPanel or Engati Flow',
				value: 'alertsPanel',
				description: 'A flow with an API trigger at AlertsPanel, Engati, or another brand of the same platform',
			},
		],
		default: 'workflow',
		noDataExpression: true,
		description: 'The secondary flow that the participant enters',
	},
	{
		displayName: 'Flow',
		name: 'workflowId',
		type: 'workflowSelector',
		default: '',
		description: 'Each item becomes a run of its own',
		displayOptions: only('workflow'),
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://n8n.example.com/webhook/welcome',
		description: 'The URL of the route. With a connection that has a base URL, only the path is needed.',
		displayOptions: only('route'),
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'DELETE', value: 'DELETE' },
			{ name: 'GET', value: 'GET' },
			{ name: 'POST', value: 'POST' },
			{ name: 'PUT', value: 'PUT' },
		],
		default: 'POST',
		description: 'One that the route takes. Variables go in the body, or with GET and DELETE in the query.',
		displayOptions: only('route'),
	},
	{
		displayName: 'Token',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'None', value: 'none', description: 'The route needs no token' },
			{
				name: 'Saved Connection',
				value: 'connection',
				description: 'A connection that sends the token of the route: a bearer token for a Dynamic API Trigger, a header for others',
			},
		],
		default: 'connection',
		displayOptions: only('route'),
	},
	{
		displayName: 'Campaign ID',
		name: 'campaignId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 200000000000001',
		description: 'The ID of the flow, as Infobip shows it in the address of the flow. The flow must be active.',
		displayOptions: only('infobip'),
	},
	{
		displayName: 'Flow Key',
		name: 'flowKey',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5A0C2B7E9F',
		description: 'The key of the flow, which AlertsPanel shows behind the "i" icon at the top of its path',
		displayOptions: only('alertsPanel'),
	},
];

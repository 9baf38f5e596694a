import type { INodeProperties } from 'n8n-workflow';

const waiting: INodeProperties = {
	displayName: 'Wait Until Response Is Received',
	name: 'waitForResponse',
	type: 'boolean',
	default: true,
	noDataExpression: true,
	description:
		'Whether the flow goes on only after the response. Otherwise it goes on at once by the single branch Sent, whatever comes of the request.',
};

const WAITING = { show: { waitForResponse: [true] } };

/** Rows that each fill one flow variable from one place in the response. */
const variables = (displayName: string, name: string, placeholder: string, place: INodeProperties): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Variable',
	default: {},
	displayOptions: WAITING,
	options: [
		{
			displayName: 'Variable',
			name: 'rows',
			values: [{ displayName: 'Variable Name', name: 'variable', type: 'string', default: '', placeholder }, place],
		},
	],
});

const captures: INodeProperties[] = [
	variables('Variables From the Response Body', 'bodyVariables', 'e.g. orderStatus', {
		displayName: 'JSONPath',
		name: 'path',
		type: 'string',
		default: '',
		placeholder: 'e.g. $.order.status',
		description: 'Must point to a single value; otherwise the variable is null',
	}),
	variables('Variables From Response Headers', 'headerVariables', 'e.g. remainingCalls', {
		displayName: 'Header',
		name: 'header',
		type: 'string',
		default: '',
		placeholder: 'e.g. X-RateLimit-Remaining',
		description: 'Its value; null when the response has no such header',
	}),
];

const branches: INodeProperties[] = [
	{
		displayName: 'Branches',
		name: 'branchMode',
		type: 'options',
		options: [
			{
				name: 'By Class',
				value: 'byClass',
				description: 'Success (2xx), Client Error (4xx), Server Error (5xx), No Response',
			},
			{ name: 'Success and Error', value: 'simple', description: 'Success (2xx), and one branch for everything else' },
		],
		default: 'byClass',
		noDataExpression: true,
		displayOptions: WAITING,
	},
	{
		displayName: 'Branches for Single Status Codes',
		name: 'statusBranches',
		type: 'string',
		default: '',
		noDataExpression: true,
		placeholder: 'e.g. 404, 409, 429',
		description: 'Each code gets a branch of its own, after the others. Add new codes at the end, so that wires keep their meaning.',
		displayOptions: WAITING,
	},
];

/** The part of the panel that says what becomes of the response. */
export const responseProperties: INodeProperties[] = [waiting, ...captures, ...branches];

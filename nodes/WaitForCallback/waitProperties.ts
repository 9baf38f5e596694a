import type { INodeProperties } from 'n8n-workflow';

const reference: INodeProperties = {
	displayName: 'Reference',
	name: 'reference',
	type: 'string',
	default: '={{ $json.callback.reference }}',
	placeholder: 'e.g. {{ $json.orderId }}',
	description:
		'By which the callback is known: the one that was prepared, or one of your own such as an order number. One that can be guessed needs a token or a signature. It is used once.',
};

const time: INodeProperties[] = [
	{
		displayName: 'Wait at Most',
		name: 'waitAmount',
		type: 'number',
		typeOptions: { minValue: 0.01, maxValue: 31_622_400 },
		default: 1,
		description: 'Then the item leaves by Timed Out, and a callback that comes later gets 410. From a second to 366 days.',
	},
	{
		displayName: 'Unit',
		name: 'waitUnit',
		type: 'options',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
			{ name: 'Seconds', value: 'seconds' },
		],
		default: 'hours',
	},
];

const branches: INodeProperties = {
	displayName: 'Branches by Value',
	name: 'branches',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Branch',
	default: {},
	description: 'Callbacks that have a certain value leave by a branch of their own, the first that suits; all others by Called Back',
	options: [
		{
			displayName: 'Branch',
			name: 'rows',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', noDataExpression: true, placeholder: 'e.g. Paid' },
				{
					displayName: 'JSONPath',
					name: 'path',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. $.status',
					description: "Where the value is in the callback's body",
				},
				{
					displayName: 'Values',
					name: 'values',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. paid, settled',
					description: 'With commas between them, in capitals or not. Empty: whatever value is there.',
				},
			],
		},
	],
};

const variables: INodeProperties = {
	displayName: 'Variables From the Callback',
	name: 'variables',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Variable',
	default: {},
	options: [
		{
			displayName: 'Variable',
			name: 'rows',
			values: [
				{ displayName: 'Variable Name', name: 'variable', type: 'string', default: '', noDataExpression: true, placeholder: 'e.g. paymentNumber' },
				{
					displayName: 'JSONPath',
					name: 'path',
					type: 'string',
					default: '',
					noDataExpression: true,
					placeholder: 'e.g. $.payment.number',
					description: "Where the value is in the callback's body. The variable is null when there is none.",
				},
			],
		},
	],
};

/** What is waited for, for how long, and by which branch it goes on. */
export const waitProperties: INodeProperties[] = [reference, ...time, branches, variables];

import type { INodeProperties } from 'n8n-workflow';

import { resultFieldOption } from '../shared/resultField';

const WITH_JSON = { show: { respondWith: ['json'] } };

const respondWith: INodeProperties = {
	displayName: 'Answer With',
	name: 'respondWith',
	type: 'options',
	options: [
		{ name: 'Binary File', value: 'binary', description: 'A file that an earlier node holds' },
		{ name: 'JSON', value: 'json' },
		{ name: 'No Content', value: 'noContent', description: 'Only status and headers' },
		{ name: 'Redirect', value: 'redirect', description: 'Send the caller to another URL' },
		{ name: 'Text', value: 'text', description: 'Plain text, HTML, XML or any other text' },
	],
	default: 'json',
};

const json: INodeProperties[] = [
	{
		displayName: 'JSON Body',
		name: 'jsonFrom',
		type: 'options',
		options: [
			{ name: 'All Items', value: 'items', description: 'The list of all incoming items' },
			{ name: 'Dynamic Content', value: 'dynamicContent', description: 'What a Dynamic Content element has put under dynamicContent, as a Flowbot takes it' },
			{ name: 'Fields Below', value: 'fields' },
			{ name: 'JSON', value: 'json', description: 'Write the JSON yourself' },
			{ name: 'This Item', value: 'item', description: 'All variables of the incoming item' },
		],
		default: 'fields',
		displayOptions: WITH_JSON,
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Field',
		default: {},
		displayOptions: { show: { respondWith: ['json'], jsonFrom: ['fields'] } },
		options: [
			{
				displayName: 'Field',
				name: 'rows',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. status',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. {{ $json.orderStatus }}',
						description: 'An expression keeps the type of its value, such as a number or a list',
					},
				],
			},
		],
	},
	{
		displayName: 'JSON',
		name: 'json',
		type: 'json',
		typeOptions: { rows: 5 },
		default: '{\n  "status": "ok"\n}',
		displayOptions: { show: { respondWith: ['json'], jsonFrom: ['json'] } },
	},
];

const text: INodeProperties[] = [
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Thank you, {{ $json.userName }}',
		displayOptions: { show: { respondWith: ['text'] } },
	},
	{
		displayName: 'Content Type',
		name: 'textType',
		type: 'string',
		default: 'text/plain; charset=utf-8',
		displayOptions: { show: { respondWith: ['text'] } },
	},
];

const file: INodeProperties = {
	displayName: 'Input Binary Field',
	name: 'binaryField',
	type: 'string',
	default: 'data',
	hint: 'The name of the input field that holds the file',
	displayOptions: { show: { respondWith: ['binary'] } },
};

const redirect: INodeProperties[] = [
	{
		displayName: 'Redirect URL',
		name: 'redirectUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://www.example.com/thank-you',
		displayOptions: { show: { respondWith: ['redirect'] } },
	},
	{
		displayName: 'Redirect Status',
		name: 'redirectStatus',
		type: 'options',
		options: [
			{ name: '301 Moved Permanently', value: 301 },
			{ name: '302 Found', value: 302 },
			{ name: '303 See Other', value: 303 },
			{ name: '307 Temporary Redirect', value: 307 },
			{ name: '308 Permanent Redirect', value: 308 },
		],
		default: 303,
		displayOptions: { show: { respondWith: ['redirect'] } },
	},
];

const status: INodeProperties[] = [
	{
		displayName: 'Status Code',
		name: 'statusCode',
		type: 'number',
		typeOptions: { minValue: 200, maxValue: 599, numberPrecision: 0 },
		default: 200,
		displayOptions: { show: { respondWith: ['binary', 'json', 'text'] } },
	},
	{
		displayName: 'Status Code',
		name: 'emptyStatusCode',
		type: 'number',
		typeOptions: { minValue: 200, maxValue: 599, numberPrecision: 0 },
		default: 204,
		displayOptions: { show: { respondWith: ['noContent'] } },
	},
];

const headers: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Header',
	default: {},
	options: [
		{
			displayName: 'Header',
			name: 'rows',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. Cache-Control',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. no-store',
				},
			],
		},
	],
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		resultFieldOption('answer', 'whether the caller was answered'),
	],
};

/** The panel of API End. */
export const properties: INodeProperties[] = [
	respondWith,
	...json,
	...text,
	file,
	...redirect,
	...status,
	headers,
	options,
];

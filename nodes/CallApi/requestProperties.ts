import type { INodeProperties } from 'n8n-workflow';

// The names of these parameters are those of n8n's HTTP Request node, because n8n's own "Import cURL" fills them.

/** Rows of names and values: the query, the headers, the fields of a body. */
const namedRows = (
	displayName: string,
	name: string,
	row: { displayName: string; placeholder: string },
	show: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties => ({
	displayName,
	name,
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: `Add ${row.displayName}`,
	default: { parameters: [{ name: '', value: '' }] },
	displayOptions: { show },
	options: [
		{
			displayName: row.displayName,
			name: 'parameters',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: row.placeholder },
				{ displayName: 'Value', name: 'value', type: 'string', default: '' },
			],
		},
	],
});

const WITH_BODY_METHOD = ['DELETE', 'PATCH', 'POST', 'PUT'];
const WITH_BODY = { method: WITH_BODY_METHOD, sendBody: [true] };

const target: INodeProperties[] = [
	{
		displayName: '',
		name: 'curlImport',
		type: 'curlImport',
		default: '',
	},
	{
		displayName: 'Method',
		name: 'method',
		type: 'options',
		options: [
			{ name: 'DELETE', value: 'DELETE' },
			{ name: 'GET', value: 'GET' },
			{ name: 'HEAD', value: 'HEAD' },
			{ name: 'PATCH', value: 'PATCH' },
			{ name: 'POST', value: 'POST' },
			{ name: 'PUT', value: 'PUT' },
		],
		default: 'POST',
	},
	{
		displayName: 'URL',
		name: 'url',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://api.example.com/orders, or /orders with a connection',
		description:
			'With a connection that has a base URL, only the path is needed. Add .urlEncode() to variables in it.',
	},
	{
		displayName: 'Connection',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'None', value: 'none', description: 'The API needs no key' },
			{
				name: 'Saved Connection',
				value: 'connection',
				description: 'Base URL, key and default headers that are set up once and used by many elements',
			},
		],
		default: 'none',
	},
];

const query: INodeProperties[] = [
	{
		displayName: 'Send Query Parameters',
		name: 'sendQuery',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether the URL gets parameters after a question mark',
	},
	namedRows('Query Parameters', 'queryParameters', { displayName: 'Parameter', placeholder: 'e.g. language' }, {
		sendQuery: [true],
	}),
];

const headers: INodeProperties[] = [
	{
		displayName: 'Send Headers',
		name: 'sendHeaders',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether the request gets headers of its own',
	},
	namedRows('Headers', 'headerParameters', { displayName: 'Header', placeholder: 'e.g. Content-Type' }, { sendHeaders: [true] }),
];

const body: INodeProperties[] = [
	{
		displayName: 'Send Body',
		name: 'sendBody',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description: 'Whether the request carries data',
		displayOptions: { show: { method: WITH_BODY_METHOD } },
	},
	{
		displayName: 'Body Type',
		name: 'contentType',
		type: 'options',
		options: [
			{
				name: 'Form URL-Encoded',
				value: 'form-urlencoded',
				description: 'The same as JSON with the header Content-Type: application/x-www-form-urlencoded',
			},
			{
				name: 'JSON',
				value: 'json',
				description: 'URL-encoded instead when the header Content-Type says application/x-www-form-urlencoded',
			},
			{ name: 'Raw', value: 'raw', description: 'Any text, such as XML' },
		],
		default: 'json',
		displayOptions: { show: WITH_BODY },
	},
	{
		displayName: 'Specify Body',
		name: 'specifyBody',
		type: 'options',
		options: [
			{ name: 'Using Fields Below', value: 'keypair' },
			{ name: 'Using JSON', value: 'json' },
		],
		default: 'keypair',
		displayOptions: { show: { ...WITH_BODY, contentType: ['form-urlencoded', 'json'] } },
	},
	namedRows('Body Fields', 'bodyParameters', { displayName: 'Field', placeholder: 'e.g. orderId' }, {
		...WITH_BODY,
		contentType: ['form-urlencoded', 'json'],
		specifyBody: ['keypair'],
	}),
	{
		displayName: 'JSON',
		name: 'jsonBody',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '',
		placeholder: 'e.g. { "orderId": "A-1" }',
		displayOptions: { show: { ...WITH_BODY, contentType: ['form-urlencoded', 'json'], specifyBody: ['json'] } },
	},
	{
		displayName: 'Content Type',
		name: 'rawContentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. text/xml',
		displayOptions: { show: { ...WITH_BODY, contentType: ['raw'] } },
	},
	{
		displayName: 'Body',
		name: 'body',
		type: 'string',
		typeOptions: { rows: 5 },
		default: '',
		displayOptions: { show: { ...WITH_BODY, contentType: ['raw'] } },
	},
];

/** The part of the panel that describes the request, in the order in which a request is thought up. */
export const requestProperties: INodeProperties[] = [...target, ...query, ...headers, ...body];

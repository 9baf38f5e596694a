import type { INodeProperties } from 'n8n-workflow';

import { LONGEST_TIMER_MS } from '../shared/number';

// The names of the request parameters are those of n8n's HTTP Request node, because n8n's own "Import cURL" fills them.

const nameAndValue = (placeholder: string): INodeProperties[] => [
	{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder },
	{ displayName: 'Value', name: 'value', type: 'string', default: '' },
];

const rows = (displayName: string, values: INodeProperties[]): INodeProperties['options'] => [
	{ displayName, name: 'parameters', values },
];

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
	{
		displayName: 'Query Parameters',
		name: 'queryParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Parameter',
		default: { parameters: [{ name: '', value: '' }] },
		displayOptions: { show: { sendQuery: [true] } },
		options: rows('Parameter', nameAndValue('e.g. language')),
	},
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
	{
		displayName: 'Headers',
		name: 'headerParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Header',
		default: { parameters: [{ name: '', value: '' }] },
		displayOptions: { show: { sendHeaders: [true] } },
		options: rows('Header', nameAndValue('e.g. Content-Type')),
	},
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
	{
		displayName: 'Body Fields',
		name: 'bodyParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Field',
		default: { parameters: [{ name: '', value: '' }] },
		displayOptions: { show: { ...WITH_BODY, contentType: ['form-urlencoded', 'json'], specifyBody: ['keypair'] } },
		options: rows('Field', nameAndValue('e.g. orderId')),
	},
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

const captures: INodeProperties[] = [
	{
		displayName: 'Variables From the Response Body',
		name: 'bodyVariables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Variable',
		default: {},
		displayOptions: WAITING,
		options: [
			{
				displayName: 'Variable',
				name: 'rows',
				values: [
					{
						displayName: 'Variable Name',
						name: 'variable',
						type: 'string',
						default: '',
						placeholder: 'e.g. orderStatus',
					},
					{
						displayName: 'JSONPath',
						name: 'path',
						type: 'string',
						default: '',
						placeholder: 'e.g. $.order.status',
						description: 'Must point to a single value; otherwise the variable is null',
					},
				],
			},
		],
	},
	{
		displayName: 'Variables From Response Headers',
		name: 'headerVariables',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Variable',
		default: {},
		displayOptions: WAITING,
		options: [
			{
				displayName: 'Variable',
				name: 'rows',
				values: [
					{
						displayName: 'Variable Name',
						name: 'variable',
						type: 'string',
						default: '',
						placeholder: 'e.g. remainingCalls',
					},
					{
						displayName: 'Header',
						name: 'header',
						type: 'string',
						default: '',
						placeholder: 'e.g. X-RateLimit-Remaining',
						description: 'Its value; null when the response has no such header',
					},
				],
			},
		],
	},
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

const retries: INodeProperties = {
	displayName: 'Retries',
	name: 'retries',
	type: 'collection',
	placeholder: 'Add Retry Option',
	default: {},
	description: 'By default two retries, wherever repeating the request cannot do its work twice',
	options: [
		{
			displayName: 'First Wait (Ms)',
			name: 'baseDelayMs',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS },
			default: 500,
			description: 'The wait before the first retry. It doubles with each further one, and varies by chance.',
		},
		{
			displayName: 'Longest Wait (Ms)',
			name: 'maxDelayMs',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS },
			default: 30000,
			description: 'No wait is longer. A server that asks for a longer one (Retry-After) is not asked again.',
		},
		{
			displayName: 'Number of Retries',
			name: 'maxRetries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 20, numberPrecision: 0 },
			default: 2,
			description: 'How often the request is repeated after the first try',
		},
		{
			displayName: 'Retry On',
			name: 'reasons',
			type: 'multiOptions',
			options: [
				{ name: 'No Response', value: 'noResponse' },
				{ name: 'Server Error (5xx)', value: 'serverError' },
				{ name: 'Too Many Requests (408, 425, 429)', value: 'tooManyRequests' },
			],
			default: ['noResponse', 'serverError', 'tooManyRequests'],
			description: 'A POST or PATCH is not repeated after a 5xx or a lost connection unless it is marked Safe to Repeat',
		},
		{
			displayName: 'Safe to Repeat',
			name: 'repeatable',
			type: 'boolean',
			default: false,
			description:
				'Whether the API is known to do a repeated POST or PATCH only once, for instance by its Idempotency-Key',
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
		{
			displayName: 'Add to Result',
			name: 'addToResult',
			type: 'multiOptions',
			options: [
				{ name: 'Body', value: 'body' },
				{ name: 'Headers', value: 'headers' },
			],
			default: ['body'],
			description: 'What the result of a successful call holds besides status, class, tries and duration. Errors always hold both.',
		},
		{
			displayName: 'Capture Objects and Lists',
			name: 'captureStructures',
			type: 'boolean',
			default: false,
			description: 'Whether a JSONPath may point to an object, a list, or several values, instead of giving null',
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'allowUnauthorizedCerts',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
		},
		{
			displayName: 'Largest Response (KiB)',
			name: 'maxResponseKib',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1_048_576 },
			default: 10240,
			description: 'A larger response is not read to its end; the item leaves by No Response',
		},
		{
			displayName: 'Proxy',
			name: 'proxy',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://proxy.example.com:3128',
			description: 'An http or https URL',
		},
		{
			displayName: 'Put Result Under',
			name: 'resultField',
			type: 'string',
			default: 'call',
			description: 'Name of the field that holds the result of the call',
		},
		{
			displayName: 'Redirects',
			name: 'redirect',
			type: 'fixedCollection',
			placeholder: 'Add Redirect',
			default: { redirect: {} },
			options: [
				{
					displayName: 'Redirect',
					name: 'redirect',
					values: [
						{
							displayName: 'Follow Redirects',
							name: 'followRedirects',
							type: 'boolean',
							default: true,
							description: 'Whether to follow a redirect. One that is not followed leaves by Client Error.',
						},
						{
							displayName: 'Max Redirects',
							name: 'maxRedirects',
							type: 'number',
							typeOptions: { minValue: 1, maxValue: 50, numberPrecision: 0 },
							default: 5,
							displayOptions: { show: { followRedirects: [true] } },
						},
					],
				},
			],
		},
		{
			displayName: 'Requests at a Time',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
			default: 10,
			description: 'How many items are under way at once; the order of the items is kept',
		},
		{
			displayName: 'Response Body Is',
			name: 'expect',
			type: 'options',
			options: [
				{ name: 'A File', value: 'file', description: 'Kept as binary data in the field "data"' },
				{ name: 'Found Out by Itself', value: 'auto' },
				{ name: 'JSON', value: 'json' },
				{ name: 'Text', value: 'text' },
			],
			default: 'auto',
		},
		{
			displayName: 'Send Idempotency Key',
			name: 'sendIdempotencyKey',
			type: 'boolean',
			default: false,
			description:
				'Whether to send a generated Idempotency-Key header, the same over all tries of one item. A key of your own goes under Headers.',
		},
		{
			displayName: 'Timeout (Ms)',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: LONGEST_TIMER_MS },
			default: 30000,
			description: 'How long one try may take from the first byte sent to the last byte received',
		},
	],
};

/** The panel of Call API, in the order in which a request is thought up. */
export const properties: INodeProperties[] = [
	...target,
	...query,
	...headers,
	...body,
	waiting,
	...captures,
	...branches,
	retries,
	options,
];

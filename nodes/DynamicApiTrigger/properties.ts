import type { INodeProperties } from 'n8n-workflow';

import { webhookBases } from '../shared/webhookAddress';
import { idempotency } from './keyProperties';
import { rateLimit } from './rateProperties';
import { readyCallExpression } from './readyCall';
import { token } from './tokenProperties';

const DECLARED = { show: { attributesFrom: ['declared'] } };

const methods: INodeProperties = {
	displayName: 'Methods',
	name: 'methods',
	type: 'multiOptions',
	options: [
		{ name: 'DELETE', value: 'DELETE' },
		{ name: 'GET', value: 'GET' },
		{ name: 'PATCH', value: 'PATCH' },
		{ name: 'POST', value: 'POST' },
		{ name: 'PUT', value: 'PUT' },
	],
	default: ['POST'],
	description: 'The HTTP methods that start the flow. Any other gets 405 with the list of these.',
};

const path: INodeProperties = {
	displayName: 'Path',
	name: 'path',
	type: 'string',
	default: '',
	placeholder: 'e.g. orders/:orderId',
	description:
		'The last part of the URL. A part that begins with ":" becomes a flow variable. Leave empty for a unique path.',
};

const answer: INodeProperties = {
	displayName: 'Answer',
	name: 'answer',
	type: 'options',
	options: [
		{
			name: 'Synchronous',
			value: 'sync',
			description: 'The caller waits for the answer that an API End in this flow gives',
		},
		{
			name: 'Asynchronous',
			value: 'async',
			description: 'The caller gets 202 with a request ID at once, and the flow runs on its own',
		},
	],
	default: 'sync',
};

const timeoutSeconds: INodeProperties = {
	displayName: 'Answer Within (Seconds)',
	name: 'timeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 0.1, maxValue: 3600 },
	default: 30,
	description:
		'How long the caller waits. After that the caller gets 504 with the request ID, and the flow goes on without an answer.',
	displayOptions: { show: { answer: ['sync'] } },
};

const allowedAddresses: INodeProperties = {
	displayName: 'Allowed IP Addresses',
	name: 'allowedAddresses',
	type: 'string',
	default: '0.0.0.0/0;::/0',
	placeholder: 'e.g. 192.0.2.7; 198.51.100.0/24; 2001:db8::/32',
	description:
		'Addresses and CIDR ranges, IPv4 or IPv6, separated by ";" or ",". <code>0.0.0.0/0;::/0</code> allows any. Behind a reverse proxy the person who runs n8n must set N8N_PROXY_HOPS, else all callers have the proxy\'s address.',
};

const attributes: INodeProperties[] = [
	{
		displayName: 'Attributes',
		name: 'attributesFrom',
		type: 'options',
		options: [
			{
				name: 'Declared Below',
				value: 'declared',
				description: 'Name the attributes that callers send, with their types',
			},
			{ name: 'JSON Schema', value: 'schema', description: 'Describe the attributes by a JSON Schema' },
		],
		default: 'declared',
		description:
			'Path, query and body fields become flow variables. A call whose attributes are not valid gets 422 with every failing field, and no execution is made.',
	},
	{
		displayName: 'Declared Attributes',
		name: 'attributes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Attribute',
		default: {},
		displayOptions: DECLARED,
		options: [
			{
				displayName: 'Attribute',
				name: 'rows',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. orderId',
						description: 'As callers send it and as the flow reads it',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						options: [
							{ name: 'Boolean', value: 'boolean' },
							{ name: 'Date', value: 'date', description: 'A date, or a date and time with its zone (ISO 8601)' },
							{ name: 'Email', value: 'email' },
							{ name: 'List', value: 'list' },
							{ name: 'Number', value: 'number' },
							{ name: 'Object', value: 'object' },
							{ name: 'Phone', value: 'phone', description: 'Comes out in E.164 form, e.g. +31612345678' },
							{ name: 'String', value: 'string' },
						],
						default: 'string',
					},
					{
						displayName: 'Required',
						name: 'required',
						type: 'boolean',
						default: false,
						description: 'Whether a call without it is refused',
					},
					{
						displayName: 'Default',
						name: 'defaultText',
						type: 'string',
						default: '',
						description: 'The value for callers that leave it out',
					},
				],
			},
		],
	},
	{
		displayName: 'JSON Schema',
		name: 'schema',
		type: 'json',
		typeOptions: { rows: 8 },
		default: '{\n  "type": "object",\n  "properties": {\n    "phone": { "type": "string", "format": "phone" }\n  },\n  "required": ["phone"]\n}',
		description:
			'For the object of all attributes; draft 2020-12, or draft-07 when its $schema says so. "format": "phone" is understood, and gives E.164.',
		displayOptions: { show: { attributesFrom: ['schema'] } },
	},
];

const signature: INodeProperties = {
	displayName: 'Require a Signature',
	name: 'requireSignature',
	type: 'boolean',
	default: false,
	description:
		'Whether callers must sign each call: HMAC-SHA256 over time-stamp, a dot, and the raw body, with a secret from a credential',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Default Country',
			name: 'defaultCountry',
			type: 'string',
			default: '',
			placeholder: 'e.g. NL',
			description: 'Two-letter country code (ISO 3166-1) for phone numbers that come without their country code',
		},
		{
			displayName: 'Details Field',
			name: 'detailsField',
			type: 'string',
			default: 'request',
			description:
				'Under which name the item holds the details of the call: ID, method, address, headers without secrets, time. No attribute may have this name.',
		},
		{
			displayName: 'Keep Status For (Hours)',
			name: 'keepStatusHours',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 8760 },
			default: 24,
			description:
				'For how long, from the call on, its caller can ask what became of it: Location in a 202 and a 504 says where. 0: not at all.',
		},
		{
			displayName: 'Largest Body (KiB)',
			name: 'maxBodyKib',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 1024,
			description: 'A larger body gets 413. The limit of n8n itself (N8N_PAYLOAD_SIZE_MAX) holds as well.',
		},
		{
			displayName: 'Signature Header',
			name: 'signatureHeader',
			type: 'string',
			default: 'X-Signature',
			description: 'Header with <code>sha256=</code> and the hex digits of the signature',
		},
		{
			displayName: 'Signature Time-Stamp Header',
			name: 'timestampHeader',
			type: 'string',
			default: 'X-Signature-Timestamp',
			description: 'Header with the Unix time in seconds at which the call was signed',
		},
		{
			displayName: 'Signature Tolerance (Seconds)',
			name: 'toleranceSeconds',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 300,
			description: 'How far the time-stamp of a signature may lie from the clock of this server',
		},
		{
			displayName: 'User Name Attribute',
			name: 'userNameAttribute',
			type: 'string',
			default: 'userName',
			description:
				'When a call brings a phone number (the first declared attribute of type Phone) but no user name, the phone number stands in for it',
		},
	],
};

const BASES = webhookBases(process.env);

const readyCalls: INodeProperties[] = [
	{ displayName: 'Test Call', name: 'testCall', type: 'hidden', default: readyCallExpression(BASES.test) },
	{ displayName: 'Production Call', name: 'productionCall', type: 'hidden', default: readyCallExpression(BASES.production) },
	{
		displayName: 'Ready Call: Test',
		name: 'readyTestCall',
		type: 'string',
		default: '={{ $parameter.testCall }}',
		description: 'A line for the terminal that calls this route while you listen for a test event. Triple-click the line below the field to select all of it.',
	},
	{
		displayName: 'Ready Call: Production',
		name: 'readyProductionCall',
		type: 'string',
		default: '={{ $parameter.productionCall }}',
		description: 'The same for the published flow',
	},
];

/** The panel, from what a builder sets first to what most never touch. */
export const properties: INodeProperties[] = [
	methods,
	path,
	answer,
	timeoutSeconds,
	...token,
	allowedAddresses,
	...attributes,
	signature,
	...idempotency,
	...rateLimit,
	...readyCalls,
	options,
];

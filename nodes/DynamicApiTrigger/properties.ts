import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { attributeProperties } from '../shared/route/attributeProperties';
import { allowedAddresses, largestBodyOption, signatureOptions, signatureProperty } from '../shared/route/doorProperties';
import { tokenProperties } from '../shared/route/tokenProperties';
import { webhookBases } from '../shared/webhookAddress';
import { idempotency } from './keyProperties';
import { participant } from './participantProperties';
import { HIDDEN_BY_PRESET, ofPreset, preset } from './presetProperties';
import { rateLimit } from './rateProperties';
import { readyCallExpression } from './readyCall';

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
	displayOptions: HIDDEN_BY_PRESET,
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
	displayOptions: HIDDEN_BY_PRESET,
};

const timeoutSeconds: INodeProperties = {
	displayName: 'Answer Within (Seconds)',
	name: 'timeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 0.1, maxValue: 3600 },
	default: 30,
	description:
		'How long the caller waits. After that the caller gets 504 with the request ID, and the flow goes on without an answer.',
	displayOptions: { show: { answer: ['sync'] }, ...HIDDEN_BY_PRESET },
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		defaultCountryOption,
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
		largestBodyOption,
		...signatureOptions,
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
	preset,
	methods,
	path,
	...ofPreset,
	answer,
	timeoutSeconds,
	...tokenProperties('generated', {
		name: 'None (Anyone May Call)',
		description: 'Only for callers that cannot send a header; then limit the addresses or ask for a signature',
	}),
	allowedAddresses,
	...attributeProperties(
		'Path, query and body fields become flow variables. A call whose attributes are not valid gets 422 with every failing field, and no execution is made.',
	),
	...participant,
	{ ...signatureProperty, displayOptions: HIDDEN_BY_PRESET },
	...idempotency,
	...rateLimit,
	...readyCalls,
	options,
];

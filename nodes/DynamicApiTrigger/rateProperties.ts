import type { INodeProperties } from 'n8n-workflow';

const LIMITED = { show: { rateLimit: ['route', 'caller'] } };

/** How many calls the route takes. */
export const rateLimit: INodeProperties[] = [
	{
		displayName: 'Rate Limit',
		name: 'rateLimit',
		type: 'options',
		options: [
			{ name: 'Off', value: 'off' },
			{ name: 'Whole Route', value: 'route', description: 'All callers share the limit' },
			{ name: 'Each Caller', value: 'caller', description: 'Every caller has the limit for itself' },
		],
		default: 'off',
		description: 'How many calls are taken. One more gets 429 with the time to wait, and no execution is made.',
	},
	{
		displayName: 'Calls',
		name: 'rateCalls',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100_000, numberPrecision: 0 },
		default: 60,
		displayOptions: LIMITED,
	},
	{
		displayName: 'Per',
		name: 'ratePer',
		type: 'options',
		options: [
			{ name: 'Hour', value: 'hour' },
			{ name: 'Minute', value: 'minute' },
			{ name: 'Second', value: 'second' },
		],
		default: 'minute',
		description: 'The limit holds for every span of that length, wherever it begins',
		displayOptions: LIMITED,
	},
	{
		displayName: 'Caller',
		name: 'rateCaller',
		type: 'options',
		options: [
			{ name: 'Address', value: 'address', description: 'The IP address; of IPv6 addresses the /64 network, which one host has for itself' },
			{ name: 'Attribute', value: 'attribute', description: 'An attribute of the call, such as a customer number' },
			{ name: 'Token', value: 'token', description: 'The token that the call shows; there are two while one takes the place of the other' },
		],
		default: 'address',
		description: 'By what callers are told apart',
		displayOptions: { show: { rateLimit: ['caller'] } },
	},
	{
		displayName: 'Attribute Name',
		name: 'rateAttribute',
		type: 'string',
		default: '',
		placeholder: 'e.g. customerId',
		description: 'All calls without it count as those of one caller',
		displayOptions: { show: { rateLimit: ['caller'], rateCaller: ['attribute'] } },
	},
];

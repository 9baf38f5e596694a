import type { INodeProperties } from 'n8n-workflow';

import { LONGEST_TIMER_MS } from '../shared/number';
import { resultFieldOption } from '../shared/resultField';

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
		resultFieldOption('call', 'the result of the call'),
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

/** The part of the panel that most builders never touch. */
export const optionProperties: INodeProperties[] = [retries, options];

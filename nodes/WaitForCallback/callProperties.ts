import type { INodeProperties } from 'n8n-workflow';

import { defaultCountryOption } from '../shared/country';
import { resultFieldOption } from '../shared/resultField';
import { attributeProperties } from '../shared/route/attributeProperties';
import { allowedAddresses, largestBodyOption, signatureOptions, signatureProperty } from '../shared/route/doorProperties';
import { tokenProperties } from '../shared/route/tokenProperties';
import { webhookBases } from '../shared/webhookAddress';
import { DEFAULT_ANSWER, USUAL_PLACE } from './callPanel';

const { production } = webhookBases(process.env);

const callbackUrl: INodeProperties = {
	displayName: 'Callback URL',
	name: 'callbackUrl',
	type: 'string',
	default: `={{ ${JSON.stringify(production)} + "/" + $webhookId }}`,
	description:
		'Where outside systems call while the flow is published. A Wait for Callback with the operation Prepare puts it into the item, with the reference in it. While you try a flow out, the URL that was prepared is that of the run, and takes callbacks once the run waits.',
};

const answer: INodeProperties = {
	displayName: 'Answer to the Caller',
	name: 'answer',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'What a callback gets that is taken, at once',
	options: [
		{
			displayName: 'Body',
			name: 'body',
			type: 'json',
			default: DEFAULT_ANSWER,
			description: 'JSON; empty for an answer without a body',
		},
		{
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
						{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. Location' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. https://shop.example.com/thank-you' },
					],
				},
			],
		},
		{
			displayName: 'Status Code',
			name: 'statusCode',
			type: 'number',
			typeOptions: { minValue: 200, maxValue: 399, numberPrecision: 0 },
			default: 202,
			description: 'For example 200, 202, or 204 without a body',
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
		allowedAddresses,
		{
			displayName: 'Allowed Methods',
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
			description: 'Any other gets 405. A link that somebody clicks is a GET; programs that look at links in advance call it, too.',
		},
		defaultCountryOption,
		{
			displayName: 'Headers to Keep',
			name: 'keptHeaders',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-Event-ID, User-Agent',
			description: 'Headers of the callback that the flow is to see, with commas between them',
		},
		{
			displayName: 'Keep Early Callbacks (Minutes)',
			name: 'keepEarlyMinutes',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 43_200 },
			default: 60,
			description:
				'For how long a callback is kept whose reference is not known yet, because nothing was prepared and the flow does not wait yet. Only where callers show a token or a signature; 0: it gets 404.',
		},
		largestBodyOption,
		resultFieldOption('callback', 'what was called back'),
		{
			displayName: 'Reference Header',
			name: 'referenceHeader',
			type: 'string',
			default: USUAL_PLACE,
			description: 'The header that has the reference, if the call has it there',
		},
		{
			displayName: 'Reference in Body (JSONPath)',
			name: 'referencePath',
			type: 'string',
			default: '',
			placeholder: 'e.g. $.order.reference',
			description: 'Where the body has the reference, if the call has it there',
		},
		{
			displayName: 'Reference Query Parameter',
			name: 'referenceQuery',
			type: 'string',
			default: USUAL_PLACE,
			description: 'The query parameter that has the reference, if the call has it there',
		},
		...signatureOptions,
	],
};

/** Who may call back, what they send, and what they are answered. */
export const callProperties: INodeProperties[] = [
	callbackUrl,
	...tokenProperties('none', {
		name: 'None (the Reference Is the Secret)',
		description: 'Callers show only the reference, which must be a random UUID then',
	}),
	signatureProperty,
	...attributeProperties('What is declared is checked. A callback that is not valid gets 422 with every failing field, and can be sent again.'),
	answer,
	options,
];

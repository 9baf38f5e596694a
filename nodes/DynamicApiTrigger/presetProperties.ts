import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { webhookBases } from '../shared/webhookAddress';

const WITH_PRESET = { show: { preset: ['trengoDynamicContent'] } };

/** What a preset settles is not asked for. */
export const HIDDEN_BY_PRESET = { hide: { preset: ['trengoDynamicContent'] } };

/** Whose calls the route takes, where that settles much of the panel. */
export const preset: INodeProperties = {
	displayName: 'Preset',
	name: 'preset',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'None', value: 'none', description: 'The route is as you set it up below' },
		{
			name: 'Trengo Dynamic Content',
			value: 'trengoDynamicContent',
			description: 'For the step Dynamic Content of a Flowbot at Trengo, which waits 5 seconds for content and then goes on without a word',
		},
	],
	default: 'none',
};

/**
 * The URL of the route. The editor evaluates the text of this function, so it leans on nothing outside itself and its text
 * holds no two closing braces in a row.
 *
 * @param $parameter the panel
 * @param webhookId the id by which n8n knows the webhook
 * @param base the address under which n8n serves webhooks
 */
export function routeUrl($parameter: INodeParameters, webhookId: string, base: string): string {
	const path = String($parameter.path || '').replace(/^\/|\/$/g, '');
	const hasParts = path.split('/').some((part) => part.startsWith(':'));
	return base + '/' + (path === '' ? webhookId : hasParts ? webhookId + '/' + path : path);
}

/** @returns the expression that shows the URL in the panel */
function routeUrlExpression(base: string): string {
	return `={{ (${routeUrl.toString()})($parameter, $webhookId, ${JSON.stringify(base)}) }}`;
}

/** What the preset asks for, and what is to be entered at Trengo. */
export const ofPreset: INodeProperties[] = [
	{
		displayName:
			"In the Flowbot's step Dynamic Content enter the URL below, the header <code>X-Api-Token</code> with the Route Token as its value, and the header <code>Content-Type</code> with <code>application/json</code>. Under Body parameters add what the Flowbot has asked for, and declare it under Attributes. The route takes POST, as JSON or as a form.",
		name: 'presetNotice',
		type: 'notice',
		default: '',
		displayOptions: WITH_PRESET,
	},
	{ displayName: 'Production URL', name: 'presetUrlText', type: 'hidden', default: routeUrlExpression(webhookBases(process.env).production) },
	{
		displayName: 'URL for the Flowbot',
		name: 'presetUrl',
		type: 'string',
		default: '={{ $parameter.presetUrlText }}',
		description: 'Where the step calls the published flow. Triple-click the line below the field to select all of it.',
		displayOptions: WITH_PRESET,
	},
	{
		displayName: 'Answer Within (Seconds)',
		name: 'presetSeconds',
		type: 'number',
		typeOptions: { minValue: 0.1, maxValue: 4.9 },
		default: 4.5,
		description: 'When the fallback answer goes out, if the flow has not answered. Trengo waits 5 seconds, the way there and back included. The flow goes on.',
		displayOptions: WITH_PRESET,
	},
	{
		displayName: 'Fallback Answer',
		name: 'fallbackContents',
		type: 'json',
		typeOptions: { rows: 4 },
		default: '{\n  "contents": []\n}',
		description:
			'What the Flowbot shows when the flow does not answer in time, fails, or ends without an API End: the contents as Trengo takes them, e.g. <code>{"contents": [{"type": "text", "text": "One moment please."}]}</code>. An empty list shows nothing.',
		displayOptions: WITH_PRESET,
	},
];

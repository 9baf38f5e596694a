import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class FlowElementsRouteTokenApi implements ICredentialType {
	name = 'flowElementsRouteTokenApi';

	displayName = 'Flow Elements Route Token API';

	documentationUrl =
		'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/dynamic-api-trigger.md#token';

	icon = { light: 'file:routeToken.svg', dark: 'file:routeToken.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'What callers send to open the route. Use at least 32 random characters.',
		},
		{
			displayName: 'Previous Token',
			name: 'previousToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The token before the last rotation, while callers move to the new one',
		},
		{
			displayName: 'Previous Token Valid Until',
			name: 'previousTokenValidUntil',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-12-31T18:00:00Z',
			description: 'Date and time until which the previous token still opens the route. Without it the previous token does not.',
		},
	];
}

import type { ICredentialType, INodeProperties } from 'n8n-workflow';

export class FlowElementsSigningSecretApi implements ICredentialType {
	name = 'flowElementsSigningSecretApi';

	displayName = 'Flow Elements Signing Secret API';

	documentationUrl =
		'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/dynamic-api-trigger.md#signature';

	icon = { light: 'file:routeToken.svg', dark: 'file:routeToken.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Shared with the caller, who signs every call with it (HMAC-SHA256). Use at least 32 random characters.',
		},
	];
}

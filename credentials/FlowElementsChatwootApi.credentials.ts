import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsChatwootApi implements ICredentialType {
	name = 'flowElementsChatwootApi';

	displayName = 'Flow Elements Chatwoot API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/start-conversation.md#chatwoot';

	icon = { light: 'file:chatwoot.svg', dark: 'file:chatwoot.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From Profile Settings in Chatwoot. That of an administrator can also register the webhook and make labels.',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			required: true,
			default: '1',
			placeholder: 'e.g. 1',
			description: 'The number after /app/accounts/ in the address of your Chatwoot',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://app.chatwoot.com',
			placeholder: 'e.g. https://chat.example.com',
			description: 'The address of your Chatwoot. The token is sent nowhere else.',
		},
	];

	/** Adds the token, for requests to the own address only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.baseUrl, 'Chatwoot');
		return { ...request, headers: { ...request.headers, api_access_token: String(credentials.token ?? '').trim() } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: '=/api/v1/accounts/{{ encodeURIComponent($credentials.accountId.trim()) }}/inboxes',
			headers: { Accept: 'application/json' },
			// n8n would take the token along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'Chatwoot does not accept the access token for this account.' } },
			{ type: 'responseCode', properties: { value: 403, message: 'Chatwoot knows the access token, but does not let it into this account.' } },
			{ type: 'responseCode', properties: { value: 404, message: 'There is no such account at this address. Check Account ID and Base URL.' } },
		],
	};
}

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsTrengoApi implements ICredentialType {
	name = 'flowElementsTrengoApi';

	displayName = 'Flow Elements Trengo API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/send-template.md#trengo';

	icon = { light: 'file:trengo.svg', dark: 'file:trengo.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The API token of your Trengo account, as its settings show it. Trengo takes 120 requests a minute with it.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://app.trengo.com/api/v2',
			placeholder: 'e.g. https://app.trengo.eu/api/v2',
			description: 'The address of the API, with /api/v2 at its end. The token is sent nowhere else.',
		},
	];

	/** Adds the token, for requests to the API's own address only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.baseUrl, 'Trengo');
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${String(credentials.token ?? '').trim()}` } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '/webhooks',
			// Trengo's documents ask for it.
			headers: { Accept: 'application/json' },
			// n8n would take the token along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'Trengo does not accept the API token.' } },
			{ type: 'responseCode', properties: { value: 403, message: 'Trengo knows the API token, but does not let it read webhooks. Use the token of an administrator.' } },
			{ type: 'responseCode', properties: { value: 404, message: 'This is not the address of the Trengo API. Check Base URL; it ends with /api/v2.' } },
			{ type: 'responseCode', properties: { value: 429, message: 'Trengo takes 120 requests a minute, and has had them. Test again.' } },
		],
	};
}

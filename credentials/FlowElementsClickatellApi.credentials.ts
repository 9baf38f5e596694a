import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsClickatellApi implements ICredentialType {
	name = 'flowElementsClickatellApi';

	displayName = 'Flow Elements Clickatell API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/send-template.md#clickatell';

	icon = { light: 'file:clickatell.svg', dark: 'file:clickatell.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The API key of the integration (One API), as it stands in the Clickatell portal',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://platform.clickatell.com',
			description: 'The address of the API. The key is sent nowhere else.',
		},
		{
			displayName: 'Webhook User',
			name: 'webhookUser',
			type: 'string',
			default: '',
			description:
				'The user name that Clickatell shows when it calls the Message Events Trigger. Write the same in the callback settings of the integration. Leave empty when it shows none.',
		},
		{
			displayName: 'Webhook Password',
			name: 'webhookPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password that goes with the webhook user',
		},
	];

	/** Adds the key as it is, for requests to the API's own address only; Clickatell wants no scheme before it. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.baseUrl, 'Clickatell');
		return { ...request, headers: { ...request.headers, Authorization: String(credentials.apiKey ?? '').trim() } };
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '/v1/balance',
			// n8n would take the key along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: { value: 401, message: 'Clickatell does not accept the API key, or not from the address of this n8n.' },
			},
			{ type: 'responseCode', properties: { value: 404, message: 'This is not the address of the Clickatell API. Check Base URL.' } },
		],
	};
}

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsAlertsPanelApi implements ICredentialType {
	name = 'flowElementsAlertsPanelApi';

	displayName = 'Flow Elements AlertsPanel API';

	documentationUrl =
		'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/add-to-flow.md#alertspanel';

	icon = { light: 'file:alertsPanel.svg', dark: 'file:alertsPanel.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			required: true,
			default: 'https://api.alertspanel.com',
			placeholder: 'e.g. https://api.engati.ai',
			description: 'The address of the API. Engati has others for its other brands. The key is sent nowhere else.',
		},
		{
			displayName: 'Customer ID',
			name: 'customerId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 61179',
			description: 'The cid under Integrations > AlertsPanel API',
		},
		{
			displayName: 'Bot Key',
			name: 'botKey',
			type: 'string',
			required: true,
			default: '',
			description: 'The bot key under Integrations > AlertsPanel API',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The API key under Integrations > AlertsPanel API, as it stands there',
		},
	];

	/** Adds the key as it is, for requests to the API's own address only; in spite of its name this is not HTTP Basic. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.host, 'AlertsPanel');
		return { ...request, headers: { ...request.headers, Authorization: `Basic ${String(credentials.apiKey ?? '').trim()}` } };
	};

	// Asks for the users with a phone number that nobody has.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.host.trim() }}',
			url: '=/bot-api/v1.0/customer/{{ encodeURIComponent($credentials.customerId.trim()) }}/bot/{{ encodeURIComponent($credentials.botKey.trim()) }}/users',
			qs: { 'attribute.name': 'user.phone_no', 'attribute.value': '0' },
			// n8n would take the key along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'AlertsPanel does not accept the API key.' } },
			{ type: 'responseCode', properties: { value: 403, message: 'AlertsPanel does not accept the API key for this bot.' } },
			{
				type: 'responseCode',
				properties: { value: 404, message: 'AlertsPanel does not know this customer or bot. Check Host, Customer ID and Bot Key.' },
			},
		],
	};
}

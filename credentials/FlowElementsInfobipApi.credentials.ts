import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsInfobipApi implements ICredentialType {
	name = 'flowElementsInfobipApi';

	displayName = 'Flow Elements Infobip API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/send-template.md#infobip';

	icon = { light: 'file:infobip.svg', dark: 'file:infobip.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://xxxxx.api.infobip.com',
			description: 'The address of your account, as the Infobip portal shows it, with https:// before it. The key is sent nowhere else.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'Needs the scope flow:use to add people to flows, blocklist:manage to mirror opt-outs, whatsapp:message:send to send WhatsApp messages, whatsapp:manage to list templates, and message:send to talk with a chatbot by Open Channel',
		},
		{
			displayName: 'Webhook User',
			name: 'webhookUser',
			type: 'string',
			default: '',
			description: 'The user name that Infobip shows when it sends reports and messages to n8n (Basic). Without it and the password, anybody who knows the URL can send events.',
		},
		{
			displayName: 'Webhook Password',
			name: 'webhookPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The password that Infobip shows when it sends reports and messages to n8n (Basic)',
		},
	];

	/** Adds the key, for requests to the account's own address only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.baseUrl, 'Infobip');
		return { ...request, headers: { ...request.headers, Authorization: `App ${String(credentials.apiKey ?? '').trim()}` } };
	};

	// Of all that can be read without an ID this is the smallest.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '/platform/1/blocklists',
			qs: { size: 1 },
			// n8n would take the key along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'Infobip does not accept the API key.' } },
			{
				type: 'responseCode',
				properties: {
					value: 403,
					message:
						'Infobip knows the API key, but does not let it read the blocklist, which is how it is tested (scope blocklist:manage). Add to Flow and Send Template work without that.',
				},
			},
			{ type: 'responseCode', properties: { value: 429, message: 'Infobip takes one such request a second. Test again.' } },
		],
	};
}

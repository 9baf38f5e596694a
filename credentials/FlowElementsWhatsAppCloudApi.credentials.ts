import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsWhatsAppCloudApi implements ICredentialType {
	name = 'flowElementsWhatsAppCloudApi';

	displayName = 'Flow Elements WhatsApp Cloud API';

	documentationUrl =
		'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/send-template.md#whatsapp-cloud-api';

	icon = { light: 'file:whatsAppCloud.svg', dark: 'file:whatsAppCloud.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The token of a system user, which does not expire. Needs whatsapp_business_messaging to send and whatsapp_business_management to list templates.',
		},
		{
			displayName: 'Phone Number ID',
			name: 'phoneNumberId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 106540352242922',
			description: 'The ID of the number that messages come from, under WhatsApp > API Setup; it is not the number itself',
		},
		{
			displayName: 'Business Account ID',
			name: 'businessAccountId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 102290129340398',
			description: 'The ID of the WhatsApp Business account, under WhatsApp > API Setup. The templates belong to it.',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'The secret under App Settings > Basic. Meta signs with it what it sends to n8n; needed for Message Events Trigger.',
		},
		{
			displayName: 'Verify Token',
			name: 'verifyToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'A text of your own, which you also enter beside the callback URL at Meta; needed for Message Events Trigger',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://graph.facebook.com',
			description: 'The address of the API. The token is sent nowhere else.',
		},
		{
			displayName: 'Version',
			name: 'version',
			type: 'string',
			required: true,
			default: 'v23.0',
			placeholder: 'e.g. v23.0',
			description: 'The version of the Graph API',
		},
	];

	/** Adds the token, for requests to the API's own address only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		requireOwnServer(request, credentials.baseUrl, 'WhatsApp Cloud');
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${String(credentials.accessToken ?? '').trim()}` } };
	};

	// One template, by its name alone: it shows that the token is good, and that it fits the account.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: '=/{{ encodeURIComponent($credentials.version.trim()) }}/{{ encodeURIComponent($credentials.businessAccountId.trim()) }}/message_templates',
			qs: { fields: 'name', limit: 1 },
			// n8n would take the token along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 400,
					message:
						'Meta knows no such account, or the token may not read its templates. Check Business Account ID and Version, and that the token has whatsapp_business_management.',
				},
			},
			{ type: 'responseCode', properties: { value: 401, message: 'Meta does not accept the access token. It may have expired.' } },
			{
				type: 'responseCode',
				properties: { value: 403, message: 'Meta knows the access token, but does not let it read templates (whatsapp_business_management).' },
			},
		],
	};
}

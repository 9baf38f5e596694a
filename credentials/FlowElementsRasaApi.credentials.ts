import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsRasaApi implements ICredentialType {
	name = 'flowElementsRasaApi';

	displayName = 'Flow Elements Rasa API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/chatbot-engines.md#rasa';

	icon = { light: 'file:rasa.svg', dark: 'file:rasa.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://rasa.example.com',
			description: 'The address of the Rasa server. Plain http:// is possible without a token. The token is sent nowhere else.',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'Bearer Token', value: 'bearer', description: 'A JSON Web Token for a server with --jwt-secret, or the token of a gateway before it' },
				{ name: 'None', value: 'none' },
				{ name: 'Token in the Query', value: 'query', description: 'For a server with --auth-token' },
			],
			default: 'none',
			description: 'How the server wants to be shown who calls',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { authentication: ['bearer', 'query'] } },
		},
	];

	/** Adds the token, if there is one, for requests to the own server only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const { authentication } = credentials;
		if (authentication !== 'bearer' && authentication !== 'query') return request;
		requireOwnServer(request, credentials.baseUrl, 'Rasa');
		const token = String(credentials.token ?? '').trim();
		if (authentication === 'query') return { ...request, qs: { ...request.qs, token } };
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
	};

	// Neither of them starts a conversation: what model is loaded, which takes the token, or without one whether the channel is on.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim() }}',
			url: "={{ $credentials.authentication === 'none' ? '/webhooks/rest/' : '/status' }}",
			// n8n would take the token along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'Rasa does not accept the token.' } },
			{ type: 'responseCode', properties: { value: 403, message: 'Rasa does not allow this with the token.' } },
			{
				type: 'responseCode',
				properties: {
					value: 404,
					message:
						'Rasa does not answer at this address. Without a token, check Base URL and whether the REST channel is on (rest: in credentials.yml); with a token, whether it runs with --enable-api.',
				},
			},
		],
	};
}

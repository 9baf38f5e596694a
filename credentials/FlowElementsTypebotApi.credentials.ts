import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requireOwnServer } from './ownServer';

export class FlowElementsTypebotApi implements ICredentialType {
	name = 'flowElementsTypebotApi';

	displayName = 'Flow Elements Typebot API';

	documentationUrl = 'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/chatbot-engines.md#typebot';

	icon = { light: 'file:typebot.svg', dark: 'file:typebot.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Viewer URL',
			name: 'viewerUrl',
			type: 'string',
			required: true,
			default: 'https://typebot.io',
			placeholder: 'e.g. https://bot.example.com',
			description:
				'The address at which people open your bots, without the name of a bot; not that of the builder. Plain http:// is possible without a token. The token is sent nowhere else.',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'An API token from Settings & Members > My Account. Published bots need none; it is for bots that are not published (preview).',
		},
	];

	/** Adds the token, if there is one, for requests to the own viewer only. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const token = String(credentials.token ?? '').trim();
		if (token === '') return request;
		requireOwnServer(request, credentials.viewerUrl, 'Typebot');
		return { ...request, headers: { ...request.headers, Authorization: `Bearer ${token}` } };
	};

	// Neither of them starts a session: whose token it is, or without one whether a viewer is there.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.viewerUrl.trim() }}',
			url: "={{ ($credentials.token ?? '').trim() === '' ? '/api/healthz' : '/api/users/me' }}",
			// n8n would take the token along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: 'Typebot does not accept the token.' } },
			{
				type: 'responseCode',
				properties: { value: 404, message: 'This is not the address of a Typebot viewer, or it does not know the token. Check Viewer URL and Token.' },
			},
		],
	};
}

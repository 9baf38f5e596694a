import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

const ONLY = (...authentication: string[]) => ({ displayOptions: { show: { authentication } } });

export class FlowElementsConnectionApi implements ICredentialType {
	name = 'flowElementsConnectionApi';

	displayName = 'Flow Elements Connection API';

	documentationUrl =
		'https://github.com/flow-elements/n8n-nodes-flow-elements/blob/main/docs/call-api.md#connection';

	icon = { light: 'file:connection.svg', dark: 'file:connection.dark.svg' } as const;

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://api.example.com/v1',
			description:
				'Elements that use this connection then only name the path, and the key is never sent anywhere else. Leave empty to use the key with any URL.',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			options: [
				{ name: 'API Key in a Header', value: 'header' },
				{ name: 'API Key in the Query', value: 'query' },
				{ name: 'Basic', value: 'basic' },
				{ name: 'Bearer Token', value: 'bearer' },
				{ name: 'None', value: 'none' },
			],
			default: 'bearer',
			description: 'How the API wants to be shown who calls',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			...ONLY('bearer'),
		},
		{
			displayName: 'Name',
			name: 'keyName',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-Api-Key',
			description: 'Name of the header or query parameter that carries the key',
			...ONLY('header', 'query'),
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			...ONLY('header', 'query'),
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			...ONLY('basic'),
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			...ONLY('basic'),
		},
		{
			displayName: 'Default Headers',
			name: 'defaultHeaders',
			type: 'json',
			default: '{}',
			placeholder: 'e.g. { "Accept-Language": "nl" }',
			description: 'Headers that every request gets, as a JSON object. A header set on the element wins.',
		},
		{
			displayName: 'Test Path',
			name: 'testPath',
			type: 'string',
			default: '',
			placeholder: 'e.g. /me',
			description: 'Path that is fetched to test this connection; it needs a base URL',
		},
	];

	/** Adds the default headers and the key to a request; headers that the request already has stay. */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const text = (name: string) => String(credentials[name] ?? '');
		const defaults = defaultHeadersOf(text('defaultHeaders'));
		const keyName = text('keyName').trim();
		const withKey = (key: Record<string, string>) => ({ ...request, headers: merged(defaults, key, request.headers) });

		switch (credentials.authentication) {
			case 'bearer':
				return withKey({ Authorization: `Bearer ${text('token')}` });
			case 'basic': {
				const pair = Buffer.from(`${text('user')}:${text('password')}`).toString('base64');
				return withKey({ Authorization: `Basic ${pair}` });
			}
			case 'header':
				return withKey({ [keyName]: text('apiKey') });
			case 'query':
				return { ...withKey({}), qs: { ...request.qs, [keyName]: text('apiKey') } };
			default:
				return withKey({});
		}
	};

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '={{ $credentials.testPath }}',
			// n8n would take the key along to wherever the redirect leads.
			disableFollowRedirect: true,
		},
	};
}

/** Names of headers differ by more than case; of two that do not, the later one stays. */
function merged(...sets: Array<IDataObject | undefined>): IDataObject {
	const rows = sets.flatMap((set) => Object.entries(set ?? {}));
	return Object.fromEntries(new Map(rows.map((row) => [row[0].toLowerCase(), row])).values());
}

/**
 * Reads the default headers of a connection.
 *
 * @param text a JSON object of names and values, or nothing
 * @throws Error for anything else; the message does not repeat the text, which may hold a key
 */
export function defaultHeadersOf(text: string): Record<string, string> {
	const trimmed = text.trim();
	if (trimmed === '') return {};
	let value: unknown;
	try {
		value = JSON.parse(trimmed);
	} catch {
		throw new Error('The default headers of the connection are not valid JSON. Write an object, e.g. { "Accept-Language": "nl" }.');
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('The default headers of the connection must be a JSON object of names and values.');
	}
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, String(entry)]));
}

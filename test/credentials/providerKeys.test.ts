import type { ICredentialDataDecryptedObject, ICredentialTestRequest, IHttpRequestOptions } from 'n8n-workflow';

import { FlowElementsAlertsPanelApi } from '../../credentials/FlowElementsAlertsPanelApi.credentials';
import { FlowElementsClickatellApi } from '../../credentials/FlowElementsClickatellApi.credentials';
import { FlowElementsInfobipApi } from '../../credentials/FlowElementsInfobipApi.credentials';
import { FlowElementsRasaApi } from '../../credentials/FlowElementsRasaApi.credentials';
import { FlowElementsTrengoApi } from '../../credentials/FlowElementsTrengoApi.credentials';
import { FlowElementsTypebotApi } from '../../credentials/FlowElementsTypebotApi.credentials';
import { FlowElementsWhatsAppCloudApi } from '../../credentials/FlowElementsWhatsAppCloudApi.credentials';

interface ProviderCredential {
	authenticate(credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions>;
	test: ICredentialTestRequest;
}

const CASES: Array<[string, ProviderCredential, string, string, string]> = [
	['Infobip', new FlowElementsInfobipApi(), 'baseUrl', 'https://xyz.api.infobip.com', 'App hush'],
	['AlertsPanel', new FlowElementsAlertsPanelApi(), 'host', 'https://api.alertspanel.com', 'Basic hush'],
	['Clickatell', new FlowElementsClickatellApi(), 'baseUrl', 'https://platform.clickatell.com', 'hush'],
	['Trengo', new FlowElementsTrengoApi(), 'baseUrl', 'https://app.trengo.com', 'Bearer hush'],
	['Typebot', new FlowElementsTypebotApi(), 'viewerUrl', 'https://typebot.io', 'Bearer hush'],
	['Rasa', new FlowElementsRasaApi(), 'baseUrl', 'https://rasa.example.com', 'Bearer hush'],
	['WhatsApp Cloud', new FlowElementsWhatsAppCloudApi(), 'baseUrl', 'https://graph.facebook.com', 'Bearer hush'],
];

describe.each(CASES)('the key of %s', (service, credential, field, address, header) => {
	const authenticated = async (request: Partial<IHttpRequestOptions>, data: ICredentialDataDecryptedObject = {}) =>
		await credential.authenticate(
			{ [field]: address, authentication: 'bearer', apiKey: ' hush\n', accessToken: ' hush\n', token: ' hush\n', ...data },
			request as IHttpRequestOptions,
		);

	it('is shown as the service wants it, beside the headers that are there', async () => {
		const request = { url: `${address}/a/b?c=d`, headers: { accept: 'application/json' } };
		const before = structuredClone(request);
		expect(await authenticated(request)).toEqual({ ...request, headers: { accept: 'application/json', Authorization: header } });
		expect(request).toEqual(before);
	});

	it('takes the place of one that was there', async () => {
		const { headers } = await authenticated({ url: address, headers: { Authorization: 'other' } });
		expect(headers).toEqual({ Authorization: header });
	});

	it.each<[string, Partial<IHttpRequestOptions> & { uri?: string }]>([
		['a path under a base URL', { url: '/a', baseURL: address }],
		['a path under a base URL that ends with a slash', { url: '/a', baseURL: `${address}/` }],
		['a URL under its older name', { uri: `${address}/a` }],
		['the address in other case, with its port', { url: `${address.toUpperCase()}:443/a` }],
	])('goes along to %s', async (_, request) => {
		expect((await authenticated(request)).headers).toEqual({ Authorization: header });
	});

	it.each<[string, Partial<IHttpRequestOptions> & { uri?: string }]>([
		['another server', { url: 'https://evil.example.com/' }],
		['a server of a similar name', { url: `${address}.evil.example.com/` }],
		['a server with the address in its user part', { url: `${address}@evil.example.com/` }],
		['another port', { url: `${address}:8443/` }],
		['the same server without TLS', { url: address.replace('https', 'http') }],
		['another server under its older name', { uri: 'https://evil.example.com/' }],
		['another server in spite of the base URL', { url: 'https://evil.example.com/', baseURL: address }],
		['another server without a scheme', { url: '//evil.example.com/', baseURL: address }],
		['no server', { url: '/a' }],
	])('does not go along to %s', async (_, request) => {
		const error = await authenticated(request).catch((caught: unknown) => caught as Error);
		expect(error).toEqual(new Error(`The API key of ${service} is only sent to the server in its credential, and only by https. Check the address there.`));
	});

	it.each([
		'http://localhost:4010',
		'http://LOCALHOST',
		'http://127.0.0.1:4010',
		'http://127.1.2.3',
		'http://2130706433',
		'http://[::1]:4010',
		'https://localhost:4010',
	])('goes to this machine without TLS, too: %s', async (own) => {
		expect((await authenticated({ url: `${own}/a` }, { [field]: own })).headers).toEqual({ Authorization: header });
	});

	it.each([
		address.replace('https', 'http'),
		`${address.replace('https', 'http')}:443`,
		'http://10.0.0.7',
		'http://0.0.0.0',
		'http://localhost.evil.example.com',
		'http://127.0.0.1.evil.example.com',
		'http://127.0.0.1.nip.io',
		'http://evil-localhost',
		'http://localhost@evil.example.com',
		'http://evil.example.com/localhost',
		'http://evil.example.com/#@[::1]',
		'http://128.0.0.1',
		'http://[::2]',
		'ftp://evil.example.com',
	])('does not go to %s, even if the credential says so', async (own) => {
		const error = await authenticated({ url: own }, { [field]: own }).catch((caught: unknown) => caught as Error);
		expect(error).toEqual(new Error(`The API key of ${service} is only sent to the server in its credential, and only by https. Check the address there.`));
	});

	it.each<string | null>(['', 'xyz', null])('goes nowhere when the address is %j', async (value) => {
		await expect(authenticated({ url: address }, { [field]: value } as ICredentialDataDecryptedObject)).rejects.toThrow('is only sent to the server in its credential');
	});

	it('is tested by a reading that follows no redirect', () => {
		const { method = 'GET', baseURL, disableFollowRedirect } = credential.test.request;
		expect({ method, baseURL, disableFollowRedirect }).toEqual({
			method: 'GET',
			baseURL: `={{ $credentials.${field}.trim() }}`,
			disableFollowRedirect: true,
		});
	});
});

describe('a key that is not needed', () => {
	const request = { url: 'http://viewer:3000/api/healthz', headers: { accept: 'application/json' } };

	it.each([
		['Typebot', new FlowElementsTypebotApi(), { viewerUrl: 'http://viewer:3000', token: ' ' }],
		['Rasa', new FlowElementsRasaApi(), { baseUrl: 'http://viewer:3000', authentication: 'none', token: 'left over' }],
	])('of %s is not shown, so that plain http will do', async (_, credential, data) => {
		expect(await credential.authenticate(data, request)).toEqual(request);
	});
});

describe('the token of Rasa', () => {
	it('can go in the query, beside what is there', async () => {
		const data = { baseUrl: 'https://rasa.example.com', authentication: 'query', token: ' hush ' };
		const request = { url: 'https://rasa.example.com/status', qs: { a: 1 } };
		expect(await new FlowElementsRasaApi().authenticate(data, request)).toEqual({ ...request, qs: { a: 1, token: 'hush' } });
		await expect(new FlowElementsRasaApi().authenticate(data, { url: 'https://evil.example.com/' })).rejects.toThrow('is only sent to the server in its credential');
	});
});

describe('the test of a credential without a key', () => {
	it.each([
		['Typebot', new FlowElementsTypebotApi(), { viewerUrl: 'https://t.example', token: '' }, { viewerUrl: 'https://t.example', token: 'x' }, ['/api/healthz', '/api/users/me']],
		['Rasa', new FlowElementsRasaApi(), { baseUrl: 'https://r.example', authentication: 'none' }, { baseUrl: 'https://r.example', authentication: 'query', token: 'x' }, ['/webhooks/rest/', '/status']],
	])('of %s asks for something else', (_, credential, without, withKey, urls) => {
		const code = String(credential.test.request.url).replace(/^=\{\{(.*)\}\}$/s, '$1');
		const evaluate = (data: object) => new Function('$credentials', `return (${code});`)(data) as unknown;
		expect([without, withKey].map(evaluate)).toEqual(urls);
	});
});

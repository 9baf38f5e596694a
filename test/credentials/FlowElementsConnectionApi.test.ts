import type { ICredentialDataDecryptedObject, IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { FlowElementsConnectionApi } from '../../credentials/FlowElementsConnectionApi.credentials';

const REQUEST: IHttpRequestOptions = { url: 'https://api.example.com/orders', method: 'GET' };
const SECRETS = { token: 'hush-token', apiKey: 'hush-key', user: 'ann', password: 'hush-password' };

const authenticated = (credentials: ICredentialDataDecryptedObject, request: Partial<IHttpRequestOptions> = {}) =>
	new FlowElementsConnectionApi().authenticate(
		{ ...SECRETS, keyName: 'X-Api-Key', ...credentials },
		{ ...REQUEST, ...request },
	);

describe('a connection shows who calls', () => {
	it.each<[string, Partial<IHttpRequestOptions>]>([
		['bearer', { headers: { Authorization: 'Bearer hush-token' } }],
		['basic', { headers: { Authorization: `Basic ${Buffer.from('ann:hush-password').toString('base64')}` } }],
		['header', { headers: { 'X-Api-Key': 'hush-key' } }],
		['query', { headers: {}, qs: { 'X-Api-Key': 'hush-key' } }],
		['none', { headers: {} }],
		['unheard of', { headers: {} }],
	])('by the kind "%s"', async (authentication, added) => {
		expect(await authenticated({ authentication })).toEqual({ ...REQUEST, ...added });
	});

	it('by Basic in UTF-8, with colons in the password', async () => {
		const { headers } = await authenticated({ authentication: 'basic', user: 'zoë', password: 'a:b' });
		expect(headers).toEqual({ Authorization: 'Basic em/DqzphOmI=' });
	});

	it.each(['header', 'query'])('by the kind "%s" without white space around the name', async (authentication) => {
		const { headers, qs } = await authenticated({ authentication, keyName: ' X-Api-Key ' });
		expect({ ...headers, ...qs }).toEqual({ 'X-Api-Key': 'hush-key' });
	});

	it('in the query beside what is there', async () => {
		const { qs } = await authenticated({ authentication: 'query', keyName: 'key' }, { qs: { page: 2, key: 'old' } });
		expect(qs).toEqual({ page: 2, key: 'hush-key' });
	});

	it.each(['bearer', 'basic', 'header', 'query', 'none'])(
		'by the kind "%s" without changing the request that it was given',
		async (authentication) => {
			const request = { ...REQUEST, headers: { accept: 'text/plain' }, qs: { page: 2 }, body: { a: 1 } };
			const before = structuredClone(request);
			const after = await authenticated({ authentication, defaultHeaders: '{"X-A":"1"}' }, request);
			expect(request).toEqual(before);
			expect(after).toMatchObject({ ...REQUEST, body: { a: 1 }, headers: { accept: 'text/plain' }, qs: { page: 2 } });
		},
	);
});

describe('the default headers of a connection', () => {
	it.each(['bearer', 'basic', 'header', 'query', 'none'])('are sent by the kind "%s"', async (authentication) => {
		const { headers } = await authenticated({
			authentication,
			defaultHeaders: '{ "Accept-Language": "nl", "X-Version": 2 }',
		});
		expect(headers).toMatchObject({ 'Accept-Language': 'nl', 'X-Version': '2' });
	});

	it.each<[string, string, IDataObject | undefined, IDataObject]>([
		['give way to a header of the element', '{"X-A":"default"}', { 'X-A': 'own' }, { 'X-A': 'own' }],
		['give way in any case', '{"Accept-Language":"nl"}', { 'accept-language': 'de' }, { 'accept-language': 'de' }],
		['give way to an empty header', '{"X-A":"default"}', { 'x-a': '' }, { 'x-a': '' }],
		['stand beside the others', '{"X-A":"1"}', { 'X-B': '2' }, { 'X-A': '1', 'X-B': '2' }],
		['may be none', '{}', { 'X-B': '2' }, { 'X-B': '2' }],
		['may be empty', '  ', undefined, {}],
		['are the later ones where a name is doubled', '{"X-A":"1","x-a":"2"}', undefined, { 'x-a': '2' }],
	])('%s', async (_, defaultHeaders, own, headers) => {
		expect((await authenticated({ authentication: 'none', defaultHeaders }, { headers: own })).headers).toEqual(
			headers,
		);
	});

	it('give way to the key, in any case', async () => {
		const defaultHeaders = '{"authorization":"default","x-api-key":"default"}';
		expect((await authenticated({ authentication: 'bearer', defaultHeaders })).headers).toEqual({
			'x-api-key': 'default',
			Authorization: 'Bearer hush-token',
		});
		expect((await authenticated({ authentication: 'header', defaultHeaders })).headers).toEqual({
			authorization: 'default',
			'X-Api-Key': 'hush-key',
		});
	});

	it('touch no prototype', async () => {
		const { headers } = await authenticated({ authentication: 'none', defaultHeaders: '{"__proto__":{"admin":true}}' });
		expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
		expect((headers as { admin?: boolean }).admin).toBeUndefined();
	});
});

describe('a header that the element sets itself', () => {
	it.each<[string, string]>([
		['bearer', 'authorization'],
		['bearer', 'Authorization'],
		['basic', 'AUTHORIZATION'],
		['header', 'x-api-key'],
	])('wins over the key of the kind "%s" as %s, and is sent once', async (authentication, name) => {
		expect((await authenticated({ authentication }, { headers: { [name]: 'own' } })).headers).toEqual({
			[name]: 'own',
		});
	});
});

describe('default headers that cannot be used', () => {
	const NOT_JSON =
		'The default headers of the connection are not valid JSON. Write an object, e.g. { "Accept-Language": "nl" }.';
	const NO_OBJECT = 'The default headers of the connection must be a JSON object of names and values.';

	it.each<[string, string]>([
		['{"X-Key": hush}', NOT_JSON],
		['{', NOT_JSON],
		['X-Key: hush', NOT_JSON],
		['["hush"]', NO_OBJECT],
		['"hush"', NO_OBJECT],
		['null', NO_OBJECT],
		['5', NO_OBJECT],
	])('%j', async (defaultHeaders, message) => {
		await expect(authenticated({ authentication: 'bearer', defaultHeaders })).rejects.toThrow(new Error(message));
	});

	it.each(['bearer', 'basic', 'header', 'query', 'none'])(
		'give an error by the kind "%s" that holds no secret',
		async (authentication) => {
			const error = await authenticated({ authentication, defaultHeaders: '{"X-Key": hush-header}' }).catch(
				(caught: unknown) => caught as Error,
			);
			expect(error).toBeInstanceOf(Error);
			const { message, stack, cause } = error as Error;
			expect(`${message}${stack}${JSON.stringify(cause)}`).not.toContain('hush');
		},
	);
});

it('the test of a connection follows no redirect, so that the key does not leave', () => {
	expect(new FlowElementsConnectionApi().test.request.disableFollowRedirect).toBe(true);
});

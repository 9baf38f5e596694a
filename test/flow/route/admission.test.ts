import { createHmac } from 'node:crypto';

import { parseAddressList } from '../../../flow/route/addresses';
import type { Route, RouteCall, Signing } from '../../../flow/route/admission';
import { admit, isRefusal, statusRefusal } from '../../../flow/route/admission';
import { attributeRules } from '../../../flow/route/attributes';
import type { TrackingRule } from '../../../flow/route/trackedParticipant';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const TOKEN = 'fe_secret_token';
const SECRET = 'a-signing-secret';
const SIGNING: Signing = {
	secret: SECRET,
	signatureHeader: 'X-Signature',
	timestampHeader: 'X-Signature-Timestamp',
	toleranceSeconds: 300,
};

const RULES = attributeRules(
	{ type: 'object', properties: { phone: { type: 'string', format: 'phone' } }, required: ['phone'] },
	{ emptyIsAbsent: true },
);

const route = (change: Partial<Route> = {}): Route => ({
	methods: ['POST'],
	addresses: parseAddressList('192.0.2.0/24'),
	tokens: { current: TOKEN },
	maxBodyBytes: 1000,
	rules: RULES,
	detailsName: 'request',
	...change,
});

const jsonBody = (value: unknown) => {
	const raw = Buffer.from(JSON.stringify(value));
	return { body: { mediaType: 'application/json', raw, parsed: value }, bodyBytes: raw.length };
};

const call = (change: Partial<RouteCall> = {}): RouteCall => ({
	method: 'POST',
	address: '192.0.2.7',
	headers: { authorization: `Bearer ${TOKEN}` },
	path: {},
	query: {},
	...jsonBody({ phone: '+31 6 12345678' }),
	...change,
});

const signatureHeaders = (body: Buffer, seconds = NOW.getTime() / 1000) => ({
	'x-signature': `sha256=${createHmac('sha256', SECRET).update(`${seconds}.`).update(body).digest('hex')}`,
	'x-signature-timestamp': String(seconds),
});

const outcome = (routeChange: Partial<Route> = {}, callChange: Partial<RouteCall> = {}) =>
	admit(route(routeChange), call(callChange), NOW);

const kindOf = (refusal: object) =>
	'problem' in refusal ? (refusal.problem as { type: string }).type.split(':').pop() : 'admitted';

describe('a good call', () => {
	it('brings its variables', () => {
		expect(outcome()).toEqual({ variables: { phone: '+31612345678' } });
	});

	it('brings path, query and body together', () => {
		const parts = { path: { orderId: 'A-1' }, query: { lang: 'nl' } };
		expect(outcome({}, parts)).toEqual({ variables: { phone: '+31612345678', orderId: 'A-1', lang: 'nl' } });
	});

	it('may come without a token where the route asks for none', () => {
		expect(outcome({ tokens: undefined }, { headers: {} })).toEqual({ variables: { phone: '+31612345678' } });
	});

	it('may come from an IPv4-mapped address', () => {
		expect(outcome({}, { address: '::ffff:192.0.2.7' })).toHaveProperty('variables');
	});

	it('may be as large as allowed', () => {
		expect(outcome({ maxBodyBytes: 500 }, { bodyBytes: 500 })).toHaveProperty('variables');
	});

	it('may be a GET without a body', () => {
		const body = { mediaType: undefined, raw: Buffer.alloc(0), parsed: {} };
		const get = { method: 'GET', query: { phone: '0031612345678' }, body, bodyBytes: 0 };
		expect(outcome({ methods: ['GET', 'POST'] }, get)).toEqual({ variables: { phone: '+31612345678' } });
	});

	it('is signed where the route asks for it', () => {
		const good = call();
		const headers = { ...good.headers, ...signatureHeaders(good.body.raw) };
		expect(outcome({ signing: SIGNING }, { headers })).toEqual({ variables: { phone: '+31612345678' } });
	});

	it('is signed under header names of the route, in any case', () => {
		const good = call();
		const given = signatureHeaders(good.body.raw);
		const headers = {
			...good.headers,
			'x-hub-sig': given['x-signature'],
			'x-hub-time': [given['x-signature-timestamp'], '0'],
		};
		const signing = { ...SIGNING, signatureHeader: 'X-Hub-Sig', timestampHeader: 'X-HUB-TIME' };
		expect(outcome({ signing }, { headers })).toHaveProperty('variables');
	});
});

describe('a call is refused', () => {
	it('with 403 from another address, which it is told', () => {
		expect(outcome({}, { address: '198.51.100.1' })).toEqual({
			problem: {
				type: 'urn:n8n-nodes-flow-elements:problem:address-not-allowed',
				title: 'The address is not allowed',
				status: 403,
				detail: 'Calls from the address 198.51.100.1 are not allowed on this route.',
			},
			headers: {},
		});
	});

	it.each(['', 'unknown'])('with 403 from the address %j', (address) => {
		expect(kindOf(outcome({ addresses: parseAddressList('0.0.0.0/0;::/0') }, { address }))).toBe('address-not-allowed');
	});

	it.each(['PUT', 'HEAD', 'OPTIONS', 'post'])('with 405 and the allowed methods when it is a %s', (method) => {
		expect(outcome({ methods: ['GET', 'POST'] }, { method })).toMatchObject({
			problem: { status: 405, detail: `${method} is not allowed here; use GET, POST.` },
			headers: { Allow: 'GET, POST' },
		});
	});

	it('with 401 and no error code without a token', () => {
		expect(outcome({}, { headers: {} })).toMatchObject({
			problem: {
				status: 401,
				detail:
					'The call has no token. Send the route\'s token as "Authorization: Bearer <token>", "Authorization: Basic <token>" or "X-Api-Token: <token>".',
			},
			headers: { 'WWW-Authenticate': 'Bearer realm="route"' },
		});
	});

	it('with 401 and the code invalid_token with another token', () => {
		expect(outcome({}, { headers: { 'x-api-token': 'guess' } })).toMatchObject({
			problem: {
				status: 401,
				detail:
					'The token is not the one of this route. Send it as "Authorization: Bearer <token>", "Authorization: Basic <token>" or "X-Api-Token: <token>".',
			},
			headers: { 'WWW-Authenticate': 'Bearer realm="route", error="invalid_token"' },
		});
	});

	it('with 413 when it is larger than allowed by one byte', () => {
		expect(outcome({ maxBodyBytes: 500 }, { bodyBytes: 501 })).toMatchObject({
			problem: { status: 413, detail: 'The body has 501 bytes; this route takes 500 at most.' },
		});
	});

	it('with 413 when nobody knows how large it is', () => {
		expect(kindOf(outcome({}, { bodyBytes: Number.NaN }))).toBe('body-too-large');
	});

	it('with 401 when it is not signed', () => {
		expect(outcome({ signing: SIGNING })).toMatchObject({
			problem: { status: 401, title: 'A valid signature is needed', detail: 'The signature header is missing.' },
			headers: { 'WWW-Authenticate': 'Signature' },
		});
	});

	it('with 401 when another body was signed', () => {
		const headers = { ...call().headers, ...signatureHeaders(Buffer.from('{}')) };
		expect(outcome({ signing: SIGNING }, { headers })).toMatchObject({
			problem: { status: 401, detail: 'The signature does not match the body.' },
		});
	});

	it('with 415 when it is multipart and must be signed', () => {
		const body = {
			mediaType: 'multipart/form-data',
			raw: Buffer.alloc(0),
			parsed: { data: { phone: '+31612345678' } },
		};
		const headers = { ...call().headers, ...signatureHeaders(body.raw) };
		expect(outcome({ signing: SIGNING }, { headers, body })).toMatchObject({
			problem: { status: 415, detail: 'Calls to this route are signed, and a multipart body cannot be. Send JSON.' },
		});
	});

	it('with 415 when its body carries no attributes', () => {
		const body = { mediaType: 'text/plain', raw: Buffer.from('hello'), parsed: 'hello' };
		expect(kindOf(outcome({}, { body }))).toBe('media-type-not-supported');
	});

	it('with 422 and the one field that is not valid', () => {
		expect(outcome({}, jsonBody({}))).toMatchObject({
			problem: {
				status: 422,
				detail: 'This attribute is not valid: #/phone.',
				errors: [{ pointer: '#/phone', detail: 'is required' }],
			},
		});
	});

	it('with 422 and all fields that are not valid', () => {
		const rules = attributeRules({ type: 'object', required: ['a', 'b'] }, { emptyIsAbsent: false });
		expect(outcome({ rules }, jsonBody({}))).toMatchObject({
			problem: {
				status: 422,
				detail: 'These attributes are not valid: #/a, #/b.',
				errors: [{ pointer: '#/a' }, { pointer: '#/b' }],
			},
		});
	});

	it('with 422 and only the first field of a large body, where looking for all would take long', () => {
		const rules = attributeRules({ type: 'object', required: ['a', 'b'] }, { emptyIsAbsent: false });
		const errorsAt = (bodyBytes: number) =>
			(outcome({ rules, maxBodyBytes: 1e6 }, { ...jsonBody({}), bodyBytes }) as { problem: { errors: unknown[] } }).problem.errors;
		expect(errorsAt(64 * 1024)).toHaveLength(2);
		expect(errorsAt(64 * 1024 + 1)).toHaveLength(1);
	});

	it.each(['request', 'call'])('with 422 when it brings "%s", where the details of the call go', (detailsName) => {
		expect(outcome({ detailsName }, jsonBody({ phone: '+31612345678', [detailsName]: 1 }))).toMatchObject({
			problem: {
				status: 422,
				errors: [
					{ pointer: `#/${detailsName}`, detail: 'is a name that this route keeps for the details of the call' },
				],
			},
		});
	});

	it.each<[string, Partial<RouteCall>]>([
		['body', jsonBody(JSON.parse('{"phone":"+31612345678","__proto__":{"admin":true}}'))],
		['query', { query: JSON.parse('{"__proto__":"x"}') as Record<string, unknown> }],
		['path', { path: JSON.parse('{"__proto__":"x"}') as Record<string, unknown> }],
	])('with 422 when its %s brings __proto__', (_, change) => {
		expect(outcome({}, change)).toMatchObject({
			problem: { status: 422, errors: [{ pointer: '#/__proto__', detail: 'is not an allowed name' }] },
		});
	});
});

describe('a call with many faults', () => {
	const faults: Partial<RouteCall> = {
		address: '198.51.100.1',
		method: 'PUT',
		headers: {},
		bodyBytes: 2000,
		body: { mediaType: 'text/plain', raw: Buffer.from('x'), parsed: 'x' },
	};
	const good = call();
	const text = { mediaType: 'text/plain', raw: Buffer.from('x'), parsed: 'x' };
	const signed = { ...good.headers, ...signatureHeaders(text.raw) };

	it.each<[string, Partial<RouteCall>, string]>([
		['its address', {}, 'address-not-allowed'],
		['its method', { address: good.address }, 'method-not-allowed'],
		['its token', { address: good.address, method: 'POST' }, 'unauthorized'],
		['its size', { address: good.address, method: 'POST', headers: good.headers }, 'body-too-large'],
		[
			'its signature',
			{ address: good.address, method: 'POST', headers: good.headers, bodyBytes: 1 },
			'signature-invalid',
		],
		[
			'its media type',
			{ address: good.address, method: 'POST', headers: signed, bodyBytes: 1 },
			'media-type-not-supported',
		],
	])('learns of %s next', (_, mended, kind) => {
		expect(kindOf(outcome({ signing: SIGNING }, { ...faults, ...mended }))).toBe(kind);
	});
});

describe('a refusal', () => {
	it('holds neither the token nor the secret of the route, nor what the caller sent', () => {
		const headers = { authorization: 'Bearer guess-1', 'x-signature': 'guess-2', 'x-signature-timestamp': 'guess-3' };
		const refusals = [
			outcome({}, { headers }),
			outcome({ tokens: undefined, signing: SIGNING }, { headers }),
			outcome({}, jsonBody({ phone: 'guess-4' })),
		];
		expect(refusals.map(kindOf)).toEqual(['unauthorized', 'signature-invalid', 'attributes-invalid']);
		expect(JSON.stringify(refusals)).not.toMatch(/fe_secret_token|a-signing-secret|guess/);
	});

	it('is told from an admission', () => {
		expect(isRefusal(outcome({}, { address: '' }))).toBe(true);
		expect(isRefusal(outcome())).toBe(false);
		expect(isRefusal(outcome({}, jsonBody({ phone: '+31612345678', problem: 1 })))).toBe(false);
	});
});

describe("the user's name", () => {
	const userName = { nameAttribute: 'userName', phoneAttribute: 'phone' };
	const rules = attributeRules({ type: 'object', properties: { phone: { format: 'phone' } } }, { emptyIsAbsent: false });
	const PHONE = '+31612345678';

	it.each<[string, object, object]>([
		['is the phone number when it is left out', { phone: PHONE }, { phone: PHONE, userName: PHONE }],
		['is the phone number when it is empty', { phone: PHONE, userName: '' }, { phone: PHONE, userName: PHONE }],
		['is the phone number when it is null', { phone: PHONE, userName: null }, { phone: PHONE, userName: PHONE }],
		['is the phone number in E.164 form', { phone: '0031 612345678' }, { phone: PHONE, userName: PHONE }],
		['stays as it was given', { phone: PHONE, userName: 'Ann' }, { phone: PHONE, userName: 'Ann' }],
		['stays when it is 0', { phone: PHONE, userName: 0 }, { phone: PHONE, userName: 0 }],
		['stays out without a phone number', { other: 1 }, { other: 1 }],
	])('%s', (_, given, variables) => {
		expect(outcome({ rules, userName }, jsonBody(given))).toEqual({ variables });
	});

	it('stays out where the route has no such rule', () => {
		expect(outcome({ rules }, jsonBody({ phone: PHONE }))).toEqual({ variables: { phone: PHONE } });
	});
});

describe('the participant of a call', () => {
	const tracking: TrackingRule = { phoneAttribute: 'phone', emailAttribute: 'email', providerIds: [], keep: 'all' };
	const rules = attributeRules({ type: 'object', properties: { lang: { default: 'en' } } }, { emptyIsAbsent: true });
	const identifiers = [{ type: 'phone', value: '+31612345678' }];

	it('is found out where the route asks for it', () => {
		expect(outcome({ rules, tracking }, jsonBody({ phone: '+31612345678', city: 'Delft' }))).toEqual({
			variables: { phone: '+31612345678', city: 'Delft', lang: 'en' },
			participant: { identifiers, attributes: { city: 'Delft' } },
		});
		expect(outcome({ rules }, jsonBody({ phone: '+31612345678' }))).not.toHaveProperty('participant');
	});

	it('has no name but one that was given', () => {
		const userName = { nameAttribute: 'userName', phoneAttribute: 'phone' };
		expect(outcome({ rules, tracking, userName }, jsonBody({ phone: '+31612345678' }))).toEqual({
			variables: { phone: '+31612345678', lang: 'en', userName: '+31612345678' },
			participant: { identifiers, attributes: {} },
		});
	});

	it('must be known, else 422 in the form of other attributes', () => {
		expect(outcome({ rules, tracking }, jsonBody({}))).toMatchObject({
			problem: {
				status: 422,
				type: 'urn:n8n-nodes-flow-elements:problem:attributes-invalid',
				detail: 'These attributes are not valid: #/phone, #/email.',
				errors: [
					{ pointer: '#/phone', detail: 'is required unless #/email is given' },
					{ pointer: '#/email', detail: 'is required unless #/phone is given' },
				],
			},
		});
	});

	it('is told under a name that no attribute may have', () => {
		const sent = jsonBody({ phone: '+31612345678', participant: 1, request: 1 });
		expect(outcome({ rules, tracking }, sent)).toMatchObject({
			problem: {
				status: 422,
				errors: [
					{ pointer: '#/request', detail: 'is a name that this route keeps for the details of the call' },
					{ pointer: '#/participant', detail: 'is a name that this route keeps for the participant' },
				],
			},
		});
		expect(outcome({ rules }, jsonBody({ participant: 1 }))).toHaveProperty('variables.participant', 1);
	});
});

describe('a question after the status of a call', () => {
	const asked = (routeChange: Partial<Route> = {}, callChange: Partial<RouteCall> = {}) =>
		statusRefusal(route(routeChange), call({ method: 'GET', body: { mediaType: undefined, raw: Buffer.alloc(0), parsed: {} }, ...callChange }), NOW);

	it('is answered to whoever may call, without signature and attributes, whatever methods the route has', () => {
		expect(asked()).toBeUndefined();
		expect(asked({ signing: SIGNING, methods: ['PUT'] })).toBeUndefined();
		expect(asked({ tokens: undefined }, { headers: {} })).toBeUndefined();
	});

	it.each<[string, Partial<RouteCall>]>([
		['address-not-allowed', { address: '198.51.100.1' }],
		['unauthorized', { headers: {} }],
		['unauthorized', { headers: { authorization: 'Bearer wrong' } }],
		['method-not-allowed', { method: 'POST' }],
		['method-not-allowed', { method: 'HEAD' }],
	])('is refused by %s (%#)', (kind, change) => {
		expect(kindOf(asked({}, change) as object)).toBe(kind);
	});

	it('tells strangers nothing, not even the method', () => {
		expect(kindOf(asked({}, { method: 'POST', headers: {} }) as object)).toBe('unauthorized');
		expect(asked({}, { method: 'POST' })).toMatchObject({ headers: { Allow: 'GET' } });
	});
});

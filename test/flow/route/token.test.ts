import type { CallHeaders } from '../../../flow/route/callHeaders';
import type { RouteTokens } from '../../../flow/route/token';
import { checkToken, tokenShown } from '../../../flow/route/token';

const TOKEN = 'fe_4f1c2b7a9d3e5f60718293a4b5c6d7e8f9012345';
const NOW = new Date('2026-11-20T12:00:00.000Z');
const check = (headers: CallHeaders, tokens: Partial<RouteTokens> = {}) =>
	checkToken(headers, { current: TOKEN, ...tokens }, NOW);

describe('a token opens the route', () => {
	it.each<[string, CallHeaders]>([
		['as Bearer', { authorization: `Bearer ${TOKEN}` }],
		['as bearer in lower case', { authorization: `bearer ${TOKEN}` }],
		['as BEARER in upper case', { authorization: `BEARER ${TOKEN}` }],
		['as Basic, as it is', { authorization: `Basic ${TOKEN}` }],
		['as basic in mixed case', { authorization: `bAsIc ${TOKEN}` }],
		['with spaces around it', { authorization: `Bearer   ${TOKEN}  ` }],
		['as X-Api-Token', { 'x-api-token': TOKEN }],
		['as X-Api-Token with spaces around it', { 'x-api-token': ` ${TOKEN} ` }],
		['as X-Api-Token beside a wrong Bearer', { authorization: 'Bearer wrong', 'x-api-token': TOKEN }],
		['as Bearer beside a wrong X-Api-Token', { authorization: `Bearer ${TOKEN}`, 'x-api-token': 'wrong' }],
		['beside another scheme', { authorization: 'Digest username="ann"', 'x-api-token': TOKEN }],
		['in the first of two headers', { 'x-api-token': [TOKEN, 'wrong'] }],
	])('%s', (_, headers) => {
		expect(check(headers)).toBe('valid');
	});
});

describe('a token does not open the route', () => {
	it.each<[string, CallHeaders]>([
		['that is wrong', { authorization: 'Bearer fe_0000000000000000000000000000000000000000' }],
		['that is shorter by one character', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
		['that is longer by one character', { authorization: `Bearer ${TOKEN}6` }],
		['of one character', { 'x-api-token': 'f' }],
		['of a million characters', { 'x-api-token': TOKEN.repeat(25_000) }],
		['in another case', { authorization: `Bearer ${TOKEN.toUpperCase()}` }],
		['in base64 as Basic', { authorization: `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}` }],
		['in quotes', { authorization: `Bearer "${TOKEN}"` }],
		['doubled in one X-Api-Token header', { 'x-api-token': `${TOKEN}, ${TOKEN}` }],
		['in the second of two headers', { 'x-api-token': ['wrong', TOKEN] }],
		['under a name of every object', { 'x-api-token': 'constructor' }],
	])('%s', (_, headers) => {
		expect(check(headers)).toBe('invalid');
	});
});

describe('a call shows no token', () => {
	it.each<[string, CallHeaders]>([
		['without headers', {}],
		['with empty headers', { authorization: '', 'x-api-token': '' }],
		['with white space only', { authorization: 'Bearer    ', 'x-api-token': '   ' }],
		['with the scheme alone', { authorization: 'Bearer' }],
		['without a scheme', { authorization: TOKEN }],
		['without a space after the scheme', { authorization: `Bearer${TOKEN}` }],
		['with another scheme', { authorization: `Token ${TOKEN}` }],
		['with two tokens in one header', { authorization: `Bearer ${TOKEN} ${TOKEN}` }],
		['under other names', { 'x-api-key': TOKEN, cookie: `token=${TOKEN}` }],
		['with an empty list of headers', { authorization: [], 'x-api-token': [] }],
	])('%s', (_, headers) => {
		expect(check(headers)).toBe('missing');
	});
});

describe('the token before the last rotation', () => {
	const PREVIOUS = 'fe_old';
	const shown = { authorization: `Bearer ${PREVIOUS}` };

	it.each([
		['a millisecond before its end', '2026-11-20T12:00:00.001Z', 'valid'],
		['at its very end', '2026-11-20T12:00:00.000Z', 'invalid'],
		['a millisecond after its end', '2026-11-20T11:59:59.999Z', 'invalid'],
	])('%s', (_, end, outcome) => {
		expect(check(shown, { previous: PREVIOUS, previousValidUntil: new Date(end) })).toBe(outcome);
	});

	it('does not open the route when no end is given', () => {
		expect(check(shown, { previous: PREVIOUS })).toBe('invalid');
	});

	it('does not open the route when its end is no date', () => {
		expect(check(shown, { previous: PREVIOUS, previousValidUntil: new Date('never') })).toBe('invalid');
	});

	it('leaves the current token valid', () => {
		const tokens = { previous: PREVIOUS, previousValidUntil: new Date('2026-11-21T00:00:00Z') };
		expect(check({ 'x-api-token': TOKEN }, tokens)).toBe('valid');
	});
});

describe('an empty token of the route', () => {
	it.each<[string, CallHeaders, string]>([
		['is not matched by an empty header', { authorization: 'Bearer ', 'x-api-token': '' }, 'missing'],
		['is not matched by any token', { 'x-api-token': 'undefined' }, 'invalid'],
	])('%s', (_, headers, outcome) => {
		expect(check(headers, { current: '', previous: '', previousValidUntil: new Date('2027-01-01') })).toBe(outcome);
	});
});

describe('the token that a call shows', () => {
	const tokens = { current: TOKEN, previous: 'previous-token', previousValidUntil: new Date(NOW.getTime() + 1) };

	it.each<[string, CallHeaders, string | undefined]>([
		['the current one', { authorization: `Bearer ${TOKEN}` }, TOKEN],
		['the previous one', { 'x-api-token': 'previous-token' }, 'previous-token'],
		['the current one, when it shows both', { authorization: 'Bearer previous-token', 'x-api-token': TOKEN }, TOKEN],
		['none, when it is a wrong one', { authorization: 'Bearer wrong' }, undefined],
		['none, when there is none', {}, undefined],
	])('is %s', (_, headers, token) => {
		expect(tokenShown(headers, tokens, NOW)).toBe(token);
	});

	it('is not the previous one any more when its time is over', () => {
		expect(tokenShown({ 'x-api-token': 'previous-token' }, tokens, new Date(NOW.getTime() + 1))).toBeUndefined();
	});
});

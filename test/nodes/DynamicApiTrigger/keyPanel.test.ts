import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall, Signing } from '../../../flow/route/admission';
import { keyOf, readKeyPanel } from '../../../nodes/DynamicApiTrigger/keyPanel';

const warn = jest.fn();
const contextOf = (parameters: INodeParameters, evaluate = (value: unknown) => value) =>
	({
		getNode: () => ({ parameters }),
		getNodeParameter: (name: string, fallback: unknown) => (name in parameters ? evaluate(parameters[name]) : fallback),
		logger: { warn },
	}) as unknown as IWebhookFunctions;
const read = (parameters: INodeParameters) => readKeyPanel(contextOf(parameters));
const HOUR = 3_600_000;

describe('the panel of idempotency keys', () => {
	it('asks for none unless it is told to', () => {
		expect(read({})).toBeUndefined();
		expect(read({ idempotency: 'off', keepKeysHours: 'nonsense' })).toBeUndefined();
	});

	it('takes them from the usual header, for a day', () => {
		expect(read({ idempotency: 'optional' })).toEqual({ from: 'header', rule: { required: false, header: 'Idempotency-Key' }, keepMs: 24 * HOUR });
		expect(read({ idempotency: 'required', idempotencyHeader: ' ' })?.rule).toEqual({ required: true, header: 'Idempotency-Key' });
	});

	it('takes them from another header, for as long as it says', () => {
		const panel = read({ idempotency: 'required', idempotencyHeader: ' X-Request-Key ', keepKeysHours: 0.5 });
		expect(panel).toEqual({ from: 'header', rule: { required: true, header: 'X-Request-Key' }, keepMs: HOUR / 2 });
	});

	it('takes them from an expression, which it does not evaluate before there is a call', () => {
		const evaluate = jest.fn((value: unknown) => {
			if (String(value).startsWith('={{')) throw new Error('there is no $json');
			return value;
		});
		const parameters = { idempotency: 'optional', idempotencyFrom: 'expression', idempotencyExpression: '={{ $json.body.id }}' };
		expect(readKeyPanel(contextOf(parameters, evaluate))?.rule).toEqual({ required: false, header: undefined });
	});

	it('takes them from the signature of a route whose calls are signed', () => {
		const panel = read({ idempotency: 'required', idempotencyFrom: 'signature', requireSignature: true });
		expect(panel).toMatchObject({ from: 'signature', rule: { required: true, header: undefined } });
	});

	it.each<[INodeParameters, string]>([
		[{ idempotencyFrom: 'signature' }, 'Switch Require a Signature on'],
		[{ idempotencyHeader: 'Authorization' }, 'Key Header: "Authorization" carries a secret'],
		[{ idempotencyHeader: 'x-api-token' }, 'carries a secret'],
		[{ idempotencyHeader: 'COOKIE' }, 'carries a secret'],
		[{ idempotencyHeader: 'x-signature', requireSignature: true }, 'Set Key From to Signature'],
		[{ idempotencyHeader: 'x-sig', requireSignature: true, options: { signatureHeader: 'X-Sig' } }, 'Set Key From to Signature'],
		[{ idempotencyHeader: 'My Key' }, 'Key Header: "My Key" is not a header name'],
		[{ idempotencyHeader: 'a:b' }, 'is not a header name'],
		[{ keepKeysHours: 0 }, 'Keep Keys For must be a number from 0.001 to 8760'],
		[{ keepKeysHours: 'a' }, 'Keep Keys For must be a number'],
		[{ idempotencyFrom: 'expression' }, 'Key Expression is not an expression'],
		[{ idempotencyFrom: 'expression', idempotencyExpression: 'orderId' }, 'all calls would have the same key'],
		[{ idempotencyFrom: 'expression', idempotencyExpression: '=orderId' }, 'Key Expression is not an expression'],
	])('refuses %j', (parameters, words) => {
		expect(() => read({ idempotency: 'optional', ...parameters })).toThrow(words);
	});
});

describe('the key of a call', () => {
	const call = { headers: { 'idempotency-key': 'k', 'x-other': 'o' } } as unknown as RouteCall;
	const panelOf = (header: string | undefined, from: 'header' | 'expression' | 'signature' = header === undefined ? 'expression' : 'header') => ({
		from,
		rule: { required: false, header },
		keepMs: HOUR,
	});
	const byExpression = (evaluate: () => unknown) =>
		keyOf(contextOf({ idempotencyExpression: '={{ … }}' }, evaluate), call, panelOf(undefined), undefined);
	const INVALID = { problem: { status: 400, type: expect.stringContaining('idempotency-key-invalid') } };
	beforeEach(() => warn.mockClear());

	it.each([
		['Idempotency-Key', 'k'],
		['X-OTHER', 'o'],
		['X-Third', undefined],
	])('stands in the header, in whatever case that is written: %s', (header, key) => {
		expect(keyOf(contextOf({}), call, panelOf(header), undefined)).toEqual({ key });
	});

	it('is what the expression gives', () => {
		expect(byExpression(() => 15)).toEqual({ key: '15' });
	});

	it.each(['undefined', 'null', ' undefined ', ''])('is missing when the expression makes the text "%s" of a missing field', (text) => {
		expect(byExpression(() => text)).toEqual({ key: undefined });
	});

	it('is missing when the expression reaches for what the call does not have', () => {
		const reach = () => {
			throw new Error("Cannot read properties of undefined (reading 'id')");
		};
		expect(byExpression(reach)).toEqual({ key: undefined });
		expect(warn).not.toHaveBeenCalled();
	});

	it('cannot be used when the expression fails for another reason, so that no call runs unprotected', () => {
		const failing = () => {
			throw new Error('$json.body.id.trim is not a function');
		};
		expect(byExpression(failing)).toMatchObject(INVALID);
		expect(warn).toHaveBeenCalledWith(expect.stringContaining('is not a function'));
	});

	it('is the signature, in however many ways that can be written', () => {
		const digits = 'ab'.repeat(32);
		const signing = { signatureHeader: 'X-Signature' } as Signing;
		const ways = [`sha256=${digits}`, digits, ` SHA256=${digits.toUpperCase()} `];
		for (const way of ways) {
			const signed = { headers: { 'x-signature': way } } as unknown as RouteCall;
			expect(keyOf(contextOf({}), signed, panelOf(undefined, 'signature'), signing)).toEqual({ key: digits });
		}
	});
});

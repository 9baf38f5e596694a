import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall } from '../../../flow/route/admission';
import { keyValue, readKeyPanel } from '../../../nodes/DynamicApiTrigger/keyPanel';

const debug = jest.fn();
const contextOf = (parameters: INodeParameters, evaluate = (value: unknown) => value) =>
	({
		getNode: () => ({ parameters }),
		getNodeParameter: (name: string, fallback: unknown) => (name in parameters ? evaluate(parameters[name]) : fallback),
		logger: { debug },
	}) as unknown as IWebhookFunctions;
const read = (parameters: INodeParameters) => readKeyPanel(contextOf(parameters));
const HOUR = 3_600_000;

describe('the panel of idempotency keys', () => {
	it('asks for none unless it is told to', () => {
		expect(read({})).toBeUndefined();
		expect(read({ idempotency: 'off', keepKeysHours: 'nonsense' })).toBeUndefined();
	});

	it('takes them from the usual header, for a day', () => {
		expect(read({ idempotency: 'optional' })).toEqual({ rule: { required: false, header: 'Idempotency-Key' }, keepMs: 24 * HOUR });
		expect(read({ idempotency: 'required', idempotencyHeader: ' ' })?.rule).toEqual({ required: true, header: 'Idempotency-Key' });
	});

	it('takes them from another header, for as long as it says', () => {
		const panel = read({ idempotency: 'required', idempotencyHeader: ' X-Request-Key ', keepKeysHours: 0.5 });
		expect(panel).toEqual({ rule: { required: true, header: 'X-Request-Key' }, keepMs: HOUR / 2 });
	});

	it('takes them from an expression, which it does not evaluate before there is a call', () => {
		const evaluate = jest.fn((value: unknown) => {
			if (String(value).startsWith('={{')) throw new Error('there is no $json');
			return value;
		});
		const parameters = { idempotency: 'optional', idempotencyFrom: 'expression', idempotencyExpression: '={{ $json.body.id }}' };
		expect(readKeyPanel(contextOf(parameters, evaluate))?.rule).toEqual({ required: false, header: undefined });
	});

	it.each<[INodeParameters, string]>([
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
	const panelOf = (header: string | undefined) => ({ rule: { required: false, header }, keepMs: HOUR });

	it('stands in the header, in whatever case that is written', () => {
		expect(keyValue(contextOf({}), call, panelOf('Idempotency-Key'))).toBe('k');
		expect(keyValue(contextOf({}), call, panelOf('X-OTHER'))).toBe('o');
		expect(keyValue(contextOf({}), call, panelOf('X-Third'))).toBeUndefined();
	});

	it('is what the expression gives', () => {
		const context = contextOf({ idempotencyExpression: '={{ … }}' }, () => 15);
		expect(keyValue(context, call, panelOf(undefined))).toBe(15);
	});

	it('is missing when the expression reaches for what the call does not have', () => {
		const context = contextOf({ idempotencyExpression: '={{ … }}' }, () => {
			throw new Error('Cannot read properties of undefined');
		});
		expect(keyValue(context, call, panelOf(undefined))).toBeUndefined();
		expect(debug).toHaveBeenCalledTimes(1);
	});
});

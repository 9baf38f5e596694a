import { JsonTextError, readJson } from '../../flow/json';

function faultOf(text: string): JsonTextError {
	try {
		readJson(text, 'The body');
	} catch (error) {
		expect(error).toBeInstanceOf(JsonTextError);
		return error as JsonTextError;
	}
	throw new Error('it was valid');
}

describe('JSON', () => {
	it.each<[string, unknown]>([
		['{"a":[1,2.5,true,null,"é"]}', { a: [1, 2.5, true, null, 'é'] }],
		[' \t\r\n{} ', {}],
		['"\\u00e9\\n"', 'é\n'],
		['0', 0],
		['-1e3', -1000],
		['null', null],
	])('%j is %j', (text, value) => {
		expect(readJson(text, 'The body')).toEqual(value);
	});

	it('keeps the name __proto__ as a name', () => {
		const value = readJson('{"__proto__":{"admin":true}}', 'The body') as { admin?: boolean };
		expect(Object.keys(value)).toEqual(['__proto__']);
		expect(value.admin).toBeUndefined();
	});
});

describe('text that is not JSON', () => {
	it.each<[string, string, number, number]>([
		['', 'value expected', 1, 1],
		['  ', 'value expected', 1, 3],
		['{', 'close brace expected', 1, 2],
		['[1, 2', 'close bracket expected', 1, 6],
		['{"a":1,}', 'property name expected', 1, 8],
		['[1,]', 'value expected', 1, 4],
		['{"a" 1}', 'colon expected', 1, 6],
		['[1 2]', 'comma expected', 1, 4],
		['{a:1}', 'invalid symbol', 1, 2],
		["{'a':1}", 'invalid symbol', 1, 2],
		['nul', 'invalid symbol', 1, 1],
		['undefined', 'invalid symbol', 1, 1],
		['[NaN]', 'invalid symbol', 1, 2],
		['[+1]', 'invalid symbol', 1, 2],
		['[1e]', 'unexpected end of number', 1, 2],
		['"abc', 'unexpected end of string', 1, 1],
		['{"a":"x\ny"}', 'unexpected end of string', 1, 6],
		['"\\x"', 'invalid escape character', 1, 1],
		['"\\u12"', 'invalid unicode', 1, 1],
		['"\u0001"', 'invalid character', 1, 1],
		['// note\n{}', 'invalid comment token', 1, 1],
		['{"a":1} x', 'invalid symbol', 1, 9],
		['\ufeff{}', 'invalid symbol', 1, 1],
		['\u00a0{}', 'invalid symbol', 1, 1],
		// Lines and columns.
		['{\n  "a": 1,\n  "b": }', 'value expected', 3, 8],
		['{\r\n  "a": 1\r\n  "b": 2\r\n}', 'comma expected', 3, 3],
		['\n\n\n', 'value expected', 4, 1],
		// The first of several faults.
		['{"a" 1,\n"b" 2}', 'colon expected', 1, 6],
	])('%j has the fault "%s" at line %i, column %i', (text, reason, line, column) => {
		const fault = faultOf(text);
		expect(fault.message).toBe(`The body is not valid JSON: ${reason} at line ${line}, column ${column}.`);
		expect({ line: fault.line, column: fault.column }).toEqual({ line, column });
	});

	it('is named as the caller names it', () => {
		expect(() => readJson('x', 'The JSON Schema')).toThrow('The JSON Schema is not valid JSON: ');
	});

	it.each(['{"token": "secret}', '{"token": secret}', '{secret: 1}', '"secret" "secret"', 'secret'])(
		'%s is not repeated in the error',
		(text) => {
			const fault = faultOf(text);
			expect(`${fault.message}${fault.stack}${JSON.stringify(fault)}`).not.toContain('secret');
			expect(fault.cause).toBeUndefined();
		},
	);

	it('may be very long', () => {
		const fault = faultOf(`[${'1,'.repeat(500_000)}]`);
		expect(fault.message).toBe('The body is not valid JSON: value expected at line 1, column 1000002.');
	});
});

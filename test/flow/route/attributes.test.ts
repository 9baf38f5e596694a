import type { SchemaObject } from 'ajv';

import type { AttributeCheck, CollectedAttributes } from '../../../flow/route/attributes';
import { attributeRules, collectAttributes } from '../../../flow/route/attributes';
import { AttributeSchemaError } from '../../../flow/route/schemaCheck';
import { schemaOfDeclarations } from '../../../flow/route/attributeSchema';

const DRAFT_7 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema';

const typed = (values: Record<string, unknown>): CollectedAttributes => ({ values, fromText: new Set() });
const asText = (values: Record<string, unknown>): CollectedAttributes => ({
	values,
	fromText: new Set(Object.keys(values)),
});

const object = (properties: object, more: object = {}): SchemaObject => ({ type: 'object', properties, ...more });

const checked = (
	schema: SchemaObject,
	collected: CollectedAttributes,
	options: { defaultCountry?: string; emptyIsAbsent?: boolean } = {},
): AttributeCheck => attributeRules(schema, { emptyIsAbsent: false, ...options }).check(collected, true);

describe('the parts of a call', () => {
	const parts = { path: {}, query: {}, body: {}, bodyIsText: false };
	const collected = (change: Partial<Parameters<typeof collectAttributes>[0]>) => {
		const { values, fromText } = collectAttributes({ ...parts, ...change });
		return { values, fromText: [...fromText].sort() };
	};

	it('come together under their names', () => {
		expect(collected({ path: { a: '1' }, query: { b: '2' }, body: { c: 3 } })).toEqual({
			values: { a: '1', b: '2', c: 3 },
			fromText: ['a', 'b'],
		});
	});

	it.each<[string, Partial<typeof parts>, unknown, string[]]>([
		['the body wins over the query, and stays typed', { query: { a: 'query' }, body: { a: 1 } }, 1, []],
		['the path wins over the body, and is text', { path: { a: 'path' }, body: { a: 1 } }, 'path', ['a']],
		['the path wins over both', { path: { a: 'path' }, query: { a: 'query' }, body: { a: 1 } }, 'path', ['a']],
		['the path wins over a form', { path: { a: 'path' }, body: { a: 'form' }, bodyIsText: true }, 'path', ['a']],
		['a form is text', { body: { a: '1' }, bodyIsText: true }, '1', ['a']],
		['a form wins over the query', { query: { a: 'query' }, body: { a: 'form' }, bodyIsText: true }, 'form', ['a']],
		['a body with null wins too', { query: { a: 'query' }, body: { a: null } }, null, []],
	])('%s', (_, change, value, fromText) => {
		expect(collected(change)).toEqual({ values: { a: value }, fromText });
	});

	it('keep the name __proto__ as a name', () => {
		const body = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>;
		const { values } = collected({ body });
		expect(Object.keys(values)).toEqual(['__proto__']);
		expect((values as { admin?: boolean }).admin).toBeUndefined();
		expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
	});

	it('may have no prototype, as queries have', () => {
		const query = Object.assign(Object.create(null) as Record<string, unknown>, { a: '1' });
		expect(collected({ query })).toEqual({ values: { a: '1' }, fromText: ['a'] });
	});
});

describe('attributes that came as text', () => {
	const schema = object({
		amount: { type: 'number' },
		active: { type: 'boolean' },
		tags: { type: 'array' },
		name: { type: 'string' },
	});

	it('get the types of the schema', () => {
		expect(checked(schema, asText({ amount: '5', active: 'true', tags: 'a', name: '5', other: '5' }))).toEqual({
			variables: { amount: 5, active: true, tags: ['a'], name: '5', other: '5' },
		});
	});

	it('are left out where they are empty and no text is asked for', () => {
		expect(checked({ ...schema, required: ['amount'] }, asText({ amount: '', name: '' }))).toEqual({
			errors: [{ pointer: '#/amount', detail: 'is required' }],
		});
		expect(checked(schema, asText({ amount: ' ', name: '' }))).toEqual({ variables: { name: '' } });
	});

	it('get a default where they are empty', () => {
		expect(checked(object({ amount: { type: 'number', default: 7 } }), asText({ amount: '' }))).toEqual({
			variables: { amount: 7 },
			filledIn: ['amount'],
		});
	});

	it('are refused where they do not read as the type', () => {
		expect(checked(schema, asText({ amount: 'five', active: 'maybe' }))).toEqual({
			errors: [
				{ pointer: '#/amount', detail: 'must be a number, but is a text' },
				{ pointer: '#/active', detail: 'must be true or false, but is a text' },
			],
		});
	});

	it('are refused where one value is asked for and several came', () => {
		expect(checked(schema, asText({ name: ['a', 'b'] }))).toEqual({
			errors: [{ pointer: '#/name', detail: 'must be a text, but is a list' }],
		});
	});
});

describe('attributes that came typed', () => {
	it('are not converted', () => {
		expect(checked(object({ amount: { type: 'number' } }), typed({ amount: '5' }))).toEqual({
			errors: [{ pointer: '#/amount', detail: 'must be a number, but is a text' }],
		});
	});

	it.each<[string, unknown, string]>([
		['boolean', 1, 'must be true or false, but is a number'],
		['integer', 'a', 'must be a whole number, but is a text'],
		['number', null, 'must be a number, but is null'],
		['number', true, 'must be a number, but is true or false'],
		['object', [], 'must be an object, but is a list'],
		['array', {}, 'must be a list, but is an object'],
		['string', {}, 'must be a text, but is an object'],
		['null', 'a', 'must be null, but is a text'],
	])('a %s is not %j', (type, value, detail) => {
		expect(checked(object({ value: { type } }), typed({ value }))).toEqual({
			errors: [{ pointer: '#/value', detail }],
		});
	});

	it('that are no addresses keep the white space around them', () => {
		const schema = object({ note: { type: 'string' }, code: { type: 'string', format: 'uuid' } });
		expect(checked(schema, typed({ note: ' a ' }))).toEqual({ variables: { note: ' a ' } });
		expect(checked(schema, typed({ code: ' 6f1c2b7a-9d3e-4f60-8293-a4b5c6d7e8f9' }))).toEqual({
			errors: [{ pointer: '#/code', detail: 'must be a valid uuid' }],
		});
	});

	it.each(['phone', 'email'])('that should be of the format %s may be no text', (format) => {
		expect(checked(object({ value: { type: 'string', format } }), typed({ value: 5 }))).toEqual({
			errors: [{ pointer: '#/value', detail: 'must be a text, but is a number' }],
		});
	});

	it('may be of several types', () => {
		const schema = object({ value: { type: ['string', 'null'] } });
		expect(checked(schema, typed({ value: null }))).toEqual({ variables: { value: null } });
		expect(checked(schema, typed({ value: 1 }))).toEqual({
			errors: [{ pointer: '#/value', detail: 'must be a text or null, but is a number' }],
		});
	});

	it('let other attributes through', () => {
		expect(checked(object({}), typed({ other: { deep: [1] } }))).toEqual({ variables: { other: { deep: [1] } } });
	});
});

describe('null', () => {
	const schema = object({ value: { type: 'string', default: 'standard' } }, { required: ['value'] });

	it('counts as left out where the route says so', () => {
		expect(checked(schema, typed({ value: null, other: null }), { emptyIsAbsent: true })).toEqual({
			variables: { value: 'standard' },
			filledIn: ['value'],
		});
	});

	it('is a value otherwise', () => {
		expect(checked(schema, typed({ value: null }))).toEqual({
			errors: [{ pointer: '#/value', detail: 'must be a text, but is null' }],
		});
	});
});

describe('defaults', () => {
	it('fill in what is left out, and only that', () => {
		const schema = object({ a: { default: 1 }, b: { default: 2 }, c: { default: false } });
		expect(checked(schema, typed({ b: 0 }))).toEqual({ variables: { a: 1, b: 0, c: false }, filledIn: ['a', 'c'] });
	});

	it('are made anew for each call', () => {
		const rules = attributeRules(object({ tags: { type: 'array', default: ['a'] } }), { emptyIsAbsent: false });
		const first = rules.check(typed({}), true) as { variables: { tags: string[] } };
		first.variables.tags.push('b');
		expect(rules.check(typed({}), true)).toEqual({ variables: { tags: ['a'] }, filledIn: ['tags'] });
	});
});

describe('phone numbers', () => {
	const schema = object({ phone: { type: 'string', format: 'phone' } }, { required: ['phone'] });
	const DETAIL = 'must be a phone number with its country code, e.g. +31612345678';

	it.each([
		['+31 6 1234 5678', undefined, '+31612345678'],
		['0031612345678', undefined, '+31612345678'],
		['31612345678', undefined, '+31612345678'],
		['  +31612345678  ', undefined, '+31612345678'],
		['06 12345678', 'NL', '+31612345678'],
	])('%j with the default country %s come out as %s', (phone, defaultCountry, e164) => {
		expect(checked(schema, typed({ phone }), { defaultCountry })).toEqual({ variables: { phone: e164 } });
	});

	it.each(['06 12345678', '', '+31', 'call me', '+31612345678901234567890', '1'.repeat(100_000)])(
		'%.30j is refused',
		(phone) => {
			expect(checked(schema, typed({ phone }))).toEqual({ errors: [{ pointer: '#/phone', detail: DETAIL }] });
		},
	);

	it('are brought into form in a default too', () => {
		expect(checked(object({ phone: { format: 'phone', default: '0031612345678' } }), typed({}))).toEqual({
			variables: { phone: '+31612345678' },
			filledIn: ['phone'],
		});
	});

	it('stay as they are where the schema asks for no phone', () => {
		expect(checked(object({}), typed({ phone: '06 12345678' }))).toEqual({ variables: { phone: '06 12345678' } });
	});
});

describe('email addresses and dates', () => {
	const schema = schemaOfDeclarations([
		{ name: 'email', type: 'email', required: false, defaultText: '' },
		{ name: 'day', type: 'date', required: false, defaultText: '' },
	]);
	const DATE = 'must be a date (2026-11-20) or a date and time with zone (2026-11-20T09:30:00Z)';

	it.each([
		[{ email: ' ann@example.com ' }, { email: 'ann@example.com' }],
		[{ day: '2026-11-20' }, { day: '2026-11-20' }],
		[{ day: '2026-11-20T09:30:00Z' }, { day: '2026-11-20T09:30:00Z' }],
		[{ day: '2026-11-20T09:30:00.5+01:00' }, { day: '2026-11-20T09:30:00.5+01:00' }],
		[{ day: '2028-02-29' }, { day: '2028-02-29' }],
	])('%j are good', (values, variables) => {
		expect(checked(schema, typed(values))).toEqual({ variables });
	});

	it.each<[Record<string, string>, string, string]>([
		[{ email: 'ann' }, '#/email', 'must be an email address'],
		[{ email: 'ann@' }, '#/email', 'must be an email address'],
		[{ email: 'ann@example.com\nbcc: all' }, '#/email', 'must be an email address'],
		[{ email: `${'a.'.repeat(200_000)}@b` }, '#/email', 'must be an email address'],
		[{ day: '20-11-2026' }, '#/day', DATE],
		[{ day: '2026-11-20T09:30:00' }, '#/day', DATE],
		[{ day: '2027-02-29' }, '#/day', DATE],
		[{ day: '' }, '#/day', DATE],
	])('%.40j are refused once', (values, pointer, detail) => {
		expect(checked(schema, typed(values))).toEqual({ errors: [{ pointer, detail }] });
	});
});

describe('what is wrong', () => {
	it('is told of every field', () => {
		const schema = object(
			{
				a: { type: 'number' },
				b: { type: 'string', minLength: 1 },
				c: { enum: ['x', 1] },
				d: { type: 'string', maxLength: 2 },
			},
			{ required: ['missing'], additionalProperties: false },
		);
		expect(checked(schema, typed({ a: 'one', b: '', c: 'y', d: 'long', extra: 1 }))).toEqual({
			errors: expect.arrayContaining([
				{ pointer: '#/missing', detail: 'is required' },
				{ pointer: '#/extra', detail: 'is not known to this route' },
				{ pointer: '#/a', detail: 'must be a number, but is a text' },
				{ pointer: '#/b', detail: 'must not be empty' },
				{ pointer: '#/c', detail: 'must be one of ["x",1]' },
				{ pointer: '#/d', detail: 'must NOT have more than 2 characters' },
			]) as unknown,
		});
	});

	it('points to deep fields', () => {
		const schema = object({ order: object({ lines: { type: 'array', items: object({}, { required: ['sku'] }) } }) });
		expect(checked(schema, typed({ order: { lines: [{ sku: 1 }, {}] } }))).toEqual({
			errors: [{ pointer: '#/order/lines/1/sku', detail: 'is required' }],
		});
	});

	it.each([
		['a/b', '#/a~1b'],
		['a~b', '#/a~0b'],
		['~1', '#/~01'],
		['a b', '#/a%20b'],
		['ü', '#/%C3%BC'],
		['', '#/'],
		['"><script>', '#/%22%3E%3Cscript%3E'],
	])('in the field named %j is under the pointer %s', (name, pointer) => {
		const detail = 'is not known to this route';
		expect(checked(object({}, { additionalProperties: false }), typed({ [name]: 1 }))).toEqual({
			errors: [{ pointer, detail }],
		});
		expect(checked(object({ [name]: { type: 'string' } }), typed({ [name]: 1 }))).toEqual({
			errors: [{ pointer, detail: 'must be a text, but is a number' }],
		});
	});

	it('in a field named by half a surrogate pair is told all the same', () => {
		const pointer = '#/%EF%BF%BD';
		expect(checked({ additionalProperties: false }, typed({ '\ud800': 1 }))).toEqual({
			errors: [{ pointer, detail: 'is not known to this route' }],
		});
		expect(checked({ additionalProperties: { type: 'string' } }, typed({ '\udfff': 1 }))).toEqual({
			errors: [{ pointer, detail: 'must be a text, but is a number' }],
		});
	});

	it('is told once for a field, and of fifty fields at most', () => {
		const values = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, index]));
		const outcome = checked(object({}, { additionalProperties: false }), typed(values)) as { errors: unknown[] };
		expect(outcome.errors).toHaveLength(50);
		expect(outcome.errors[49]).toEqual({ pointer: '#/field49', detail: 'is not known to this route' });
	});

	it('never repeats the value', () => {
		const outcome = checked(
			object({ pin: { type: 'number' }, day: { format: 'date' } }),
			typed({ pin: 'secret-1', day: 'secret-2' }),
		);
		expect(outcome).toHaveProperty('errors');
		expect(JSON.stringify(outcome)).not.toContain('secret');
	});
});

describe('names that every object has', () => {
	it.each(['__proto__', 'constructor', 'prototype'])('"%s" is refused', (name) => {
		const values = JSON.parse(`{${JSON.stringify(name)}:{"admin":true}}`) as Record<string, unknown>;
		expect(checked(object({}), typed(values))).toEqual({
			errors: [{ pointer: `#/${name}`, detail: 'is not an allowed name' }],
		});
		expect(({} as { admin?: boolean }).admin).toBeUndefined();
	});

	it('like "toString" are attributes like any other', () => {
		const schema = object({ valueOf: { type: 'string' } }, { required: ['toString'] });
		expect(checked(schema, typed({ toString: 'x' }))).toEqual({ variables: { toString: 'x' } });
		expect(checked(schema, typed({}))).toEqual({ errors: [{ pointer: '#/toString', detail: 'is required' }] });
		expect(checked(object({}), asText({ toString: 'x' }))).toEqual({ variables: { toString: 'x' } });
	});
});

describe('a JSON Schema', () => {
	it('is of draft 2020-12 without further words', () => {
		const schema = object({ pair: { type: 'array', prefixItems: [{ type: 'number' }], items: false } });
		expect(checked(schema, typed({ pair: [1] }))).toEqual({ variables: { pair: [1] } });
		expect(checked(schema, typed({ pair: [1, 2] }))).toHaveProperty('errors');
		expect(checked({ $schema: DRAFT_2020, ...schema }, typed({ pair: ['a'] }))).toEqual({
			errors: [{ pointer: '#/pair/0', detail: 'must be a number, but is a text' }],
		});
	});

	it('is of draft-07 when it says so', () => {
		const schema = object(
			{ pair: { type: 'array', items: [{ type: 'number' }], additionalItems: false } },
			{ $schema: DRAFT_7 },
		);
		expect(checked(schema, typed({ pair: [1] }))).toEqual({ variables: { pair: [1] } });
		expect(checked(schema, typed({ pair: [1, 2] }))).toEqual({
			errors: [{ pointer: '#/pair', detail: 'must NOT have more than 1 items' }],
		});
	});

	it('of draft-07 knows "format": "phone" too', () => {
		const schema = object({ phone: { format: 'phone' } }, { $schema: DRAFT_7 });
		expect(checked(schema, typed({ phone: '0031612345678' }))).toEqual({ variables: { phone: '+31612345678' } });
	});

	it('may have the same $id as another one', () => {
		const schema = object({}, { $id: 'https://example.com/order.json' });
		expect(checked(schema, typed({ a: 1 }))).toEqual({ variables: { a: 1 } });
		expect(checked(schema, typed({ a: 2 }))).toEqual({ variables: { a: 2 } });
	});

	it.each<[string, object, string]>([
		['has an unknown type', { type: 'obejct' }, 'schema is invalid'],
		['has properties that are none', { properties: [1] }, 'schema is invalid'],
		['has a property that is null', { properties: { a: null } }, 'schema is invalid'],
		['has a pattern that is none', object({ a: { pattern: '(' } }), 'Invalid regular expression'],
		['names a property by half a surrogate pair', object({ '\ud800': { type: 'string' } }), 'URI malformed'],
		['refers to what is not there', object({ a: { $ref: '#/$defs/a' } }), "can't resolve reference #/$defs/a"],
		[
			'refers to another server',
			object({ a: { $ref: 'https://evil.example/a.json' } }),
			"can't resolve reference https://evil.example/a.json",
		],
		[
			'is of a draft that is not known',
			{ $schema: 'http://json-schema.org/draft-04/schema#' },
			'no schema with key or ref',
		],
		['has a $schema that is none', { $schema: 'javascript:alert(1)' }, 'no schema with key or ref'],
		['is asynchronous', { $async: true, ...object({ a: { type: 'number' } }) }, '"$async" is not supported'],
		['is asynchronous, in draft-07', { $schema: DRAFT_7, $async: true }, '"$async" is not supported'],
		['is asynchronous deep within', object({ a: { $async: true, type: 'number' } }), 'async schema in sync schema'],
	])('cannot be used when it %s', (_, schema, reason) => {
		const make = () => attributeRules(schema as SchemaObject, { emptyIsAbsent: false });
		expect(make).toThrow(AttributeSchemaError);
		expect(make).toThrow('The attributes cannot be used: ');
		expect(make).toThrow(reason);
	});

	it.each([
		[{ type: 'number', default: 'five' }, 'the default of "a" must be a number, but is a text'],
		[{ type: 'boolean', default: 'yes' }, 'the default of "a" must be true or false, but is a text'],
		[{ type: 'array', default: '[1,' }, 'the default of "a" must be a list, but is a text'],
		[{ type: 'object', default: '[1]' }, 'the default of "a" must be an object, but is a text'],
		[{ type: 'string', format: 'phone', default: '12' }, 'the default of "a" must be a phone number'],
		[{ type: 'string', format: 'email', default: 'nobody' }, 'the default of "a" must be an email address'],
	])('cannot be used when it refuses its own default: %j', (property, reason) => {
		expect(() => attributeRules(object({ a: property }), { emptyIsAbsent: true })).toThrow(reason);
	});

	it('may have formats that nobody knows, which ask for nothing', () => {
		expect(checked(object({ a: { format: 'shoe-size' } }), typed({ a: 'x' }))).toEqual({ variables: { a: 'x' } });
	});

	it('is not changed by its use', () => {
		const schema = object({ phone: { format: 'phone', default: '0031612345678' } });
		const before = JSON.stringify(schema);
		checked(schema, typed({}));
		expect(JSON.stringify(schema)).toBe(before);
	});
});

describe('the attributes that came in', () => {
	it('are not changed by the check', () => {
		const values = { phone: ' 0031612345678 ', nothing: null };
		checked(object({ phone: { format: 'phone' }, more: { default: 1 } }), typed(values), { emptyIsAbsent: true });
		expect(values).toEqual({ phone: ' 0031612345678 ', nothing: null });
	});
});

describe('phone numbers', () => {
	const phone = { type: 'string', format: 'phone' };

	it.each([
		['in a list', object({ value: { type: 'array', items: phone } }), ['06 12345678', '+31 6 12345678'], ['+31612345678', '+31612345678']],
		['in an object', object({ value: object({ deep: phone }) }), { deep: '0031612345678' }, { deep: '+31612345678' }],
		['by reference', { ...object({ value: { $ref: '#/$defs/phone' } }), $defs: { phone } }, '06 12345678', '+31612345678'],
		['by one of several schemas', object({ value: { anyOf: [phone, { type: 'null' }] } }), '06 12345678', '+31612345678'],
	])('are brought into form %s', (_name, schema, value, e164) => {
		expect(checked(schema as SchemaObject, typed({ value }), { defaultCountry: 'NL' })).toEqual({ variables: { value: e164 } });
	});

	it('are left alone where they are data of the schema', () => {
		const schema = object({ value: { const: { format: 'phone' } } });
		expect(checked(schema, typed({ value: { format: 'phone' } }))).toEqual({ variables: { value: { format: 'phone' } } });
	});

	it('are known by the first attribute that is one', () => {
		const rules = attributeRules(object({ a: { type: 'string' }, b: phone, c: phone }), { emptyIsAbsent: true });
		expect(rules.phoneAttribute).toBe('b');
		expect(attributeRules(object({}), { emptyIsAbsent: true }).phoneAttribute).toBeUndefined();
	});
});

describe('an empty text', () => {
	const schema = object({
		phone: { type: 'string', format: 'phone' },
		day: { type: 'string', anyOf: [{ format: 'date' }] },
		channel: { type: 'string', default: 'sms' },
		note: { type: 'string' },
	});
	const empty = { phone: '', day: ' ', channel: '', note: '' };

	it('in a form is a field that was left out, unless any text will do', () => {
		expect(checked(schema, asText(empty))).toEqual({ variables: { channel: 'sms', note: '' }, filledIn: ['channel'] });
	});

	it('in JSON is so where the builder declared the attributes', () => {
		expect(checked(schema, typed(empty), { emptyIsAbsent: true })).toEqual({ variables: { channel: 'sms', note: '' }, filledIn: ['channel'] });
		expect(checked(schema, typed({ phone: '' }))).toHaveProperty('errors');
	});
});

describe('a type beside null', () => {
	it('is read from text, too', () => {
		const schema = object({ n: { type: ['null', 'integer'] } });
		expect(checked(schema, asText({ n: '5' }))).toEqual({ variables: { n: 5 } });
	});
});

describe('the search for faults', () => {
	const schema = object({ rows: { type: 'array', items: object({}, { required: ['a', 'b'] }) } });
	const rules = attributeRules(schema, { emptyIsAbsent: true });
	const rows = typed({ rows: Array.from({ length: 100 }, () => ({})) });

	it('names up to fifty, or only the first', () => {
		expect((rules.check(rows, true) as { errors: unknown[] }).errors).toHaveLength(50);
		expect(rules.check(rows, false)).toEqual({ errors: [{ pointer: '#/rows/0/a', detail: 'is required' }] });
	});
});

describe('a property with an id of its own and a default', () => {
	it('can be used', () => {
		const schema = object({ a: { $id: 'https://example.com/a', type: 'number', default: 1 } });
		expect(checked(schema, typed({}))).toEqual({ variables: { a: 1 }, filledIn: ['a'] });
	});
});

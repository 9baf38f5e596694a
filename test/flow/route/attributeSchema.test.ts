import type { AttributeDeclaration, AttributeType } from '../../../flow/route/attributeSchema';
import { AttributeDeclarationError, schemaOfDeclarations } from '../../../flow/route/attributeSchema';

const declared = (change: Partial<AttributeDeclaration> = {}): AttributeDeclaration => ({
	name: 'value',
	type: 'string',
	required: false,
	defaultText: '',
	...change,
});

const propertyOf = (change: Partial<AttributeDeclaration>) =>
	(schemaOfDeclarations([declared(change)]).properties as Record<string, unknown>).value;

describe('declared attributes', () => {
	it('make a schema with their names in order and the required ones', () => {
		const schema = schemaOfDeclarations([
			declared({ name: 'phone', type: 'phone', required: true }),
			declared({ name: 'order id', type: 'number' }),
		]);
		expect(schema).toEqual({
			type: 'object',
			properties: { phone: { type: 'string', format: 'phone' }, 'order id': { type: 'number' } },
			required: ['phone'],
		});
		expect(Object.keys(schema.properties as object)).toEqual(['phone', 'order id']);
	});

	it('may be none', () => {
		expect(schemaOfDeclarations([])).toEqual({ type: 'object', properties: {}, required: [] });
	});

	it.each<[AttributeType, object]>([
		['boolean', { type: 'boolean' }],
		['date', { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] }],
		['email', { type: 'string', format: 'email' }],
		['list', { type: 'array' }],
		['number', { type: 'number' }],
		['object', { type: 'object' }],
		['phone', { type: 'string', format: 'phone' }],
		['string', { type: 'string' }],
	])('of type %s have the schema %j', (type, schema) => {
		expect(propertyOf({ type })).toEqual(schema);
	});

	it('that are required texts must not be empty', () => {
		expect(propertyOf({ required: true })).toEqual({ type: 'string', minLength: 1 });
	});

	it.each<[AttributeType, string, unknown]>([
		['boolean', 'true', true],
		['boolean', '0', false],
		['date', '2026-11-20', '2026-11-20'],
		['list', '["a"]', ['a']],
		['list', 'a', ['a']],
		['number', '0', 0],
		['number', '-2.5', -2.5],
		['object', '{"a":1}', { a: 1 }],
		['string', ' ', ' '],
		['string', '5', '5'],
	])('of type %s with the default %j get %j', (type, defaultText, value) => {
		expect(propertyOf({ type, defaultText })).toMatchObject({ default: value });
	});

	it('do not share one schema', () => {
		const { properties } = schemaOfDeclarations([declared({ name: 'a', defaultText: 'x' }), declared({ name: 'b' })]);
		expect(properties).toEqual({ a: { type: 'string', default: 'x' }, b: { type: 'string' } });
	});
});

describe('a declaration is refused', () => {
	const refusal = (...changes: Array<Partial<AttributeDeclaration>>) => {
		try {
			schemaOfDeclarations(changes.map(declared));
		} catch (error) {
			expect(error).toBeInstanceOf(AttributeDeclarationError);
			return (error as Error).message;
		}
		return undefined;
	};

	it('without a name', () => {
		expect(refusal({ name: '' })).toBe('An attribute has no name. Name it or remove its row.');
	});

	it.each(['phone', 'toString', 'hasOwnProperty'])('when "%s" is declared twice', (name) => {
		expect(refusal({ name }, { name, type: 'number' })).toBe(
			`The attribute "${name}" is declared twice. Remove one of the rows.`,
		);
	});

	it('not when two names differ by case', () => {
		expect(refusal({ name: 'phone' }, { name: 'Phone' })).toBeUndefined();
	});

	it.each(['__proto__', 'constructor', 'prototype'])('when it is named "%s", which no call may send', (name) => {
		expect(refusal({ name })).toBe(`No attribute can be named "${name}". Choose another name.`);
	});
});

import type { SchemaObject } from 'ajv';

import { UNSAFE_NAMES } from '../unsafeNames';
import { valueFromText } from './textValues';

/** The type of a declared attribute. */
export type AttributeType = 'boolean' | 'date' | 'email' | 'list' | 'number' | 'object' | 'phone' | 'string';

/** An attribute as the builder declares it in the panel. */
export interface AttributeDeclaration {
	/** The name under which callers send it and under which the flow reads it. */
	name: string;
	type: AttributeType;
	required: boolean;
	/** The value for callers that leave it out, as text; empty for none. */
	defaultText: string;
}

/** A declaration that cannot be used; the message names the attribute and the remedy. */
export class AttributeDeclarationError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'AttributeDeclarationError';
	}
}

const SCHEMA_BY_TYPE: Record<AttributeType, SchemaObject> = {
	boolean: { type: 'boolean' },
	date: { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
	email: { type: 'string', format: 'email' },
	list: { type: 'array' },
	number: { type: 'number' },
	object: { type: 'object' },
	phone: { type: 'string', format: 'phone' },
	string: { type: 'string' },
};

/**
 * Turns the declared attributes into a JSON Schema, so that declarations and hand-written schemas are checked by the
 * same rules.
 *
 * @param declarations the rows of the panel, in order
 * @returns a schema for an object with these attributes; other attributes are let through
 * @throws AttributeDeclarationError for an empty, doubled or unsafe name
 */
export function schemaOfDeclarations(declarations: AttributeDeclaration[]): SchemaObject {
	const properties: Record<string, SchemaObject> = {};
	for (const declaration of declarations) {
		const { name } = declaration;
		if (name === '') throw new AttributeDeclarationError('An attribute has no name. Name it or remove its row.');
		if (UNSAFE_NAMES.has(name)) {
			throw new AttributeDeclarationError(`No attribute can be named "${name}". Choose another name.`);
		}
		if (Object.hasOwn(properties, name)) {
			throw new AttributeDeclarationError(`The attribute "${name}" is declared twice. Remove one of the rows.`);
		}
		properties[name] = schemaOfDeclaration(declaration);
	}

	const required = declarations.filter((declaration) => declaration.required).map(({ name }) => name);
	return { type: 'object', properties, required };
}

function schemaOfDeclaration({ type, required, defaultText }: AttributeDeclaration): SchemaObject {
	const schema: SchemaObject = { ...SCHEMA_BY_TYPE[type] };
	// A caller who sends an empty text for something required has not sent it.
	if (required && type === 'string') schema.minLength = 1;
	if (defaultText === '') return schema;

	// One that does not suit the type is found with the defaults of hand-written schemas.
	return { ...schema, default: valueFromText(defaultText, schema) };
}

import type { SchemaObject } from 'ajv';
import isPlainObject from 'lodash/isPlainObject';

import { UNSAFE_NAMES } from '../unsafeNames';
import type { FieldError } from './problem';
import { jsonPointer } from './problem';
import { schemaCheck } from './schemaCheck';
import { isTextLike, valueFromText } from './textValues';

/** The attributes of a call as they came in. */
export interface CollectedAttributes {
	values: Record<string, unknown>;
	/** The names whose values came from the path, the query or a form, where everything is text. */
	fromText: ReadonlySet<string>;
}

/** The outcome of a check: the flow variables, and the names of those that have their default, if any; or what is wrong. */
export type AttributeCheck = { variables: Record<string, unknown>; filledIn?: string[] } | { errors: FieldError[] };

/** Rules that are ready to check many calls. */
export interface AttributeRules {
	/** The name of the first attribute that is a phone number, if there is one. */
	phoneAttribute: string | undefined;
	/**
	 * @param everyFault whether to name every failing field, or only the first
	 * @returns the typed variables with defaults filled in, or what is wrong
	 */
	check(collected: CollectedAttributes, everyFault: boolean): AttributeCheck;
}

/**
 * Brings the parts of a call together under their top-level names. Where one name comes in several parts, the path
 * wins over the body and the body over the query: what is addressed wins over what is added.
 *
 * @param parts path parameters, query and body; the body tells whether its values are text (a form) or typed (JSON)
 */
export function collectAttributes(parts: {
	path: Record<string, unknown>;
	query: Record<string, unknown>;
	body: Record<string, unknown>;
	bodyIsText: boolean;
}): CollectedAttributes {
	const values = Object.fromEntries(
		[parts.query, parts.body, parts.path].flatMap((part) => Object.entries(part)),
	);
	const textParts = parts.bodyIsText ? [parts.query, parts.body, parts.path] : [parts.query, parts.path];
	const fromText = new Set(textParts.flatMap((part) => Object.keys(part)));
	if (!parts.bodyIsText) {
		for (const name of Object.keys(parts.body)) if (!Object.hasOwn(parts.path, name)) fromText.delete(name);
	}
	return { values, fromText };
}

/**
 * Makes ready the rules of a route.
 *
 * @param schema a JSON Schema for the object of all attributes, see {@link schemaCheck}
 * @param options.defaultCountry country of phone numbers in national form (ISO 3166-1 alpha-2), if any
 * @param options.emptyIsAbsent whether an attribute that is null, or an empty text where more than a text is asked for,
 *   counts as left out even in JSON; in a path, query or form an empty text always does
 * @throws AttributeSchemaError when the schema cannot be used
 */
export function attributeRules(
	schema: SchemaObject,
	options: { defaultCountry?: string; emptyIsAbsent: boolean },
): AttributeRules {
	const schemas = propertySchemas(schema);
	const check = schemaCheck(schema, options.defaultCountry);

	const prepared = (name: string, value: unknown, isText: boolean): unknown => {
		if (value === null) return options.emptyIsAbsent ? undefined : null;
		const property = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
		if (!property) return value;
		if (isEmptyFor(value, property) && (isText || options.emptyIsAbsent)) return undefined;
		return withoutMargins(isText && isTextLike(value) ? valueFromText(value, property) : value, property);
	};

	return {
		phoneAttribute: Object.keys(schemas).find((name) => schemas[name].format === 'phone'),

		check({ values, fromText }, everyFault) {
			const unsafe = Object.keys(values).filter((name) => UNSAFE_NAMES.has(name));
			if (unsafe.length > 0) {
				return { errors: unsafe.map((name) => ({ pointer: jsonPointer([name]), detail: 'is not an allowed name' })) };
			}
			const variables = Object.fromEntries(
				Object.entries(values)
					.map(([name, value]): [string, unknown] => [name, prepared(name, value, fromText.has(name))])
					.filter(([, value]) => value !== undefined),
			);
			const sent = new Set(Object.keys(variables));
			const errors = check.faults(variables, everyFault);
			if (errors.length > 0) return { errors };
			const filledIn = Object.keys(variables).filter((name) => !sent.has(name));
			return { variables, ...(filledIn.length > 0 && { filledIn }) };
		},
	};
}

/** An empty text says nothing where the schema asks for more than any text; HTML forms send it for fields left out. */
function isEmptyFor(value: unknown, { type, format, anyOf, default: fallback }: SchemaObject): boolean {
	const isAnyText = (type === undefined || type === 'string') && !format && !anyOf && fallback === undefined;
	return typeof value === 'string' && value.trim() === '' && !isAnyText;
}

/** Email addresses and phone numbers lose the white space around them. */
function withoutMargins(value: unknown, { format }: SchemaObject): unknown {
	return typeof value === 'string' && (format === 'phone' || format === 'email') ? value.trim() : value;
}

function propertySchemas(schema: SchemaObject): Record<string, SchemaObject> {
	const properties = (schema.properties ?? {}) as Record<string, unknown>;
	return Object.fromEntries(
		Object.entries(properties).filter((entry): entry is [string, SchemaObject] => isPlainObject(entry[1])),
	);
}

import type { ErrorObject, SchemaObject, ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

import { toE164 } from '../phone';
import type { FieldError } from './problem';
import { jsonPointer } from './problem';
import { isTextLike, valueFromText } from './textValues';

/** The attributes of a call as they came in. */
export interface CollectedAttributes {
	values: Record<string, unknown>;
	/** The names whose values came from the path, the query or a form, where everything is text. */
	fromText: ReadonlySet<string>;
}

/** The outcome of a check: the flow variables, or what is wrong. */
export type AttributeCheck = { variables: Record<string, unknown> } | { errors: FieldError[] };

/** Rules that are ready to check many calls. */
export interface AttributeRules {
	/** @returns the typed variables with defaults filled in, or every failing field */
	check(collected: CollectedAttributes): AttributeCheck;
}

/** Attributes that cannot be used as they are described; the message says why. */
export class AttributeSchemaError extends Error {
	constructor(reason: string) {
		super(`The attributes cannot be used: ${reason}.`);
		this.name = 'AttributeSchemaError';
	}
}

/** No more failing fields than this are listed in one answer. */
const MOST_ERRORS = 50;

/** Names that would reach an object's prototype when later nodes copy the item. */
export const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

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
 * @param schema a JSON Schema, draft 2020-12 or (when its `$schema` says so) draft-07, for the object of all
 *   attributes. Beside the usual formats it may use `"format": "phone"`: such a value comes out in E.164 form
 * @param options.defaultCountry country of phone numbers in national form (ISO 3166-1 alpha-2), if any
 * @param options.nullIsAbsent whether an attribute that is null counts as left out
 * @throws AttributeSchemaError when the schema is not valid, refers to what is not there, or has a default that it
 *   refuses itself
 */
export function attributeRules(
	schema: SchemaObject,
	options: { defaultCountry?: string; nullIsAbsent: boolean },
): AttributeRules {
	const ajv = validator(schema, options.defaultCountry);
	const validate = compile(ajv, schema);
	const schemas = propertySchemas(schema);
	checkDefaults(ajv, schemas);

	return {
		check({ values, fromText }) {
			const unsafe = Object.keys(values).filter((name) => UNSAFE_NAMES.has(name));
			if (unsafe.length > 0) {
				return { errors: unsafe.map((name) => ({ pointer: jsonPointer([name]), detail: 'is not an allowed name' })) };
			}

			const variables = Object.fromEntries(
				Object.entries(values)
					.map(([name, value]) => [name, prepared(value, fromText.has(name), schemas[name])] as const)
					.filter(([, value]) => value !== undefined && !(options.nullIsAbsent && value === null)),
			);
			if (!validate(variables)) return { errors: fieldErrors(validate.errors ?? []) };

			for (const [name, property] of Object.entries(schemas)) {
				const value = variables[name];
				if (property.format === 'phone' && typeof value === 'string') {
					variables[name] = toE164(value, options.defaultCountry);
				}
			}
			return { variables };
		},
	};
}

/** Text becomes what the schema asks for; addresses lose the white space around them. */
function prepared(value: unknown, fromText: boolean, schema: SchemaObject | undefined): unknown {
	if (!schema) return value;
	const typed = fromText && isTextLike(value) ? valueFromText(value, schema) : value;
	const isAddress = schema.format === 'phone' || schema.format === 'email';
	return isAddress && typeof typed === 'string' ? typed.trim() : typed;
}

function propertySchemas(schema: SchemaObject): Record<string, SchemaObject> {
	const properties = (schema.properties ?? {}) as Record<string, unknown>;
	return Object.fromEntries(
		Object.entries(properties).filter((entry): entry is [string, SchemaObject] => typeof entry[1] === 'object'),
	);
}

function validator(schema: SchemaObject, defaultCountry: string | undefined): Ajv {
	const options = {
		allErrors: true,
		verbose: true,
		useDefaults: true,
		strict: false,
		logger: false,
		// Else an attribute named "toString" would always be there.
		ownProperties: true,
	} as const;
	const isDraft7 = /draft-0[67]/.test(String(schema.$schema ?? ''));
	const ajv = isDraft7 ? new Ajv(options) : new Ajv2020(options);
	addFormats(ajv);
	ajv.addFormat('phone', (text: string) => toE164(text, defaultCountry) !== undefined);
	return ajv;
}

/** A default that its own schema refuses would refuse every call that leans on it. */
function checkDefaults(ajv: Ajv, schemas: Record<string, SchemaObject>): void {
	for (const [name, schema] of Object.entries(schemas)) {
		// A reference can only be followed from within the whole schema.
		if (schema.default === undefined || JSON.stringify(schema).includes('"$ref"')) continue;
		const validate = compile(ajv, schema);
		if (validate(schema.default)) continue;
		const [fault] = fieldErrors(validate.errors ?? []);
		throw new AttributeSchemaError(`the default of "${name}" ${fault.detail}`);
	}
}

function compile(ajv: Ajv, schema: SchemaObject): ValidateFunction {
	let validate: ValidateFunction;
	try {
		validate = ajv.compile(schema);
	} catch (error) {
		throw new AttributeSchemaError(error instanceof Error ? error.message : String(error));
	}
	// Ajv answers a schema with "$async": true by a promise, which would let every call through.
	if ('$async' in validate) throw new AttributeSchemaError('"$async" is not supported');
	return validate;
}

function fieldErrors(errors: ErrorObject[]): FieldError[] {
	// A failed combination is told by what its parts found; Ajv adds a line for the combination itself.
	const seen = new Map<string, FieldError>();
	for (const error of errors) {
		const path = error.instancePath.split('/').slice(1).map(unescapePointer);
		const fault = fieldError(path, error);
		if (!seen.has(fault.pointer)) seen.set(fault.pointer, fault);
	}
	return [...seen.values()].slice(0, MOST_ERRORS);
}

function fieldError(path: string[], error: ErrorObject): FieldError {
	const params = error.params as Record<string, unknown>;
	switch (error.keyword) {
		case 'required':
			return { pointer: jsonPointer([...path, String(params.missingProperty)]), detail: 'is required' };
		case 'additionalProperties':
			return { pointer: jsonPointer([...path, String(params.additionalProperty)]), detail: 'is not known to this route' };
		case 'type':
			return { pointer: jsonPointer(path), detail: `must be ${named(params.type)}, but is ${kindOf(error.data)}` };
		case 'format':
			return { pointer: jsonPointer(path), detail: FORMAT_WORDS[String(params.format)] ?? `must be a valid ${String(params.format)}` };
		case 'minLength':
			return { pointer: jsonPointer(path), detail: params.limit === 1 ? 'must not be empty' : String(error.message) };
		case 'enum':
			return { pointer: jsonPointer(path), detail: `must be one of ${JSON.stringify(params.allowedValues)}` };
		default:
			return { pointer: jsonPointer(path), detail: error.message ?? 'is not valid' };
	}
}

const FORMAT_WORDS: Record<string, string> = {
	date: 'must be a date (2026-11-20) or a date and time with zone (2026-11-20T09:30:00Z)',
	'date-time': 'must be a date and time with zone (2026-11-20T09:30:00Z)',
	email: 'must be an email address',
	phone: 'must be a phone number with its country code, e.g. +31612345678',
};

const TYPE_WORDS: Record<string, string> = {
	array: 'a list',
	boolean: 'true or false',
	integer: 'a whole number',
	null: 'null',
	number: 'a number',
	object: 'an object',
	string: 'a text',
};

function named(types: unknown): string {
	const list = Array.isArray(types) ? types : [types];
	return list.map((type) => TYPE_WORDS[String(type)] ?? String(type)).join(' or ');
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	return TYPE_WORDS[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

function unescapePointer(part: string): string {
	return part.replace(/~1/g, '/').replace(/~0/g, '~');
}

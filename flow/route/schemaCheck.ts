import type { SchemaObject, ValidateFunction } from 'ajv';
import Ajv from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import isPlainObject from 'lodash/isPlainObject';

import { toE164 } from '../phone';
import { fieldErrors } from './faultWords';
import type { FieldError } from './problem';

/** A schema that is ready to check many values. */
export interface SchemaCheck {
	/**
	 * Checks values, fills in defaults and brings phone numbers into E.164 form, in place.
	 *
	 * @param values the object to check
	 * @param everyFault whether to look for every failing field, or to stop at the first, which costs the same however
	 *   many there are
	 * @returns the failing fields; none when all is well
	 */
	faults(values: Record<string, unknown>, everyFault: boolean): FieldError[];
}

/** Attributes that cannot be used as they are described; the message says why. */
export class AttributeSchemaError extends Error {
	constructor(reason: string) {
		super(`The attributes cannot be used: ${reason}.`);
		this.name = 'AttributeSchemaError';
	}
}

/**
 * Makes a schema ready.
 *
 * @param schema a JSON Schema, draft 2020-12 or (when its `$schema` says so) draft-07. Beside the usual formats it may
 *   use `"format": "phone"`, at any depth
 * @param defaultCountry country of phone numbers in national form (ISO 3166-1 alpha-2), if any
 * @throws AttributeSchemaError when the schema is not valid, refers to what is not there, or has a default that it
 *   refuses itself
 */
export function schemaCheck(schema: SchemaObject, defaultCountry: string | undefined): SchemaCheck {
	const marked = withPhonesMarked(schema) as SchemaObject;
	const isDraft7 = /draft-0[67]/.test(String(schema.$schema ?? ''));
	const compiled = (part: SchemaObject, allErrors: boolean) => compile(part, { isDraft7, allErrors, defaultCountry });

	const first = compiled(marked, false);
	const every = compiled(marked, true);
	checkDefaults(marked, (part) => compiled(part, true));

	return {
		faults(values, everyFault) {
			if (first(values)) return [];
			if (!everyFault) return fieldErrors(first.errors ?? []);
			every(values);
			return fieldErrors(every.errors ?? []);
		},
	};
}

interface CompileOptions {
	isDraft7: boolean;
	allErrors: boolean;
	defaultCountry: string | undefined;
}

function compile(schema: SchemaObject, { isDraft7, allErrors, defaultCountry }: CompileOptions): ValidateFunction {
	const options = {
		allErrors,
		verbose: true,
		useDefaults: true,
		strict: false,
		logger: false,
		// Else an attribute named "toString" would always be there.
		ownProperties: true,
	} as const;
	const ajv = isDraft7 ? new Ajv(options) : new Ajv2020(options);
	addFormats(ajv);
	ajv.addFormat('phone', (text: string) => toE164(text, defaultCountry) !== undefined);
	addPhoneKeyword(ajv, defaultCountry);

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

/** A format can only look at a value; a keyword of our own beside it may change it. */
const PHONE_KEYWORD = 'x-flow-elements-e164';

function addPhoneKeyword(ajv: Ajv, defaultCountry: string | undefined): void {
	ajv.addKeyword({
		keyword: PHONE_KEYWORD,
		modifying: true,
		errors: false,
		schema: false,
		validate: (value: unknown, place?: { parentData: Record<string, unknown>; parentDataProperty: string | number }) => {
			const e164 = typeof value === 'string' ? toE164(value, defaultCountry) : undefined;
			if (place && e164 !== undefined) place.parentData[place.parentDataProperty] = e164;
			return true;
		},
	});
}

/** What stands under these is data, not schema. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'example', 'examples']);

function withPhonesMarked(part: unknown): unknown {
	if (Array.isArray(part)) return part.map(withPhonesMarked);
	if (!isPlainObject(part)) return part;
	const entries = Object.entries(part as SchemaObject).map(
		([key, value]): [string, unknown] => [key, DATA_KEYWORDS.has(key) ? value : withPhonesMarked(value)],
	);
	const mark: Array<[string, unknown]> = (part as SchemaObject).format === 'phone' ? [[PHONE_KEYWORD, true]] : [];
	return Object.fromEntries([...entries, ...mark]);
}

/** A default that its own schema refuses would refuse every call that leans on it. */
function checkDefaults({ properties }: SchemaObject, compiled: (part: SchemaObject) => ValidateFunction): void {
	for (const [name, schema] of Object.entries((properties ?? {}) as Record<string, SchemaObject>)) {
		// A reference can only be followed from within the whole schema.
		if (schema.default === undefined || JSON.stringify(schema).includes('"$ref"')) continue;
		const validate = compiled({ type: 'object', properties: { value: { ...schema, default: undefined } } });
		if (validate({ value: structuredClone(schema.default) as unknown })) continue;
		const [fault] = fieldErrors(validate.errors ?? []);
		throw new AttributeSchemaError(`the default of "${name}" ${fault.detail}`);
	}
}

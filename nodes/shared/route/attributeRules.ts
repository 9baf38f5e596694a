import type { SchemaObject } from 'ajv';
import isPlainObject from 'lodash/isPlainObject';
import type { IDataObject } from 'n8n-workflow';

import { readJson } from '../../../flow/json';
import { remembering } from '../../../flow/memo';
import type { AttributeRules } from '../../../flow/route/attributes';
import { attributeRules } from '../../../flow/route/attributes';
import type { AttributeDeclaration } from '../../../flow/route/attributeSchema';
import { schemaOfDeclarations } from '../../../flow/route/attributeSchema';
import { countryOf } from '../country';
import { rowsOf } from '../rows';
import type { RouteContext } from './door';

/** n8n makes the node's context anew for each call; a schema is made once for each text it comes from. */
const ruleSets = remembering<AttributeRules>(200);

/**
 * Reads the rules for what callers send: rows, a JSON Schema, or none.
 *
 * @throws Error for rules that cannot be used
 */
export function readRules(context: RouteContext, options: IDataObject): AttributeRules {
	const defaultCountry = countryOf(options.defaultCountry);
	if (context.getNodeParameter('attributesFrom') === 'schema') {
		const text = context.getNodeParameter('schema') as string | object;
		const key = JSON.stringify(['schema', text, defaultCountry]);
		return ruleSets(key, () => attributeRules(schemaOf(text), { defaultCountry, emptyIsAbsent: false }));
	}

	const declarations = readDeclarations(context);
	const key = JSON.stringify(['declared', declarations, defaultCountry]);
	return ruleSets(key, () =>
		attributeRules(schemaOfDeclarations(declarations), { defaultCountry, emptyIsAbsent: true }),
	);
}

function readDeclarations(context: RouteContext): AttributeDeclaration[] {
	return rowsOf<Partial<AttributeDeclaration>>(context.getNodeParameter('attributes', {}), 'rows').map((row) => ({
		name: String(row.name ?? '').trim(),
		type: row.type ?? 'string',
		required: row.required ?? false,
		defaultText: String(row.defaultText ?? ''),
	}));
}

function schemaOf(text: string | object): SchemaObject {
	const schema = typeof text === 'string' ? readJson(text, 'The JSON Schema') : text;
	if (!isPlainObject(schema)) throw new Error('The JSON Schema must be an object.');
	return schema as SchemaObject;
}

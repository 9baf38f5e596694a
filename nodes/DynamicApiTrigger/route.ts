import type { SchemaObject } from 'ajv';
import isPlainObject from 'lodash/isPlainObject';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { instantOf } from '../../flow/instant';
import { readJson } from '../../flow/json';
import { remembering } from '../../flow/memo';
import { isPhoneCountry } from '../../flow/phone';
import type { AddressList } from '../../flow/route/addresses';
import { parseAddressList } from '../../flow/route/addresses';
import type { Route, Signing, UserNameRule } from '../../flow/route/admission';
import type { AttributeRules } from '../../flow/route/attributes';
import { attributeRules } from '../../flow/route/attributes';
import type { AttributeDeclaration } from '../../flow/route/attributeSchema';
import { schemaOfDeclarations } from '../../flow/route/attributeSchema';
import type { RateLimit } from '../../flow/route/rateLimit';
import { secretFault } from '../../flow/route/secret';
import type { RouteTokens } from '../../flow/route/token';
import { explained } from '../shared/explained';
import { numberOf } from '../shared/number';
import { rowsOf } from '../shared/rows';
import type { KeyPanel } from './keyPanel';
import { readKeyPanel } from './keyPanel';
import { readRatePanel } from './ratePanel';
import { requireStoppable } from './runStart';

/** n8n makes the node's context anew for each call; lists and schemas are made once for each text they come from. */
const addressLists = remembering<AddressList>(200);
const ruleSets = remembering<AttributeRules>(200);

/** A Dynamic API Trigger as its panel describes it. */
export interface RoutePanel {
	route: Route;
	/** How long a synchronous caller waits, in milliseconds; undefined for an asynchronous route. */
	timeoutMs: number | undefined;
	/** What is to be done with idempotency keys; undefined for a route that knows none. */
	key: KeyPanel | undefined;
	/** How many calls the route takes; undefined for any number. */
	rateLimit: RateLimit | undefined;
	/** How long callers can ask for the status of a call, in milliseconds; 0 for a route where they cannot. */
	keepStatusMs: number;
}

type RouteContext = IHookFunctions | IWebhookFunctions;

/**
 * Reads the panel of a Dynamic API Trigger.
 *
 * @throws NodeOperationError for anything that cannot be used, with words that name the field and the remedy
 */
export async function readPanel(context: RouteContext): Promise<RoutePanel> {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return await explained(context, async () => {
		const panel = {
			route: await readRoute(context, options),
			timeoutMs: readTimeout(context),
			key: readKeyPanel(context),
			rateLimit: readRatePanel(context),
			keepStatusMs: numberOf(options.keepStatusHours, { name: 'Keep Status For', fallback: 24, least: 0, most: 8760 }) * 3_600_000,
		};
		if (panel.key || (panel.timeoutMs === undefined && panel.keepStatusMs > 0)) requireStoppable(context.getNode());
		return panel;
	});
}

/** @returns the name under which the item holds the details of the call */
export function detailsFieldOf(options: IDataObject): string {
	return String(options.detailsField ?? '').trim() || 'request';
}

async function readRoute(context: RouteContext, options: IDataObject): Promise<Route> {
	const rules = readRules(context, options);
	return {
		methods: readMethods(context),
		addresses: readAddresses(context),
		tokens: await readTokens(context),
		signing: await readSigning(context, options),
		maxBodyBytes: numberOf(options.maxBodyKib, { name: 'Largest Body', fallback: 1024, least: 1, most: 1_048_576 }) * 1024,
		rules,
		detailsName: detailsFieldOf(options),
		userName: userNameRule(rules, options),
	};
}

function readTimeout(context: RouteContext): number | undefined {
	if (context.getNodeParameter('answer') === 'async') return undefined;
	const seconds = context.getNodeParameter('timeoutSeconds', 30);
	return numberOf(seconds, { name: 'Answer Within', fallback: 30, least: 0.1, most: 3600 }) * 1000;
}

function readMethods(context: RouteContext): string[] {
	const methods = context.getNodeParameter('methods') as string[];
	if (methods.length === 0) throw new Error('No method is chosen. Choose at least one under Methods.');
	return methods;
}

function readAddresses(context: RouteContext): AddressList {
	const text = String(context.getNodeParameter('allowedAddresses'));
	if (text.trim() === '') {
		throw new Error('Allowed IP Addresses is empty, so nobody could call. Write 0.0.0.0/0;::/0 to allow any address.');
	}
	return addressLists(text, () => parseAddressList(text));
}

async function readTokens(context: RouteContext): Promise<RouteTokens | undefined> {
	const source = context.getNodeParameter('tokenSource') as 'generated' | 'credential' | 'none';
	if (source === 'none') return undefined;

	const fields =
		source === 'credential'
			? await context.getCredentials('flowElementsRouteTokenApi')
			: generatedToken(context);
	const text = (name: string) => String(fields[name] ?? '').trim();
	if (text('token') === '') throw new Error('The route has no token. Fill in Token, or choose None under Token.');
	requireStrong('token', text('token'));
	return {
		current: text('token'),
		previous: text('previousToken'),
		previousValidUntil: readInstant(context, text('previousTokenValidUntil')),
	};
}

function requireStrong(name: string, secret: string): void {
	const fault = secretFault(name, secret);
	if (fault) throw new Error(fault);
}

function generatedToken(context: RouteContext): ICredentialDataDecryptedObject {
	const fields = { token: context.getNodeParameter('token') as string };
	if (Number(context.getNodeParameter('tokenGeneration', 1)) <= 1) return fields;
	return {
		...fields,
		previousToken: context.getNodeParameter('previousToken', '') as string,
		previousTokenValidUntil: context.getNodeParameter('previousTokenValidUntil', '') as string,
	};
}

async function readSigning(context: RouteContext, options: IDataObject): Promise<Signing | undefined> {
	if (context.getNodeParameter('requireSignature', false) !== true) return undefined;
	const { secret } = await context.getCredentials('flowElementsSigningSecretApi');
	requireStrong('signing secret', String(secret ?? ''));
	return {
		secret: String(secret),
		signatureHeader: String(options.signatureHeader ?? 'X-Signature'),
		timestampHeader: String(options.timestampHeader ?? 'X-Signature-Timestamp'),
		toleranceSeconds: numberOf(options.toleranceSeconds, { name: 'Signature Tolerance', fallback: 300, least: 1, most: 86_400 }),
	};
}

function readRules(context: RouteContext, options: IDataObject): AttributeRules {
	const defaultCountry = readCountry(options);
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

function readCountry(options: IDataObject): string | undefined {
	const country = String(options.defaultCountry ?? '').trim().toUpperCase();
	if (country === '') return undefined;
	if (!isPhoneCountry(country)) {
		throw new Error(`"${country}" is not a country code. Write two letters under Default Country, e.g. NL.`);
	}
	return country;
}

function userNameRule({ phoneAttribute }: AttributeRules, options: IDataObject): UserNameRule | undefined {
	const nameAttribute = String(options.userNameAttribute ?? 'userName').trim();
	return phoneAttribute !== undefined && nameAttribute !== '' ? { nameAttribute, phoneAttribute } : undefined;
}

function readInstant(context: RouteContext, text: string): Date | undefined {
	if (text === '') return undefined;
	const instant = instantOf(text, context.getTimezone());
	if (!instant) throw new Error('Previous Token Valid Until is not a date. Write for example 2026-12-31T18:00:00Z.');
	return instant;
}

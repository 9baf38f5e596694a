import type { ICredentialDataDecryptedObject, IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { instantOf } from '../../../flow/instant';
import { remembering } from '../../../flow/memo';
import type { AddressList } from '../../../flow/route/addresses';
import { parseAddressList } from '../../../flow/route/addresses';
import type { Signing } from '../../../flow/route/admission';
import { secretFault } from '../../../flow/route/secret';
import type { RouteTokens } from '../../../flow/route/token';
import { numberOf } from '../number';

/** Where the panel of a node with a URL is read: when a call comes in, and when the flow is published. */
export type RouteContext = IHookFunctions | IWebhookFunctions;

/** The field for the largest body that is read. */
export const BODY_KIB = { name: 'Largest Body', fallback: 1024, least: 1, most: 1_048_576 };

/** n8n makes the node's context anew for each call; a list is made once for each text it comes from. */
const addressLists = remembering<AddressList>(200);

/**
 * @param value what stands under Allowed IP Addresses
 * @throws Error for anything but a list of addresses
 */
export function readAddresses(value: unknown): AddressList {
	const text = String(value);
	if (text.trim() === '') {
		throw new Error('Allowed IP Addresses is empty, so nobody could call. Write 0.0.0.0/0;::/0 to allow any address.');
	}
	return addressLists(text, () => parseAddressList(text));
}

/**
 * Reads the tokens of a node with a URL.
 *
 * @returns undefined when callers need none
 * @throws Error for a token that cannot be used
 */
export async function readTokens(context: RouteContext): Promise<RouteTokens | undefined> {
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

/**
 * Reads how calls to a node with a URL must be signed.
 *
 * @returns undefined when they need no signature
 * @throws Error for a secret that cannot be used
 */
export async function readSigning(context: RouteContext, options: IDataObject): Promise<Signing | undefined> {
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

function readInstant(context: RouteContext, text: string): Date | undefined {
	if (text === '') return undefined;
	const instant = instantOf(text, context.getTimezone());
	if (!instant) throw new Error('Previous Token Valid Until is not a date. Write for example 2026-12-31T18:00:00Z.');
	return instant;
}

import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isHeaderName } from '../../flow/http/headers';
import type { RouteCall, Signing } from '../../flow/route/admission';
import { headerOf } from '../../flow/route/callHeaders';
import type { KeyRule } from '../../flow/route/idempotencyKey';
import { IDEMPOTENCY_HEADER, invalidKey, readKey } from '../../flow/route/idempotencyKey';
import type { Refusal } from '../../flow/route/problem';
import { signatureDigits } from '../../flow/route/signature';
import { numberOf } from '../shared/number';
import { SECRET_HEADERS } from '../shared/route/receivedCall';

/** What the panel says about idempotency keys. */
export interface KeyPanel {
	from: KeySource;
	rule: KeyRule;
	/** In milliseconds. */
	keepMs: number;
}

type KeySource = 'header' | 'expression' | 'signature';
type PanelContext = IHookFunctions | IWebhookFunctions;

/**
 * @returns what the panel says about idempotency keys; undefined when the route knows none
 * @throws Error that names the field for what cannot be used
 */
export function readKeyPanel(context: PanelContext): KeyPanel | undefined {
	const use = context.getNodeParameter('idempotency', 'off') as 'off' | 'optional' | 'required';
	if (use === 'off') return undefined;

	const hours = context.getNodeParameter('keepKeysHours', 24);
	const keepMs = numberOf(hours, { name: 'Keep Keys For', fallback: 24, least: 0.001, most: 8760 }) * 3_600_000;
	const from = context.getNodeParameter('idempotencyFrom', 'header') as KeySource;
	if (from === 'expression') requireExpression(context.getNode().parameters.idempotencyExpression);
	if (from === 'signature') requireSignature(context);
	return { from, rule: { required: use === 'required', header: from === 'header' ? readHeader(context) : undefined }, keepMs };
}

function readHeader(context: PanelContext): string {
	const header = String(context.getNodeParameter('idempotencyHeader', IDEMPOTENCY_HEADER)).trim() || IDEMPOTENCY_HEADER;
	if (!isHeaderName(header)) throw new Error(`Key Header: "${header}" is not a header name. The usual one is ${IDEMPOTENCY_HEADER}.`);
	const name = header.toLowerCase();
	// The key goes into the item, where no secret may be.
	if (SECRET_HEADERS.has(name)) throw new Error(`Key Header: "${header}" carries a secret, which is no key. The usual one is ${IDEMPOTENCY_HEADER}.`);
	const options = context.getNodeParameter('options', {}) as IDataObject;
	if (isSigned(context) && name === String(options.signatureHeader ?? 'X-Signature').toLowerCase()) {
		throw new Error(`Key Header: "${header}" carries the signature, which can be written in several ways. Set Key From to Signature.`);
	}
	return header;
}

function requireSignature(context: PanelContext): void {
	if (!isSigned(context)) throw new Error('Key From is Signature, but calls are not signed. Switch Require a Signature on, or take the key from elsewhere.');
}

function isSigned(context: PanelContext): boolean {
	return context.getNodeParameter('requireSignature', false) === true;
}

/** The expression itself can only be evaluated when there is a call. */
function requireExpression(written: unknown): void {
	if (typeof written === 'string' && written.startsWith('=') && written.includes('{{')) return;
	throw new Error('Key Expression is not an expression, so all calls would have the same key. Write for example {{ $json.body.orderId }}.');
}

/**
 * Reads the key of a call from where the panel says that it is.
 *
 * @param signing how calls are signed, if they are
 * @returns the key, undefined when there is none and none is needed, or the refusal to answer with (400)
 */
export function keyOf(
	context: IWebhookFunctions,
	{ headers }: RouteCall,
	{ from, rule }: KeyPanel,
	signing: Signing | undefined,
): { key: string | undefined } | Refusal {
	if (rule.header !== undefined) return readKey(headerOf(headers, rule.header), rule);
	// It has been checked by now.
	if (from === 'signature') return readKey(signatureDigits((signing && headerOf(headers, signing.signatureHeader)) ?? ''), rule);
	try {
		return readKey(context.getNodeParameter('idempotencyExpression'), rule);
	} catch (error) {
		const { message } = error as Error;
		// It reaches for something that this call does not have.
		if (MISSING_FIELD.test(message)) return readKey(undefined, rule);
		// Without its key the call would run unprotected.
		context.logger.warn(`The expression for the idempotency key failed: ${message}`);
		return invalidKey(rule);
	}
}

const MISSING_FIELD = /^Cannot read propert(?:y|ies)\b/;

import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { RouteCall } from '../../flow/route/admission';
import { headerOf } from '../../flow/route/callHeaders';
import type { KeyRule } from '../../flow/route/idempotencyKey';
import { IDEMPOTENCY_HEADER } from '../../flow/route/idempotencyKey';
import { numberOf } from '../shared/number';

/** What the panel says about idempotency keys. */
export interface KeyPanel {
	rule: KeyRule;
	/** In milliseconds. */
	keepMs: number;
}

/** RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * @returns what the panel says about idempotency keys; undefined when the route knows none
 * @throws Error that names the field for what cannot be used
 */
export function readKeyPanel(context: IHookFunctions | IWebhookFunctions): KeyPanel | undefined {
	const use = context.getNodeParameter('idempotency', 'off') as 'off' | 'optional' | 'required';
	if (use === 'off') return undefined;

	const hours = context.getNodeParameter('keepKeysHours', 24);
	const keepMs = numberOf(hours, { name: 'Keep Keys For', fallback: 24, least: 0.001, most: 8760 }) * 3_600_000;
	return { rule: { required: use === 'required', header: readHeader(context) }, keepMs };
}

function readHeader(context: IHookFunctions | IWebhookFunctions): string | undefined {
	if (context.getNodeParameter('idempotencyFrom', 'header') === 'expression') {
		requireExpression(context.getNode().parameters.idempotencyExpression);
		return undefined;
	}
	const header = String(context.getNodeParameter('idempotencyHeader', IDEMPOTENCY_HEADER)).trim() || IDEMPOTENCY_HEADER;
	if (!HEADER_NAME.test(header)) throw new Error(`Key Header: "${header}" is not a header name. The usual one is ${IDEMPOTENCY_HEADER}.`);
	return header;
}

/** The expression itself can only be evaluated when there is a call. */
function requireExpression(written: unknown): void {
	if (typeof written === 'string' && written.startsWith('=') && written.includes('{{')) return;
	throw new Error('Key Expression is not an expression, so all calls would have the same key. Write for example {{ $json.body.orderId }}.');
}

/** @returns what stands where the panel says that the key is; undefined when there is nothing */
export function keyValue(context: IWebhookFunctions, { headers }: RouteCall, { rule }: KeyPanel): unknown {
	if (rule.header !== undefined) return headerOf(headers, rule.header);
	try {
		return context.getNodeParameter('idempotencyExpression');
	} catch (error) {
		// It reaches for something that this call does not have.
		context.logger.debug(`The expression found no idempotency key: ${(error as Error).message}`);
		return undefined;
	}
}

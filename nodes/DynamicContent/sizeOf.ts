import type { IExecuteFunctions } from 'n8n-workflow';

import type { RetryPolicy } from '../../flow/http/retry';
import type { SizeOf } from '../../flow/dynamicContent/sizes';
import { sizeIn } from '../../flow/dynamicContent/sizes';
import { senderToService } from '../shared/sending';

const ONCE: RetryPolicy = { maxRetries: 0, reasons: [], baseDelayMs: 1, maxDelayMs: 1, repeatable: 'never' };

/** @returns what asks the server of a file for its size, by HEAD and with nobody's key */
export function sizeAsker(context: IExecuteFunctions, timeoutMs: number): SizeOf {
	const sendRequest = senderToService(context, undefined, { retry: ONCE, timeoutMs });
	return async (url) => {
		const { reply } = await sendRequest({ method: 'HEAD', url, headers: { 'accept-encoding': 'identity' } });
		return reply && sizeIn(reply.status, reply.headers);
	};
}

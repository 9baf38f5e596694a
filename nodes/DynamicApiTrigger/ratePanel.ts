import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import type { RateLimit } from '../../flow/route/rateLimit';
import { numberOf } from '../shared/number';

const SECONDS: Record<string, number> = { second: 1, minute: 60, hour: 3600 };

/**
 * @returns how many calls the panel allows; undefined for any number
 * @throws Error that names the field for what cannot be used
 */
export function readRatePanel(context: IHookFunctions | IWebhookFunctions): RateLimit | undefined {
	const kind = context.getNodeParameter('rateLimit', 'off') as 'off' | 'route' | 'caller';
	if (kind === 'off') return undefined;

	const calls = context.getNodeParameter('rateCalls', 60);
	return {
		count: numberOf(calls, { name: 'Calls', fallback: 60, least: 1, most: 100_000, whole: true }),
		perSeconds: SECONDS[context.getNodeParameter('ratePer', 'minute') as string],
		sharedBy: kind === 'route' ? 'route' : readCaller(context),
	};
}

function readCaller(context: IHookFunctions | IWebhookFunctions): RateLimit['sharedBy'] {
	const caller = context.getNodeParameter('rateCaller', 'address') as 'address' | 'token' | 'attribute';
	if (caller !== 'attribute') return caller;
	const attribute = String(context.getNodeParameter('rateAttribute', '')).trim();
	if (attribute === '') throw new Error('Attribute Name is empty. Name the attribute by which callers are told apart, or choose another Caller.');
	return { attribute };
}

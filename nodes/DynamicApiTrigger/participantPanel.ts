import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

import { isProviderName } from '../../flow/participant/identifiers';
import type { TrackingRule } from '../../flow/route/trackedParticipant';
import { rowsOf } from '../shared/rows';

type PanelContext = IHookFunctions | IWebhookFunctions;

/**
 * @param defaultCountry of phone numbers in national form, as the route has it
 * @returns what the panel says about the participants of calls; undefined when they are not tracked
 * @throws Error that names the field for what cannot be used
 */
export function readParticipantPanel(context: PanelContext, defaultCountry: string | undefined): TrackingRule | undefined {
	if (context.getNodeParameter('trackParticipant', false) !== true) return undefined;

	const nameIn = (parameter: string, fallback: string) => String(context.getNodeParameter(parameter, fallback)).trim();
	const phoneAttribute = nameIn('phoneAttribute', 'phone');
	const emailAttribute = nameIn('emailAttribute', 'email');
	const providerIds = readProviderIds(context);
	if (phoneAttribute === '' && emailAttribute === '' && providerIds.length === 0) {
		throw new Error('Track Participant knows no attribute by which to tell participants apart. Fill in Phone Attribute or Email Attribute.');
	}
	return { phoneAttribute, emailAttribute, providerIds, keep: readKeep(context), defaultCountry };
}

function readProviderIds(context: PanelContext): Array<{ provider: string; attribute: string }> {
	const rows = rowsOf<{ provider?: unknown; attribute?: unknown }>(context.getNodeParameter('providerIds', {}), 'rows').map(
		({ provider, attribute }) => ({ provider: String(provider ?? '').trim(), attribute: String(attribute ?? '').trim() }),
	);
	for (const [index, { provider, attribute }] of rows.entries()) {
		if (!isProviderName(provider)) {
			throw new Error(`Provider IDs: "${provider}" cannot be the name of a provider. Write lower-case letters, digits and hyphens, e.g. infobip.`);
		}
		if (attribute === '') throw new Error(`Provider IDs: Attribute of "${provider}" is empty. Name the attribute that holds the ID, or remove the row.`);
		if (rows.findIndex((row) => row.provider === provider) < index) throw new Error(`Provider IDs: "${provider}" comes twice. Remove one of the rows.`);
	}
	return rows;
}

function readKeep(context: PanelContext): TrackingRule['keep'] {
	const keep = context.getNodeParameter('keepAttributes', 'all') as 'all' | 'chosen' | 'none';
	if (keep !== 'chosen') return keep;
	const written = context.getNodeParameter('keptAttributes', '');
	const names = (Array.isArray(written) ? written : String(written).split(',')).map((name) => String(name).trim()).filter((name) => name !== '');
	if (names.length === 0) throw new Error('Chosen Attributes is empty. Name the attributes to keep, or set Attributes to Keep to None.');
	return names;
}

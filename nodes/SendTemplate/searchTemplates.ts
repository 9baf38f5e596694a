import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { MessageProvider } from '../../flow/message/messageEvent';
import type { Template } from '../../flow/template/template';
import { explained } from '../shared/explained';
import { accountInPanel } from './accountInPanel';
import { FRESH_FOR_PICKING_MS, templatesOf } from './catalog';
import { LANGUAGE_MARK } from './panel';

/** Lists the account's templates that may be sent, by name; those that the provider may soon stop say so. */
export async function searchTemplates(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await explained(this, async () => {
		const { account, provider } = await accountInPanel(this);
		const templates = await templatesOf(account, FRESH_FOR_PICKING_MS);
		const results = templates
			.filter(({ approval }) => approval !== 'notApproved')
			.map((template) => ({ name: labelOf(template), value: valueOf(template, provider) }))
			.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()))
			.toSorted((one, other) => one.name.localeCompare(other.name));
		return { results };
	});
}

function labelOf({ name, language, category, approval, status }: Template): string {
	const words = [language, category?.toLowerCase(), ...(approval === 'warned' ? [status.toLowerCase().replaceAll('_', ' ')] : [])];
	return `${name} (${words.filter(Boolean).join(', ')})`;
}

function valueOf({ id, name, language }: Template, provider: MessageProvider): string {
	return provider === 'trengo' ? (id ?? '') : [name, language].join(LANGUAGE_MARK);
}

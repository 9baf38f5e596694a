import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import type { Provider } from './panel';

/** Shows a field only for these providers. */
export function only(...provider: Provider[]): IDisplayOptions {
	return { show: { provider } };
}

/**
 * A field that is chosen from a list of the account, or given by its ID.
 *
 * @param search the method that lists
 */
export function picker({ search, placeholder, ...rest }: Pick<INodeProperties, 'description' | 'displayName' | 'displayOptions' | 'name'> & { search: string; placeholder: string }): INodeProperties {
	return {
		...rest,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: 'Choose…', typeOptions: { searchListMethod: search, searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
		],
	};
}

import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from './outputs';

/** @returns what shows a field for some operations only */
export function only(...operation: Operation[]): INodeProperties['displayOptions'] {
	return { show: { operation } };
}

/** A field by which an entry of an account's list is chosen. */
export function choice(
	field: Pick<INodeProperties, 'description' | 'displayName' | 'displayOptions' | 'name'>,
	{ list, placeholder }: { list: string; placeholder: string },
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: list, searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
		],
	};
}

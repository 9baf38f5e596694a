import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { KEYWORD_LISTS } from '../../../flow/optOut/keywordLists';
import { properties } from '../../../nodes/OptOut/properties';

const named = (name: string) => properties.filter((property) => property.name === name);
const operationsOf = ({ displayOptions }: INodeProperties) => (displayOptions?.show?.operation ?? []) as string[];

describe('the panel of Opt-Out', () => {
	it('has the English words switched on, because those of other languages can be everyday words', () => {
		const [{ default: languages, options }] = named('languages');
		expect(languages).toEqual(['english']);
		expect((options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(KEYWORD_LISTS.map(({ language }) => language));
	});

	it.each(['channel', 'reason'])('shows the field %s once for each operation', (name) => {
		const operations = named(name).flatMap(operationsOf);
		expect(new Set(operations).size).toBe(operations.length);
	});

	it('has its options in the order of the alphabet, with All Channels first', () => {
		for (const property of [...named('operation'), ...named('languages'), ...named('channel')]) {
			const names = (property.options as INodePropertyOptions[]).map((option) => option.name);
			expect(names).toEqual(names.toSorted());
		}
	});
});

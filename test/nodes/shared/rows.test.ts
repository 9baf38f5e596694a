import { rowsOf } from '../../../nodes/shared/rows';

describe('the rows of a collection', () => {
	it('are those of the group', () => {
		const rows = [{ name: 'a' }];
		expect(rowsOf({ parameters: rows, others: [{ name: 'b' }] }, 'parameters')).toBe(rows);
	});

	it.each([undefined, null, {}, '', 0, { parameters: undefined }, { parameters: {} }, { parameters: 'a' }])(
		'are none in %j',
		(collection) => {
			expect(rowsOf(collection, 'parameters')).toEqual([]);
		},
	);
});

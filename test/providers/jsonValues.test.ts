import { DateTime } from 'luxon';

import { jsonValues } from '../../providers/jsonValues';

describe('values for a service', () => {
	it('are as JSON has them', () => {
		const values = {
			text: 'a',
			zero: 0,
			no: false,
			list: [1, null, { a: undefined }],
			object: { a: { b: 1 } },
			date: new Date(0),
			moment: DateTime.fromISO('2026-11-20T12:00:00Z', { zone: 'utc' }),
			large: 9007199254740993n,
		};
		expect(jsonValues(values)).toEqual({
			text: 'a',
			zero: 0,
			no: false,
			list: [1, null, {}],
			object: { a: { b: 1 } },
			date: '1970-01-01T00:00:00.000Z',
			moment: '2026-11-20T12:00:00.000Z',
			large: '9007199254740993',
		});
	});

	it('are left out when they say nothing', () => {
		const values = { null: null, undefined, blank: ' \n', empty: '', function: () => 1, symbol: Symbol('s'), nan: NaN };
		expect(jsonValues(values)).toEqual({});
	});

	it('are copies', () => {
		const values = { list: [1] };
		expect(jsonValues(values).list).not.toBe(values.list);
	});

	it('cannot contain themselves', () => {
		const loop: Record<string, unknown> = {};
		loop.self = loop;
		expect(() => jsonValues({ loop })).toThrow('"loop" cannot be sent, because it is not JSON.');
	});
});

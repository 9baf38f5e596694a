import { readInfobipError } from '../../../providers/infobip/requestError';

const read = (body: unknown) => readInfobipError(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

describe('an error of Infobip', () => {
	it.each<[string, unknown, object]>([
		[
			'in its envelope',
			{ requestError: { serviceException: { messageId: 'UNAUTHORIZED', text: 'Invalid login details' } } },
			{ code: 'UNAUTHORIZED', text: 'Invalid login details', faults: [] },
		],
		[
			'in its envelope, with faults',
			{
				requestError: {
					serviceException: {
						messageId: 'BAD_REQUEST',
						text: 'Bad request',
						validationErrors: { 'blocklist[0].channel': ['unsupported channel', 'no'], 'blocklist[1].destinations': 'must not be empty' },
					},
				},
			},
			{
				code: 'BAD_REQUEST',
				text: 'Bad request - blocklist[0].channel: unsupported channel, no; blocklist[1].destinations: must not be empty',
				faults: [
					{ field: 'blocklist[0].channel', text: 'unsupported channel, no' },
					{ field: 'blocklist[1].destinations', text: 'must not be empty' },
				],
			},
		],
		['with its code as text', { errorCode: '40401', errorMessage: 'No flow' }, { code: '40401', text: 'No flow', faults: [] }],
		['with its code as a number', { errorCode: 40005, errorMessage: '' }, { code: '40005', faults: [] }],
		[
			'as problem details',
			{ type: 'about:blank', title: 'Bad Request', status: 400, detail: 'Failed to read request', instance: '/moments' },
			{ text: 'Failed to read request', faults: [] },
		],
		[
			'of a newer API',
			{ errorCode: 'E404', description: 'Not found', action: 'Check', violations: [{ property: '', violation: 'No such sender' }, { property: 'content.body', violation: 'must not be null' }, {}], resources: [] },
			{
				code: 'E404',
				text: 'Not found - No such sender; content.body: must not be null',
				faults: [
					{ field: '', text: 'No such sender' },
					{ field: 'content.body', text: 'must not be null' },
				],
			},
		],
		['as problem details without a detail', { title: 'Bad Request', status: 400 }, { text: 'Bad Request', faults: [] }],
	])('%s is read', (_, body, error) => {
		expect(read(body)).toEqual(error);
	});

	it.each<[string, unknown]>([
		['nothing', ''],
		['a page', '<html><body>hush</body></html>'],
		['half of it', '{"errorCode":"40'],
		['null', 'null'],
		['a number', '5'],
		['a list', [{ errorCode: '1' }]],
		['other kinds', { errorCode: {}, errorMessage: ['a'], requestError: 'b' }],
		['other kinds further in', { requestError: { serviceException: [{ text: 'a' }] } }],
		['null further in', { requestError: { serviceException: null } }],
		['faults of another kind', { requestError: { serviceException: { validationErrors: ['a'] } } }],
		['prototypes', '{"__proto__":{"errorCode":"1"}}'],
	])('that is %s says nothing', (_, body) => {
		expect(read(body)).toEqual({ faults: [] });
	});

	it('that has no body says nothing', () => {
		expect(readInfobipError(undefined)).toEqual({ faults: [] });
	});

	it('may have faults without words', () => {
		const validationErrors = { a: [null, { b: 1 }], c: null };
		expect(read({ requestError: { serviceException: { validationErrors } } }).faults).toEqual([
			{ field: 'a', text: '' },
			{ field: 'c', text: '' },
		]);
	});
});

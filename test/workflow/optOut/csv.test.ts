import { OptOuts } from '../../../flow/optOut/optOuts';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { flowStore, useFlowStore } from '../../../flow/store/theStore';
import { counts, EMAIL, listed, optOut, PHONE } from './node';

beforeEach(() => useFlowStore(new SqliteStore(':memory:')));
afterEach(() => useFlowStore());

const file = (text: string, fileName = 'list.csv') => ({ data: Buffer.from(text).toString('base64'), mimeType: 'text/csv', fileName });
const CSV = `phone;email;channel\r\n${PHONE};;sms\r\n;${EMAIL};\r\nnobody;;\r\n`;

describe('Import', () => {
	it('reads a file, and tells what came of its rows', async () => {
		const run = await optOut({ operation: 'import' }, { items: [{ json: { id: 1 }, binary: { data: file(CSV) } }] });

		expect(counts(run)).toEqual([1]);
		expect(run.branches[0][0].json).toEqual({
			id: 1,
			optOut: {
				operation: 'import',
				status: 'imported',
				rows: 3,
				added: 2,
				changed: 0,
				unchanged: 0,
				failed: 1,
				faults: [{ line: 4, reason: 'The phone number is not valid.' }],
			},
		});
		expect(run.branches[0][0].binary?.data.fileName).toBe('list.csv');
		expect(await listed()).toEqual([`${PHONE} sms`, `${EMAIL} all`].sort());
	});

	it('reads another field, or a text', async () => {
		const items = [{ json: { csv: CSV }, binary: { list: file(CSV) } }];
		expect((await optOut({ operation: 'import', binaryField: 'list' }, { items })).result).toMatchObject({ added: 2 });
		expect((await optOut({ operation: 'import', csvFrom: 'text', csv: '={{ $json.csv }}' }, { items })).result).toMatchObject({ unchanged: 2 });
	});

	it('takes channel, source and country from the panel where a row says nothing', async () => {
		const parameters = { operation: 'import', csvFrom: 'text', csv: 'phone\n0612345678', channel: 'viber', options: { source: 'crm', defaultCountry: 'NL' } };
		await optOut(parameters);

		expect(await new OptOuts(flowStore()).verify({ type: 'phone', value: PHONE }, 'viber')).toMatchObject({ channel: 'viber', source: 'crm' });
	});

	it('reads the list of each item', async () => {
		const items = [{ json: { csv: `phone\n${PHONE}` } }, { json: { csv: `email\n${EMAIL}` } }];
		const run = await optOut({ operation: 'import', csvFrom: 'text', csv: '={{ $json.csv }}' }, { items });

		expect(counts(run)).toEqual([2]);
		expect(await listed()).toHaveLength(2);
	});

	it.each([
		['no file', { json: {} }, /data/],
		['no list', { json: {}, binary: { data: file('name\nAnn') } }, /Name one of its columns/],
	])('of %s stops the run and says what is missing', async (_, item, message) => {
		const { run, error } = await optOut({ operation: 'import' }, { items: [item] });

		expect(run.status).toBe('error');
		expect(error).toMatch(message);
	});

	it('of no list keeps only that item back when n8n goes on after errors', async () => {
		const items = [{ json: { id: 1 } }, { json: { id: 2 }, binary: { data: file(CSV) } }];
		const run = await optOut({ operation: 'import' }, { items, node: { onError: 'continueRegularOutput' } });

		expect(run.branches[0].map(({ json }) => [json.id, 'error' in json, 'optOut' in json])).toEqual([
			[1, true, false],
			[2, false, true],
		]);
	});
});

describe('Export', () => {
	it('writes the whole list into a file, and counts', async () => {
		const list = new OptOuts(flowStore());
		await list.add({ type: 'phone', value: PHONE }, { channel: 'sms', reason: '=1+1', at: '2026-01-01T12:00:00.000Z' });
		await list.add({ type: 'phone', value: PHONE }, { channel: 'all', at: '2026-01-01T12:00:00.000Z' });
		await list.add({ type: 'email', value: EMAIL }, { channel: 'email', source: 'crm', at: '2026-01-01T12:00:00.000Z' });
		const run = await optOut({ operation: 'export' }, { items: [{ json: { id: 1 }, binary: { other: file('x') } }, { json: { id: 2 } }] });

		expect(counts(run)).toEqual([1]);
		const [{ json, binary, pairedItem }] = run.branches[0];
		expect(json).toEqual({ id: 1, optOut: { operation: 'export', status: 'exported', rows: 3, phones: 2, emails: 1 } });
		expect(pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		expect(binary?.other).toBeDefined();
		expect(binary?.data).toMatchObject({ fileName: 'opt-outs.csv', mimeType: 'text/csv' });
		expect(Buffer.from(binary?.data.data ?? '', 'base64').toString().split('\r\n').sort()).toEqual(
			[
				'',
				'type,address,channel,reason,source,at',
				`phone,${PHONE},sms,'=1+1,,2026-01-01T12:00:00.000Z`,
				`phone,${PHONE},all,,,2026-01-01T12:00:00.000Z`,
				`email,${EMAIL},email,,crm,2026-01-01T12:00:00.000Z`,
			].sort(),
		);
	});

	it('of an empty list is a header row', async () => {
		const { branches, result } = await optOut({ operation: 'export', options: { resultField: 'optOut' } });

		expect(result).toMatchObject({ rows: 0 });
		expect(Buffer.from(branches[0][0].binary?.data.data ?? '', 'base64').toString()).toBe('type,address,channel,reason,source,at\r\n');
	});
});

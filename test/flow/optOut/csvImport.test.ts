import { setTimeout } from 'node:timers/promises';

import { NoAddressColumn } from '../../../flow/optOut/csvColumns';
import { csvOf } from '../../../flow/optOut/csvExport';
import type { ImportChoice, ImportReport } from '../../../flow/optOut/csvImport';
import { CsvTooLarge, importOptOuts } from '../../../flow/optOut/csvImport';
import { CsvRowTooLong, textOfCsv } from '../../../flow/optOut/csvRows';
import { OptOuts } from '../../../flow/optOut/optOuts';
import { SqliteStore } from '../../../flow/store/sqliteStore';

const NOW = Date.parse('2026-01-01T12:00:00Z');

let store: SqliteStore;
let optOuts: OptOuts;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	optOuts = new OptOuts(store, () => NOW);
});
afterEach(async () => await store.close());

/** Imports lines of text. */
async function imported(lines: string[] | string, choice: Partial<ImportChoice> = {}): Promise<ImportReport> {
	const text = typeof lines === 'string' ? lines : lines.join('\r\n');
	return await importOptOuts(optOuts, text, { channel: 'all', source: 'import', ...choice });
}

/** What is on the list: type, address, channel, reason, source and time as one line each. */
async function listed(): Promise<string[]> {
	const lines = [];
	for await (const { address, channel, reason, source, at } of optOuts.entries()) {
		lines.push([address.type, address.value, channel, reason, source, at].join(' | '));
	}
	return lines.sort();
}

const ANN = 'phone | +31612345678 | all |  | import | 2026-01-01T12:00:00.000Z';

describe('Importing a list', () => {
	it('adds each row with all that it says', async () => {
		const report = await imported([
			'type,address,channel,reason,source,at',
			'phone,+31612345678,whatsapp,moved,crm,2025-05-01T10:00:00Z',
			'email,Ann@Example.com,all,,,',
		]);

		expect(report).toEqual({ rows: 2, added: 2, changed: 0, unchanged: 0, failed: 0, faults: [] });
		expect(await listed()).toEqual([
			'email | ann@example.com | all |  | import | 2026-01-01T12:00:00.000Z',
			'phone | +31612345678 | whatsapp | moved | crm | 2025-05-01T10:00:00.000Z',
		]);
	});

	it.each([
		['semicolons', 'phone;reason', '+31612345678;'],
		['tabs', 'phone\treason', '+31612345678\t'],
		['bars', 'phone|reason', '+31612345678|'],
		['one column', 'phone', '+31612345678'],
		['columns in another order and unknown ones', 'Name,REASON,Phone Number', 'Ann,,+31612345678'],
		['quoted cells', '"phone","reason"', '"+31612345678",""'],
		['a byte order mark', '\ufeffphone,reason', '+31612345678,'],
		['empty lines around', '\r\n\r\nphone,reason', '\r\n+31612345678,\r\n\r\n,\r\n'],
		['white space around', ' phone , reason ', '  +31612345678 ,  '],
		['an empty cell too many', 'phone,reason', '+31612345678,,'],
		['fewer cells than columns', 'phone,reason,at', '+31612345678'],
		['another writing of the number', 'msisdn', '0031 6 12-345-678'],
		['digits alone', 'number', '31612345678'],
		['the name of Infobip\'s column', 'destination,createdDate', '31612345678,2026-01-01T12:00:00.000Z'],
		['a type in capitals', 'Type,Address', 'PHONE,+31612345678'],
	])('reads one with %s', async (_, header, row) => {
		expect(await imported([header, row])).toMatchObject({ rows: 1, added: 1, failed: 0 });
		expect(await listed()).toEqual([ANN]);
	});

	it.each(['\n', '\r\n', '\r'])('reads line breaks of the kind %j', async (end) => {
		expect(await imported(['phone', '+31612345678', '+31612345679', ''].join(end))).toMatchObject({ rows: 2, added: 2 });
	});

	it.each([
		['phone', '+31612345678', 'phone'],
		['E-Mail', 'ann@example.com', 'email'],
		['email_address', 'ann@example.com', 'email'],
		['MSISDN', '+31612345678', 'phone'],
		['mobile number', '+31612345678', 'phone'],
		['Destination', '+31612345678', 'phone'],
		['destination', 'ann@example.com', 'email'],
		['contact', 'ann@example.com', 'email'],
	])('takes the column %j with %s for a column of type %s', async (header, value, type) => {
		await imported([header, value]);
		expect(await listed()).toEqual([expect.stringMatching(new RegExp(`^${type} \\| `))]);
	});

	it('adds both addresses of a row, or the one that the channel reaches', async () => {
		const report = await imported(['phone,email,channel', '+31612345678,ann@example.com,', '+31612345679,bob@example.com,sms']);

		expect(report).toMatchObject({ rows: 2, added: 3, failed: 0 });
		expect((await listed()).map((line) => line.split(' | ').slice(1, 3).join(' '))).toEqual([
			'ann@example.com all',
			'+31612345678 all',
			'+31612345679 sms',
		]);
	});

	it('takes channel, source and country from the choice where a row says nothing', async () => {
		await imported(['phone,channel', '0612345678,', '0612345679,SMS'], { channel: 'whatsapp', source: 'crm', defaultCountry: 'NL' });

		expect((await listed()).map((line) => line.split(' | ').slice(1, 5).join(' '))).toEqual([
			'+31612345678 whatsapp  crm',
			'+31612345679 sms  crm',
		]);
	});

	it('can be done again', async () => {
		const lines = ['phone,reason', '+31612345678,moved', '+31612345679,'];
		await imported(lines);
		const before = await listed();

		expect(await imported(lines)).toMatchObject({ rows: 2, added: 0, changed: 0, unchanged: 2 });
		expect(await imported(['phone,reason,at', '+31612345678,angry,2025-02-01'])).toMatchObject({ changed: 0, unchanged: 1 });
		expect(await imported(['phone,reason,at', '+31612345678,angry,2026-02-01'])).toMatchObject({ changed: 1 });
		expect(await listed()).toHaveLength(before.length);
	});

	it('adds an address that is in it twice once', async () => {
		expect(await imported(['phone', ...Array.from({ length: 50 }, () => '+31612345678')])).toMatchObject({ rows: 50, added: 1, unchanged: 49 });
	});
});

describe('Rows that are not in order', () => {
	it('are told of by line and reason, without the address, while all others are added', async () => {
		const report = await imported([
			'type,address,channel,reason,at',
			'phone,+31612345678,,,',
			'phone,12,,,',
			'email,ann(at)example.com,,,',
			'fax,+31612345678,,,',
			'phone,,,nobody,',
			'phone,+31612345679,pigeon,,',
			'phone,+31612345679,email,,',
			'email,ann@example.com,sms,,',
			'phone,+31612345679,,,31/01/2026',
			'phone,+31612345679,,a,,b',
			'phone,+31612345680,,,',
			'"phone","+31612345679"x,,,',
		]);

		expect(report).toMatchObject({ rows: 12, added: 2, failed: 10 });
		expect(report.faults).toEqual([
			{ line: 3, reason: 'The phone number is not valid.' },
			{ line: 4, reason: 'The email address is not valid.' },
			{ line: 5, reason: 'The type is neither phone nor email.' },
			{ line: 6, reason: 'The row has no address.' },
			{ line: 7, reason: 'The channel is not known.' },
			{ line: 8, reason: 'Email does not reach this type of address.' },
			{ line: 9, reason: 'SMS does not reach this type of address.' },
			{ line: 10, reason: 'The time is not in ISO 8601 form, such as 2026-01-31T12:00:00Z.' },
			{ line: 11, reason: 'The row has more cells than the header row.' },
			{ line: 13, reason: 'A quotation mark is not closed, or stands where none may stand.' },
		]);
		expect(await listed()).toHaveLength(2);
	});

	it('are counted by the lines of the file, also behind cells of several lines', async () => {
		const { faults } = await imported('\r\nphone,reason\r\n+31612345678,"one\r\ntwo\r\nthree"\r\n\r\nbad,"x\r\ny"\r\nworse,\r\n');

		expect(faults.map(({ line }) => line)).toEqual([7, 9]);
	});

	it('are all counted, and the first hundred told of', async () => {
		const { failed, faults } = await imported(['phone', ...Array.from({ length: 250 }, () => 'nobody')]);

		expect(failed).toBe(250);
		expect(faults.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, index) => index + 2));
	});

	it('have one good address and one bad, and the good one is added', async () => {
		expect(await imported(['phone,email', '+31612345678,nobody'])).toMatchObject({ rows: 1, added: 1, failed: 1 });
	});

	it('name the lines that a quotation mark has swallowed because it is not closed', async () => {
		const report = await imported(['phone,reason', '+31612345678,', '+31612345679,"never', '+31612345680,', '+31612345681,']);

		expect(report).toMatchObject({ rows: 2, added: 1, failed: 1 });
		expect(report.faults).toEqual([{ line: 3, reason: expect.stringMatching(/ Lines 3 to 5 could not be read\.$/) }]);
	});
});

describe('A file that cannot be a list', () => {
	it.each([
		['nothing', ''],
		['a byte order mark', '\ufeff'],
		['empty lines', '\r\n\r\n'],
		['no header row', '+31612345678\r\n+31612345679'],
		['other columns', 'name,reason\r\nAnn,moved'],
	])('because it has %s is refused with what to do', async (_, text) => {
		await expect(imported(text)).rejects.toThrow(NoAddressColumn);
		await expect(imported(text)).rejects.toThrow(/Name one of its columns "address", "phone" or "email"/);
	});

	it('because it is too long or too large is refused before anything is added', async () => {
		const lines = ['phone', '+31612345678', '+31612345679', '+31612345680'];
		await expect(imported(lines, { limits: { lines: 2, length: 1000 } })).rejects.toThrow(CsvTooLarge);
		await expect(imported(lines, { limits: { lines: 100, length: 20 } })).rejects.toThrow(CsvTooLarge);

		expect(await listed()).toEqual([]);
		expect(await imported(lines, { limits: { lines: 3, length: 1000 } })).toMatchObject({ added: 3 });
	});

	it.each(['\n', '\r\n', '\r'])('because it has too many lines that end with %j is refused', async (end) => {
		const text = ['phone', '+31612345678', '+31612345679', ''].join(end);
		await expect(imported(text, { limits: { lines: 2, length: 1000 } })).rejects.toThrow(CsvTooLarge);
		expect(await imported(text, { limits: { lines: 3, length: 1000 } })).toMatchObject({ added: 2 });
	});

	it.each([
		['a quotation mark that is never closed', 'phone,reason\r\n+31612345678,\r\n+31612345679,"', '+31612345680,x\r\n', 3],
		['no line end at all', 'phone,', 'x', 1],
	])('because of %s is refused at once', async (_, begin, filling, line) => {
		const text = begin + filling.repeat((32 * 1024 * 1024) / filling.length);
		const beganAt = performance.now();
		const importing = imported(text, { limits: { lines: 5_000_000, length: 64 * 1024 * 1024 } });

		await expect(importing).rejects.toThrow(CsvRowTooLong);
		await expect(importing).rejects.toThrow(`in line ${line} is longer`);
		expect(performance.now() - beganAt).toBeLessThan(3000);
	}, 60_000);
});

describe('An import that does not come to its end', () => {
	it('because it is cancelled adds no more', async () => {
		const controller = new AbortController();
		const lines = ['phone', ...Array.from({ length: 2000 }, (_, index) => `+3161234${String(index).padStart(4, '0')}`)];
		const running = imported(lines, { signal: controller.signal });
		const failed = expect(running).rejects.toThrow('enough');
		await setTimeout(1);
		controller.abort(new Error('enough'));
		await failed;

		const count = (await listed()).length;
		await setTimeout(50);
		expect(count).toBeLessThan(2000);
		expect(await listed()).toHaveLength(count);
	});

	it('because the store cannot be used says so', async () => {
		const broken = new OptOuts(new SqliteStore(`${__filename}/store.sqlite`));

		await expect(importOptOuts(broken, 'phone\r\n+31612345678', { channel: 'all', source: 'import' })).rejects.toThrow(/flow store/);
	});
});

describe('A long list', () => {
	const COUNT = 20_000;
	const phones = Array.from({ length: COUNT }, (_, index) => `+316${String(10_000_000 + index)}`);

	it('is imported whole, over all pieces, while others get their turn', async () => {
		const reason = 'a reason of some length, with a comma, "quotes" and\r\na second line, so that the file has several pieces';
		const cell = `"${reason.replaceAll('"', '""')}"`;
		let turns = 0;
		const timer = setInterval(() => turns++, 1);
		const report = await imported(['phone,reason', ...phones.map((phone) => `${phone},${cell}`), 'nobody,']);
		clearInterval(timer);

		expect(report).toMatchObject({ rows: COUNT + 1, added: COUNT, failed: 1 });
		expect(report.faults).toEqual([{ line: 2 * COUNT + 2, reason: 'The phone number is not valid.' }]);
		expect(new Set((await listed()).map((line) => line.split(' | ')[1]))).toEqual(new Set(phones));
		// One between each two batches of 200.
		expect(turns).toBeGreaterThan(COUNT / 200 / 4);
	}, 60_000);

	it('waits for the store only a few rows at a time', async () => {
		let open = 0;
		let most = 0;
		const get = store.get.bind(store);
		store.get = async (key) => {
			most = Math.max(most, ++open);
			await setTimeout(1);
			open--;
			return await get(key);
		};
		await imported(['phone', ...phones.slice(0, 300)]);

		expect(most).toBe(10);
	});
});

describe('The bytes of a file', () => {
	const TEXT = 'phone;reason\r\n+31612345678;Größe';

	it.each([
		['UTF-8', Buffer.from(TEXT)],
		['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
		['UTF-16, as spreadsheets write it', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
		['UTF-16 the other way round', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
		['Windows-1252', Buffer.from(TEXT, 'latin1')],
	])('are read as %s', (_, bytes) => expect(textOfCsv(bytes)).toBe(TEXT));
});

describe('What was exported', () => {
	it('can be imported as it was', async () => {
		const at = '2025-03-04T05:06:07.000Z';
		await optOuts.add({ type: 'phone', value: '+31612345678' }, { channel: 'sms', reason: '=1+1', source: '@me', at });
		await optOuts.add({ type: 'phone', value: '+31612345678' }, { channel: 'all', reason: "'=x", source: "it's", at });
		await optOuts.add({ type: 'phone', value: '+31612345679' }, { channel: 'all', reason: 'a, "b"\nc; d', source: '', at });
		await optOuts.add({ type: 'email', value: '-ann@example.com' }, { channel: 'email', reason: 'निषेध', source: 'x', at });
		const before = await listed();

		let text = '';
		for await (const piece of csvOf(optOuts.entries())) text += piece;
		const target = new SqliteStore(':memory:');
		const report = await importOptOuts(new OptOuts(target), text, { channel: 'all', source: '', defaultCountry: undefined });
		await store.close();
		store = target;
		optOuts = new OptOuts(store);

		expect(report).toMatchObject({ rows: 4, added: 4, failed: 0 });
		expect(await listed()).toEqual(before);
	});
});


import { setTimeout } from 'node:timers/promises';

import { csvOf } from '../../../flow/optOut/csvExport';
import type { OptOutEntry } from '../../../flow/optOut/optOuts';

const AT = '2026-01-01T12:00:00.000Z';

const entry = (changes: Partial<OptOutEntry> = {}): OptOutEntry => ({
	address: { type: 'phone', value: '+31612345678' },
	channel: 'all',
	reason: '',
	source: 'flow',
	at: AT,
	...changes,
});

async function* each(entries: OptOutEntry[]): AsyncGenerator<OptOutEntry> {
	yield* entries;
}

async function textOf(entries: OptOutEntry[]): Promise<string> {
	let text = '';
	for await (const piece of csvOf(each(entries))) text += piece;
	return text;
}

describe('A list that is exported', () => {
	it('has a header row, commas, and CRLF behind each line', async () => {
		const entries = [entry(), entry({ address: { type: 'email', value: 'ann@example.com' }, channel: 'email', reason: 'moved' })];

		expect(await textOf(entries)).toBe(
			[
				'type,address,channel,reason,source,at',
				`phone,+31612345678,all,,flow,${AT}`,
				`email,ann@example.com,email,moved,flow,${AT}`,
				'',
			].join('\r\n'),
		);
	});

	it('has the header row also when it is empty', async () => {
		expect(await textOf([])).toBe('type,address,channel,reason,source,at\r\n');
	});

	it('has quotation marks where cells need them', async () => {
		expect(await textOf([entry({ reason: 'a, "b"\r\nc' })])).toContain('all,"a, ""b""\r\nc",flow,');
	});

	it.each([
		['=HYPERLINK("http://example.com")', '"\'=HYPERLINK(""http://example.com"")"'],
		['+1', "'+1"],
		['-1', "'-1"],
		['@SUM(A1)', "'@SUM(A1)"],
		['\tx', "'\tx"],
		["'=x", "''=x"],
		["it's", "it's"],
		['a=b', 'a=b'],
	])('makes the reason %j harmless for spreadsheets', async (reason, cell) => {
		expect(await textOf([entry({ reason })])).toContain(`,all,${cell},flow,`);
		expect(await textOf([entry({ source: reason })])).toContain(`,all,,${cell},${AT}`);
	});

	it('keeps the plus of phone numbers, and makes email addresses harmless', async () => {
		const email = { type: 'email', value: '=1+1@example.com' };

		expect(await textOf([entry(), entry({ address: email })])).toMatch(/phone,\+31612345678,.*\r\nemail,'=1\+1@example\.com,/);
	});

	it('has every row, over all pieces, while others get their turn', async () => {
		let turns = 0;
		const timer = setInterval(() => turns++, 0);
		const text = await textOf(Array.from({ length: 20_001 }, (_, index) => entry({ reason: `r${index}` })));
		clearInterval(timer);
		await setTimeout(1);

		expect(text.split('\r\n')).toHaveLength(20_003);
		expect(text).toContain(',r0,');
		expect(text).toContain(',r20000,');
		expect(turns).toBeGreaterThan(5);
	});
});

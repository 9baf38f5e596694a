import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { OptOuts } from '../../../flow/optOut/optOuts';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { flowStore, useFlowStore } from '../../../flow/store/theStore';
import { OptOut } from '../../../nodes/OptOut/OptOut.node';
import { BRANCH } from '../../../nodes/OptOut/outputs';
import { counts, EMAIL, listed, optOut, PHONE } from './node';

beforeEach(() => useFlowStore(new SqliteStore(':memory:')));
afterEach(() => useFlowStore());

const phone = { type: 'phone', value: PHONE };
const email = { type: 'email', value: EMAIL };
const add = async (channel: 'all' | 'email' | 'sms' | 'whatsapp', address = phone, source = 'test') =>
	await new OptOuts(flowStore()).add(address, { channel, reason: 'moved', source });

describe('Add', () => {
	it('puts the phone number on the list, and tells what is kept', async () => {
		const run = await optOut({ operation: 'add', channel: 'whatsapp', reason: 'asked by phone' }, { items: [{ json: { phone: '+31 6 12345678', name: 'Ann' } }] });

		expect(counts(run)).toEqual([1, 0]);
		expect(run.branches[0][0].json).toEqual({
			phone: '+31 6 12345678',
			name: 'Ann',
			optOut: {
				operation: 'add',
				status: 'optedOut',
				channel: 'whatsapp',
				outcome: 'added',
				entries: [{ type: 'phone', address: PHONE, channel: 'whatsapp', reason: 'asked by phone', source: 'flow', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
			},
		});
		expect(run.branches[0][0].pairedItem).toEqual({ item: 0 });
		expect(await listed()).toEqual([`${PHONE} whatsapp`]);
	});

	it('is what a new node does, with the participant of the flow', async () => {
		const run = await optOut({}, { items: [{ json: { participant: { phone: PHONE, email: EMAIL } } }] });

		expect(counts(run)).toEqual([1, 0]);
		expect(run.result.entries).toHaveLength(2);
		expect(await listed()).toEqual([`${PHONE} all`, `${EMAIL} all`].sort());
	});

	it.each([
		['email', [`${EMAIL} email`]],
		['sms', [`${PHONE} sms`]],
		['all', [`${PHONE} all`, `${EMAIL} all`].sort()],
	])('for %s puts on the list what it reaches', async (channel, expected) => {
		await optOut({ operation: 'add', channel, phone: PHONE, email: EMAIL });

		expect(await listed()).toEqual(expected);
	});

	it('tells when the address was on the list already, and since when', async () => {
		const { entry } = await add('all');
		const { result } = await optOut({ operation: 'add', options: { source: 'website' } });

		expect(result).toMatchObject({ outcome: 'unchanged', entries: [{ reason: 'moved', source: 'test', at: entry.at }] });
	});

	it('keeps another reason, and the source that the builder gives', async () => {
		await add('all');
		const { result } = await optOut({ operation: 'add', reason: 'complaint', options: { source: 'website' } });

		expect(result).toMatchObject({ outcome: 'changed', entries: [{ reason: 'complaint', source: 'website' }] });
	});

	it('reads a national number where a country is given, and can put its result elsewhere', async () => {
		const { branches } = await optOut({ operation: 'add', phone: '06-12345678', options: { defaultCountry: 'nl', resultField: 'list' } });

		expect(branches[0][0].json.list).toMatchObject({ status: 'optedOut' });
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it.each<[string, INodeParameters, string, RegExp]>([
		['a bad number', { phone: '12' }, 'phone', /not valid/],
		['a bad email address', { phone: '', email: 'nobody' }, 'email', /not valid/],
		['no contact', { phone: '', email: '' }, 'contact', /neither a phone number nor an email address/],
		['no number for WhatsApp', { phone: '', email: EMAIL, channel: 'whatsapp' }, 'phone', /WhatsApp needs a phone number/],
		['no address for email', { channel: 'email' }, 'email', /Email needs an email address/],
	])('lets an item with %s leave by Invalid Contact, and changes nothing', async (_, parameters, field, message) => {
		const run = await optOut({ operation: 'add', ...parameters });

		expect(counts(run)).toEqual([0, 1]);
		expect(run.result).toEqual({ operation: 'add', status: 'invalidContact', reason: 'invalidContact', field, message: expect.stringMatching(message) });
		expect(run.branches[1][0].json.phone).toBe(PHONE);
		expect(await listed()).toEqual([]);
	});

	it.each([
		['phone', { phone: '12', email: EMAIL }, `${EMAIL} all`],
		['email', { phone: PHONE, email: 'nobody' }, `${PHONE} all`],
	])('adds the other address when the %s cannot be read, and names the field', async (unreadable, contact, expected) => {
		const run = await optOut({ operation: 'add', ...contact });

		expect(counts(run)).toEqual([1, 0]);
		expect(run.result).toMatchObject({ status: 'optedOut', outcome: 'added', unreadable });
		expect(await listed()).toEqual([expected]);
	});

	it('adds nothing when neither address can be read', async () => {
		expect(counts(await optOut({ operation: 'add', phone: '12', email: 'nobody' }))).toEqual([0, 1]);
		expect(await listed()).toEqual([]);
	});

	it('keeps each item with its own', async () => {
		const items = Array.from({ length: 40 }, (_, id) => ({ json: { id, phone: id % 4 === 0 ? 'nobody' : `+316123456${10 + id}` } }));
		const { branches } = await optOut({ operation: 'add' }, { items });

		expect(branches.map((all) => all.map(({ json }) => json.id))).toEqual([
			items.map(({ json }) => json.id).filter((id) => id % 4 !== 0),
			items.map(({ json }) => json.id).filter((id) => id % 4 === 0),
		]);
		for (const { json, pairedItem } of branches.flat()) expect(pairedItem).toEqual({ item: json.id });
	});
});

describe('Remove', () => {
	it('takes an address off the list', async () => {
		await add('sms');
		await add('whatsapp');
		const run = await optOut({ operation: 'remove', channel: 'sms' });

		expect(counts(run)).toEqual([1, 0]);
		expect(run.result).toEqual({
			operation: 'remove',
			status: 'removed',
			channel: 'sms',
			outcome: 'removed',
			entries: [expect.objectContaining({ address: PHONE, channel: 'sms', reason: 'moved' })],
			stillOptedOut: false,
		});
		expect(await listed()).toEqual([`${PHONE} whatsapp`]);
	});

	it('of all channels takes everything off', async () => {
		await add('sms');
		await add('all');
		await add('all', email);
		const { result } = await optOut({ operation: 'remove', phone: PHONE, email: EMAIL });

		expect(result.entries).toHaveLength(3);
		expect(await listed()).toEqual([]);
	});

	it('says when the opt-out from all channels still stands', async () => {
		await add('all');
		const run = await optOut({ operation: 'remove', channel: 'whatsapp' });

		expect(counts(run)).toEqual([1, 0]);
		expect(run.result).toMatchObject({
			outcome: 'notListed',
			stillOptedOut: true,
			message: expect.stringMatching(/all channels still stands/),
			standing: [{ channel: 'all', reason: 'moved' }],
		});
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it('says when there was nothing to remove', async () => {
		expect((await optOut({ operation: 'remove' })).result).toMatchObject({ outcome: 'notListed', entries: [], stillOptedOut: false });
	});

	it('lets an item without a usable contact leave by Invalid Contact', async () => {
		expect(counts(await optOut({ operation: 'remove', phone: '12' }))).toEqual([0, 1]);
	});
});

describe('Verify', () => {
	const verify = async (parameters: INodeParameters = {}) => await optOut({ operation: 'verify', ...parameters });

	it.each([
		['all', {}, 0],
		['all', { channel: 'all' }, 0],
		['all', { channel: 'sms' }, 0],
		['whatsapp', {}, 0],
		['whatsapp', { channel: 'whatsapp' }, 0],
		['whatsapp', { channel: 'sms' }, 1],
		['whatsapp', { channel: 'all' }, 1],
	] as const)('finds an opt-out from %s with %j on output %d', async (channel, parameters, output) => {
		await add(channel);
		const run = await verify(parameters);

		expect(counts(run)).toEqual([0, 1, 2].map((index) => (index === output ? 1 : 0)));
		expect(run.result.status).toBe(['optedOut', 'notOptedOut'][output]);
	});

	it('tells which opt-out it is, in words as well', async () => {
		await add('all');
		const { result } = await verify();

		expect(result).toEqual({
			operation: 'verify',
			status: 'optedOut',
			channel: 'whatsapp',
			entries: [expect.objectContaining({ type: 'phone', address: PHONE, channel: 'all', reason: 'moved' })],
			message: expect.stringMatching(/^The phone number has been on the opt-out list for all channels since .*: moved\.$/),
		});
	});

	it('asks for both addresses', async () => {
		await add('all', email);

		expect(counts(await verify({ email: EMAIL }))).toEqual([1, 0, 0]);
		expect(counts(await verify({ phone: '', email: EMAIL }))).toEqual([1, 0, 0]);
		expect(counts(await verify())).toEqual([0, 1, 0]);
	});

	it('lets an item without a usable contact leave by Invalid Contact', async () => {
		expect(counts(await verify({ phone: '12' }))).toEqual([0, 0, 1]);
	});

	it('of whom one address cannot be read knows only that they are opted out by the other one', async () => {
		expect(counts(await verify({ phone: '12', email: EMAIL }))).toEqual([0, 0, 1]);
		await add('all', email);
		const run = await verify({ phone: '12', email: EMAIL });

		expect(counts(run)).toEqual([1, 0, 0]);
		expect(run.result).toMatchObject({ status: 'optedOut', entries: [{ address: EMAIL }] });
	});
});

describe('Check Message for Keyword', () => {
	const check = async (message: unknown, parameters: INodeParameters = {}, item = {}) =>
		await optOut({ operation: 'keyword', message: '={{ $json.text }}', ...parameters }, { items: [{ json: { phone: PHONE, text: message as string, ...item } }] });
	const [OPTED_OUT, OPTED_IN, OTHER, INVALID] = [
		[1, 0, 0, 0],
		[0, 1, 0, 0],
		[0, 0, 1, 0],
		[0, 0, 0, 1],
	];

	it('puts the sender of a stop word on the list', async () => {
		const run = await check(' Stop!! ');

		expect(counts(run)).toEqual(OPTED_OUT);
		expect(run.result).toMatchObject({
			operation: 'keyword',
			status: 'optedOut',
			keyword: 'stop',
			outcome: 'added',
			entries: [{ address: PHONE, channel: 'all', reason: 'Stop!!', source: 'keyword' }],
		});
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it('keeps the reason and the channel of the panel', async () => {
		const { result } = await check('STOP', { reason: 'stop word', channel: 'whatsapp' });

		expect(result).toMatchObject({ entries: [{ channel: 'whatsapp', reason: 'stop word' }] });
	});

	it('puts the address on the list that can be read', async () => {
		const run = await check('STOP', { phone: '12', email: EMAIL });

		expect(counts(run)).toEqual(OPTED_OUT);
		expect(run.result).toMatchObject({ keyword: 'stop', unreadable: 'phone' });
		expect(await listed()).toEqual([`${EMAIL} all`]);
	});

	it('leaves with a start word what no stop word had put on the list, and tells it', async () => {
		await add('sms');
		await add('all', phone, 'keyword');
		const run = await check('START');

		expect(counts(run)).toEqual(OPTED_OUT);
		expect(run.result).toMatchObject({
			status: 'optedOut',
			keyword: 'start',
			outcome: 'removed',
			entries: [{ channel: 'all' }],
			stillOptedOut: true,
			standing: [{ channel: 'sms', source: 'test' }],
			message: expect.stringMatching(/no stop word has made/),
		});
		expect(await listed()).toEqual([`${PHONE} sms`]);
	});

	it('does not take back with a start word what stood before the stop word', async () => {
		await add('all');
		await check('STOP');

		expect(counts(await check('START'))).toEqual(OPTED_OUT);
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it('opts nobody in to a channel who is opted out from all', async () => {
		await add('all', phone, 'keyword');
		const run = await check('START', { channel: 'whatsapp' });

		expect(counts(run)).toEqual(OPTED_OUT);
		expect(run.result).toMatchObject({ standing: [{ channel: 'all' }], message: expect.stringMatching(/all channels still stands/) });
	});

	it('opts in to a channel, whatever stands for others', async () => {
		await add('sms');
		await add('whatsapp', phone, 'keyword');

		expect(counts(await check('START', { channel: 'whatsapp' }))).toEqual(OPTED_IN);
		expect(await listed()).toEqual([`${PHONE} sms`]);
	});

	it('takes the sender of a start word off the list', async () => {
		await add('all', phone, 'keyword');
		const run = await check('START');

		expect(counts(run)).toEqual(OPTED_IN);
		expect(run.result).toMatchObject({ operation: 'keyword', status: 'optedIn', keyword: 'start', outcome: 'removed', stillOptedOut: false });
		expect(await listed()).toEqual([]);
	});

	it.each(['please stop sending', 'stop it', '', null, 42, { image: 'cat.png' }, ['STOP']])('lets the message %j pass untouched', async (message) => {
		await add('all');
		const run = await check(message);

		expect(counts(run)).toEqual(OTHER);
		expect(run.branches[2][0].json).toEqual({ phone: PHONE, text: message, optOut: { operation: 'keyword', status: 'otherMessage', keyword: null } });
		expect(await listed()).toEqual([`${PHONE} all`]);
	});

	it('looks at the contact only of a keyword', async () => {
		expect(counts(await check('hello', { phone: '12' }))).toEqual(OTHER);
		const run = await check('stop', { phone: '12' });
		expect(counts(run)).toEqual(INVALID);
		expect(run.result).toMatchObject({ status: 'invalidContact', keyword: 'stop' });
	});

	it('knows the languages of the panel, and its own words', async () => {
		expect(counts(await check('Arrêt'))).toEqual(OTHER);
		expect(counts(await check('Arrêt', { languages: ['english', 'french'] }))).toEqual(OPTED_OUT);
		await optOut({ operation: 'remove' });
		expect(counts(await check('Arrêt', { languages: ['german'] }))).toEqual(OTHER);
		expect(counts(await check('stop', { languages: [] }))).toEqual(OTHER);
		expect(counts(await check('No more', { languages: [], stopWords: 'leave me, no more' }))).toEqual(OPTED_OUT);
		expect(counts(await check('NO MORE', { stopWords: '={{ ["no more"] }}' }))).toEqual(OPTED_OUT);
		expect(counts(await check('yes', { startWords: 'ok\nyes' }))).toEqual(OPTED_IN);
		expect(counts(await check('end', { startWords: 'end' }))).toEqual(OPTED_IN);
	});

	it('lets the later message of a person count', async () => {
		const says = (...texts: string[]) => ({ items: texts.map((text) => ({ json: { phone: PHONE, text } })) });
		await optOut({ operation: 'keyword', message: '={{ $json.text }}' }, says('start', 'stop', 'hello', 'start', 'stop'));
		expect(await listed()).toEqual([`${PHONE} all`]);

		await optOut({ operation: 'keyword', message: '={{ $json.text }}' }, says('stop', 'start'));
		expect(await listed()).toEqual([]);
	});
});

describe('A panel that cannot work', () => {
	it.each<[INodeParameters, RegExp]>([
		[{ channel: '={{ "pigeon" }}' }, /Channel is none that is known/],
		[{ options: { defaultCountry: 'Holland' } }, /not a country code/],
	])('with %j stops the run before anything is changed', async (parameters, message) => {
		const items = [{ json: { phone: PHONE } }, { json: { phone: PHONE } }];
		const { run, error } = await optOut({ operation: 'add', ...parameters }, { items });

		expect(run.status).toBe('error');
		expect(error).toMatch(message);
		expect(run.data.resultData.error).toMatchObject({ context: { itemIndex: 0 } });
		expect(await listed()).toEqual([]);
	});

	it('for one item changes nothing for the others either', async () => {
		const items = [{ json: { phone: PHONE, by: 'sms' } }, { json: { phone: PHONE, by: 'pigeon' } }];
		const { run } = await optOut({ operation: 'add', channel: '={{ $json.by }}' }, { items });

		expect(run.data.resultData.error).toMatchObject({ context: { itemIndex: 1 } });
		expect(await listed()).toEqual([]);
	});

	it('for one item keeps only that one back when n8n goes on after errors', async () => {
		const items = [{ json: { id: 1, phone: PHONE, by: 'sms' } }, { json: { id: 2, phone: PHONE, by: 'pigeon' } }];
		const run = await optOut({ operation: 'add', channel: '={{ $json.by }}' }, { items, node: { onError: 'continueRegularOutput' } });

		expect(counts(run)).toEqual([1, 1]);
		expect(run.branches[1][0].json).toMatchObject({ id: 2, phone: PHONE, error: expect.stringMatching(/Channel/) });
	});
});

describe('While the flow store cannot be used', () => {
	beforeEach(() => useFlowStore(new SqliteStore(`${__filename}/store.sqlite`)));

	it.each(['add', 'remove', 'verify', 'import', 'export'])('%s stops the run and says what to look at', async (operation) => {
		const { run, error } = await optOut({ operation, csvFrom: 'text', csv: `phone\n${PHONE}` });

		expect(run.status).toBe('error');
		expect(error).toMatch(/The flow store .* cannot be used/);
	});

	it.each(Object.entries(BRANCH))('%s lets nobody leave as if they could be reached, when n8n goes on after errors', async (operation, outputs) => {
		const parameters = { operation, csvFrom: 'text', csv: `phone\n${PHONE}`, message: 'stop' };
		const { branches } = await optOut(parameters, { node: { onError: 'continueRegularOutput' } });

		const expected = 'invalid' in outputs ? outputs.invalid : 0;
		expect(branches.findIndex((items) => items.length > 0)).toBe(expected);
		expect(branches.flat()[0].json).toMatchObject({ phone: PHONE, error: expect.stringMatching(/flow store/) });
	});

	it("takes items to n8n's error output, if it has one", async () => {
		const { branches } = await optOut({ operation: 'verify' }, { node: { onError: 'continueErrorOutput' } });

		expect(branches.map((items) => items.length)).toEqual([0, 0, 0, 1]);
		expect(branches[3][0].json).toMatchObject({ phone: PHONE });
	});
});

describe('Opt-Out as the tool of an AI agent', () => {
	it('gives all items on the first output, the only one that is read', async () => {
		const node = new OptOut();
		const nodeType = {
			description: node.description,
			async execute(this: IExecuteFunctions) {
				return await node.execute.call(Object.assign(Object.create(this), { isToolExecution: () => true }) as IExecuteFunctions);
			},
		};
		const { branches } = await optOut({ operation: 'verify' }, { nodeType, items: [{ json: { phone: PHONE } }, { json: { phone: '12' } }] });

		expect(branches.map((items) => items.map(({ json }) => (json.optOut as { status: string }).status))).toEqual([['notOptedOut', 'invalidContact']]);
	});
});

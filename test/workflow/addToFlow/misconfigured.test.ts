import type { INodeParameters } from 'n8n-workflow';

import type { Around } from './adding';
import { add, chosen, loseStore, people, resultOf, rows } from './adding';

const ITEMS = people(3);

/** A profile attribute whose name the second item spoils. */
const SPOILT: INodeParameters = {
	participant: 'another',
	phone: '={{ $json.phone }}',
	consent: true,
	attributes: rows({ name: '={{ $json.n === 1 ? "__proto__" : "city" }}', value: 'Delft' }),
};

const ROUTE = { target: 'route', authentication: 'none' };

/** Panels that cannot work, whatever comes, and what is said of them. */
const PANELS: Array<[string, INodeParameters, string | RegExp]> = [
	['no flow', chosen(''), 'Flow is empty. Choose the flow to which participants are added.'],
	['no URL', { ...ROUTE, url: '' }, 'URL is empty. Choose the flow to which participants are added.'],
	['no campaign', { target: 'infobip' }, 'Campaign ID is empty. Choose the flow to which participants are added.'],
	['no flow key', { target: 'alertsPanel', flowKey: ' ' }, 'Flow Key is empty. Choose the flow to which participants are added.'],
	['a country that is none', { options: { defaultCountry: 'Holland' } }, /"HOLLAND" is not a country code/i],
	['too many at a time', { options: { concurrency: '={{ 101 }}' } }, /^Runs at a Time must be a whole number from 1 to 100/],
	['a depth that is none', { options: { depthLimit: '={{ 0 }}' } }, /^Depth Limit must be a whole number from 1/],
	['retries that are none', { ...ROUTE, url: 'http://localhost', options: { maxRetries: '={{ -1 }}' } }, /^Number of Retries must be/],
	['a time-out that is none', { ...ROUTE, url: 'http://localhost', options: { timeout: '={{ "soon" }}' } }, /^Timeout must be a number/],
	['a wait that is none', { waits: true, options: { waitHours: '={{ 1000 }}' } }, /^Wait at Most must be a number/],
	['a time for the report that is none', { target: 'infobip', campaignId: '1', options: { reportSeconds: '={{ 0 }}' } }, /^Report Within must be/],
];

describe('A panel that cannot work', () => {
	it.each(PANELS)('says which field, and the remedy, and adds nobody: %s', async (_, parameters, message) => {
		const { run, error, task, flows } = await add(parameters, { items: ITEMS });
		expect(run.status).toBe('error');
		expect(error).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
		expect(task('Add')?.error?.name).toBe('NodeOperationError');
		expect(flows.runs).toEqual([]);
	});

	it('says which item it is, when it is one', async () => {
		const { run, error, task, flows } = await add(SPOILT, { items: ITEMS });
		expect(run.status).toBe('error');
		expect(error).toBe('No profile attribute can be named "__proto__". Choose another name.');
		expect(task('Add')?.error).toMatchObject({ name: 'NodeOperationError', context: { itemIndex: 1 } });
		expect(flows.runs).toEqual([]);
	});

	it('is one with an attribute that has no name', async () => {
		const { error } = await add({ ...SPOILT, attributes: rows({ name: ' ', value: 'x' }) }, { items: ITEMS });
		expect(error).toBe('A profile attribute has no name. Name it or remove its row.');
	});

	it('is one with an expression that fails', async () => {
		const { error, task, flows } = await add({ phone: '={{ $json.n === 2 ? $("Nowhere").item.json.phone : "" }}' }, { items: ITEMS });
		expect(error).toContain('node doesn\'t exist');
		expect(task('Add')?.error?.context).toMatchObject({ itemIndex: 2 });
		expect(flows.runs).toEqual([]);
	});
});

describe('When n8n goes on after errors', () => {
	const regular: Around = { items: ITEMS, node: { onError: 'continueRegularOutput' } };
	const toErrors: Around = { items: ITEMS, node: { onError: 'continueErrorOutput' } };

	it.each(PANELS)('all items leave by the other branch, with the error: %s', async (_, parameters) => {
		const { run, added, other, outputs } = await add(parameters, regular);
		expect(run.status).toBe('success');
		expect(added).toEqual([]);
		expect(other.map(({ json, pairedItem }) => [json, pairedItem])).toEqual(ITEMS.map(({ json }, item) => [{ ...json, error: expect.any(String) }, { item }]));
		expect(outputs('Other')[0]).toHaveLength(3);
	});

	it.each(PANELS)("all items leave by n8n's error output, where there is one: %s", async (_, parameters) => {
		const { run, added, other, failed, outputs } = await add(parameters, toErrors);
		expect(run.status).toBe('success');
		expect([added, other]).toEqual([[], []]);
		expect(failed.map(({ json }) => json)).toEqual(ITEMS.map(({ json }) => ({ ...json, error: expect.any(String) })));
		expect(outputs('Error')[0]).toHaveLength(3);
	});

	it.each([false, true])('only the bad item leaves by the other branch (waits: %s)', async (waits) => {
		const { added, other, flows } = await add({ ...SPOILT, waits }, regular);
		expect(added.map(({ json }) => json.n)).toEqual([0, 2]);
		expect(added.map((item) => resultOf(item).status)).toEqual(['added', 'added']);
		expect(other.map(({ json, pairedItem }) => [json, pairedItem])).toEqual([[{ ...ITEMS[1].json, error: expect.stringContaining('__proto__') }, { item: 1 }]]);
		expect(flows.runs).toHaveLength(2);
	});

	it.each([false, true])("only the bad item leaves by n8n's error output (waits: %s)", async (waits) => {
		const { added, other, failed, flows } = await add({ ...SPOILT, waits }, toErrors);
		expect(added.map(({ json }) => json.n)).toEqual([0, 2]);
		expect(other).toEqual([]);
		expect(failed.map(({ json }) => json)).toEqual([{ ...ITEMS[1].json, error: expect.stringContaining('__proto__') }]);
		expect(flows.runs).toHaveLength(2);
	});

	it('somebody who is not added still leaves by the other branch', async () => {
		loseStore();
		for (const around of [regular, toErrors]) {
			const { added, other, failed } = await add({}, around);
			expect([added.length, other.length, failed.length]).toEqual([0, 3, 0]);
		}
	});
});

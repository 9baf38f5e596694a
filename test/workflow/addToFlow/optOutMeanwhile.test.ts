import type { IDataObject } from 'n8n-workflow';

import { OptOuts } from '../../../flow/optOut/optOuts';
import { json, startApi } from '../../support/apiServer';
import { doing } from '../../support/otherFlows';
import { add, flowOf, own, people, resultOf } from './adding';

const optOutOfAll = async (value: unknown) => void (await new OptOuts(own.store).add({ type: 'phone', value: String(value) }, { channel: 'all', reason: 'STOP' }));

describe('Somebody who opts out while others are added first', () => {
	const items = people(3);
	const last = items[2].json.phone;

	it.each([false, true])('does not enter a flow of this n8n (waits: %s)', async (waits) => {
		const first = doing('First', async (entered) => {
			if (entered[0].json.n === 0) await optOutOfAll(last);
			return entered;
		});
		const { added, other, flows } = await add({ waits, options: { concurrency: 1 } }, { flows: { welcome: flowOf(first) }, items });
		await flows.settled();
		expect(added.map((item) => item.json.n)).toEqual([0, 1]);
		expect(other.map((item) => [item.json.n, resultOf(item).reason])).toEqual([[2, 'optedOut']]);
		expect(flows.runs).toHaveLength(2);
	});

	it('is not handed on to a route', async () => {
		const many = people(101);
		const api = await startApi(async ({ body }, response) => {
			if ((JSON.parse(body) as IDataObject).n === 0) await optOutOfAll(many[100].json.phone);
			json(response, 202, {});
		});
		const { added, other } = await add({ target: 'route', url: api.url, authentication: 'none' }, { items: many });
		expect(added).toHaveLength(100);
		expect(other.map((item) => [item.json.n, resultOf(item).reason])).toEqual([[100, 'optedOut']]);
		expect(api.requests).toHaveLength(100);
	});
});

it('why and when another person has opted out is not told to this flow', async () => {
	const [{ json: friend }] = people(1);
	await optOutOfAll(friend.phone);
	const { result } = await add({ participant: 'another', phone: friend.phone, consent: true }, { items: [{ json: {} }] });
	expect(result.reason).toBe('optedOut');
	expect(JSON.stringify(result)).not.toMatch(/STOP|since|20\d\d-/);
});

it('of the URL of a route neither its query nor a password stands in the item', async () => {
	const api = await startApi((_, response) => json(response, 202, {}));
	const url = `${api.url.replace('://', '://user:secret@')}/in?token=secret`;
	const { result } = await add({ target: 'route', url, authentication: 'none' }, { items: people(1) });
	expect(result.target.id).toBe(`${api.url}/in`);
	expect(JSON.stringify(result)).not.toContain('secret');
});

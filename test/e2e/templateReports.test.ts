import * as api from './support/n8n';
import { json } from './support/n8n';
import type { Route } from './support/n8n';
import { messaging, phoneWith, REPORTING, sendTo, setCallback } from './support/messaging';
import './support/patience';

const { listen, sending } = messaging(api);

const to = async (route: Route, mark: string) => await sendTo(route, phoneWith(mark), api);

describe.each(REPORTING)('a template by %s', (provider) => {
	let waiting: Route;
	beforeAll(async () => {
		waiting = await sending(provider, { waitFor: 'delivered', waitHours: 1 });
		// A flow that is started by nothing of what is told in these tests.
		const listening = await listen(provider, ['other']);
		await setCallback(provider, listening.url);
	}, 60_000);

	it.each([
		['5002', 'Delivered'],
		['1003', 'Failed'],
		['1004', 'Delivered'],
		['1005', 'Delivered'],
		['1006', 'Delivered'],
		['1007', 'Delivered'],
	])('is waited for until its report comes, whatever starts the flow that listens: %s leaves by %s', async (mark, branch) => {
		const sent = await to(waiting, mark);
		expect(sent.branch).toBe(branch);
		const statuses = branch === 'Failed' ? ['failed'] : ['delivered', 'read'];
		expect(statuses).toContain(sent.result.status);
		expect(sent.result.reportedAt).toEqual(expect.any(String));
	});

	it('that is never reported leaves by Timed Out', async () => {
		const sent = await to(await sending(provider, { waitFor: 'delivered', waitHours: 0.001 }), '1001');
		expect(sent).toMatchObject({ branch: 'Timed Out', result: { status: 'timedOut' } });
	});

	it('that was delivered but not read leaves by Delivered when time is up', async () => {
		const sent = await to(await sending(provider, { waitFor: 'read', waitHours: 0.0015 }), '1002');
		expect(sent).toMatchObject({ branch: 'Delivered', result: { status: 'delivered' } });
	});

	it('that is read leaves by Read', async () => {
		const sent = await to(await sending(provider, { waitFor: 'read', waitHours: 1 }), '5003');
		expect(sent).toMatchObject({ branch: 'Read', result: { status: 'read' } });
	});

	it('goes on in many runs at once, each with its own', async () => {
		const phones = Array.from({ length: 10 }, (_, n) => phoneWith(`60${10 + n}`));
		const before = (await waiting.executions()).length;
		await Promise.all(phones.map(async (phone) => await waiting.call(json({ phone, orderId: 'A-1' }))));
		let runs: api.Execution[] = [];
		await api.until(async () => {
			runs = (await waiting.executions()).slice(0, -before);
			return runs.length === 10 && runs.every(({ status }) => status === 'success');
		});
		const ended = await Promise.all(runs.map(async ({ id }) => (await api.runDataOf(id)).Delivered[0].data.main[0][0].json));
		expect(ended.map(({ phone }) => phone).toSorted()).toEqual(phones.toSorted());
	}, 60_000);
});

describe('Infobip, when no flow listens', () => {
	it('reports to the run itself', async () => {
		await setCallback('infobip', 'http://127.0.0.1:9/');
		// By another name of the simulator it is another account, to which nobody listens.
		const apart = await api.credential('flowElementsInfobipApi', { baseUrl: api.SIMULATOR.replace('127.0.0.1', 'localhost'), apiKey: 'simulator-key' });
		const route = await sending('infobip', { waitFor: 'delivered', waitHours: 1 }, [], { flowElementsInfobipApi: apart });
		const sent = await sendTo(route, phoneWith('5004'), api);
		expect(sent).toMatchObject({ branch: 'Delivered' });
	});
});

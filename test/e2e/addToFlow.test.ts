import { randomUUID } from 'node:crypto';

import * as api from './support/n8n';
import type { FlowNode, Route } from './support/n8n';
import { BASE, credential, flow, inLine, json, node, publish, rest, runDataOf, SIMULATOR, simulatorRequests, until } from './support/n8n';
import './support/patience';
import type { Item, Result } from './support/secondaryFlows';
import { adding, addTo, code, entry, secondaryFlows, variable, waitingFlow } from './support/secondaryFlows';

const { added, published, runsOf, secondary } = secondaryFlows(api);

describe('a flow in this n8n', () => {
	it('is entered by a run of its own, while the participant goes on here', async () => {
		const target = await secondary(entry(), code('Slow', 'await new Promise((done) => setTimeout(done, 3000)); return $input.all();'));
		const began = Date.now();
		const { branch, item } = await added(addTo(target), { phone: '+31612345678', orderId: 'A-1' });

		expect(Date.now() - began).toBeLessThan(2_800);
		const [run] = await runsOf(target);
		expect(branch).toBe('Added');
		expect(item).toMatchObject({ orderId: 'A-1', addToFlow: { status: 'added', depth: 1, details: { executionId: run.id } } });
		await until(async () => (await runsOf(target))[0].status === 'success');
		expect(JSON.stringify(await runDataOf(run.id))).toContain('A-1');
	});

	it('is the one that an expression gives, item by item', async () => {
		const [one, other] = [await secondary(entry(), variable('a', 1)), await secondary(entry(), variable('a', 2))];
		const add = addTo('={{ $json.flow }}', { waits: true });
		expect((await added(add, { flow: one })).item).toMatchObject({ a: 1 });
		const three = code('Three', `return [${JSON.stringify(other)}, '', ${JSON.stringify(one)}].map((flow) => ({ json: { flow } }));`);
		const route = await publish(adding(add, { before: [three], answer: 'async' }));
		await route.call(json({}));
		const [{ id }] = await route.settled(1);
		const [entered, others] = (await runDataOf(id)).Add[0].data.main;
		expect(entered.map((item) => item.json.a)).toEqual([2, 1]);
		expect(others).toEqual([expect.objectContaining({ json: expect.objectContaining({ addToFlow: expect.objectContaining({ reason: 'targetMissing' }) }) })]);
	});

	it('gives its variables back to whoever waits', async () => {
		const target = await secondary(entry(['reference']), variable('score', 7));
		const { item } = await added(
			addTo(target, {
				variables: 'renamed',
				variableRows: { rows: [{ from: 'orderId', to: 'reference' }] },
				waits: true,
				takeBack: 'renamed',
				takeBackRows: { rows: [{ from: 'score', to: 'rating' }, { from: 'reference', to: 'seen' }] },
			}),
			{ orderId: 'A-1' },
		);
		expect(item).toMatchObject({ orderId: 'A-1', rating: 7, seen: 'A-1', addToFlow: { status: 'added' } });
	});

	it('is waited for also when it waits for something itself', async () => {
		const waiting = waitingFlow();
		const target = await published(waiting.made);
		const route = await publish(adding(addTo(target, { waits: true }), { answer: 'async' }));
		await route.call(json({ orderId: 'A-9' }));

		await until(async () => (await route.executions())[0]?.status === 'waiting');
		await waiting.goOn();
		await until(async () => (await route.executions())[0].status === 'success');

		const [{ id }] = await route.executions();
		const [run] = await runsOf(target);
		const { Added } = await runDataOf(id);
		expect(Added[0].data.main[0][0].json).toMatchObject({ orderId: 'A-9', score: 42, addToFlow: { status: 'added', details: { executionId: run.id } } });
	});

	it('leaves the items of a wait linked to where they came from', async () => {
		const waiting = waitingFlow();
		const [waits, ends] = [await published(waiting.made), await secondary(entry(), variable('score', 1))];
		const rows = [{ n: 0, flow: waits }, { n: 1, flow: '' }, { n: 2, flow: ends }, { n: 3, flow: 'NoSuchFlow123456' }];
		const four = code('Four', `return ${JSON.stringify(rows)}.map((json) => ({ json }));`);
		const see = (name: string) =>
			node('n8n-nodes-base.set', name, { mode: 'raw', jsonOutput: "={{ ({ own: $json.n, linked: $('Four').item.json.n }) }}", options: {} }, { typeVersion: 3.4 });
		const start = node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async' });
		const add = addTo('={{ $json.flow }}', { waits: true });
		const nodes = [start, four, add, see('See Added'), see('See Other')];
		const route = await publish(flow(nodes, [['Start', 'Four'], ['Four', 'Add'], ['Add', 'See Added', 0], ['Add', 'See Other', 1]]));
		await route.call(json({}));
		await until(async () => (await route.executions())[0]?.status === 'waiting');
		await waiting.goOn();
		await until(async () => (await route.executions())[0].status === 'success');

		const data = await runDataOf((await route.executions())[0].id);
		const seen = (name: string) => data[name][0].data.main[0].map((item) => item.json);
		expect(seen('See Added')).toEqual([{ own: 0, linked: 0 }, { own: 2, linked: 2 }]);
		expect(seen('See Other')).toEqual([{ own: 1, linked: 1 }, { own: 3, linked: 3 }]);
	});

	describe('that nobody can enter leads to In All Other Cases, and the run stays green:', () => {
		const waits = [false, true];

		async function refused(target: string, parameters: Record<string, unknown> = {}): Promise<Result> {
			const { branch, item } = await added(addTo(target, parameters));
			expect(branch).toBe('Other');
			expect(item.phone).toBe('+31612345678');
			expect(item.addToFlow).toMatchObject({ status: 'notAdded', message: expect.stringMatching(/\w+ \w+/) });
			return item.addToFlow;
		}

		it.each(waits)('one that is not there (waits: %s)', async (isWaitedFor) => {
			expect(await refused('NoSuchFlow123456', { waits: isWaitedFor })).toMatchObject({ reason: 'targetMissing' });
		});

		it.each(waits)('one that was never published (waits: %s)', async (isWaitedFor) => {
			const { id } = await rest<{ id: string }>('POST', '/workflows', inLine(entry(), variable('a', 1)));
			expect(await refused(id, { waits: isWaitedFor })).toMatchObject({ reason: 'targetNotPublished' });
			expect(await runsOf(id)).toEqual([]);
		});

		it('one that was unpublished', async () => {
			const target = await secondary(entry(), variable('a', 1));
			await rest('POST', `/workflows/${target}/deactivate`);
			await until(async () => (await refused(target)).reason === 'targetNotPublished');
		});

		it('one that is archived', async () => {
			const target = await secondary(entry(), variable('a', 1));
			await rest('POST', `/workflows/${target}/archive`);
			expect(await refused(target)).toMatchObject({ reason: 'targetNotPublished', message: expect.stringContaining('archived') });
			expect(await runsOf(target)).toEqual([]);
		});

		it.each(waits)('one with another entry point (waits: %s)', async (isWaitedFor) => {
			const target = await secondary(node('dynamicApiTrigger', 'Start', { path: randomUUID() }), variable('a', 1));
			expect(await refused(target, { waits: isWaitedFor })).toMatchObject({ reason: 'wrongEntryPoint' });
		});

		it.each(waits)('one that does not let this flow call it (waits: %s)', async (isWaitedFor) => {
			const target = await published({ ...inLine(entry(), variable('a', 1)), settings: { callerPolicy: 'none' } });
			expect(await refused(target, { waits: isWaitedFor })).toMatchObject({ reason: 'callerNotAllowed' });
		});

		it('one that fails, for whoever waits, with its execution', async () => {
			const target = await secondary(entry(), code('Fail', 'throw new Error("out of stock")'));
			const result = await refused(target, { waits: true });
			const [run] = await runsOf(target);
			expect(run.status).toBe('error');
			expect(result).toMatchObject({ reason: 'secondaryFlowFailed', message: expect.stringContaining('out of stock'), details: { executionId: run.id } });
		});
	});

	it('that fails later is no matter of whoever does not wait', async () => {
		const target = await secondary(entry(), code('Fail', 'throw new Error("out of stock")'));
		expect(await added(addTo(target))).toMatchObject({ branch: 'Added' });
		await until(async () => (await runsOf(target))[0]?.status === 'error');
	});

	it('comes to an end when two add to each other, whatever inputs they declare', async () => {
		const first = await rest<{ id: string; versionId: string }>('POST', '/workflows', inLine(entry(['phone']), variable('a', 1)));
		const second = await secondary(entry(['phone']), addTo(first.id, { options: { depthLimit: 6 } }));
		const { versionId } = await rest<{ versionId: string }>('PATCH', `/workflows/${first.id}`, {
			...inLine(entry(['phone']), addTo(second, { options: { depthLimit: 6 } })),
			versionId: first.versionId,
		});
		await rest('POST', `/workflows/${first.id}/activate`, { versionId });
		await until(async () => (await rest<{ status: string }>('GET', `/workflows/${first.id}/publication-status`)).status === 'published');

		await added(addTo(first.id, { options: { depthLimit: 6 } }));
		const runs = async () => [...(await runsOf(first.id)), ...(await runsOf(second))];
		await until(async () => (await runs()).length === 6 && (await runs()).every(({ status }) => status === 'success'));
		const last = (await runsOf(second))[0];
		const { Add } = await runDataOf(last.id);
		expect(Add[0].data.main[1][0].json).toMatchObject({ addToFlow: { reason: 'tooDeep', depth: 7 } });
	});

	it('is entered by all of a thousand but the 37 that cannot be', async () => {
		const target = await secondary(entry(['n']));
		const thousand = code('Thousand', `return Array.from({ length: 1000 }, (_, n) => ({ json: { n, phone: n % 27 === 0 && n < 999 ? 'none' : '+3161' + String(2000000 + n) } }));`);
		const route = await publish(adding(addTo(target), { before: [thousand], answer: 'async' }));
		await route.call(json({}));
		await until(async () => (await route.executions())[0]?.status === 'success');

		const [{ id }] = await route.executions();
		const [entered, others] = (await runDataOf(id)).Add[0].data.main as Array<Array<{ json: Item & { n: number } }>>;
		expect([entered.length, others.length]).toEqual([963, 37]);
		expect(others.every(({ json: { n, addToFlow } }) => n % 27 === 0 && addToFlow.reason === 'invalidContact')).toBe(true);
		expect(new Set(entered.map(({ json: { addToFlow } }) => addToFlow.details?.executionId)).size).toBe(963);
		expect(entered.map(({ json: { n } }) => n)).toEqual(entered.map(({ json: { n } }) => n).toSorted((a, b) => a - b));
	}, 240_000);
});

describe('another participant', () => {
	const friend = (phone: string, consent: unknown, extra: Record<string, unknown> = {}) => ({
		participant: 'another',
		variables: 'all',
		phone,
		consent,
		attributes: { rows: [{ name: 'firstName', value: '={{ $json.friendName }}' }] },
		...extra,
	});
	const phoneOf = () => `+3161${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

	it('enters with a profile of its own', async () => {
		const target = await secondary(entry());
		const phone = phoneOf();
		const call = { phone: '+31611111111', friendName: 'Ann', agreed: 'yes' };
		const { item } = await added(addTo(target, friend(phone, '={{ $json.agreed }}')), call);
		expect(item).toMatchObject({ phone: '+31611111111', addToFlow: { status: 'added', participant: { phone, isNew: true, attributes: { firstName: 'Ann' } } } });

		const [run] = await runsOf(target);
		const { Entered } = await runDataOf(run.id);
		expect(Entered[0].data.main[0][0].json).toMatchObject({ phone, participant: { phone, attributes: { firstName: 'Ann' } } });
		expect(JSON.stringify(Entered)).toContain('"agreed"');

		const again = await added(addTo(target, friend(`00${phone.slice(1)}`, true)), { friendName: 'Anna' });
		expect(again.item.addToFlow.participant).toMatchObject({ id: item.addToFlow.participant?.id, isNew: false, attributes: { firstName: 'Anna' } });
	});

	it.each([
		['who has not agreed', phoneOf(), '={{ $json.agreed }}', 'noConsent'],
		['whose number is none', '0612', true, 'invalidContact'],
	])('%s does not', async (_, phone, consent, reason) => {
		const target = await secondary(entry());
		const { branch, item } = await added(addTo(target, friend(phone, consent)), { agreed: 'no' });
		expect([branch, item.addToFlow.reason]).toEqual(['Other', reason]);
		expect(await runsOf(target)).toEqual([]);
	});

	it('who has opted out does not', async () => {
		const target = await secondary(entry());
		const phone = phoneOf();
		const optOut = node('optOut', 'Opt Out', { operation: 'add', phone, channel: 'all', reason: 'asked to' });
		const { branch, item } = await added(addTo(target, friend(phone, true)), {}, [optOut]);
		expect(branch).toBe('Other');
		expect(item.addToFlow).toMatchObject({ reason: 'optedOut' });
		expect(JSON.stringify(item.addToFlow)).not.toContain('asked to');
		expect(item.addToFlow.message).not.toContain(phone);
		expect(await runsOf(target)).toEqual([]);
	});
});

describe('a route', () => {
	async function connection(token: string) {
		return { flowElementsConnectionApi: await credential('flowElementsConnectionApi', { baseUrl: '', authentication: 'bearer', token, defaultHeaders: '{}' }) };
	}
	const addToRoute = async (target: Pick<Route, 'url'>, token: string, parameters: Record<string, unknown> = {}) =>
		node('addToFlow', 'Add', { target: 'route', url: target.url, ...parameters }, { credentials: await connection(token) });
	const attributes = { attributes: { rows: [{ name: 'phone', type: 'phone', required: true }] } };

	it('is entered by a call, asynchronous or not', async () => {
		const target = await publish(inLine(node('dynamicApiTrigger', 'Start', { path: randomUUID(), answer: 'async', ...attributes }), variable('a', 1)));
		const { branch, item } = await added(await addToRoute(target, target.token()));
		expect(branch).toBe('Added');
		const [run] = await target.settled(1);
		expect(item.addToFlow.details).toMatchObject({ httpStatus: 202, executionId: run.id });
	});

	it('gives its answer back to whoever waits', async () => {
		const end = node('apiEnd', 'End', { respondWith: 'json', jsonFrom: 'json', json: '{ "score": 7 }' });
		const target = await publish(inLine(node('dynamicApiTrigger', 'Start', { path: randomUUID(), ...attributes }), end));
		expect((await added(await addToRoute(target, target.token(), { waits: true }))).item).toMatchObject({ score: 7, addToFlow: { status: 'added' } });
	});

	it('that refuses leads to In All Other Cases', async () => {
		const target = await publish(inLine(node('dynamicApiTrigger', 'Start', { path: randomUUID(), ...attributes }), variable('a', 1)));
		const reasonOf = async (add: FlowNode, body?: Record<string, unknown>) => (await added(add, body)).item.addToFlow.reason;

		expect(await reasonOf(await addToRoute(target, 'x'.repeat(40)))).toBe('notAuthorized');
		expect(await reasonOf(await addToRoute({ url: `${target.url}-gone` }, target.token()))).toBe('targetMissing');
		expect(await reasonOf(await addToRoute(target, target.token()), { name: 'Ann' })).toBe('personRejected');
		expect(await reasonOf(await addToRoute({ url: 'http://127.0.0.1:9' }, target.token(), { options: { maxRetries: 0 } }))).toBe('noResponse');
		expect(await target.executions()).toEqual([]);
	});

	it('comes to an end when it adds to itself', async () => {
		const path = randomUUID();
		const start = node('dynamicApiTrigger', 'Start', { path, answer: 'async', tokenSource: 'none' });
		const add = node('addToFlow', 'Add', { target: 'route', url: `${BASE}/webhook/${path}`, authentication: 'none', options: { depthLimit: 4 } });
		const route = await publish(inLine(start, add));
		await route.call(json({}));
		await until(async () => (await route.executions()).length === 5);
		const [last] = await route.settled(5);
		expect((await runDataOf(last.id)).Add[0].data.main[1][0].json).toMatchObject({ addToFlow: { reason: 'tooDeep', depth: 5 } });
	});
});

describe('a flow of a provider', () => {
	const infobip = async (campaignId: string, parameters: Record<string, unknown> = {}) =>
		node('addToFlow', 'Add', { target: 'infobip', campaignId, ...parameters }, {
			credentials: { flowElementsInfobipApi: await credential('flowElementsInfobipApi', { baseUrl: SIMULATOR, apiKey: 'simulator-key' }) },
		});

	it('of Infobip is entered as its report says', async () => {
		const { branch, item } = await added(await infobip('200001'));
		expect(item.addToFlow).toMatchObject({ status: 'added' });
		expect(branch).toBe('Added');
	});

	it.each([
		['that is missing', '404001', 'targetMissing'],
		['that is not active', '400005', 'targetInactive'],
	])('of Infobip %s leads to In All Other Cases', async (_, campaignId, reason) => {
		expect((await added(await infobip(campaignId))).item.addToFlow).toMatchObject({ status: 'notAdded', reason });
	});

	it('of AlertsPanel is entered', async () => {
		const credentials = { flowElementsAlertsPanelApi: await credential('flowElementsAlertsPanelApi', { host: SIMULATOR, customerId: '61000', botKey: 'simulator-bot', apiKey: 'simulator-key' }) };
		const { item } = await added(node('addToFlow', 'Add', { target: 'alertsPanel', flowKey: 'welcome' }, { credentials }), { phone: '+31612345678', orderId: 'A-1' });
		expect(item.addToFlow).toMatchObject({ status: 'added' });
		const [request] = (await simulatorRequests()).filter(({ path }) => path.includes('/bot-api/')).slice(-1);
		expect(request.query).toMatchObject({ orderId: 'A-1' });
	});
});

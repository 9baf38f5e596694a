import type { IExecuteFunctions, INodeParameters } from 'n8n-workflow';

import { Participants } from '../../flow/participant/participants';
import { StoreUnavailable } from '../../flow/store/flowStore';
import { SqliteStore } from '../../flow/store/sqliteStore';
import { useFlowStore } from '../../flow/store/theStore';
import { ApiEnd } from '../../nodes/ApiEnd/ApiEnd.node';
import { DynamicApiTrigger } from '../../nodes/DynamicApiTrigger/DynamicApiTrigger.node';
import { depthOf } from '../../nodes/shared/depth';
import { heartbeat } from '../../nodes/shared/keepingStore';
import type { FlowNode } from '../support/engine';
import { logged, passOn, runFlow } from '../support/engine';
import type { RouteRequest } from '../support/routeCall';
import { callRoute } from '../support/routeCall';

// A route that tracks participants, from the call to the flow, on n8n's engine.

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
});
afterEach(() => heartbeat.end());
afterAll(() => useFlowStore());

const parametersOf = (parameters: INodeParameters): INodeParameters => ({ answer: 'async', tokenSource: 'none', trackParticipant: true, ...parameters });
const call = async (request: RouteRequest, parameters: INodeParameters = {}) => await callRoute({ parameters: parametersOf(parameters) }, request);
const participantOf = async (body: object, parameters: INodeParameters = {}) => {
	const { items, document } = await call({ body }, parameters);
	expect(document).toEqual({});
	return items[0].json.participant as Record<string, unknown>;
};
const phones = async (value: string) => await new Participants(store).find({ type: 'phone', value });
const PHONE = '+31612345678';

describe('the participant of a call', () => {
	it('is new, then known, and stands in the item', async () => {
		const { items } = await call({ body: { phone: PHONE, name: 'Ann', city: 'Delft' } });
		expect(items).toHaveLength(1);
		const { participant, request, ...variables } = items[0].json;
		expect(variables).toEqual({ phone: PHONE, name: 'Ann', city: 'Delft' });
		expect(request).toMatchObject({ method: 'POST' });
		const id = expect.stringMatching(/^[0-9a-f-]{36}$/);
		expect(participant).toEqual({ id, phone: PHONE, attributes: { name: 'Ann', city: 'Delft' }, isNew: true });

		const again = await participantOf({ phone: '0031 6 1234 5678', email: 'Ann@Example.com', city: 'Gouda' });
		expect(again).toEqual({
			id: (participant as { id: string }).id,
			phone: PHONE,
			email: 'ann@example.com',
			attributes: { name: 'Ann', city: 'Gouda' },
			isNew: false,
		});
	});

	it('is known under the names and the country of the panel, and by the ids of providers', async () => {
		const parameters = {
			phoneAttribute: 'mobile',
			emailAttribute: '',
			keepAttributes: 'chosen',
			keptAttributes: 'name, other',
			providerIds: { rows: [{ provider: 'infobip', attribute: 'personId' }] },
			options: { defaultCountry: 'NL' },
		};
		const first = await participantOf({ mobile: '06 12345678', personId: 7, name: 'Ann', city: 'Delft', email: 'no address' }, parameters);
		expect(first).toMatchObject({ phone: PHONE, providerIds: { infobip: '7' }, attributes: { name: 'Ann' } });
		expect(await participantOf({ personId: '7' }, parameters)).toMatchObject({ id: first.id, isNew: false, phone: PHONE });
		expect(await participantOf({ personId: '8' }, { ...parameters, keepAttributes: 'none' })).toMatchObject({ isNew: true, attributes: {} });
	});

	it('may turn out to be one with another, of which the item tells', async () => {
		const first = await participantOf({ phone: PHONE, name: 'Ann' });
		const second = await participantOf({ email: 'ann@example.com', name: 'Ann Lee' });
		const both = await participantOf({ phone: PHONE, email: 'ann@example.com' });
		const [survivor, gone] = both.id === first.id ? [first.id, second.id] : [second.id, first.id];
		expect(both).toMatchObject({ id: survivor, phone: PHONE, email: 'ann@example.com', isNew: false, merge: { survivor, gone: [gone] } });
		expect(both.merge).toMatchObject({ dropped: [{ attribute: 'name' }] });
		expect(both).not.toHaveProperty('merged');
	});

	it('keeps what it has said when a later call leaves it out, and the route fills in defaults', async () => {
		const attributes = { rows: [{ name: 'lang', type: 'string', required: false, defaultText: 'en' }, { name: 'phone', type: 'phone', required: true, defaultText: '' }] };
		await participantOf({ phone: PHONE, lang: 'nl', userName: 'Ann' }, { attributes });
		const { items } = await call({ body: { phone: PHONE } }, { attributes });
		expect(items[0].json).toMatchObject({ lang: 'en', userName: PHONE, participant: { attributes: { lang: 'nl', userName: 'Ann' } } });
	});

	it('is kept of test calls, too', async () => {
		await call({ body: { phone: PHONE }, mode: 'manual' });
		expect(await phones(PHONE)).toBeDefined();
	});

	it('is nobody on a route that does not track, whatever the call says', async () => {
		const { items } = await call({ body: { phone: PHONE, participant: 'Ann' } }, { trackParticipant: false });
		expect(items[0].json.participant).toBe('Ann');
		expect(await phones(PHONE)).toBeUndefined();
	});
});

describe('a call is refused, and nobody is kept', () => {
	it.each<[string, object, object[]]>([
		[
			'that does not say whom it is about',
			{ name: 'Ann', phone: '' },
			[
				{ pointer: '#/phone', detail: 'is required unless #/email is given' },
				{ pointer: '#/email', detail: 'is required unless #/phone is given' },
			],
		],
		['whose phone number is none', { phone: '12', email: 'ann@example.com' }, [{ pointer: '#/phone', detail: 'must be a phone number with its country code, e.g. +31612345678' }]],
		['that sends the name of the participant', { phone: PHONE, participant: {} }, [{ pointer: '#/participant', detail: 'is a name that this route keeps for the participant' }]],
		['with more than can be kept', { phone: PHONE, text: 'x'.repeat(64 * 1024) }, [{ pointer: '#', detail: 'is more than can be kept of one participant' }]],
	])('%s', async (_what, body, errors) => {
		const { status, headers, document, items } = await call({ body });
		expect(status).toBe(422);
		expect(headers['Content-Type']).toContain('application/problem+json');
		expect(document).toMatchObject({ type: 'urn:n8n-nodes-flow-elements:problem:attributes-invalid', status: 422, errors, requestId: headers['X-Request-Id'] });
		expect(items).toEqual([]);
		expect(await phones(PHONE)).toBeUndefined();
	});

	it('while the store is away, and can be repeated', async () => {
		jest.spyOn(store, 'changeAll').mockRejectedValueOnce(new StoreUnavailable('The disk is full.'));
		const parameters = { options: { keepStatusHours: 0 } };
		const { status, headers, document } = await call({ body: { phone: PHONE } }, parameters);
		expect(status).toBe(503);
		expect(document).toMatchObject({ type: 'urn:n8n-nodes-flow-elements:problem:store-unavailable' });
		expect(headers['Retry-After']).toBe('5');
		expect(logged.some((line) => line.includes('cannot take a call: The disk is full.'))).toBe(true);
		expect((await call({ body: { phone: PHONE } }, parameters)).items).toHaveLength(1);
	});

	it('by a route whose details would stand in the place of the participant', async () => {
		const { status, document } = await call({ body: { phone: PHONE } }, { options: { detailsField: 'participant' } });
		expect(status).toBe(500);
		expect(document).toMatchObject({ type: 'urn:n8n-nodes-flow-elements:problem:route-misconfigured' });
		expect(logged.some((line) => line.includes('Details Field cannot be "participant"'))).toBe(true);
	});
});

describe('a call with an idempotency key', () => {
	const keyed = { idempotency: 'optional' };
	const headers = { 'idempotency-key': 'k' };

	it('changes the participant once, however often it comes', async () => {
		const body = { phone: PHONE, name: 'Ann' };
		expect((await call({ body, headers }, keyed)).items[0].json.participant).toMatchObject({ isNew: true });
		await call({ body: { phone: PHONE, name: 'Ann Lee' } }, keyed);
		expect((await call({ body, headers }, keyed)).status).toBe(409);
		expect(await phones(PHONE)).toMatchObject({ attributes: { name: 'Ann Lee' } });
	});

	it('uses up no key when the participant cannot be kept', async () => {
		const big = { phone: PHONE, text: 'x'.repeat(64 * 1024) };
		expect((await call({ body: big, headers }, keyed)).status).toBe(422);
		expect((await call({ body: { phone: PHONE }, headers }, keyed)).items).toHaveLength(1);
	});

	it('uses up no key when the store goes away just then', async () => {
		const upsert = jest.spyOn(Participants.prototype, 'upsert').mockRejectedValueOnce(new StoreUnavailable('The disk is full.'));
		expect((await call({ body: { phone: PHONE }, headers }, keyed)).status).toBe(503);
		upsert.mockRestore();
		await new Promise((resolve) => setImmediate(resolve));
		expect((await call({ body: { phone: PHONE }, headers }, keyed)).items).toHaveLength(1);
	});
});

describe('the run of a call', () => {
	const depths: number[] = [];
	const look: FlowNode = {
		name: 'Look',
		nodeType: {
			description: { ...passOn.description, name: 'look' },
			async execute(this: IExecuteFunctions) {
				depths.push(depthOf(this));
				return [this.getInputData()];
			},
		},
	};
	const run = async (request: RouteRequest, parameters: INodeParameters = {}) => {
		const { items } = await call(request, parameters);
		const route: FlowNode = { name: 'Route', nodeType: new DynamicApiTrigger(), parameters: parametersOf(parameters) };
		return await runFlow({ nodes: [route, look, { name: 'End', nodeType: new ApiEnd(), parameters: { jsonFrom: 'item' } }], items });
	};
	beforeEach(() => depths.splice(0));

	it('has the participant in its item, as any other variable', async () => {
		const { outputs, run: finished } = await run({ body: { phone: PHONE, name: 'Ann' } });
		expect(finished.status).toBe('success');
		expect(outputs('End')[0][0].json).toMatchObject({ phone: PHONE, name: 'Ann', participant: { phone: PHONE, isNew: true, attributes: { name: 'Ann' } } });
	});

	it.each([
		['3', 3],
		['1000', 1000],
		['0', 0],
		['1001', 0],
		['deep', 0],
	])('knows how often Add to Flow has led on: %s', async (header, depth) => {
		for (const parameters of [{}, { answer: 'sync', options: { keepStatusHours: 0 } }, { idempotency: 'required' }]) {
			await run({ body: { phone: PHONE }, headers: { 'flow-elements-depth': header, 'idempotency-key': `${header}` } }, parameters);
		}
		expect(depths).toEqual([depth, depth, depth]);
	});

	it('knows nothing of a depth when nobody says one', async () => {
		await run({ body: { phone: PHONE } }, { trackParticipant: false });
		expect(depths).toEqual([0]);
	});
});

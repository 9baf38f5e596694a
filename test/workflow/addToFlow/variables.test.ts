import { LocalLoadOptionsContext } from 'n8n-core';
import type { INode, INodeParameters } from 'n8n-workflow';

import { AddToFlow } from '../../../nodes/AddToFlow/AddToFlow.node';
import { workflowOf } from '../../support/engine';
import { enteredWith } from '../../support/otherFlows';
import type { AddedRun } from './adding';
import { add, flowOf, rows, setting } from './adding';

const PHONE = '+31612345678';
const PARTICIPANT = { id: 'p-1', phone: PHONE, attributes: { name: 'Ann' } };
const ITEM = { json: { phone: PHONE, orderId: 'A-1', total: 12.5, lines: [{ sku: 'a' }] } };
const KNOWN = { json: { ...ITEM.json, participant: PARTICIPANT } };

/** What the first run of a secondary flow was started with. */
async function entering(parameters: INodeParameters, item: { json: object } = ITEM): Promise<unknown> {
	const { flows, error } = await add(parameters, { items: [item as typeof ITEM] });
	expect(error).toBeUndefined();
	return flows.runs[0].items[0].json;
}

const chosen = (variableNames: string): INodeParameters => ({ variables: 'chosen', variableNames });
const renamed = (...list: Array<[from: string, to: string]>): INodeParameters => ({
	variables: 'renamed',
	variableRows: rows(...list.map(([from, to]) => ({ from, to }))),
});

describe('The variables that go along', () => {
	it.each<[string, INodeParameters, object]>([
		['all', { variables: 'all' }, ITEM.json],
		['all, by default', {}, ITEM.json],
		['none', { variables: 'none' }, {}],
		['those that are chosen', chosen('orderId, lines'), { orderId: 'A-1', lines: [{ sku: 'a' }] }],
		['of those that are chosen only the ones that are there', chosen('orderId,\ncoupon'), { orderId: 'A-1' }],
		['those that are renamed, under their new names', renamed(['orderId', 'reference'], ['coupon', 'code']), { reference: 'A-1' }],
		['one under two names', renamed(['orderId', 'a'], ['orderId', 'b']), { a: 'A-1', b: 'A-1' }],
	])('are %s, and the phone number besides', async (_, parameters, expected) => {
		expect(await entering(parameters)).toEqual({ ...expected, phone: PHONE });
	});

	it('keep their form, also where the phone number is written in another one', async () => {
		const item = { json: { phone: '06 12345678', email: 'Ann@Example.com' } };
		const options = { defaultCountry: 'NL' };
		expect(await entering({ options }, item)).toEqual(item.json);
		expect(await entering({ options, variables: 'none' }, item)).toEqual({ phone: PHONE, email: 'ann@example.com' });
	});

	it('are never such that they would reach an object’s prototype', async () => {
		const json = JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 2, "orderId": "A-1" }') as object;
		expect(await entering({}, { json })).toEqual({ orderId: 'A-1' });
	});

	it.each<INodeParameters>([{ variables: 'all' }, { variables: 'none' }, chosen('orderId'), renamed(['orderId', 'participant'])])(
		'never leave the participant behind: %j',
		async (parameters) => {
			expect(await entering(parameters, KNOWN)).toMatchObject({ participant: PARTICIPANT });
		},
	);

	it('stay in the item, too', async () => {
		const { added } = await add(renamed(['orderId', 'reference']), { items: [KNOWN] });
		expect(added[0].json).toMatchObject(KNOWN.json);
		expect(added[0].json).not.toHaveProperty('reference');
	});
});

describe('The form of the inputs that a flow declares', () => {
	const workflowInputs = (value: INodeParameters, settings: INodeParameters = {}): INodeParameters => ({
		variables: 'declared',
		workflowInputs: {
			mappingMode: 'defineBelow',
			value,
			matchingColumns: [],
			schema: [
				{ id: 'reference', displayName: 'reference', required: false, defaultMatch: false, display: true, type: 'string' },
				{ id: 'amount', displayName: 'amount', required: false, defaultMatch: false, display: true, type: 'number' },
			],
			attemptToConvertTypes: false,
			convertFieldsToString: true,
			...settings,
		},
	});
	const welcome = { nodes: [enteredWith('reference', 'amount'), setting({})] };

	it('gives the values, each for its item', async () => {
		const items = [ITEM, { json: { orderId: 'B-2', total: 7 } }];
		const { flows } = await add(workflowInputs({ reference: '={{ $json.orderId }}', amount: '={{ $json.total }}' }), { flows: { welcome }, items });
		expect(flows.runs.map((run) => run.items[0].json)).toEqual([
			{ reference: 'A-1', amount: 12.5, phone: PHONE },
			{ reference: 'B-2', amount: 7 },
		]);
	});

	it("is made from n8n's own entry point, also where that was saved without its defaults", async () => {
		const fieldsOf = async (parameters: INodeParameters) => {
			const { id, name, type, typeVersion, position } = workflowOf(welcome).getNode('Entered') as INode;
			const kept = { id: 'welcome', nodes: [{ id, name, type, typeVersion, position, parameters }] };
			const panel = { currentNodeParameters: { workflowId: { __rl: true, mode: 'list', value: 'welcome' } } };
			const loader = { get: async () => await Promise.resolve(kept) };
			const context = new LocalLoadOptionsContext(workflowOf(welcome).nodeTypes, panel as never, '', loader as never);
			return (await new AddToFlow().methods.localResourceMapping.loadInputs.call(context)).fields.map((field) => [field.id, field.type]);
		};
		expect(await fieldsOf({ workflowInputs: { values: [{ name: 'reference' }, { name: 'amount', type: 'number' }] } })).toEqual([
			['reference', 'string'],
			['amount', 'number'],
		]);
		expect(await fieldsOf({ inputSource: 'jsonExample', jsonExample: '{ "lines": [] }' })).toEqual([['lines', 'array']]);
		expect(await fieldsOf({ inputSource: 'passthrough' })).toEqual([]);
	});

	it('turns values into the declared types, if so wished', async () => {
		const parameters = workflowInputs({ reference: 7, amount: '12.5' }, { attemptToConvertTypes: true });
		const { flows } = await add(parameters, { flows: { welcome }, items: [ITEM] });
		expect(flows.runs[0].items[0].json).toEqual({ reference: '7', amount: 12.5, phone: PHONE });
	});

	it('may be empty', async () => {
		const { error, flows } = await add(workflowInputs(null as never), { flows: { welcome }, items: [ITEM] });
		expect(error).toBeUndefined();
		expect(flows.runs[0].items[0].json).toEqual({ phone: PHONE });
	});
});

describe('The variables that come back', () => {
	const welcome = flowOf(setting({ score: 7, orderId: 'B-2', addToFlow: { status: 'theirs' }, error: 'none' }));
	const back = async (parameters: INodeParameters): Promise<AddedRun> =>
		await add({ waits: true, variables: 'none', ...parameters }, { flows: { welcome }, items: [ITEM] });
	const { json } = ITEM;

	it.each<[string, INodeParameters, object]>([
		['all', { takeBack: 'all' }, { ...json, score: 7, orderId: 'B-2', error: 'none' }],
		['none', { takeBack: 'none' }, json],
		['those that are chosen', { takeBack: 'chosen', takeBackNames: 'score, grade' }, { ...json, score: 7 }],
		[
			'those that are renamed',
			{ takeBack: 'renamed', takeBackRows: rows({ from: 'orderId', to: 'reference' }) },
			{ ...json, reference: 'B-2' },
		],
	])('are %s', async (_, parameters, expected) => {
		const { added } = await back(parameters);
		const { addToFlow, ...variables } = added[0].json;
		expect(variables).toEqual(expected);
		expect(addToFlow).toMatchObject({ status: 'added' });
	});

	it('come back when the secondary flow declares its inputs as well', async () => {
		const declared = { nodes: [enteredWith('orderId'), setting({ score: 7 })] };
		const { added } = await add({ waits: true }, { flows: { welcome: declared }, items: [KNOWN] });
		expect(added[0].json).toMatchObject({ orderId: 'A-1', score: 7, participant: PARTICIPANT });
	});
});

describe('Names of variables that cannot work', () => {
	it.each<[string, INodeParameters, string]>([
		['none is chosen', chosen(' , '), 'Variable Names is empty. Name at least one flow variable, e.g. orderId, total.'],
		['none is renamed', { variables: 'renamed' }, 'Variables is empty. Add a row for each flow variable that goes along.'],
		['a row is not filled in', renamed(['orderId', '']), 'A row of Variables is not filled in. Fill in both names or remove the row.'],
		['two get one name', renamed(['orderId', 'a'], ['total', 'a']), 'Variables gives two variables the name "a". Choose another name for one of them.'],
		['one would reach an object’s prototype', renamed(['orderId', '__proto__']), 'No variable in Variables can be named "__proto__". Choose another name.'],
		[
			'none of those that come back is chosen',
			{ waits: true, takeBack: 'chosen' },
			'Variable Names is empty. Name at least one flow variable, e.g. orderId, total.',
		],
	])('are said before anybody is added: %s', async (_, parameters, message) => {
		const { run, error, flows } = await add(parameters, { items: [ITEM] });
		expect(run.status).toBe('error');
		expect(error).toBe(message);
		expect(flows.runs).toEqual([]);
	});
});

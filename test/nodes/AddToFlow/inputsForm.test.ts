import type { ILocalLoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { loadInputs } from '../../../nodes/AddToFlow/inputsForm';

/** The form for a flow whose entry point has these parameters; without parameters it has no entry point. */
async function formFor(parameters?: Record<string, unknown>): Promise<ResourceMapperFields> {
	const asked: string[] = [];
	const getNodeParameter = (name: string, _index: number, fallback: unknown) => parameters?.[name] ?? fallback;
	const context = {
		async getWorkflowNodeContext(type: string) {
			asked.push(type);
			return await Promise.resolve(parameters && { getNodeParameter });
		},
	};
	const form = await loadInputs.call(context as unknown as ILocalLoadOptionsFunctions);
	expect(asked).toEqual(['n8n-nodes-base.executeWorkflowTrigger']);
	return form;
}

const fieldsFor = async (parameters: Record<string, unknown>) =>
	(await formFor(parameters)).fields.map(({ id, displayName, type }) => [id, displayName, type]);
const declaring = (values: unknown) => ({ inputSource: 'workflowInputs', 'workflowInputs.values': values });
const example = (jsonExample: unknown) => ({ inputSource: 'jsonExample', jsonExample });

describe('the form for a flow', () => {
	it('says that nobody can be added where there is no entry point', async () => {
		expect(await formFor()).toEqual({
			fields: [],
			emptyFieldsNotice: 'The flow does not begin with "When Executed by Another Workflow", so nobody can be added to it.',
		});
	});

	it.each([{ inputSource: 'passthrough' }, {}])('says what to choose instead where the flow takes whatever comes: %j', async (parameters) => {
		const { fields, emptyFieldsNotice } = await formFor(parameters);
		expect(fields).toEqual([]);
		expect(emptyFieldsNotice).toMatch(/^The flow takes whatever it is given\. Choose All, Chosen or Renamed/);
	});

	it('has a field for each declared input, none of which must be filled in', async () => {
		const { fields, emptyFieldsNotice } = await formFor(declaring([{ name: 'orderId', type: 'string' }]));
		expect(fields).toEqual([
			{ id: 'orderId', displayName: 'orderId', required: false, defaultMatch: false, display: true, canBeUsedToMatch: true, type: 'string' },
		]);
		expect(emptyFieldsNotice).toBeUndefined();
	});

	it('has the declared types, and takes any value for others', async () => {
		const types = ['string', 'number', 'boolean', 'array', 'object', 'any', undefined, 'password'];
		const fields = await fieldsFor(declaring(types.map((type, index) => ({ name: `v${index}`, type }))));
		expect(fields.map(([, , type]) => type)).toEqual(['string', 'number', 'boolean', 'array', 'object', undefined, undefined, undefined]);
	});

	it.each([[[]], [[{ name: '' }, {}]], [undefined], ['odd']])('says that there are no inputs: %j', async (values) => {
		expect(await formFor(declaring(values))).toEqual({ fields: [], emptyFieldsNotice: 'The flow declares no inputs.' });
	});

	it.each<[string, unknown]>([
		['as text', '{ "name": "Ann", "age": 7, "isNew": true, "tags": [], "address": {}, "note": null }'],
		['as an object', { name: 'Ann', age: 7, isNew: true, tags: [], address: {}, note: null }],
	])('has the types of an example %s', async (_, jsonExample) => {
		expect(await fieldsFor(example(jsonExample))).toEqual([
			['name', 'name', 'string'],
			['age', 'age', 'number'],
			['isNew', 'isNew', 'boolean'],
			['tags', 'tags', 'array'],
			['address', 'address', 'object'],
			['note', 'note', undefined],
		]);
	});

	it.each(['{ "name": ', '[1, 2]', 'null', '"text"', '{}', null])('has no fields for the example %j', async (jsonExample) => {
		expect(await formFor(example(jsonExample))).toEqual({ fields: [], emptyFieldsNotice: 'The flow declares no inputs.' });
	});
});

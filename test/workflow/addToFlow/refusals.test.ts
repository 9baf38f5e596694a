import type { OtherFlow } from '../../support/otherFlows';
import { doing, OtherFlows } from '../../support/otherFlows';
import { add, chosen, failing, flowOf, people, resultOf } from './adding';

const PHONE = '+31612345678';
const ITEM = { json: { phone: PHONE, orderId: 'A-1' } };

/** Flows with which something is wrong, by what that is. */
const FLOWS: Record<string, OtherFlow> = {
	draft: { ...flowOf(), isPublished: false },
	closed: { ...flowOf(), callableBy: [] },
	listed: { ...flowOf(), callableBy: ['another'] },
	entryless: { nodes: [doing('Begin', (items) => items)] },
	blocked: {
		...flowOf(),
		preExecute: () => {
			throw new Error('Not on Sundays.');
		},
	},
};

const MODES: Array<[string, boolean]> = [
	['goes on in both flows', false],
	['waits', true],
];

describe.each(MODES)('A participant who %s', (_mode, waits) => {
	it.each([
		['is not there', 'gone', 'targetMissing', 'There is no flow with this ID in this n8n.'],
		['is a draft', 'draft', 'targetNotPublished', 'The flow is not published: it is a draft, was unpublished, or is archived. Publish it.'],
		['has no entry point', 'entryless', 'wrongEntryPoint', /does not begin with "When Executed by Another Workflow"/],
		['may be called by nobody', 'closed', 'callerNotAllowed', /"This workflow can be called by"/],
		['may be called by others only', 'listed', 'callerNotAllowed', /"This workflow can be called by"/],
		['is kept from running by a hook of n8n', 'blocked', 'targetRejected', 'n8n did not start the flow: Not on Sundays.'],
	])('does not enter a flow that %s, and the flow goes on', async (_, id, reason, message) => {
		const flows = new OtherFlows(FLOWS);
		const { run, added, other, outputs } = await add({ waits, ...chosen(id) }, { flows, items: [ITEM] });

		expect(run.status).toBe('success');
		expect(added).toEqual([]);
		expect(outputs('Other')[0]).toHaveLength(1);
		expect(other).toEqual([
			{
				json: {
					...ITEM.json,
					addToFlow: {
						status: 'notAdded',
						target: { kind: 'workflow', id },
						depth: 1,
						optOutChecked: true,
						reason,
						message: typeof message === 'string' ? message : expect.stringMatching(message),
					},
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(flows.runs.filter(({ status }) => status === 'running')).toEqual([]);
	});

	it('does not enter a flow that an expression does not name', async () => {
		const items = [ITEM, { json: { phone: PHONE, id: 'welcome' } }];
		const { run, added, other } = await add({ waits, workflowId: { __rl: true, mode: 'id', value: '={{ $json.id }}' } }, { items });

		expect(run.status).toBe('success');
		expect(added).toHaveLength(1);
		expect(other.map((item) => resultOf(item))).toEqual([
			{
				status: 'notAdded',
				target: { kind: 'workflow', id: '' },
				depth: 1,
				reason: 'targetMissing',
				message: 'The expression for the flow gives nothing for this item.',
			},
		]);
	});

	it('does not enter with a phone number or an email address that cannot be used', async () => {
		const items = [{ json: { phone: '12' } }, { json: { phone: PHONE } }, { json: { phone: PHONE, email: 'ann' } }];
		const { added, other, flows } = await add({ waits }, { items });

		expect(added).toHaveLength(1);
		expect(other.map((item) => resultOf(item))).toMatchObject([
			{ reason: 'invalidContact', details: { field: 'phone' }, message: expect.stringContaining('phone number is not valid') },
			{ reason: 'invalidContact', details: { field: 'email' }, message: expect.stringContaining('email address is not valid') },
		]);
		expect(flows.runs).toHaveLength(1);
	});

	it('enters also when no contact is known, or only a national number and the country', async () => {
		const items = [{ json: {} }, { json: { phone: null, email: '' } }, { json: { phone: '06 12345678' } }];
		const { added } = await add({ waits, options: { defaultCountry: 'nl' } }, { items });
		expect(added).toHaveLength(3);
	});
});

describe('A refusal by the settings of a flow', () => {
	it('comes for each of many, in both modes', async () => {
		for (const waits of [false, true]) {
			const { other } = await add({ waits }, { flows: { welcome: FLOWS.closed }, items: people(30) });
			expect(other.map((item) => resultOf(item).reason)).toEqual(people(30).map(() => 'callerNotAllowed'));
		}
	});

	it('is told from a flow that lets this one call it, and itself fails', async () => {
		const { other } = await add({ waits: true }, { flows: { welcome: flowOf(failing('The sub-workflow (x) cannot be called by this workflow')) }, items: [ITEM] });
		expect(other.map((item) => resultOf(item).reason)).toEqual(['secondaryFlowFailed']);
	});

	it('does not hold for the flows that are on its list', async () => {
		const { added } = await add({}, { flows: { welcome: { ...flowOf(), callableBy: ['workflow'] } }, items: [ITEM] });
		expect(added).toHaveLength(1);
	});
});

describe('A flow that is not there', () => {
	it('is missing also in a manual run, where drafts can be entered', async () => {
		const { other } = await add(chosen('gone'), { mode: 'manual', flows: FLOWS, items: [ITEM] });
		expect(other.map((item) => resultOf(item).reason)).toEqual(['targetMissing']);
	});

	it('is found out without a run of any flow', async () => {
		const flows = new OtherFlows(FLOWS);
		await add(chosen('draft'), { flows, items: [ITEM] });
		expect(flows.runs).toEqual([]);
	});
});

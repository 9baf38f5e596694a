import { exampleCredentials, exampleFlows, exampleNames, withCredentialIds, withFlowIds } from '../../scripts/examples';

interface Workflow {
	id?: string;
	name: string;
	nodes: Array<{
		type: string;
		webhookId?: string;
		credentials?: Record<string, { id: string; name: string }>;
		parameters: { workflowId?: { value: string }; url?: string };
	}>;
}

const SIMULATOR = 'http://127.0.0.1:1';
const ADD_TO_FLOW = 'n8n-nodes-flow-elements.addToFlow';
const TRIGGER = 'n8n-nodes-flow-elements.dynamicApiTrigger';

const read = async (name: string) => await exampleFlows<Workflow>(name, SIMULATOR);
const targetsOf = ({ nodes }: Workflow) => nodes.filter(({ type }) => type === ADD_TO_FLOW).map(({ parameters }) => parameters.workflowId?.value);

describe('The examples', () => {
	it('are read with those flows first that others need', async () => {
		expect(await exampleNames()).toEqual([
			'agent-handover',
			'appointment-reminders',
			'crm-event-to-ticket',
			'dynamic-content-order-lookup',
			'inbound-router',
			'modular-flows',
			'order-shipped-template-clickatell',
			'order-shipped-template-infobip',
			'order-shipped-template-trengo',
			'order-shipped-template-whatsapp-cloud',
			'order-status',
			'payment-callback',
			'referral',
			'support-bot',
		]);
		expect((await read('referral')).map(({ name }) => name)).toEqual(['referral-welcome', 'referral']);
		expect((await read('order-status')).map(({ name }) => name)).toEqual(['order-status']);
	});

	it('import as they are: without IDs of n8n, and with the IDs of their webhooks', async () => {
		for (const name of await exampleNames()) {
			for (const { workflow } of await read(name)) {
				expect(workflow.id).toBeUndefined();
				const triggers = workflow.nodes.filter(({ type }) => type === TRIGGER);
				expect(triggers.map(({ webhookId }) => webhookId)).toEqual(triggers.map(() => expect.stringMatching(/^[\da-f-]{36}$/)));
			}
		}
	});

	it('add participants to flows that come with them', async () => {
		for (const name of await exampleNames()) {
			const flows = await read(name);
			const ids = Object.fromEntries(flows.map((flow, at) => [flow.name, `id-${at}`]));
			for (const { workflow } of flows) {
				const targets = targetsOf(workflow);
				expect(targets.filter((target) => !Object.hasOwn(ids, target ?? ''))).toEqual([]);
				expect(targetsOf(withFlowIds(workflow, ids))).toEqual(targets.map((target) => ids[target as string]));
				expect(targetsOf(workflow)).toEqual(targets);
			}
		}
	});

	it('use the accounts of the simulator, each under the ID that n8n has given to it', async () => {
		const accounts = exampleCredentials(SIMULATOR);
		const ids = Object.fromEntries(accounts.map(({ type }, at) => [type, `account-${at}`]));
		for (const name of await exampleNames()) {
			for (const { workflow } of await read(name)) {
				const before = workflow.nodes.flatMap(({ credentials = {} }) => Object.entries(credentials));
				for (const [type, { id, name: shown }] of before) expect(accounts).toContainEqual(expect.objectContaining({ id, type, name: shown }));
				const after = withCredentialIds(workflow, ids).nodes.flatMap(({ credentials = {} }) => Object.entries(credentials));
				expect(after).toEqual(before.map(([type, { name: shown }]) => [type, { id: ids[type], name: shown }]));
			}
		}
	});

	it('call the simulator where it is', async () => {
		const [{ workflow }] = await read('order-status');
		const urls = workflow.nodes.flatMap(({ parameters }) => parameters.url ?? []);
		expect(urls).toEqual([`=${SIMULATOR}/orders/{{ $json.orderId.urlEncode() }}`]);
	});
});

import { randomUUID } from 'node:crypto';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { mutedBy } from '../../../flow/conversation/mutes';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { flowStore, useFlowStore } from '../../../flow/store/theStore';
import { takeResolved } from '../../../nodes/StartConversation/resolved';
import type { ConversationResult } from '../../../nodes/StartConversation/result';
import { StartConversation } from '../../../nodes/StartConversation/StartConversation.node';
import { waker } from '../../../nodes/shared/parked/waking';
import type { Flow } from '../../support/engine';
import { passOn, runFlow } from '../../support/engine';
import type { HeldRun, RunningN8n } from '../../support/heldRuns';
import { startN8n } from '../../support/heldRuns';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';

jest.setTimeout(60_000);

let simulator: ServerProcess;
let n8n: RunningN8n;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());
let store: SqliteStore;
beforeEach(async () => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
	n8n = await startN8n();
});
afterEach(async () => {
	waker.stop();
	useFlowStore();
	await store.close();
});

const BRANCHES = ['0', '1', '2'];
let count = 0;
const phone = () => `+31612${String(++count).padStart(2, '0')}1111`;

function talkFlow(parameters: INodeParameters = {}, items: IDataObject[] = [{ phone: phone() }]): Flow {
	return {
		id: randomUUID(),
		items: items.map((json) => ({ json: json as never })),
		credentials: { flowElementsChatwootApi: { baseUrl: simulator.url, accountId: '1', token: 'simulator-key' } },
		nodes: [
			{ name: 'Start', nodeType: passOn },
			{ name: 'Talk', nodeType: new StartConversation(), parameters: { provider: 'chatwoot', inbox: '1', waitsUntilResolved: true, ...parameters } },
			...BRANCHES.map((name) => ({ name, nodeType: passOn })),
		],
		wires: [['Start', 0, 'Talk'], ...BRANCHES.map((name, output): [string, number, string] => ['Talk', output, name])],
	};
}

async function parked(flow: Flow): Promise<HeldRun> {
	const run = n8n.start(flow);
	await run.paused();
	// Nobody knocks but the test.
	waker.stop();
	expect(run.status).toBe('waiting');
	return run;
}

const resultIn = (json: IDataObject) => json.conversation as unknown as ConversationResult;
const waitOf = (run: HeldRun) => resultIn(run.item().json).wait as NonNullable<ConversationResult['wait']>;
const resolve = async (id: unknown, isQuiet: boolean) =>
	await fetch(`${simulator.url}/_simulator/resolve/chatwoot`, { method: 'POST', body: JSON.stringify({ id, isQuiet }) });

async function knock(run: HeldRun, ticket: string): Promise<IDataObject> {
	const response = await fetch(run.url(), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket }) });
	return (await response.json()) as IDataObject;
}

async function counts(run: HeldRun): Promise<number[]> {
	const { branches } = { branches: (await run.ended).outputs('Talk') };
	return BRANCHES.map((_, output) => branches[output]?.length ?? 0);
}

describe('A run that waits until a conversation is resolved', () => {
	it('finds out by asking when nobody tells it, and the person may be spoken to again', async () => {
		const to = phone();
		const run = await parked(talkFlow({}, [{ phone: to }]));
		const { ticket } = waitOf(run);
		expect(await mutedBy(flowStore(), [{ type: 'phone', value: to }])).toBeDefined();
		expect(await knock(run, `${ticket}/look`)).toEqual({ heldUntilMs: expect.any(Number) });
		await resolve(resultIn(run.item().json).conversationId, true);
		expect(await knock(run, ticket)).toEqual({ stale: true });
		expect(await knock(run, `${ticket}/look`)).toEqual({ letGo: true });
		expect(await counts(run)).toEqual([0, 0, 1]);
		expect(await mutedBy(flowStore(), [{ type: 'phone', value: to }])).toBeUndefined();
	});

	it('goes on once when it is told several times', async () => {
		const run = await parked(talkFlow());
		const { ticket, conversation } = waitOf(run);
		await takeResolved(conversation);
		waker.stop();
		await takeResolved(conversation);
		waker.stop();
		await Promise.all([knock(run, ticket), knock(run, ticket), knock(run, `${ticket}/look`)]);
		expect(await counts(run)).toEqual([0, 0, 1]);
		expect(run.holds).toBe(1);
	});

	it('lets nobody in with another ticket', async () => {
		const run = await parked(talkFlow());
		expect(await knock(run, randomUUID())).toEqual({ stale: true });
		expect(await knock(run, `${randomUUID()}/look`)).toEqual({ stale: true });
		expect(run.status).toBe('waiting');
	});

	it('waits for all of its conversations', async () => {
		const run = await parked(talkFlow({}, [{ phone: phone() }, { phone: 'none' }, { phone: phone() }]));
		const [first, , second] = run.items().map(({ json }) => resultIn(json));
		const { ticket } = waitOf(run);
		await resolve(first.conversationId, true);
		expect(await knock(run, `${ticket}/look`)).toEqual({ heldUntilMs: expect.any(Number) });
		await resolve(second.conversationId, true);
		expect(await knock(run, `${ticket}/look`)).toEqual({ letGo: true });
		expect(await counts(run)).toEqual([0, 1, 2]);
	});

	it('leaves by Timed Out by n8n\'s own timer, too', async () => {
		const run = await parked(talkFlow());
		run.timeOut();
		expect(await counts(run)).toEqual([1, 0, 0]);
	});
});

describe('A run that does not wait', () => {
	it('goes on with the conversation, the variables and no secrets', async () => {
		const run = await runFlow(talkFlow({ waitsUntilResolved: false, tag: 'order' }, [{ phone: phone(), orderId: 7 }]));
		const [[item], others] = run.outputs('Talk');
		expect(others ?? []).toEqual([]);
		expect(item).toMatchObject({ json: { orderId: 7, conversation: { status: 'started', provider: 'chatwoot', tag: 'order', conversationId: expect.any(String), silentUntil: expect.any(String) } }, pairedItem: { item: 0 } });
		expect(JSON.stringify(item)).not.toContain('simulator-key');
	});

	it('starts one conversation for one Idempotency Key', async () => {
		const flow = talkFlow({ waitsUntilResolved: false, options: { idempotencyKey: randomUUID() } }, [{ phone: phone() }, { phone: phone() }]);
		const [items] = (await runFlow(flow)).outputs('Talk');
		const [one, other] = items.map(({ json }) => resultIn(json));
		expect(one.conversationId).toBe(other.conversationId);
		expect([one.repeated, other.repeated]).toContain(true);
	});

	it('says nothing to those who have no address', async () => {
		const [, [item]] = (await runFlow(talkFlow({ waitsUntilResolved: false }, [{ phone: 'Ann' }]))).outputs('Talk');
		expect(item.json).toMatchObject({ phone: 'Ann', conversation: { status: 'notStarted', code: 'contactInvalid' } });
	});

	it('does not run with a panel that cannot work', async () => {
		expect((await runFlow(talkFlow({ provider: 'http', authentication: 'none', url: '' }))).error).toContain('URL is empty');
	});
});

import type { IWebhookFunctions } from 'n8n-workflow';

import { StoreUnavailable } from '../../../flow/store/flowStore';
import { SqliteStore } from '../../../flow/store/sqliteStore';
import { useFlowStore } from '../../../flow/store/theStore';
import type { AdmittedCall } from '../../../nodes/DynamicApiTrigger/admittedCall';
import { takeCall } from '../../../nodes/DynamicApiTrigger/takeCall';
import { heartbeat } from '../../../nodes/shared/keepingStore';

const context = {
	getMode: () => 'webhook',
	getNode: () => ({ id: 'n' }),
	getWorkflow: () => ({ id: 'w' }),
	getRequestObject: () => ({ originalUrl: '/webhook/a' }),
	logger: { debug: jest.fn(), warn: jest.fn(), error: jest.fn() },
} as unknown as IWebhookFunctions;

let store: SqliteStore;
beforeEach(() => {
	store = new SqliteStore(':memory:');
	useFlowStore(store);
});
afterEach(() => heartbeat.end());
afterAll(() => useFlowStore());

/** The store does what it is told, but nobody hears of it. */
function loseAnswer(operation: 'claim' | 'compareAndSet'): void {
	const original = store[operation].bind(store) as (...values: unknown[]) => Promise<unknown>;
	const losing = async (...values: unknown[]) => {
		await original(...values);
		throw new StoreUnavailable('No answer came in time.');
	};
	jest.spyOn(store, operation).mockImplementationOnce(losing as never);
}

let calls = 0;
async function call(key: string | undefined): Promise<{ status?: number; runs: boolean }> {
	const response = { statusCode: 200, setHeader: jest.fn(), end: jest.fn(), once: jest.fn() };
	const requestId = `${String(calls++).padStart(8, '0')}-0000-4000-8000-000000000000`;
	const admitted = {
		panel: {
			route: { detailsName: 'request' },
			timeoutMs: undefined,
			key: { from: 'header', rule: { required: false, header: 'Idempotency-Key' }, keepMs: 3_600_000 },
			keepStatusMs: 3_600_000,
		},
		call: { method: 'POST', path: {}, query: {}, headers: { 'idempotency-key': key }, body: { raw: Buffer.from('{}'), mediaType: 'application/json' } },
		variables: {},
		requestId,
		receivedAt: new Date(),
		response,
	} as unknown as AdmittedCall;
	const { workflowData } = await takeCall(context, admitted);
	return { status: response.end.mock.calls.length > 0 ? response.statusCode : undefined, runs: workflowData !== undefined };
}

describe('a call whose note was made, but whose answer from the store was lost', () => {
	it.each(['claim', 'compareAndSet'] as const)('does not keep its key: %s', async (operation) => {
		loseAnswer(operation);
		await expect(call('k')).rejects.toThrow(StoreUnavailable);
		await new Promise((resolve) => setImmediate(resolve));
		expect(await call('k')).toEqual({ status: undefined, runs: true });
		expect(await call('k')).toEqual({ status: 409, runs: false });
	});

	it('is not said to run when it has no key', async () => {
		loseAnswer('compareAndSet');
		const sets = jest.spyOn(store, 'compareAndSet');
		await expect(call(undefined)).rejects.toThrow(StoreUnavailable);
		await new Promise((resolve) => setImmediate(resolve));
		expect(sets.mock.calls.some(([, , record]) => String(record).includes('"givenUp":true'))).toBe(true);
	});
});

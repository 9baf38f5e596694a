/** The address of the webhook process; the main's is BASE in test/e2e/support/n8n. */
export const WEBHOOK_BASE = process.env.QUEUE_WEBHOOK_BASE as string;

/** A process that tests may end and start again. All run when a test begins: a test that ends one starts it again. */
export interface Service {
	/** Starts it unless it runs, and waits until it is ready. */
	start(): Promise<void>;
	/** Asks it to end, and waits until it has. */
	stop(): Promise<void>;
	/** Ends it as kill -9 does. */
	kill(): Promise<void>;
	/** All that it has printed, over all its lives. */
	output(): Promise<string>;
}

async function control(method: string, path: string): Promise<string> {
	const response = await fetch(`${process.env.QUEUE_CONTROL}/${path}`, { method });
	const text = await response.text();
	if (!response.ok) throw new Error(text);
	return text;
}

function service(name: string): Service {
	const act = (action: string) => async () => void (await control('POST', `${name}/${action}`));
	return { start: act('start'), stop: act('stop'), kill: act('kill'), output: async () => await control('GET', `${name}/output`) };
}

/** The processes of n8n. */
export const processes = {
	main: service('main'),
	webhook: service('webhook'),
	worker1: service('worker1'),
	worker2: service('worker2'),
};

/** It keeps nothing over its end; n8n ends itself when it misses it for about ten seconds. */
export const redis = service('redis');

export type WorkerName = 'worker1' | 'worker2';

/** The workers that have taken an execution, in the order of the list above; one that parks is taken once more for each resume. */
export async function workersOf(executionId: string): Promise<WorkerName[]> {
	const taken = new RegExp(`Worker started execution ${executionId} `, 'g');
	const names: WorkerName[] = ['worker1', 'worker2'];
	const outputs = await Promise.all(names.map(async (name) => await processes[name].output()));
	return names.flatMap((name, index) => Array<WorkerName>(outputs[index].match(taken)?.length ?? 0).fill(name));
}

export { until } from '../../e2e/support/n8n';

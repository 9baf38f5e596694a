import { json, node } from './n8n';

export const trigger = (parameters: Record<string, unknown> = {}) =>
	node('dynamicApiTrigger', 'Called', { idempotency: 'optional', ...parameters });
export const end = (parameters: Record<string, unknown> = {}) => node('apiEnd', 'End', parameters);
export const wait = (seconds: number) => node('n8n-nodes-base.wait', 'Wait', { amount: seconds }, { typeVersion: 1.1 });
export const fail = () => node('n8n-nodes-base.stopAndError', 'Fail', { errorMessage: 'on purpose' });
export const keyed = (key: string, body: unknown = { order: 7 }) => json(body, { 'idempotency-key': key });

/** Says which execution it is from, so that two runs never give the same answer. */
export const WHICH_RUN = {
	fields: { rows: [{ name: 'execution', value: '={{ $execution.id }}' }, { name: 'call', value: '={{ $json }}' }] },
	headers: { rows: [{ name: 'X-Flow', value: 'yes' }] },
};

export const problem = (name: string) => `urn:n8n-nodes-flow-elements:problem:${name}`;
export const isReplayed = ({ headers }: Response) => headers.get('idempotency-replayed') === 'true';

/** All that makes an answer, without what belongs to one transmission. */
export async function wholeOf(response: Response) {
	const headers = Object.fromEntries(response.headers);
	const ofTransmission = ['connection', 'content-length', 'date', 'idempotency-replayed', 'keep-alive', 'transfer-encoding'];
	for (const name of ofTransmission) delete headers[name];
	return { status: response.status, headers, body: Buffer.from(await response.arrayBuffer()).toString('hex') };
}

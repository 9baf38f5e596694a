
import { FlowElementsClickatellApi } from '../../../credentials/FlowElementsClickatellApi.credentials';
import type { MessageEvent } from '../../../flow/message/messageEvent';
import type { SendOutcome } from '../../../flow/template/gateway';
import { readClickatellEvents } from '../../../providers/clickatell/messageEvents';
import { clickatellTemplates } from '../../../providers/clickatell/templates';
import type { ApiServer } from '../../support/apiServer';
import { startApi, until } from '../../support/apiServer';
import { fetchSender } from '../../support/fetchSender';
import { keyHeaders } from '../../support/providerKeys';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';
import { filled } from '../support/templateMessages';

jest.setTimeout(30_000);

let simulator: ServerProcess;
beforeAll(async () => (simulator = await startSimulator()));
afterAll(async () => await simulator?.stop());

/** Sends to numbers with these last four digits. */
async function sendTo(...fates: string[]): Promise<{ outcomes: SendOutcome[]; requests: number }> {
	const key = await keyHeaders(new FlowElementsClickatellApi(), { baseUrl: simulator.url, apiKey: 'simulator-key' }, simulator.url);
	const sender = fetchSender(key);
	const gateway = clickatellTemplates(sender.sendRequest, { baseUrl: simulator.url });
	const content = filled(['Ann', 'A-1001']);
	const outcomes = await gateway.send(fates.map((fate) => ({ messageId: `message-${fate}`, to: `+3161111${fate}`, content })));
	return { outcomes, requests: sender.requests.length };
}

const problemOf = ({ outcomes: [outcome] }: { outcomes: SendOutcome[] }) => (outcome.accepted ? undefined : outcome.problem);

it('some of many are refused, and the others go', async () => {
	const { outcomes, requests } = await sendTo('0001', '2001', '0002', '2002');
	expect(outcomes.map((outcome) => (outcome.accepted ? 'accepted' : outcome.problem.code))).toEqual(['accepted', '26', 'accepted', '25']);
	expect(requests).toBe(1);
});

it('the rate limit is a failure for now, and the next time the message goes', async () => {
	expect(problemOf(await sendTo('2003'))).toMatchObject({ class: 'retryLater', code: '43' });
	expect((await sendTo('2003')).outcomes).toEqual([expect.objectContaining({ accepted: true })]);
});

it.each(['2005', '2006'])('what may have been sent is not sent again: %s', async (fate) => {
	const sent = await sendTo(fate);
	expect(problemOf(sent)).toMatchObject({ mayHaveBeenSent: true });
	expect(sent.requests).toBe(1);
});

describe('what it calls us with', () => {
	/** Reports of messages of earlier tests come in as well. */
	const eventsOf = ({ requests }: ApiServer, ownMessageId?: string): MessageEvent[] =>
		requests.flatMap(({ body }) => readClickatellEvents(JSON.parse(body))).filter((event) => event.ownMessageId === ownMessageId);

	async function callback(): Promise<ApiServer> {
		const api = await startApi();
		const body = JSON.stringify({ url: api.url });
		await fetch(`${simulator.url}/_simulator/callbacks/clickatell`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
		return api;
	}

	it('are reports of the message by both its ids', async () => {
		const api = await callback();
		const [outcome] = (await sendTo('0003')).outcomes;
		await until(() => eventsOf(api, 'message-0003').length === 2);
		expect(outcome.accepted).toBe(true);
		const messageId = outcome.accepted && outcome.messageId;
		expect(eventsOf(api, 'message-0003')).toEqual([expect.objectContaining({ messageId, kind: 'delivered' }), expect.objectContaining({ messageId, kind: 'read' })]);
	});

	it('tell what to do about a failure', async () => {
		const api = await callback();
		await sendTo('1003');
		await until(() => eventsOf(api, 'message-1003').length === 1);
		expect(eventsOf(api, 'message-1003')).toEqual([expect.objectContaining({ kind: 'failed', problem: expect.objectContaining({ class: 'retryLater', code: 'DELIVERY_FAILURE' }) })]);
	});

	it('have the same id when they come twice', async () => {
		const api = await callback();
		await sendTo('1005');
		await until(() => eventsOf(api, 'message-1005').length === 4);
		expect(new Set(eventsOf(api, 'message-1005').map(({ id }) => id)).size).toBe(2);
	});

	it('are messages of people', async () => {
		const api = await callback();
		const body = JSON.stringify({ from: '+31612345678', text: 'STOP', id: 'mo-1' });
		await fetch(`${simulator.url}/_simulator/inbound/clickatell`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
		expect(eventsOf(api)).toEqual([expect.objectContaining({ kind: 'message', phone: '+31612345678', text: 'STOP', messageId: 'mo-1' })]);
	});
});

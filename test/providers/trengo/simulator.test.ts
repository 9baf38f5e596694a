import { FlowElementsTrengoApi } from '../../../credentials/FlowElementsTrengoApi.credentials';
import type { SendOutcome } from '../../../flow/template/gateway';
import { readTrengoEvents } from '../../../providers/trengo/messageEvents';
import { trengoTemplates } from '../../../providers/trengo/templates';
import { trengoProofFault } from '../../../providers/trengo/webhookProof';
import { trengoWebhooks } from '../../../providers/trengo/webhooks';
import { startApi, until } from '../../support/apiServer';
import { fetchSender } from '../../support/fetchSender';
import { keyHeaders } from '../../support/providerKeys';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';
import { filled } from '../support/templateMessages';

jest.setTimeout(30_000);

let simulator: ServerProcess;
let baseUrl: string;
beforeAll(async () => {
	simulator = await startSimulator();
	baseUrl = `${simulator.url}/api/v2`;
});
afterAll(async () => await simulator?.stop());

async function sender(token = 'simulator-key') {
	return fetchSender(await keyHeaders(new FlowElementsTrengoApi(), { baseUrl, token }, baseUrl));
}

const templates = async () => await trengoTemplates((await sender()).sendRequest, { baseUrl }).list();

async function sendTo(fate: string, values = ['Ann', 'A-1001']): Promise<{ outcome: SendOutcome; tries: number }> {
	const id = (await templates()).find(({ name }) => name === 'order_shipped')?.id;
	const sending = await sender();
	const message = { messageId: 'm', to: `+3161111${fate}`, content: filled(values, { id }) };
	const [outcome] = await trengoTemplates(sending.sendRequest, { baseUrl }).send([message]);
	return { outcome, tries: sending.outcomes.reduce((sum, { tries }) => sum + tries, 0) };
}

it('the templates of all pages are listed, each with its text', async () => {
	const all = await templates();
	expect(all.length).toBeGreaterThan(25);
	expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
	expect(all.find(({ name }) => name === 'order_shipped')).toMatchObject({
		approval: 'approved',
		body: 'Hello {{1}}, your order {{2}} is on its way.',
		category: expect.any(String),
	});
	expect(all.find(({ name }) => name === 'paused_offer')).toMatchObject({ approval: 'notApproved' });
});

it('the templates are not listed with another token', async () => {
	const { sendRequest } = await sender('other');
	await expect(trengoTemplates(sendRequest, { baseUrl }).list()).rejects.toThrow('Trengo does not accept the API key (401).');
});

it('a message is sent', async () => {
	expect((await sendTo('0001')).outcome).toEqual({
		accepted: true,
		messageId: expect.stringMatching(/^\d+$/),
		details: { ticketId: expect.stringMatching(/^\d+$/), contactId: expect.stringMatching(/^\d+$/) },
	});
});

it.each<[string, object, number]>([
	['2001', { code: 'optedOut', optedOut: true }, 1],
	['2002', { class: 'neverSend', code: 'receiver' }, 1],
	['2004', { class: 'retryLater', code: '429', retryAfterMs: 1000 }, 4],
	['2005', { class: 'retryLater', mayHaveBeenSent: true }, 1],
	['2006', { class: 'retryLater', mayHaveBeenSent: true }, 1],
	['2009', { class: 'fixRequest', code: 'window' }, 1],
])('a message that is not sent says why: %s', async (fate, problem, tries) => {
	expect(await sendTo(fate)).toEqual({ outcome: { accepted: false, problem: expect.objectContaining(problem) }, tries });
});

it('a message that was only held up is sent', async () => {
	expect(await sendTo('2003')).toEqual({ outcome: expect.objectContaining({ accepted: true }), tries: 2 });
});

it('a message with too few values is refused', async () => {
	expect((await sendTo('0001', ['Ann'])).outcome).toMatchObject({ problem: { class: 'fixRequest', code: 'window' } });
});

it('a webhook gets what it was made for, signed with its own secret, until it is removed', async () => {
	const api = await startApi();
	const at = (place: string) => api.requests.filter(({ path }) => path === place);
	const webhooks = trengoWebhooks((await sender()).sendRequest, { baseUrl });
	const inbound = await webhooks.create({ name: 'in', type: 'INBOUND', url: `${api.url}/in` });
	const outbound = await webhooks.create({ name: 'out', type: 'OUTBOUND', url: `${api.url}/out` });
	expect((await webhooks.list()).map(({ id, name, type }) => [id, name, type])).toEqual([
		[inbound.id, 'in', 'INBOUND'],
		[outbound.id, 'out', 'OUTBOUND'],
	]);

	const body = JSON.stringify({ from: '+31612345678', text: 'Café & more', id: '9001' });
	const write = async () => await fetch(`${simulator.url}/_simulator/inbound/trengo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
	await write();
	const { outcome } = await sendTo('0002');
	const eventIn = (text: string, type: string) => readTrengoEvents(Object.fromEntries(new URLSearchParams(text)), type, '2026-11-20T12:00:00.000Z')[0];
	// Reports of messages of earlier tests come in as well.
	const sent = () => at('/out').map(({ body: text }) => eventIn(text, 'OUTBOUND')).find(({ messageId }) => messageId === (outcome.accepted && outcome.messageId));
	await until(() => sent() !== undefined);
	expect(sent()).toMatchObject({ kind: 'sent', phone: '+31611110002' });

	expect(at('/in')).toHaveLength(1);
	const [{ body: text, headers }] = at('/in');
	const faultOf = (secret: string) => trengoProofFault(Buffer.from(text), headers['trengo-signature'] as string, secret, new Date());
	expect([faultOf(inbound.signingSecret), faultOf(outbound.signingSecret)]).toEqual([undefined, 'The signature does not match the body.']);
	expect(eventIn(text, 'INBOUND')).toMatchObject({ kind: 'message', phone: '+31612345678', text: 'Café & more', messageId: '9001' });

	await webhooks.remove(inbound.id);
	await webhooks.remove(inbound.id);
	await write();
	expect((await webhooks.list()).map(({ id }) => id)).toEqual([outbound.id]);
	expect(at('/in')).toHaveLength(1);
	await webhooks.remove(outbound.id);
});

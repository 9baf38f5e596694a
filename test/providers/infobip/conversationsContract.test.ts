import { FlowElementsInfobipApi } from '../../../credentials/FlowElementsInfobipApi.credentials';
import type { HttpRequest } from '../../../flow/http/message';
import { infobipClient, infobipConversations, infobipList } from '../../../providers/infobip/conversations';
import { fetchSender } from '../../support/fetchSender';
import { describeWithDocuments, startPrismBefore } from '../../support/prism';
import { keyHeaders } from '../../support/providerKeys';
import type { ServerProcess } from '../../support/serverProcess';
import { startSimulator } from '../../support/simulator';
import { refusalsOf, spoil } from '../support/contract';

jest.setTimeout(120_000);

const DOCUMENT = 'infobip-conversations.json';
const AGENT = '97457D13B1FC79AF3C1A1096AE7E77AB';
// Without a note: by the schema its content is an object, and by the document's own examples a text, which is what we send.
const HANDOVER = {
	phone: '+31612341111',
	name: 'Ann',
	tag: 'order',
	makesTag: true,
	subject: 'Where is it?',
	priority: 'high' as const,
	queueId: '6f2e6c5a-e4ca-48c6-bc0a-d9c18479743a',
	openingMessage: 'One moment please.',
};

describeWithDocuments('conversations at Infobip, by its document', [DOCUMENT], () => {
	let simulator: ServerProcess;
	let checked: ServerProcess;
	beforeAll(async () => {
		simulator = await startSimulator();
		checked = await startPrismBefore(DOCUMENT, simulator.url);
	});
	afterAll(async () => await Promise.all([checked, simulator].map(async (server) => await server?.stop())));

	async function asking(server: ServerProcess, change?: (request: HttpRequest) => HttpRequest) {
		const sender = fetchSender(await keyHeaders(new FlowElementsInfobipApi(), { baseUrl: server.url, apiKey: 'simulator-key' }, server.url), change);
		const gateway = infobipConversations(sender.sendRequest, { baseUrl: server.url, channel: 'WHATSAPP', sender: '447860099299', routes: true });
		return { sender, gateway, client: infobipClient(sender.sendRequest, server.url) };
	}

	it('would be refused with a priority that there is not', async () => {
		const { sender, gateway } = await asking(checked, (request) => (request.url.endsWith('/conversations') ? spoil((body: object) => ({ ...body, priority: 'HUGE' }))(request) : request));
		expect(await gateway.start(HANDOVER)).toMatchObject({ started: false });
		expect(refusalsOf(sender)).not.toEqual([]);
	});

	it('are asked for and answered as it says', async () => {
		const { sender, gateway, client } = await asking(checked);
		const started = await gateway.start({ ...HANDOVER, tag: 'made.up', agentId: AGENT });
		expect(started).toEqual({ started: true, id: expect.any(String), missed: [] });
		const routed = await gateway.start(HANDOVER);
		expect(routed).toMatchObject({ started: true, missed: [] });
		expect(await gateway.isResolved?.(String(started.id))).toEqual({ value: false });
		expect(await infobipList(client, 'agents')).toEqual({ value: [{ id: AGENT, name: 'Eva Agent' }] });
		expect(await infobipList(client, 'queues')).toMatchObject({ value: [{ name: 'Returns' }] });
		expect(await infobipList(client, 'tags')).toMatchObject({ value: expect.arrayContaining([{ id: 'made.up', name: 'made.up' }]) });
		expect(refusalsOf(sender)).toEqual([]);
	});
});

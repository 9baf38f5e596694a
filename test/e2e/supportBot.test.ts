import { exampleFlows, withCredentialIds } from '../../scripts/examples';
import { newPhone } from './support/chatting';
import { simulatorAccounts } from './support/examples';
import { setCallback, writeTo } from './support/messaging';
import type { Execution, Flow, FlowNode } from './support/n8n';
import { BASE, messagesTo, rest, runDataOf, SIMULATOR, tryToPublish, until } from './support/n8n';
import './support/patience';

let workflowId: string;
beforeAll(async () => {
	const [{ workflow }] = await exampleFlows<Flow>('support-bot', SIMULATOR);
	const accounts = await simulatorAccounts(workflow.nodes.flatMap(({ credentials = {} }) => Object.keys(credentials)));
	const published = await tryToPublish(withCredentialIds(workflow, accounts));
	if (published.status !== 'published') throw new Error(published.error);
	({ workflowId } = published);
	const trigger = workflow.nodes.find(({ name }) => name === 'Messages') as FlowNode;
	await setCallback('whatsAppCloud', `${BASE}/webhook/${trigger.webhookId}`);
}, 150_000);

/** What somebody was sent on WhatsApp, oldest first. */
async function inboxOf(phone: string): Promise<string[]> {
	const texts = (await (await fetch(`${SIMULATOR}/_simulator/inbox/${phone.slice(1)}`)).json()) as Array<{ text: string }>;
	return texts.map(({ text }) => text);
}

const write = async (phone: string, text: string) => expect(await writeTo('whatsAppCloud', { from: phone.slice(1), text })).toBe(200);
const isSent = async (phone: string, count: number) => await until(async () => (await inboxOf(phone)).length >= count);

/** The nodes through which the run of somebody's session has gone. */
async function wayOf(phone: string): Promise<string[]> {
	let way: string[] = [];
	await until(async () => {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}&limit=100`);
		for (const { id, status } of results.filter((one) => one.status === 'success')) {
			const data = await runDataOf(id);
			const [[item]] = data.Messages[0].data.main;
			if (status === 'success' && 'Start Chatbot' in data && item.json.phone === phone) way = Object.keys(data);
		}
		return way.length > 0;
	});
	return way.slice(way.indexOf('Start Chatbot') + 1);
}

/** How many messages of somebody came in while an agent had the conversation. */
async function mutedOf(phone: string): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}&limit=100`);
	const runs = await Promise.all(results.filter(({ status }) => status === 'success').map(async ({ id }) => await runDataOf(id)));
	const items = runs.map((data) => data['Continue Chatbot']?.[0].data.main[0]?.[0]?.json).filter((json) => json?.phone === phone);
	return items.filter((json) => (json?.chatbot as { status?: string }).status === 'muted').length;
}

describe('the example support-bot', () => {
	it('talks on WhatsApp by a Typebot, and asks how it was when all is said', async () => {
		const phone = newPhone();
		await write(phone, 'I need a shirt');
		await isSent(phone, 2);
		expect((await inboxOf(phone)).join('\n')).toMatch(/Hello.*\nWhich size\?/s);
		await write(phone, 'm');
		expect(await wayOf(phone)).toEqual(['Ask How It Was']);
		expect((await inboxOf(phone)).at(-1)).toBe('Size M, thank you.');
		expect(await messagesTo(phone)).toEqual([expect.stringContaining('How did we do?')]);
	}, 120_000);

	it.each([
		['agent', 'the word for an agent'],
		['vanish', 'a chatbot that is gone'],
	])('hands over after %s', async (text) => {
		const phone = newPhone();
		await write(phone, 'Hi');
		await isSent(phone, 2);
		await write(phone, text);
		if (text === 'vanish') {
			await isSent(phone, 3);
			await write(phone, 'Hello?');
		}
		expect(await wayOf(phone)).toEqual(['Hand Over to an Agent']);
		// The agents have the conversation now, so the chatbot leaves them alone.
		const before = (await inboxOf(phone)).length;
		await write(phone, 'Is anybody there?');
		await until(async () => (await mutedOf(phone)) === 1);
		expect(await inboxOf(phone)).toHaveLength(before);
	}, 120_000);
});

import type { Example } from './support/examples';
import { publishExample } from './support/examples';
import type { Execution } from './support/n8n';
import { BASE, json, messagesTo, runDataOf, SIMULATOR, simulatorRequests, until } from './support/n8n';

let count = Math.floor(Math.random() * 1000);
/** A number that no other test has; at the simulator, the last digits say how the conversation fares. */
const phoneOf = (mark: string) => `+3162${String(count++ % 1000).padStart(3, '0')}${mark}`;

let example: Example;
beforeAll(async () => (example = await publishExample('agent-handover')), 60_000);

/** Has somebody ask for help. @returns the run, when it waits or has ended, and how to ask what came of it */
async function helpWanted(phone: string): Promise<{ run: Execution; answer: () => Promise<unknown> }> {
	const known = new Set((await example.route.executions()).map(({ id }) => id));
	const accepted = await example.route.call(json({ phone, name: 'Ann', orderId: 'A-1001', question: 'Where is it?' }));
	expect(accepted.status).toBe(202);
	let run: Execution | undefined;
	await until(async () => {
		run = (await example.route.executions()).find(({ id }) => !known.has(id));
		return run !== undefined && !['new', 'running'].includes(run.status);
	});
	const status = new URL(accepted.headers.get('location') as string, BASE);
	const ask = async () => (await (await fetch(status, { headers: { authorization: `Bearer ${example.route.token()}` } })).json()) as { status: string; answer?: { body: unknown } };
	return {
		run: run as Execution,
		async answer() {
			await until(async () => (await ask()).status === 'success');
			return (await ask()).answer?.body;
		},
	};
}

const conversationOf = async (id: string) => (await runDataOf(id))['Talk to an Agent'][0].data.main[0][0].json.conversation as { conversationId: string };

describe('the example agent-handover in a real n8n', () => {
	it('hands somebody over with what is known, stays silent while the agents talk, and asks how it was when they have done', async () => {
		const phone = phoneOf('1111');
		const { run, answer } = await helpWanted(phone);
		expect(run.status).toBe('waiting');
		const { conversationId } = await conversationOf(run.id);
		const shown = await (await fetch(`${SIMULATOR}/_simulator/conversations/chatwoot?id=${conversationId}`)).text();
		for (const known of ['A-1001', 'Where is it?', 'order', 'high']) expect(shown).toContain(known);
		const surveys = async () => (await simulatorRequests()).filter(({ path, body }) => path === '/v1/message' && body.includes(phone.slice(1)));
		expect(await surveys()).toEqual([]);

		await fetch(`${SIMULATOR}/_simulator/resolve/chatwoot`, { method: 'POST', body: JSON.stringify({ id: conversationId }) });
		expect(await answer()).toMatchObject({ helped: 'by an agent', conversationId, survey: 'sent' });
		expect(await surveys()).toHaveLength(1);
	});

	it('says that somebody will call when the conversation cannot be started', async () => {
		const phone = phoneOf('3005');
		const { answer } = await helpWanted(phone);
		expect(await answer()).toMatchObject({ helped: 'not yet', because: expect.any(String) });
		expect(await messagesTo(phone)).toEqual(['Hello Ann, we will call you about order A-1001.']);
	});
});

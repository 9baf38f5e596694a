import { randomInt } from 'node:crypto';

import type { Execution } from './support/n8n';
import { BASE, credential, inLine, node, outputOf, rest, SIMULATOR, tryToPublish, until } from './support/n8n';
import './support/patience';

const TRENGO = { token: 'simulator-key', baseUrl: `${SIMULATOR}/api/v2` };

async function published(events: string[], data = TRENGO) {
	const saved = await credential('flowElementsTrengoApi', data);
	const trigger = node('trengoTrigger', 'Trengo', { events }, { credentials: { flowElementsTrengoApi: saved } });
	const { workflowId, status, error } = await tryToPublish(inLine(trigger, node('n8n-nodes-base.noOp', 'After')));
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const executions = async () => (await rest<{ results: Execution[] }>('GET', `/executions?filter=${filter}`)).results;
	return { workflowId, status, error, url: `${BASE}/webhook/${trigger.webhookId}`, executions };
}

/** Has the simulator's Trengo tell all its webhooks of an event, those of other flows, too. @returns the different answers */
async function tell(type: string, fields: Record<string, string>): Promise<number[]> {
	const body = new URLSearchParams(fields).toString();
	const response = await fetch(`${SIMULATOR}/_simulator/deliver/trengo?type=${type}`, { method: 'POST', body });
	return [...new Set(((await response.json()) as { statuses: number[] }).statuses)];
}

/** The types of the webhooks that lead to a flow, by whichever of its names n8n gives its own address. */
async function webhooksTo(url: string): Promise<string[]> {
	const { pathname } = new URL(url);
	const types: string[] = [];
	for (let page = 1; ; page++) {
		const response = await fetch(`${TRENGO.baseUrl}/webhooks?page=${page}`, { headers: { authorization: `Bearer ${TRENGO.token}` } });
		const { data, links } = (await response.json()) as { data: Array<{ type: string; url: string }>; links: { next: string | null } };
		types.push(...data.filter((one) => new URL(one.url).pathname === pathname).map(({ type }) => type));
		if (links.next === null) return types.toSorted();
	}
}

const EVENTS = ['INBOUND', 'TICKET_CLOSED', 'TICKET_LABEL_ADDED', 'VOICE_CALL_ENDED'];

it('starts the flow with each event that is chosen, once, and with no other, as long as it is published', async () => {
	const flow = await published(EVENTS);
	expect(flow).toMatchObject({ status: 'published' });
	expect(await webhooksTo(flow.url)).toEqual(EVENTS);

	const ticket = String(randomInt(1_000_000_000));
	const label = { ticket_id: ticket, label_id: '9', label_name: 'VIP' };
	expect(await tell('TICKET_LABEL_ADDED', label)).toEqual([200]);
	await until(async () => (await flow.executions()).some(({ status }) => status === 'success'));
	const [{ id }] = await flow.executions();
	expect(await outputOf(id, 'After')).toMatchObject({ event: 'TICKET_LABEL_ADDED', ticketId: Number(ticket), labelId: 9, labelName: 'VIP', raw: label });

	expect(await tell('TICKET_LABEL_ADDED', label)).toEqual([200]);
	expect(await tell('TICKET_CLOSED', { ticket_id: ticket })).toEqual([200]);
	await until(async () => (await flow.executions()).length >= 2);
	expect(await flow.executions()).toHaveLength(2);

	// A form that nobody has signed.
	const forged = await fetch(`${flow.url}?event=TICKET_CLOSED`, { method: 'POST', body: new URLSearchParams({ ticket_id: '1' }) });
	expect(forged.status).toBe(401);
	expect(await flow.executions()).toHaveLength(2);

	await rest('POST', `/workflows/${flow.workflowId}/deactivate`);
	await until(async () => (await webhooksTo(flow.url)).length === 0);
	const { versionId } = await rest<{ versionId: string }>('GET', `/workflows/${flow.workflowId}`);
	await rest('POST', `/workflows/${flow.workflowId}/activate`, { versionId });
	await until(async () => (await webhooksTo(flow.url)).length === EVENTS.length);
	await rest('POST', `/workflows/${flow.workflowId}/deactivate`);
});

it('cannot be published with a token that Trengo does not know, and says so', async () => {
	const { status, error } = await published(['NOTE'], { ...TRENGO, token: 'another' });
	expect(status).not.toBe('published');
	expect(error).toMatch(/Trengo/);
	expect(error).not.toContain('another');
});
